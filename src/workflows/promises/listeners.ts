import type { App } from '@slack/bolt';
import type { Deps } from '../../deps.ts';
import { oweShipped } from '../../domain/owed.ts';
import type { Promised } from '../../domain/promise.ts';
import { acknowledge, type DecidePromise, endPromise, mayAct, snooze } from '../../domain/promise-act.ts';
import type { Decide } from '../../domain/request-act.ts';
import { doesNotMeetNeed, meetsNeed, raise } from '../../domain/request-return.ts';
import {
  type Listening,
  onPressed,
  onSubmitted,
  type Pressed,
  type SubmitAnswer,
  type Submitted,
} from '../../slack/listen.ts';
import { ACTIONS, VIEWS } from './ids.ts';
import { endModal, missesModal, raiseModal, snoozeModal } from './modals.ts';

const GONE = 'That is not known any more.';

/** The buttons of a promise, wherever they are, and the small modals behind them. */
export function listenToPromises(app: App, deps: Deps): void {
  const listening: Listening = { app, access: deps.access, client: deps.slack.waiting };
  onPressed(listening, ACTIONS.acknowledge, (pressed) => atOnce(deps, pressed));
  onPressed(listening, ACTIONS.snooze, (pressed) =>
    opening(deps, pressed, (promise) => snoozeModal(promise, deps.now(), pressed.roles.person.timeZone)),
  );
  onPressed(listening, ACTIONS.end, (pressed) => ending(deps, pressed));
  onPressed(listening, ACTIONS.meets, (pressed) => meets(deps, pressed));
  onPressed(listening, ACTIONS.misses, (pressed) => asking(deps, pressed, async (promise) => missesModal(promise)));
  onPressed(listening, ACTIONS.raise, (pressed) => asking(deps, pressed, (promise) => raising(deps, promise)));
  onSubmitted(listening, VIEWS.snooze, (submitted) => finishSnooze(deps, submitted));
  onSubmitted(listening, VIEWS.end, (submitted) => finishEnd(deps, submitted));
  onSubmitted(listening, VIEWS.misses, (submitted) => finishMisses(deps, submitted));
  onSubmitted(listening, VIEWS.raise, (submitted) => finishRaise(deps, submitted));
}

type View = ReturnType<typeof endModal>;

async function atOnce(deps: Deps, { roles, value, tell }: Pressed): Promise<void> {
  const now = deps.now();
  const verdict = await deps.storage.promises.changePromise(Number(value), acknowledge({ roles, now }), now);
  await tell(verdict.ok ? verdict.value.answer : verdict.text);
}

/** Opens a modal about a promise for whoever may act on it while it is open. */
async function opening(
  deps: Deps,
  { roles, value, open, tell }: Pressed,
  view: (promise: Promised) => View,
): Promise<void> {
  const promise = await deps.storage.promises.promise(Number(value));
  if (promise === null) return tell(GONE);
  if (!mayAct(promise, roles)) return tell('Only who holds this promise and ProdSecEng can do this.');
  if (promise.state !== 'open') return tell('This has ended meanwhile.');
  await open(view(promise));
}

async function ending(deps: Deps, pressed: Pressed): Promise<void> {
  const items = await deps.storage.checklists.itemsOf(Number(pressed.value));
  await opening(deps, pressed, (promise) => endModal(promise, items.length > 0));
}

/** Opens a modal about a promise; who may is checked when it is sent. */
async function asking(
  deps: Deps,
  { value, open, tell }: Pressed,
  view: (promise: Promised) => Promise<View | null>,
): Promise<void> {
  const promise = await deps.storage.promises.promise(Number(value));
  if (promise === null) return tell(GONE);
  if (promise.state !== 'open') return tell('This has been dealt with meanwhile.');
  const shown = await view(promise);
  await (shown === null ? tell(GONE) : open(shown));
}

async function raising(deps: Deps, promise: Promised): Promise<View | null> {
  const file = await deps.storage.requests.request(promise.requestId ?? 0);
  return file === null ? null : raiseModal(promise, file.request.answers);
}

