import type { App } from '@slack/bolt';
import type { Deps } from '../../deps.ts';
import { decidesOthers } from '../../domain/form.ts';
import { FIELD_BLOCK } from '../../slack/fields.ts';
import { metadataOf, onPressed, type Pressed } from '../../slack/listen.ts';
import { alikeTo } from './alike-search.ts';
import { alikeKey } from './alike-view.ts';
import { draftOf, keepDraft, type OpenDraft } from './drafts.ts';
import { ACTIONS, SENSITIVE_BLOCK, VIEWS } from './ids.ts';
import { goneView } from './notices.ts';
import { keepScreen, screenOf, show, withTyped } from './screens.ts';
import { stepView } from './step-view.ts';

/** Going through a form in other ways than *Next*: back, to the step of an answer, and what fields tell of while they are typed in. */
export function listenToMoves(app: App, deps: Deps): void {
  const listening = { app, access: deps.access, client: deps.slack.waiting };
  onPressed(listening, ACTIONS.back, (pressed) => goTo(deps, pressed, stepBefore));
  onPressed(listening, ACTIONS.change, (pressed) => goTo(deps, pressed, () => Number(pressed.value)));
  onPressed(listening, { block_id: FIELD_BLOCK, view: /^intake_/ }, (pressed) => keepTyped(deps, pressed));
  onPressed(listening, { block_id: new RegExp(`^${SENSITIVE_BLOCK}$`) }, async (pressed) => {
    await keepScreen(deps, pressed);
  });
}

const FORM_SCREENS: readonly string[] = [VIEWS.step, VIEWS.preview, VIEWS.correct];

/** From a step or the preview one back; from what lay over it (joining, someone else's topic) to where it lay. */
function stepBefore(draft: OpenDraft, screen: string): number {
  return FORM_SCREENS.includes(screen) ? draft.step - 1 : draft.step;
}

async function goTo(deps: Deps, pressed: Pressed, where: (draft: OpenDraft, screen: string) => number): Promise<void> {
  const typed = await keepScreen(deps, pressed);
  if (typed === null) return show(deps, pressed, goneView());
  const step = Math.min(Math.max(where(typed, pressed.view?.callback_id ?? ''), 0), typed.form.steps.length);
  const moved = { ...typed, step };
  await keepDraft(deps, moved, pressed.roles.person.id);
  await show(deps, pressed, await screenOf(deps, moved, pressed.roles));
}

/** A field told of itself: kept, and the view drawn anew where that shows other questions or other look-alikes. */
async function keepTyped(deps: Deps, pressed: Pressed): Promise<void> {
  const { view, roles } = pressed;
  if (view === null) return;
  const carried = metadataOf(view);
  const draft = await draftOf(deps, carried, roles.person.id);
  // Told late: the draft is at another step by now, and what it says there is newer.
  if (draft === null || draft.keptStep !== draft.step) return;
  const typed = withTyped(draft, view.state.values, carried);
  if (!(await keepDraft(deps, typed, roles.person.id))) return;
  const fields = draft.form.steps[draft.step]?.fields ?? [];
  const decides = fields.some((field) => isOf(pressed.actionId, field.id) && decidesOthers(field, fields));
  const alike = await alikeTo(deps, typed);
  if (decides || alikeKey(alike) !== (carried.alike ?? '')) await pressed.update(stepView(typed, { alike }));
}

/** The field's own input, or its box for "none". */
const isOf = (actionId: string, fieldId: string): boolean => actionId === fieldId || actionId === `${fieldId}:none`;
