import type { InputBlock, ModalView } from '@slack/types';
import { roleLabel } from '../../domain/decision-words.ts';
import type { Held } from '../../domain/held.ts';
import type { SignerRole } from '../../domain/outcome.ts';
import { requestNumber } from '../../domain/owed.ts';
import type { RequestDoor } from '../../domain/request.ts';
import { personInput } from '../../slack/ask.ts';
import { context, modal, section } from '../../slack/blocks.ts';
import { mentionPerson, truncate } from '../../slack/escape.ts';
import type { Submitted } from '../../slack/listen.ts';
import { countsOf, type Leaver, linesOf } from './held.ts';
import { VIEWS } from './ids.ts';

const LISTED = 15;
/** As many sign-offs as are asked for in one modal; the others are still there when it is opened again. */
const SIGNED_AT_ONCE = 15;
const TEAM = 'team';

/** A sign-off that is handed over, with the door of its request, which names the role. */
export type SignOff = Held & { door: RequestDoor };

export const signOffsOf = ({ held }: Leaver): Held[] =>
  held.filter(({ kind }) => kind === 'signature').slice(0, SIGNED_AT_ONCE);
export const ofTeam = ({ held }: Leaver): Held[] => held.filter(({ kind }) => kind !== 'signature');

export const signField = ({ id, sort }: Pick<Held, 'id' | 'sort'>): string => `sign:${id}:${sort}`;

/** One modal for all that someone left: a team member for claims, tools and promises, and a person for each sign-off. */
export function handOverModal(leaver: Leaver, signOffs: readonly SignOff[]): ModalView {
  const { personId, because, held } = leaver;
  const team = ofTeam(leaver);
  const inputs =
    team.length + signOffs.length > 0
      ? [...(team.length > 0 ? [teamInput(leaver)] : []), ...signOffs.map(signInput)]
      : [];
  const optional = inputs.length > 1;
  const lines = linesOf(held, LISTED);
  return modal({
    ...{ title: 'Hand over', callbackId: VIEWS.handOver, submit: 'Hand over' },
    privateMetadata: JSON.stringify({ gone: personId }),
    blocks: [
      section(`${mentionPerson(personId)}, ${because}, holds ${countsOf(leaver)}.\n${lines.join('\n')}`, {
        blockId: 'what',
      }),
      ...inputs.map((input) => ({ ...input, optional })),
      context('Each new holder is told. What you leave empty stays in the list.', 'hint'),
    ],
  });
}

function teamInput({ held, more }: Leaver): InputBlock {
  const counts = countsOf({ held: held.filter(({ kind }) => kind !== 'signature'), more });
  return personInput({ id: TEAM, label: `Who of ProdSecEng takes ${counts}?`, hint: 'A member of the team.' });
}

function signInput(signOff: SignOff): InputBlock {
  const role = roleLabel(signOff.sort as SignerRole, signOff.door);
  const label = `Who answers for ${role} on ${requestNumber(signOff.requestId ?? 0)}?`;
  const hint = signOff.sort === 'leadership' ? 'Someone of leadership.' : 'Not who proposed it.';
  return personInput({ id: signField(signOff), label, hint: `${hint} ${truncate(signOff.what, 80)}` });
}

/** Who was chosen for each field; those left empty are not in it. */
export function chosenIn({ state }: Submitted['view']): Map<string, string> {
  const chosen = Object.entries(state.values).map(([id, block]) => [id, block[id]?.selected_user ?? ''] as const);
  return new Map(chosen.filter(([, personId]) => personId !== ''));
}

export const TEAM_FIELD = TEAM;