async function meets(deps: Deps, { roles, key, value, tell }: Pressed): Promise<void> {
  const answer = await onRequest(deps, Number(value), (promise) => meetsNeed({ roles, key, now: deps.now() }, promise));
  await tell(answer.text);
}

/** Changes the request that a promise belongs to, and brings what asked for it up to date. */
async function onRequest(
  deps: Deps,
  id: number,
  decide: (promise: Promised) => Decide,
): Promise<{ ok: boolean; text: string }> {
  const promise = await deps.storage.promises.promise(id);
  if (promise === null || promise.requestId === null) return { ok: false, text: GONE };
  const asked = await deps.storage.messages.postedWithPrefix(`shipped:P-${promise.id}:`);
  const told = asked.map(({ key }) => oweShipped(promise, key.split(':').at(-1) ?? ''));
  const withAsked: Decide = (...given) => {
    const verdict = decide(promise)(...given);
    return verdict.ok ? { ok: true, value: { ...verdict.value, owed: [...verdict.value.owed, ...told] } } : verdict;
  };
  const verdict = await deps.storage.requests.changeRequest(promise.requestId, withAsked, deps.now());
  return verdict.ok ? { ok: true, text: verdict.value.answer } : { ok: false, text: verdict.text };
}

const promiseIn = ({ metadata }: Submitted): number => Number(metadata.promise);

const typedIn = ({ view }: Submitted): string => (view.state.values.text?.text?.value ?? '').trim();

const chosenIn = ({ view }: Submitted, id: string): string | null =>
  view.state.values[id]?.[id]?.selected_option?.value ?? null;

const noted = (text: string): SubmitAnswer => ({ notice: { title: 'Noted', text } });

async function finish(deps: Deps, submitted: Submitted, field: string, decide: DecidePromise): Promise<SubmitAnswer> {
  const verdict = await deps.storage.promises.changePromise(promiseIn(submitted), decide, deps.now());
  return verdict.ok ? noted(verdict.value.answer) : { errors: { [field]: verdict.text } };
}

function finishSnooze(deps: Deps, submitted: Submitted): Promise<SubmitAnswer> {
  const seconds = submitted.view.state.values.until?.until?.selected_date_time ?? 0;
  const act = { roles: submitted.roles, now: deps.now() };
  return finish(deps, submitted, 'until', snooze(act, new Date(Number(seconds) * 1_000)));
}

function finishEnd(deps: Deps, submitted: Submitted): Promise<SubmitAnswer> {
  const how = chosenIn(submitted, 'how') === 'dropped' ? 'dropped' : 'kept';
  const act = { roles: submitted.roles, now: deps.now() };
  return finish(deps, submitted, 'text', endPromise(act, how, typedIn(submitted)));
}

async function finishMisses(deps: Deps, submitted: Submitted): Promise<SubmitAnswer> {
  const missing = typedIn(submitted);
  if (missing === '') return { errors: { text: 'Say what is missing.' } };
  const { roles, key } = submitted;
  const outcome = await onRequest(deps, promiseIn(submitted), (promise) =>
    doesNotMeetNeed({ roles, key, now: deps.now() }, promise, missing),
  );
  return outcome.ok ? noted(outcome.text) : { errors: { text: outcome.text } };
}

async function finishRaise(deps: Deps, submitted: Submitted): Promise<SubmitAnswer> {
  const why = typedIn(submitted);
  if (why === '') return { errors: { text: 'Say what changed.' } };
  const { roles, key } = submitted;
  const raised = { urgency: chosenIn(submitted, 'urgency'), criticality: chosenIn(submitted, 'criticality'), why };
  const outcome = await onRequest(deps, promiseIn(submitted), (promise) =>
    raise({ roles, key, now: deps.now() }, promise, raised),
  );
  return outcome.ok ? noted(outcome.text) : { errors: { text: outcome.text } };
}
