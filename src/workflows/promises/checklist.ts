import type { App } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { Deps } from '../../deps.ts';
import type { ChecklistItem, ItemState } from '../../domain/checklist.ts';
import type { Roles } from '../../domain/people.ts';
import type { Promised } from '../../domain/promise.ts';
import { answerItem, mayAct } from '../../domain/promise-act.ts';
import {
  type Listening,
  onPressed,
  onSubmitted,
  type Pressed,
  type SubmitAnswer,
  type Submitted,
} from '../../slack/listen.ts';
import { checklistModal, itemModal } from './checklist-view.ts';
import { ACTIONS, VIEWS } from './ids.ts';

const GONE = 'That is not known any more.';
const NOT_YOURS = 'Only who holds this promise and ProdSecEng can do this.';

/** The checklist of a promise: a modal, in which each item is answered in a small one over it (HAND-6). */
export function listenToChecklists(app: App, deps: Deps): void {
  const listening: Listening = { app, access: deps.access, client: deps.slack.waiting };
  onPressed(listening, ACTIONS.checklist, (pressed) =>
    withChecklist(deps, pressed, async (promise, items) => {
      await pressed.open(checklistModal(promise, items, { answers: true }));
    }),
  );
  onPressed(listening, ACTIONS.itemDone, (pressed) => ask(deps, pressed, 'done'));
  onPressed(listening, ACTIONS.itemNotNeeded, (pressed) => ask(deps, pressed, 'not needed'));
  onPressed(listening, ACTIONS.itemOpen, (pressed) => openAgain(deps, pressed));
  const said: Said = new WeakMap();
  onSubmitted(
    listening,
    VIEWS.item,
    (submitted) => finish(deps, submitted, said),
    (submitted, answer) => redrawBelow(deps, submitted, answer, said.get(submitted)),
  );
}

type Said = WeakMap<Submitted, string>;

/** The value of a button is the promise, with the item behind a blank. */
function readValue(value: string): { promiseId: number; itemId: number } {
  const [promise = '', item = ''] = value.split(' ');
  return { promiseId: Number(promise), itemId: Number(item) };
}

/** Runs with the checklist that a button is about, for whoever may answer it. */
async function withChecklist(
  deps: Deps,
  { roles, value, tell }: Pressed,
  run: (promise: Promised, items: ChecklistItem[]) => Promise<void>,
): Promise<void> {
  const { promiseId } = readValue(value);
  const promise = await deps.storage.promises.promise(promiseId);
  if (promise === null) return tell(GONE);
  if (!mayAct(promise, roles)) return tell(NOT_YOURS);
  await run(promise, await deps.storage.checklists.itemsOf(promiseId));
}

const ask = (deps: Deps, pressed: Pressed, state: 'done' | 'not needed'): Promise<void> =>
  withChecklist(deps, pressed, async (promise, items) => {
    const item = items.find(({ id }) => id === readValue(pressed.value).itemId);
    await (item === undefined ? pressed.tell(GONE) : pressed.open(itemModal(promise, item, state)));
  });

async function openAgain(deps: Deps, pressed: Pressed): Promise<void> {
  const { promiseId, itemId } = readValue(pressed.value);
  const now = deps.now();
  const decide = answerItem({ roles: pressed.roles, now }, { itemId, state: 'open', note: '' });
  const verdict = await deps.storage.promises.changePromise(promiseId, decide, now);
  if (!verdict.ok) return pressed.tell(verdict.text);
  const view = await drawn(deps, promiseId, pressed.roles, verdict.value.answer);
  if (view !== null) await pressed.update(view);
}

async function drawn(deps: Deps, promiseId: number, roles: Roles, done?: string): Promise<ModalView | null> {
  const promise = await deps.storage.promises.promise(promiseId);
  if (promise === null) return null;
  const items = await deps.storage.checklists.itemsOf(promiseId);
  return checklistModal(promise, items, { answers: mayAct(promise, roles), ...(done === undefined ? {} : { done }) });
}

const STATES: Record<string, ItemState> = { done: 'done', 'not needed': 'not needed' };

async function finish(deps: Deps, submitted: Submitted, said: Said): Promise<SubmitAnswer> {
  const { roles, metadata, view } = submitted;
  const note = (view.state.values.text?.text?.value ?? '').trim();
  const answer = { itemId: Number(metadata.item), state: STATES[metadata.state ?? ''] ?? 'done', note };
  const now = deps.now();
  const decide = answerItem({ roles, now }, answer);
  const verdict = await deps.storage.promises.changePromise(Number(metadata.promise), decide, now);
  if (!verdict.ok) return { errors: { text: verdict.text } };
  said.set(submitted, verdict.value.answer);
  return 'close';
}

/** The checklist below shows what was said. It may be closed by now: what was said is kept all the same. */
async function redrawBelow(
  deps: Deps,
  { view, roles, metadata }: Submitted,
  answer: SubmitAnswer,
  done: string | undefined,
): Promise<void> {
  const below = view.previous_view_id;
  if (answer !== 'close' || below === null || below === undefined) return;
  try {
    const next = await drawn(deps, Number(metadata.promise), roles, done);
    if (next !== null) await deps.slack.waiting.views.update({ view_id: below, view: next });
  } catch (error) {
    deps.log.info({ error }, 'a checklist could not be drawn anew after an answer');
  }
}
