import type { App } from '@slack/bolt';
import type { KnownBlock } from '@slack/types';
import type { Deps } from '../../deps.ts';
import { requestNumber } from '../../domain/owed.ts';
import type { Roles } from '../../domain/people.ts';
import { handOver } from '../../domain/promise-act.ts';
import { reassign } from '../../domain/request-claim.ts';
import { toolNumber } from '../../domain/tool.ts';
import { button, context, header, section } from '../../slack/blocks.ts';
import { inline, mentionPerson, truncate } from '../../slack/escape.ts';
import {
  type Listening,
  onPressed,
  onSubmitted,
  type Pressed,
  type SubmitAnswer,
  type Submitted,
} from '../../slack/listen.ts';
import type { Held, HeldKind } from '../../storage/held.ts';
import { ACTIONS, VIEWS } from './ids.ts';
import { handOverModal } from './modals.ts';

const SHOWN = 10;
/** As many as are counted. */
const LOOKED_AT = 200;

const LABELS: Record<HeldKind, string> = {
  claim: 'Claim',
  tool: 'Tool owned',
  signature: 'Sign-off asked for',
  promise: 'Promise',
};

/** What someone holds who was deactivated, or left the team where only the team can hold it. */
async function heldByTheGone({ access, settings, storage }: Deps): Promise<Held[]> {
  const team = await access.named([settings.slack.team, ...settings.people.manager]);
  return storage.held.heldByTheGone(
    team.map(({ id }) => id),
    LOOKED_AT,
  );
}

/** The manager's list of it; a claim or promise can be handed over at once. */
export async function heldBlocks(deps: Deps): Promise<KnownBlock[]> {
  const found = await heldByTheGone(deps);
  if (found.length === 0) return [];
  const more = found.length > SHOWN ? [context(`…and ${found.length - SHOWN} more.`, 'held:more')] : [];
  return [
    header('Held by someone who is gone', 'held'),
    context('Nobody is reminded of these. Hand them over.', 'held:hint'),
    ...found.slice(0, SHOWN).map(heldRow),
    ...more,
  ];
}

function heldRow(held: Held): KnownBlock {
  const { kind, id, personId, what } = held;
  const about = kind === 'tool' ? toolNumber(id) : held.requestId === null ? '' : requestNumber(held.requestId);
  const markup = `*${LABELS[kind]}* ${about}\n${inline(truncate(what, 200))} · held by ${mentionPerson(personId)}`;
  const hands = kind === 'claim' || kind === 'promise';
  const accessory = button({ text: 'Hand over', actionId: ACTIONS.handOver, value: `${kind}:${id}` });
  return section(markup, { blockId: `held:${kind}:${id}:${personId}`, ...(hands ? { accessory } : {}) });
}

/** Only the manager hands over; the rules see to it again when it is sent. */
export function listenToHandingOver(app: App, deps: Deps): void {
  const listening: Listening = { app, access: deps.access, client: deps.slack.waiting };
  onPressed(listening, ACTIONS.handOver, (pressed) => startHandingOver(deps, pressed));
  onSubmitted(listening, VIEWS.handOver, (submitted) => finishHandingOver(deps, submitted));
}

function readHeld(value: string): { kind: string; id: number } {
  const [kind = '', id = ''] = value.split(':');
  return { kind, id: Number(id) };
}

async function startHandingOver(deps: Deps, { roles, value, open, tell }: Pressed): Promise<void> {
  if (!roles.manager) return tell('Only the manager hands over what somebody held.');
  const { kind, id } = readHeld(value);
  const promise = kind === 'promise' ? await deps.storage.promises.promise(id) : null;
  const file = kind === 'claim' ? await deps.storage.requests.request(id) : null;
  if (promise === null && file === null) return tell('That is not known any more.');
  const title = promise === null ? `${requestNumber(id)} ${file?.request.title ?? ''}` : promise.what;
  await open(handOverModal(value, `*${inline(truncate(title, 300))}*`));
}

async function finishHandingOver(deps: Deps, submitted: Submitted): Promise<SubmitAnswer> {
  const { roles, view, metadata } = submitted;
  const chosen = view.state.values.person?.person?.selected_user ?? '';
  const to = await deps.access.who(chosen, '');
  if (!to.ok) return { errors: { person: 'Choose a full member of the workspace.' } };
  if (!roles.manager) return { errors: { person: 'Only the manager hands over what somebody held.' } };
  const outcome = await carryOver(deps, submitted, readHeld(metadata.held ?? ''), to.roles);
  return outcome.ok
    ? { notice: { title: 'Handed over', text: outcome.text } }
    : { errors: { person: outcome.text.replaceAll(`<@${chosen}>`, to.roles.person.name) } };
}

type Outcome = { ok: boolean; text: string };

async function carryOver(
  deps: Deps,
  { roles, key }: Submitted,
  held: { kind: string; id: number },
  to: Roles,
): Promise<Outcome> {
  const now = deps.now();
  const verdict =
    held.kind === 'claim'
      ? await deps.storage.requests.changeRequest(held.id, reassign({ roles, key, now }, to), now)
      : await deps.storage.promises.changePromise(held.id, handOver({ roles, now }, to), now);
  return verdict.ok ? { ok: true, text: verdict.value.answer } : { ok: false, text: verdict.text };
}
