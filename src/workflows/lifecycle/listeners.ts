import type { Deps } from '../../deps.ts';
import { oweStageIssue, type StageFile, type StageVerdict, stageRefusal } from '../../domain/stage.ts';
import { cancelStage } from '../../domain/stage-end.ts';
import { answerItem, type ItemAnswer, mayNotWorkOn, rowOf } from '../../domain/stage-kind.ts';
import { stageKindOf } from '../../domain/stage-kinds.ts';
import { enteredIn, textInput } from '../../slack/ask.ts';
import { modal, section } from '../../slack/blocks.ts';
import {
  type Listening,
  onPressed,
  onSubmitted,
  type Pressed,
  type SubmitAnswer,
  type Submitted,
} from '../../slack/listen.ts';
import { actOf, mayRead, NOT_FOR_YOU } from './acting.ts';
import { ACTIONS, readItemValue, VIEWS } from './ids.ts';
import { CLOSED, GONE as GONE_THERE } from './issue.ts';
import { itemModal } from './item-view.ts';
import { screenOf } from './kinds.ts';
import { workspace } from './workspace-view.ts';

const GONE = 'That is not known any more.';

/** What is done in the workspace of a stage. Forms lie over it; what is below is drawn anew when they are sent. */
export function listenToWorkspace(listening: Listening, deps: Deps): void {
  onPressed(listening, ACTIONS.open, (pressed) => openWorkspace(deps, pressed));
  onPressed(listening, ACTIONS.item, (pressed) => openItem(deps, pressed));
  onPressed(listening, ACTIONS.end, (pressed) => end(deps, pressed));
  onPressed(listening, ACTIONS.cancel, (pressed) => askCancel(deps, pressed));
  onPressed(listening, ACTIONS.noted, (pressed) => noted(deps, pressed));
  onPressed(listening, ACTIONS.mend, (pressed) => mend(deps, pressed));
  const redraw = (submitted: Submitted, answer: SubmitAnswer) => redrawBelow(listening, deps, submitted, answer);
  onSubmitted(listening, VIEWS.item, (submitted) => keepItem(deps, submitted), redraw);
  onSubmitted(listening, VIEWS.cancel, (submitted) => cancel(deps, submitted), redraw);
}

/** The workspace under a form that was sent shows what is so now. */
export async function redrawBelow(
  { client }: Listening,
  deps: Deps,
  { roles, view, metadata }: Submitted,
  answer: SubmitAnswer,
): Promise<void> {
  const below = view.previous_view_id ?? view.root_view_id;
  if (answer !== 'close' || below === null || below === view.id) return;
  const file = await deps.storage.stages.stage(Number(metadata.stage));
  if (file === null) return;
  await client.views.update({ view_id: below, view: await workspace(deps, file, roles) }).catch((error: unknown) => {
    // It was closed meanwhile: nothing is out of date then.
    deps.log.debug({ error: String(error) }, 'a workspace was not drawn anew');
  });
}

async function openWorkspace(deps: Deps, { value, roles, open, tell }: Pressed): Promise<void> {
  const file = await deps.storage.stages.stage(Number(value));
  if (file === null) return tell(GONE);
  if (!mayRead(deps, roles, file)) return tell(NOT_FOR_YOU);
  await open(await workspace(deps, file, roles));
}

/** The stage of a button, where this person may work on it; else they are told why not. */
export async function workedOn(deps: Deps, { roles, tell }: Pressed, id: number): Promise<StageFile | null> {
  const file = await deps.storage.stages.stage(id);
  const not = file === null ? GONE : mayNotWorkOn({ roles }, file);
  if (not === null) return file;
  await tell(not);
  return null;
}

async function openItem(deps: Deps, pressed: Pressed): Promise<void> {
  const { stageId, list, key } = readItemValue(pressed.value);
  const file = await workedOn(deps, pressed, stageId);
  if (file === null) return;
  const found = rowOf(stageKindOf(file.stage), file.stage, list, key);
  if (found?.list.of === 'responsibility') return pressed.tell('It is offered to the receiver. Open it again.');
  await (found === null ? pressed.tell(GONE) : pressed.open(itemModal(file, found)));
}

