import type { App } from '@slack/bolt';
import type { Deps } from '../../deps.ts';
import { dayIn } from '../../domain/day.ts';
import {
  handOverClaim,
  handOverPromise,
  handOverSignature,
  handOverTool,
  MANAGER_ONLY,
  mayNotHandOver,
} from '../../domain/hand-over.ts';
import type { Held } from '../../domain/held.ts';
import type { SignerRole } from '../../domain/outcome.ts';
import { oweHandedOver, requestNumber } from '../../domain/owed.ts';
import type { Roles } from '../../domain/people.ts';
import type { ToolAct } from '../../domain/tool-act.ts';
import { no, type Verdict, yes } from '../../domain/verdict.ts';
import {
  type Listening,
  onPressed,
  onSubmitted,
  type Pressed,
  type SubmitAnswer,
  type Submitted,
} from '../../slack/listen.ts';
import { chosenIn, handOverModal, ofTeam, type SignOff, signField, signOffsOf, TEAM_FIELD } from './hand-over-view.ts';
import { type Leaver, leftBy } from './held.ts';
import { ACTIONS, VIEWS } from './ids.ts';

const OVER = 'They hold nothing of this any more: it was handed over already, or they are back.';

/** Only the manager hands over; the rules see to it again when it is sent. */
export function listenToHandingOver(app: App, deps: Deps): void {
  const listening: Listening = { app, access: deps.access, client: deps.slack.waiting };
  onPressed(listening, ACTIONS.handOver, (pressed) => start(deps, pressed));
  onSubmitted(listening, VIEWS.handOver, (submitted) => finish(deps, submitted));
}

async function start(deps: Deps, { roles, value, open, tell }: Pressed): Promise<void> {
  if (!roles.manager) return tell(MANAGER_ONLY);
  const leaver = await leftBy(deps, value);
  if (leaver.held.length === 0) return tell(OVER);
  await open(handOverModal(leaver, await withDoors(deps, signOffsOf(leaver))));
}

async function withDoors(deps: Deps, held: readonly Held[]): Promise<SignOff[]> {
  const files = await Promise.all(held.map(({ requestId }) => deps.storage.requests.request(requestId ?? 0)));
  return held.map((each, index) => ({ ...each, door: files[index]?.request.door ?? 'new' }));
}

/** Nothing is handed over while a field holds someone who cannot take it; what somebody else handed over meanwhile is told. */
async function finish(deps: Deps, submitted: Submitted): Promise<SubmitAnswer> {
  const { roles, metadata } = submitted;
  if (!roles.manager) return { notice: { title: 'Not possible', text: MANAGER_ONLY } };
  const leaver = await leftBy(deps, metadata.gone ?? '');
  if (leaver.held.length === 0) return { notice: { title: 'Not possible', text: OVER } };
  const act: ToolAct = {
    ...{ roles, key: submitted.key, now: deps.now(), weights: deps.settings.priorities.weights },
    today: dayIn(deps.now(), deps.settings.calendar.homeTimeZone),
  };
  const read = await readChosen(deps, act, leaver, chosenIn(submitted.view));
  if ('errors' in read) return read;
  const done: string[] = [];
  const refused: string[] = [];
  for (const each of read.handings) {
    const verdict = await each();
    if (verdict.ok) done.push(verdict.value);
    else refused.push(verdict.text);
  }
  return { notice: { title: done.length > 0 ? 'Handed over' : 'Not handed over', text: told(done, refused) } };
}

const SAID = 10;

function told(done: readonly string[], refused: readonly string[]): string {
  const some = (lines: readonly string[]) => [
    ...lines.slice(0, SAID).map((line) => `• ${line}`),
    ...(lines.length > SAID ? [`…and ${lines.length - SAID} more`] : []),
  ];
  const not = refused.length === 0 ? [] : ['*Not handed over*', ...some(refused)];
  return [...some(done), ...not].join('\n');
}

type Handing = () => Promise<Verdict<string>>;
type Read = { handings: Handing[] } | { errors: Record<string, string> };

async function readChosen(deps: Deps, act: ToolAct, leaver: Leaver, chosen: Map<string, string>): Promise<Read> {
  const errors: Record<string, string> = {};
  const handings: Handing[] = [];
  for (const [field, personId] of chosen) {
    const who = await deps.access.who(personId, '');
    const to = who.ok ? who.roles : null;
    const verdict = to === null ? no(NO_MEMBER) : await handingsOf(deps, act, leaver, field, to);
    if (verdict.ok) handings.push(...verdict.value);
    else
      errors[field] = verdict.text.replaceAll(`<@${personId}>`, to?.person.name ?? 'That person').replaceAll('*', '');
  }
  if (Object.keys(errors).length > 0) return { errors };
  if (handings.length > 0) return { handings };
  const first = ofTeam(leaver).length > 0 ? TEAM_FIELD : signField(leaver.held[0] ?? { id: 0, sort: '' });
  return { errors: { [first]: 'Choose who takes it on.' } };
}

const NO_MEMBER = 'Choose a full member of this workspace: no guest, no app, nobody who was deactivated.';

/** What is handed over by one field of the modal, or why that person cannot take it. */
async function handingsOf(
  deps: Deps,
  act: ToolAct,
  leaver: Leaver,
  field: string,
  to: Roles,
): Promise<Verdict<Handing[]>> {
  if (field === TEAM_FIELD) return teamHandings(deps, act, leaver, to);
  const held = signOffsOf(leaver).find((each) => signField(each) === field);
  if (held === undefined) return no('This was answered or handed over meanwhile.');
  const requestId = held.requestId ?? 0;
  const signing = { decisionId: held.id, role: held.sort as SignerRole };
  const rule = handOverSignature({ ...act, key: `${act.key}:${field}` }, signing, { from: leaver.personId, to });
  const at = await deps.storage.decisions.decisionFile(requestId);
  const may = at === null ? no('That request is not known any more.') : rule(at);
  if (!may.ok) return may;
  return yes([
    async () => {
      const verdict = await deps.storage.decisions.changeDecision(requestId, rule, act.now);
      return verdict.ok ? yes(`*${requestNumber(requestId)}*: ${verdict.value}`) : verdict;
    },
  ]);
}

function teamHandings(deps: Deps, act: ToolAct, leaver: Leaver, to: Roles): Verdict<Handing[]> {
  const refused = mayNotHandOver(act, to);
  if (refused !== null) return no(refused);
  const from = leaver.personId;
  const held = ofTeam(leaver);
  const by = act.roles.person.id;
  const things = held.map(({ kind, id }) => `${kind}:${id}`).join(',');
  const message = by === to.person.id ? [] : [oweHandedOver({ from, to: to.person.id, by, things, at: act.now })];
  return yes(held.map((each) => () => handOne(deps, act, each, { from, to, told: message })));
}

/** Each is one transaction: the new holder, the audit, and the message that tells them. */
async function handOne(
  { storage }: Deps,
  act: ToolAct,
  { kind, id }: Held,
  taking: Parameters<typeof handOverClaim>[1],
): Promise<Verdict<string>> {
  const verdict =
    kind === 'claim'
      ? await storage.requests.changeRequest(id, handOverClaim(act, taking), act.now)
      : kind === 'tool'
        ? await storage.tools.changeTool(id, handOverTool(act, taking), act.now)
        : await storage.promises.changePromise(id, handOverPromise(act, taking), act.now);
  return verdict.ok ? yes(verdict.value.answer) : no(verdict.text);
}
