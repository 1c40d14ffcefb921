import type { App } from '@slack/bolt';
import type { Deps } from '../../deps.ts';
import { requestNumber } from '../../domain/owed.ts';
import type { RequestFile } from '../../domain/request.ts';
import type { Act, Decide } from '../../domain/request-act.ts';
import { claim, release } from '../../domain/request-claim.ts';
import { muteRequest } from '../../domain/request-stake.ts';
import { plainError } from '../../slack/ask.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import {
  type Listening,
  onPressed,
  onSubmitted,
  type Pressed,
  type SubmitAnswer,
  type Submitted,
} from '../../slack/listen.ts';
import { carryOut, mayStart, useCaseOf } from './acts.ts';
import { askModal, lastInput, readGiven } from './asks.ts';
import { ACTIONS, ASKS, type Ask, askAction, askView, REQUEST_VIEW } from './ids.ts';
import { requestView } from './view.ts';

/** The buttons of a request, wherever they are, and the small modals behind them. */
export function listenToRequests(app: App, deps: Deps): void {
  const listening: Listening = { app, access: deps.access, client: deps.slack.waiting };
  onPressed(listening, SHARED_ACTIONS.openRequest, (pressed) => openRequest(deps, pressed));
  onPressed(listening, ACTIONS.claim, (pressed) => decideAtOnce(deps, pressed, claim(actOf(deps, pressed))));
  onPressed(listening, ACTIONS.release, (pressed) => decideAtOnce(deps, pressed, release(actOf(deps, pressed))));
  onPressed(listening, ACTIONS.mute, (pressed) => decideAtOnce(deps, pressed, muteRequest(actOf(deps, pressed), true)));
  onPressed(listening, ACTIONS.unmute, (pressed) =>
    decideAtOnce(deps, pressed, muteRequest(actOf(deps, pressed), false)),
  );
  const done: Done = new WeakMap();
  for (const ask of ASKS) {
    onPressed(listening, askAction(ask), (pressed) => startAsking(deps, ask, pressed));
    onSubmitted(
      listening,
      askView(ask),
      (submitted) => finishAsking(deps, ask, submitted, done),
      (submitted, answer) => redrawBelow(deps, submitted, answer, done.get(submitted)),
    );
  }
}

const actOf = (deps: Deps, { roles, key }: Pick<Pressed, 'roles' | 'key'>): Act => ({ roles, key, now: deps.now() });

const isInRequest = ({ view }: Pressed): boolean => view?.callback_id === REQUEST_VIEW;

async function openRequest(deps: Deps, pressed: Pressed): Promise<void> {
  const file = await found(deps, pressed);
  if (file === null) return;
  const view = await requestView(deps, file, pressed.roles);
  if (isInRequest(pressed)) await pressed.update(view);
  else await pressed.open(view);
}

async function found(deps: Deps, { value, tell }: Pressed): Promise<RequestFile | null> {
  const file = await deps.storage.requests.request(Number(value));
  if (file === null) await tell('That request is not known any more. `/prodseceng requests` lists yours.');
  return file;
}

async function decideAtOnce(deps: Deps, pressed: Pressed, decide: Decide): Promise<void> {
  const id = Number(pressed.value);
  const verdict = await deps.storage.requests.changeRequest(id, decide, deps.now());
  if (!verdict.ok || !isInRequest(pressed)) return pressed.tell(verdict.ok ? verdict.value.answer : verdict.text);
  const file = await deps.storage.requests.request(id);
  if (file !== null) await pressed.update(await requestView(deps, file, pressed.roles, verdict.value.answer));
}

async function startAsking(deps: Deps, ask: Ask, pressed: Pressed): Promise<void> {
  const file = await found(deps, pressed);
  if (file === null) return;
  const may = mayStart(ask, actOf(deps, pressed), file);
  if (!may.ok) return pressed.tell(may.text);
  const useCase = ask === 'duplicate' ? { useCase: useCaseOf(file) } : {};
  await pressed.open(askModal(ask, file, { from: isInRequest(pressed), ...useCase }));
}

/** What was said of a submission, until the modal below it is drawn anew. */
type Done = WeakMap<Submitted, string>;

async function finishAsking(deps: Deps, ask: Ask, submitted: Submitted, done: Done): Promise<SubmitAnswer> {
  const { view, metadata } = submitted;
  const read = readGiven(ask, view);
  if ('errors' in read) return read;
  const file = await deps.storage.requests.request(Number(metadata.request));
  if (file === null) return { notice: { title: 'Not possible', text: 'That request is not known any more.' } };
  const outcome = await carryOut(deps, ask, { act: actOf(deps, submitted), file, given: read.given });
  if (!outcome.ok) {
    const field = outcome.field ?? lastInput(ask);
    if (field === null) return { notice: { title: 'Not possible', text: outcome.text } };
    return { errors: { [field]: await plainError(outcome.text, deps.storage.people.person) } };
  }
  done.set(submitted, outcome.value);
  if (metadata.from === 'request') return 'close';
  return { notice: { title: requestNumber(file.request.id), text: outcome.value } };
}

/** The request's modal below shows what was done. It may be closed by now: what was done is kept all the same. */
async function redrawBelow(
  deps: Deps,
  { view, roles, metadata }: Submitted,
  answer: SubmitAnswer,
  done: string | undefined,
): Promise<void> {
  const below = view.previous_view_id;
  const file = answer === 'close' ? await deps.storage.requests.request(Number(metadata.request)) : null;
  if (file === null || below === null || below === undefined) return;
  try {
    const next = await requestView(deps, file, roles, done);
    await deps.slack.waiting.views.update({ view_id: below, view: next });
  } catch (error) {
    deps.log.info({ error }, 'a request could not be drawn anew after an act');
  }
}
