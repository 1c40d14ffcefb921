import type { KnownBlock } from '@slack/types';
import type { Delivery } from '../../deps.ts';
import type { Decision, DecisionFile, Signature } from '../../domain/decision.ts';
import { detailLines, roleLabel } from '../../domain/decision-words.ts';
import { outcomeOf } from '../../domain/outcome.ts';
import { requestNumber } from '../../domain/owed.ts';
import { sightOf } from '../../domain/request.ts';
import { actions, button, context, message, said, section } from '../../slack/blocks.ts';
import { inline, mentionPerson, truncate } from '../../slack/escape.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import { ACTIONS, askAction } from './ids.ts';
import { namesIn } from './known.ts';
import { signingValue } from './signing-value.ts';

/**
 * The message that asks one person to agree, or to be aware (DEC-1…11): the decision, its basis and its consequences. It is brought up to
 * date in place when they or someone else of their side has answered, and when the proposal ends.
 */
export const signOff: Delivery = {
  to: 'slack',
  async render(deps, payload) {
    const personId = String(payload.personId);
    const at = await deps.storage.decisions.decisionFile(Number(payload.requestId));
    const found = at === null ? undefined : await deps.storage.decisions.decisionsOf(at.file.request.id, 50);
    const asked = found?.find(({ decision }) => decision.id === Number(payload.decisionId));
    const all = asked?.signatures.filter((each) => each.role === payload.role && each.personId === personId) ?? [];
    const mine = standing(all, asked?.decision.state ?? 'proposed');
    if (at === null || asked === undefined || mine === undefined || mine.kind === 'guidance') return null;
    const who = await deps.access.who(personId, '');
    if (!who.ok || sightOf(at.file, who.roles) !== 'answers') return null;
    const known = { ...at, decision: asked.decision, signatures: asked.signatures };
    const nameOf = await namesIn(deps, known);
    const text = headline(known.file.request.id, asked.decision, mine);
    const details = detailLines(asked.decision.outcome, asked.decision.details, nameOf);
    const blocks = [
      section(`${text}\n${inline(truncate(at.file.request.title, 200))}`, { blockId: 'what' }),
      ...content(asked.decision, details),
      ...ending(known, asked.decision, mine),
    ];
    return { to: { person: personId }, message: message(text, blocks) };
  },
};

/** Who was asked to agree, and did not have to, may be asked to be aware once it is final. */
function standing(mine: readonly Signature[], state: Decision['state']): Signature | undefined {
  const agreement = mine.find(({ kind }) => kind === 'agreement');
  const awareness = mine.find(({ kind }) => kind === 'awareness');
  const isFinal = state === 'final' || state === 'superseded';
  return isFinal && agreement?.state !== 'given' ? (awareness ?? agreement) : (agreement ?? awareness);
}

function headline(requestId: number, { outcome: id, proposedBy, state }: Decision, { kind }: Signature): string {
  const { label, decides } = outcomeOf(id);
  const number = `*${requestNumber(requestId)}*`;
  if (kind === 'awareness') return `${number} is decided: *${label}*. Please say that you are aware of it.`;
  if (state !== 'proposed') return `${number}: *${label}*`;
  const by = mentionPerson(proposedBy);
  return decides === 'team'
    ? `${by} proposes a decision on ${number} that needs your agreement: *${label}*`
    : `${by} suggests a decision on ${number} that is yours to make: *${label}*`;
}

const SHOWN = 2_800;

function content(decision: Decision, details: readonly { label: string; text: string }[]): KnownBlock[] {
  const { means } = outcomeOf(decision.outcome);
  const conditions = decision.conditions === '' ? [] : [{ label: 'Conditions', text: decision.conditions }];
  return [
    context(means, 'means'),
    section('*Basis*', { blockId: 'basis' }),
    said(truncate(decision.basis, SHOWN), 'basis_text'),
    ...[...details, ...conditions]
      .slice(0, 12)
      .flatMap(({ label, text }, index) => [
        section(`*${inline(label)}*`, { blockId: `detail:${index}` }),
        said(truncate(text, SHOWN), `detail_text:${index}`),
      ]),
  ];
}

function ending(at: DecisionFile, decision: Decision, mine: Signature): KnownBlock[] {
  const { request } = at.file;
  const open = button({
    text: `Open ${requestNumber(request.id)}`,
    actionId: SHARED_ACTIONS.openRequest,
    value: String(request.id),
  });
  const over = overText(at, decision, mine);
  if (over !== null) return [context(over, 'over'), actions([open], 'buttons')];
  const value = signingValue(request.id, decision.id, mine.role);
  if (mine.kind === 'awareness')
    return [
      actions([button({ text: 'I am aware', actionId: ACTIONS.aware, value, style: 'primary' }), open], 'buttons'),
    ];
  const decides = outcomeOf(decision.outcome).decides !== 'team';
  const buttons = [
    button({ text: decides ? 'Decide so' : 'Agree', actionId: ACTIONS.agree, value, style: 'primary' }),
    button({ text: 'Decline…', actionId: askAction('decline'), value }),
    button({ text: 'Ask…', actionId: askAction('ask'), value }),
    button({ text: 'Delegate…', actionId: askAction('delegate'), value }),
    open,
  ];
  const side = `You are asked on behalf of ${roleLabel(mine.role, request.door)}. Of several people of one side the first answer counts.`;
  return [actions(buttons, 'buttons'), context(side, 'side')];
}

/** What became of it, where nothing is asked of this person any more; null where it is. */
function overText({ file, signatures }: DecisionFile, decision: Decision, mine: Signature): string | null {
  if (mine.state === 'replaced') return 'Somebody else is asked in your place now.';
  if (mine.kind === 'awareness') return awareText(mine);
  if (decision.state === 'final' || decision.state === 'superseded') return finalText(decision, mine);
  if (decision.state === 'declined') {
    const by = signatures.find(({ state }) => state === 'declined')?.personId;
    return `${by === undefined ? 'Someone' : mentionPerson(by)} did not agree. The request is in assessment again.`;
  }
  if (file.request.state === 'withdrawn' || file.request.state === 'duplicate')
    return `The request is ${file.request.state}: nothing is asked of you any more.`;
  if (decision.state === 'withdrawn') return 'The proposal was withdrawn. The request is in assessment again.';
  if (mine.state === 'given') return ':white_check_mark: You agreed. It is final once the others have agreed too.';
  return mine.state === 'open' ? null : 'Someone else has answered for your side.';
}

function awareText({ state }: Signature): string | null {
  if (state === 'open') return null;
  return state === 'given'
    ? ':white_check_mark: You are aware of it.'
    : 'It is looked at anew: nothing is asked of you any more.';
}

function finalText({ state }: Decision, mine: Signature): string {
  const yours = mine.state === 'given' ? 'You agreed. ' : '';
  const superseded = state === 'superseded' ? ' A later decision has taken its place.' : '';
  return `:white_check_mark: ${yours}The decision is final.${superseded}`;
}
