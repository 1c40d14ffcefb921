import type { KnownBlock } from '@slack/types';
import type { CardPart, Deps, HomePart, RequestPart } from '../../deps.ts';
import type { Decision, DecisionFile, Signature } from '../../domain/decision.ts';
import { detailLines, progressOf, roleLabel } from '../../domain/decision-words.ts';
import { outcomeOf } from '../../domain/outcome.ts';
import { requestNumber } from '../../domain/owed.ts';
import type { Roles } from '../../domain/people.ts';
import { type RequestDoor, type RequestFile, sightOf } from '../../domain/request.ts';
import { actions, button, context, divider, said, section } from '../../slack/blocks.ts';
import { date, inline, mentionPerson, truncate } from '../../slack/escape.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import { ACTIONS, alternativeDraft, askAction } from './ids.ts';
import { namesIn } from './known.ts';
import { signingValue } from './signing-value.ts';

const when = (at: Date): string => date(at, `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`);

/** The decision on the request's card: proposed, with who has agreed; or final. */
export async function decisionCard(deps: Deps, file: RequestFile): Promise<CardPart | null> {
  const at = await deps.storage.decisions.decisionFile(file.request.id);
  const decision = at?.decision ?? null;
  if (at === null || decision === null) return null;
  if (decision.state === 'proposed' && file.request.state === 'proposed')
    return {
      order: 5,
      lines: [`*Proposed: ${outcomeOf(decision.outcome).label}*`, ...progressLines(at, file.request.door)],
    };
  if (file.request.state !== 'decided' || at.inForce === null) return null;
  const { outcome, finalAt } = at.inForce;
  const on = finalAt === null ? '' : ` · ${when(finalAt)}`;
  return { order: 5, lines: [`:white_check_mark: *Decided: ${outcomeOf(outcome).label}*${on}`, ...awareLine(at)] };
}

function progressLines({ decision, signatures }: DecisionFile, door: RequestDoor): string[] {
  if (decision === null) return [];
  return progressOf(decision, signatures).map(({ role, givenBy, waitsFor }) => {
    const label = roleLabel(role, door);
    return givenBy === null
      ? `:hourglass_flowing_sand: ${label}: waits for ${waitsFor.map(mentionPerson).join(' or ') || 'nobody who can answer'}`
      : `:white_check_mark: ${label}: ${mentionPerson(givenBy)}`;
  });
}

function awareLine({ decision, inForce, signatures }: DecisionFile): string[] {
  const asked = decision?.id === inForce?.id ? signatures.filter(({ kind }) => kind === 'awareness') : [];
  const live = asked.filter(({ state }) => state !== 'replaced');
  if (live.length === 0) return [];
  return [`Aware: ${live.filter(({ state }) => state === 'given').length} of ${live.length}`];
}

/** The decisions in the request's modal (DEC-13): what holds, what is proposed, and what was before. */
export async function decisionOnRequest(deps: Deps, file: RequestFile, roles: Roles): Promise<RequestPart | null> {
  const at = await deps.storage.decisions.decisionFile(file.request.id);
  if (at === null) return null;
  const all = await deps.storage.decisions.decisionsOf(file.request.id, SHOWN);
  const shown = all.filter(
    ({ decision }) => ['proposed', 'final', 'superseded'].includes(decision.state) && !isLeftOver(decision, file),
  );
  const whole = sightOf(file, roles) === 'answers';
  const nameOf = await namesIn(deps, at);
  const blocks = shown.flatMap((each) => decisionBlocks(each, file.request.door, whole, nameOf));
  return {
    order: 5,
    blocks: blocks.length === 0 ? [] : [divider('decisions'), ...blocks, ...(await goesOn(deps, at))],
    offers: offersFor(at, roles),
    tellsReason: file.request.state === 'decided' && shown.some(({ decision }) => decision.state === 'final'),
  };
}

const SHOWN = 5;

/** HAND-9: the net-new request that an alternative opened. */
async function goesOn(deps: Deps, { inForce }: DecisionFile): Promise<KnownBlock[]> {
  if (inForce?.outcome !== 'alternative') return [];
  const opened = await deps.storage.requests.requestOfDraft(alternativeDraft(inForce.id));
  if (opened === null) return [];
  const number = requestNumber(opened.request.id);
  const value = String(opened.request.id);
  const open = button({ text: `Open ${number}`, actionId: SHARED_ACTIONS.openRequest, value });
  return [section(`The alternative is request *${number}*.`, { blockId: 'goes_on', accessory: open })];
}

/** Proposed, and the request ended meanwhile. */
const isLeftOver = ({ state }: Decision, { request }: RequestFile): boolean =>
  state === 'proposed' && request.state !== 'proposed';

function decisionBlocks(
  { decision, signatures }: { decision: Decision; signatures: Signature[] },
  door: RequestDoor,
  whole: boolean,
  nameOf: (id: string) => string,
): KnownBlock[] {
  const id = (part: string) => `decision:${decision.id}:${part}`;
  const details = whole ? detailLines(decision.outcome, decision.details, nameOf) : [];
  const conditions = whole && decision.conditions !== '' ? [{ label: 'Conditions', text: decision.conditions }] : [];
  const lines = [...details, ...conditions].map(
    ({ label, text }) => `*${inline(label)}:* ${inline(truncate(text, 1_200))}`,
  );
  return [
    section(headOf(decision), { blockId: id('head') }),
    said(truncate(decision.basis, 3_000), id('basis')),
    ...(lines.length === 0 ? [] : [section(truncate(lines.join('\n'), 2_900), { blockId: id('details') })]),
    context([whoLine(decision), ...signedLines(decision, signatures, door)].slice(0, 10), id('who')),
  ];
}

