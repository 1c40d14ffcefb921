import type { App } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { Deps } from '../../deps.ts';
import { mayAssess } from '../../domain/assess.ts';
import { openFields } from '../../domain/assessment.ts';
import { decidesOthers } from '../../domain/form.ts';
import type { Roles } from '../../domain/people.ts';
import { no, type Verdict, yes } from '../../domain/verdict.ts';
import { viewErrors } from '../../slack/fields.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import {
  metadataOf,
  notice,
  onPressed,
  onSubmitted,
  type Pressed,
  type SubmitAnswer,
  type Submitted,
} from '../../slack/listen.ts';
import { ACTIONS, ASSESS_BLOCK, VIEWS } from './ids.ts';
import { keepPending, type OpenAssessment, openAssessment } from './opened.ts';
import { overviewView } from './overview-view.ts';
import { screenView } from './screen-view.ts';
import { saveTyped, type Typed, typedIn, unsaved } from './typed.ts';

/** The assessment, screen by screen: opened, gone through in any order, left at any point. */
export function listenToAssessments(app: App, deps: Deps): void {
  const listening = { app, access: deps.access, client: deps.slack.waiting };
  onPressed(listening, SHARED_ACTIONS.assessRequest, (pressed) => begin(deps, pressed));
  onPressed(listening, ACTIONS.back, (pressed) => leaveScreen(deps, pressed, ({ at }) => at - 1));
  onPressed(listening, ACTIONS.stop, (pressed) => leaveScreen(deps, pressed, () => null));
  onPressed(listening, ACTIONS.change, (pressed) => change(deps, pressed));
  onPressed(listening, { block_id: ASSESS_BLOCK }, (pressed) => keepWhileTyping(deps, pressed));
  onSubmitted(listening, VIEWS.screen, (submitted) => sendScreen(deps, submitted));
}

const GONE = 'That request is not known any more. `/prodseceng requests` lists yours.';
const NOT_ASKED = ':information_source: Someone chose another path meanwhile: that screen is not asked any more.';

/** The assessment, for someone who may assess it now. */
async function opened(deps: Deps, requestId: number, roles: Roles): Promise<Verdict<OpenAssessment>> {
  const open = await openAssessment(deps, requestId, roles);
  if (open === null) return no(GONE);
  const may = mayAssess(roles, open.file.request);
  return may.ok ? yes(open) : may;
}

/** At the first screen with something open; all of it where nothing is. */
async function begin(deps: Deps, pressed: Pressed): Promise<void> {
  const found = await opened(deps, Number(pressed.value), pressed.roles);
  if (!found.ok) return pressed.tell(found.text);
  const open = found.value;
  const first = open.screens.findIndex(
    (screen) => openFields(screen, open.answers).length > 0 || isPending(open, screen.fields),
  );
  await pressed.open(await viewAt(deps, open, first === -1 ? null : first));
}

const isPending = ({ pending }: OpenAssessment, fields: readonly { id: string }[]): boolean =>
  fields.some(({ id }) => pending.answers[id] !== undefined);

/** That screen, or all of it (null); from then on what is told of another screen comes too late. */
async function viewAt(deps: Deps, open: OpenAssessment, at: number | null, done?: string): Promise<ModalView> {
  const step = at ?? open.screens.length;
  if (open.pending.step !== null && open.pending.step !== step) {
    await keepPending(deps, open, { step, typed: { answers: {}, marks: {} } });
  }
  return at === null ? overviewView(deps, open, done) : screenView(deps, open, at);
}

async function viewAnew(
  deps: Deps,
  before: OpenAssessment,
  at: (open: OpenAssessment) => number | null,
  done?: string,
) {
  const open = (await openAssessment(deps, before.file.request.id, before.roles)) ?? before;
  return viewAt(deps, open, at(open), done);
}