async function keepItem(deps: Deps, submitted: Submitted): Promise<SubmitAnswer> {
  const { view, metadata } = submitted;
  const file = await deps.storage.stages.stage(Number(metadata.stage));
  if (file === null) return { notice: { title: 'Not possible', text: GONE } };
  const values = view.state.values;
  const state = enteredIn(view, 'state');
  const given: ItemAnswer = {
    ...{ list: metadata.list ?? '', key: metadata.key ?? '' },
    state: state === 'done' || state === 'not doing' ? state : 'open',
    assigneeId: enteredIn(view, 'assignee') || null,
    dueOn: values.due?.due?.selected_date ?? null,
    ...{ link: enteredIn(view, 'link'), note: enteredIn(view, 'note') },
  };
  const kind = stageKindOf(file.stage);
  return answered(
    await deps.storage.stages.changeStage(file.stage.id, answerItem(kind, actOf(deps, submitted), given), deps.now()),
    'state',
  );
}

/** The form closes, or the refusal stands at the field that it names. */
export const answered = (verdict: StageVerdict, field: string): SubmitAnswer =>
  verdict.ok ? 'close' : { errors: { [verdict.field ?? field]: verdict.text } };

async function end(deps: Deps, pressed: Pressed): Promise<void> {
  const file = await workedOn(deps, pressed, Number(pressed.value));
  if (file === null) return;
  const ending = screenOf(file.stage).ending?.(file) ?? null;
  if (ending === null) return pressed.tell('It cannot be ended yet.');
  await after(
    deps,
    pressed,
    file,
    await deps.storage.stages.changeStage(file.stage.id, ending.decide(actOf(deps, pressed)), deps.now()),
  );
}

/** What a button did is shown where it was pressed: in the workspace as it is now, or under the message. */
export async function after(deps: Deps, pressed: Pressed, { stage }: StageFile, verdict: StageVerdict): Promise<void> {
  if (!verdict.ok) return pressed.tell(verdict.text);
  const now = await deps.storage.stages.stage(stage.id);
  if (pressed.view?.type === 'modal' && now !== null)
    return pressed.update(await workspace(deps, now, pressed.roles, verdict.value.answer));
  await pressed.tell(verdict.value.answer);
}

async function askCancel(deps: Deps, pressed: Pressed): Promise<void> {
  const file = await workedOn(deps, pressed, Number(pressed.value));
  if (file === null) return;
  const { label } = stageKindOf(file.stage);
  await pressed.open(
    modal({
      ...{ title: 'Cancel it', callbackId: VIEWS.cancel, submit: 'Cancel it', close: 'Keep it' },
      privateMetadata: JSON.stringify({ stage: String(file.stage.id) }),
      blocks: [
        section(`*${label}* ends here, and what was done stays on record.`, { blockId: 'what' }),
        textInput({ id: 'why', label: 'Why is it cancelled?' }, 2_000),
      ],
    }),
  );
}

async function cancel(deps: Deps, submitted: Submitted): Promise<SubmitAnswer> {
  const why = enteredIn(submitted.view, 'why');
  const verdict = await deps.storage.stages.changeStage(
    Number(submitted.metadata.stage),
    cancelStage(actOf(deps, submitted), why),
    deps.now(),
  );
  return answered(verdict, 'why');
}

/** What was found in GitLab, such as a tick that was taken back, has been read. */
async function noted(deps: Deps, pressed: Pressed): Promise<void> {
  const file = await workedOn(deps, pressed, Number(pressed.value));
  if (file === null) return;
  const change = { actor: pressed.roles.person.id, action: 'noted', edit: { trouble: null }, answer: 'Noted.' };
  const verdict = await deps.storage.stages.changeStage(file.stage.id, () => ({ ok: true, value: change }), deps.now());
  await after(deps, pressed, file, verdict);
}

/** The way back where its work item was closed or is gone: opened again, or filed anew. */
async function mend(deps: Deps, pressed: Pressed): Promise<void> {
  const file = await workedOn(deps, pressed, Number(pressed.value));
  if (file === null) return;
  const { id, trouble } = file.stage;
  if (trouble === null) return pressed.tell('Nothing is wrong with its work item any more.');
  const closed = trouble === CLOSED;
  if (trouble === GONE_THERE) await deps.storage.stages.forgetStageIssue(id);
  const owed = [oweStageIssue(file.stage)];
  const decide = (now: StageFile): StageVerdict =>
    now.stage.state !== 'open'
      ? stageRefusal('It has ended meanwhile.')
      : {
          ok: true,
          value: {
            actor: pressed.roles.person.id,
            action: 'work item mended',
            edit: { trouble: null, ...(closed ? { details: { ...now.stage.details, reopen: true } } : {}) },
            owed,
            answer: 'Its work item follows.',
          },
        };
  await after(deps, pressed, file, await deps.storage.stages.changeStage(id, decide, deps.now()));
}