const STATES: Record<Decision['state'], string> = {
  proposed: 'Proposed',
  final: 'Decision',
  superseded: 'Earlier decision, superseded',
  declined: 'Declined',
  withdrawn: 'Withdrawn',
};

const headOf = ({ state, outcome }: Decision): string => `*${STATES[state]}: ${outcomeOf(outcome).label}*`;

function whoLine({ proposedBy, proposedAt, decidedBy, finalAt }: Decision): string {
  const proposed = `Proposed by ${mentionPerson(proposedBy)}, ${when(proposedAt)}`;
  if (finalAt === null || decidedBy === null) return proposed;
  return decidedBy === proposedBy
    ? `Decided by ${mentionPerson(decidedBy)}, ${when(finalAt)}`
    : `${proposed}. Final ${when(finalAt)}`;
}

function signedLines(decision: Decision, signatures: readonly Signature[], door: RequestDoor): string[] {
  const agreed = progressOf(decision, signatures).map(({ role, givenBy, waitsFor }) =>
    givenBy === null
      ? `${roleLabel(role, door)}: waits for ${waitsFor.map(mentionPerson).join(' or ') || 'nobody who can answer'}`
      : `${roleLabel(role, door)}: ${mentionPerson(givenBy)} agreed`,
  );
  const asked = decision.state === 'proposed' ? [] : signatures.filter(({ kind }) => kind === 'awareness');
  const aware = asked.filter(({ state }) => state !== 'replaced');
  const lines = aware.map(
    ({ personId, state }) => `${mentionPerson(personId)}: ${state === 'given' ? 'is aware' : 'not acknowledged yet'}`,
  );
  return [...agreed, ...lines];
}

/** Answers first, for whoever is asked; then what proposer, manager and team can do. */
function offersFor(at: DecisionFile, roles: Roles): NonNullable<RequestPart['offers']> {
  const { decision, signatures, file, inForce } = at;
  const me = roles.person.id;
  if (decision?.state === 'proposed' && file.request.state === 'proposed') {
    const withdraws = roles.manager || (roles.team && decision.proposedBy === me);
    const open = signatures.some(({ state }) => state === 'open');
    return [
      ...(withdraws ? [{ text: 'Withdraw proposal', actionId: askAction('withdraw') }] : []),
      ...(roles.manager && open ? [{ text: 'Replace a signer', actionId: askAction('replace') }] : []),
    ];
  }
  const anew = roles.team && file.request.state === 'decided' && inForce !== null;
  return anew ? [{ text: 'Decide anew', actionId: askAction('anew') }] : [];
}

const WAITING_SHOWN = 8;
const COUNTED = 100;

/** What waits for this person's answer, on Home. */
export async function decisionsHome(deps: Deps, roles: Roles): Promise<HomePart | null> {
  const waiting = await deps.storage.decisions.signaturesAwaiting(roles.person.id, COUNTED);
  if (waiting.length === 0) return null;
  const rows = await Promise.all(waiting.slice(0, WAITING_SHOWN).map((each) => waitingRow(deps, each)));
  return { order: 5, blocks: [], waiting: { order: 10, rows, count: waiting.length } };
}

async function waitingRow(
  deps: Deps,
  { requestId, signature: { decisionId, role, kind } }: { requestId: number; signature: Signature },
): Promise<KnownBlock[]> {
  const at = await deps.storage.decisions.decisionFile(requestId);
  if (at === null || at.decision === null) return [];
  const { file, decision } = at;
  const value = signingValue(requestId, decisionId, role);
  const block = `sign:${decisionId}:${role}`;
  const label = outcomeOf(decision.outcome).label;
  const side = roleLabel(role, file.request.door);
  const asked =
    kind === 'awareness' ? '*Please say that you are aware*' : `*Your agreement is asked for*, on behalf of ${side}`;
  const text = `*${requestNumber(requestId)}* ${inline(truncate(file.request.title, 150))}\n${label}\n${asked}.`;
  const open = button({
    text: 'Open',
    actionId: SHARED_ACTIONS.openRequest,
    value: String(requestId),
    label: `Open ${requestNumber(requestId)}`,
  });
  const decides = outcomeOf(decision.outcome).decides !== 'team';
  const buttons =
    kind === 'awareness'
      ? [button({ text: 'I am aware', actionId: ACTIONS.aware, value, style: 'primary' })]
      : [
          button({ text: decides ? 'Decide so' : 'Agree', actionId: ACTIONS.agree, value, style: 'primary' }),
          button({ text: 'Decline…', actionId: askAction('decline'), value }),
          button({ text: 'Ask…', actionId: askAction('ask'), value }),
        ];
  return [section(text, { blockId: block, accessory: open }), actions(buttons, `${block}:buttons`)];
}