async function sendScreen(deps: Deps, { roles, view, metadata, key }: Submitted): Promise<SubmitAnswer> {
  const found = await opened(deps, Number(metadata.request), roles);
  if (!found.ok) return { notice: { title: 'Not possible', text: found.text } };
  const open = found.value;
  const typed = typedIn(open, view);
  if (typed === null) return { view: overviewView(deps, open, NOT_ASKED) };
  const saved = await saveTyped(deps, { roles, key, now: deps.now() }, open, typed);
  if (!saved.ok) return { notice: { title: 'Not possible', text: saved.text } };
  const { errors, stale } = saved.value;
  if (Object.keys(errors).length + Object.keys(stale).length > 0) {
    return refuse(deps, open, typed, { errors, stale }, view.state.values);
  }
  return { view: await viewAnew(deps, open, ({ screens }) => screenAfter(screens, typed)) };
}

/** The screen that follows; none after the last one. What was chosen may have added or taken away some. */
function screenAfter(screens: OpenAssessment['screens'], { screen }: Typed): number | null {
  const next = screens.findIndex(({ id }) => id === screen.id) + 1;
  return next < screens.length ? next : null;
}

type Refusal = { errors: Record<string, string>; stale: Record<string, string> };

/** At the inputs where all of it is wrong there; else the screen is drawn anew, with what others said beside it. */
async function refuse(
  deps: Deps,
  before: OpenAssessment,
  { at }: Typed,
  { errors, stale }: Refusal,
  values: unknown,
): Promise<SubmitAnswer> {
  const shown = Object.keys(stale).length === 0 ? viewErrors(errors, values) : null;
  if (shown !== null) return { errors: shown };
  const open = (await openAssessment(deps, before.file.request.id, before.roles)) ?? before;
  return { view: screenView(deps, open, at, { errors: { ...errors, ...stale } }) };
}

async function leaveScreen(deps: Deps, pressed: Pressed, where: (typed: Typed) => number | null): Promise<void> {
  const { view, roles, key } = pressed;
  if (view === null) return;
  const found = await opened(deps, Number(metadataOf(view).request), roles);
  if (!found.ok) return pressed.update(notice('Not possible', found.text));
  const open = found.value;
  const typed = typedIn(open, view);
  if (typed === null) return pressed.update(overviewView(deps, open, NOT_ASKED));
  const saved = await saveTyped(deps, { roles, key, now: deps.now() }, open, typed);
  if (!saved.ok) return pressed.update(notice('Not possible', saved.text));
  const refused = { ...saved.value.errors, ...saved.value.stale };
  if (Object.keys(refused).length > 0) {
    const now = (await openAssessment(deps, open.file.request.id, roles)) ?? open;
    return pressed.update(screenView(deps, now, typed.at, { errors: refused }));
  }
  await pressed.update(await viewAnew(deps, open, () => where(typed), SAVED));
}

const SAVED = ':white_check_mark: Saved. Anyone of the team can go on from here.';

async function change(deps: Deps, pressed: Pressed): Promise<void> {
  const { view, roles, value } = pressed;
  if (view === null) return;
  const found = await opened(deps, Number(metadataOf(view).request), roles);
  if (!found.ok) return pressed.update(notice('Not possible', found.text));
  const at = found.value.screens.findIndex(({ id }) => id === value);
  await pressed.update(await viewAt(deps, found.value, at === -1 ? null : at, at === -1 ? NOT_ASKED : undefined));
}

/** A field told of itself: what is typed is there again after the window is closed; questions that follow from it appear. */
async function keepWhileTyping(deps: Deps, pressed: Pressed): Promise<void> {
  const { view, roles, actionId } = pressed;
  if (view === null) return;
  const found = await opened(deps, Number(metadataOf(view).request), roles);
  const typed = found.ok ? typedIn(found.value, view) : null;
  if (!found.ok || typed === null) return;
  const { pending } = found.value;
  // Told late: this person is at another screen by now.
  if (pending.step !== null && pending.step !== typed.at) return;
  const { screen, at } = typed;
  await keepPending(deps, found.value, { step: at, screen, typed: unsaved(typed, found.value) });
  const field = screen.fields.find(({ id }) => actionId === id || actionId === `${id}:none`);
  if (field === undefined || !decidesOthers(field, screen.fields)) return;
  const open = (await openAssessment(deps, found.value.file.request.id, roles)) ?? found.value;
  const index = open.screens.findIndex(({ id }) => id === screen.id);
  await pressed.update(screenView(deps, open, index, { marks: typed.shownMarks }));
}
