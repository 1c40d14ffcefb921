import type { App } from '@slack/bolt';
import type { Deps } from '../../deps.ts';
import { doorFor, outOfScope } from '../../domain/doors.ts';
import { type Answers, carryAnswers, startingAnswers } from '../../domain/form.ts';
import { intakeForm } from '../../domain/intake-forms.ts';
import type { Roles } from '../../domain/people.ts';
import { mayReadTools } from '../../domain/tool-sight.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import {
  metadataOf,
  onPressed,
  onSubmitted,
  type Pressed,
  type SubmitAnswer,
  type Submitted,
} from '../../slack/listen.ts';
import type { Draft } from '../../storage/drafts.ts';
import { openAgreed } from './agreed.ts';
import { alikeTo } from './alike-search.ts';
import { type CarriedText, chooserView, DRAFTS_SHOWN, outOfScopeView, selfServiceView } from './doors-view.ts';
import { CARRIED, draftOf, freshDraft, keepDraft, nextRound, type OpenDraft, readDraft } from './drafts.ts';
import { requesterOf } from './filing.ts';
import { ACTIONS, VIEWS } from './ids.ts';
import { goneView } from './notices.ts';
import { filedFor, screenOf, show, withTyped } from './screens.ts';
import { stepView } from './step-view.ts';

/** The doors: the chooser, the drafts that wait there, topics of others, and doing it ourselves. */
export function listenToDoors(app: App, deps: Deps): void {
  const listening = { app, access: deps.access, client: deps.slack.waiting };
  onSubmitted(listening, VIEWS.choose, (submitted) => chooseDoor(deps, submitted));
  onPressed(listening, SHARED_ACTIONS.openIntake, (pressed) => openChooser(deps, pressed));
  onPressed(listening, ACTIONS.doors, (pressed) => backToDoors(deps, pressed));
  onPressed(listening, SHARED_ACTIONS.askFeature, (pressed) => askFeature(deps, pressed));
  onPressed(listening, SHARED_ACTIONS.openAgreed, (pressed) => openAgreed(deps, pressed));
  onPressed(listening, SHARED_ACTIONS.openDraft, (pressed) => openDraft(deps, pressed));
  onPressed(listening, SHARED_ACTIONS.dropDraft, (pressed) => dropDraft(deps, pressed));
  onPressed(listening, ACTIONS.outOfScope, async (pressed) => {
    const topic = outOfScope(pressed.chosen ?? '');
    const carried = pressed.view === null ? {} : metadataOf(pressed.view);
    if (topic !== null) await show(deps, pressed, outOfScopeView(topic.text, carried));
  });
  onPressed(listening, ACTIONS.advice, async (pressed) => {
    const form = intakeForm('question');
    if (form === undefined) return;
    const draft = freshDraft(form, pressed.roles.person.id);
    await show(deps, pressed, stepView({ ...draft, answers: { ...draft.answers, topic: 'advice' } }));
  });
}

/** The chooser with what waits for this person; `carriedId`: a draft of theirs whose text goes along into the door that is chosen. */
export async function doorsFor(deps: Deps, roles: Roles, carriedId?: string): Promise<ReturnType<typeof chooserView>> {
  const drafts = await deps.storage.drafts.draftsOf(roles.person.id, DRAFTS_SHOWN);
  const kept = carriedId === undefined ? null : await deps.storage.drafts.draft(carriedId);
  if (kept === null || kept.personId !== roles.person.id) return chooserView(drafts);
  return chooserView(drafts, kept.id, kept.form === CARRIED ? await carriedText(deps, kept, roles) : null);
}

async function carriedText(deps: Deps, { answers, origin }: Draft, roles: Roles): Promise<CarriedText> {
  const text = typeof answers.question === 'string' ? answers.question : '';
  return { text, filedFor: await filedFor(deps, { origin }, roles) };
}

async function chooseDoor(deps: Deps, { view, roles, metadata }: Submitted): Promise<SubmitAnswer> {
  const door = view.state.values.door?.door?.selected_option?.value ?? '';
  if (door === 'self-service') return { view: selfServiceView() };
  const draft = await draftForDoor(deps, door, roles, metadata.carried);
  if (draft === null) return { view: await doorsFor(deps, roles, metadata.carried) };
  if (metadata.carried !== undefined) await keepDraft(deps, draft, roles.person.id);
  return { view: stepView(draft, { alike: metadata.carried === undefined ? [] : await alikeTo(deps, draft) }) };
}

/** The draft that a chosen door begins with: what was carried here fills what it fits, and who wrote it is the requester. */
async function draftForDoor(deps: Deps, door: string, roles: Roles, carriedId?: string): Promise<OpenDraft | null> {
  const form = intakeForm(doorFor(door)?.id ?? '');
  if (form === undefined) return null;
  const carried = carriedId === undefined ? null : await deps.storage.drafts.draft(carriedId);
  if (carried === null || carried.personId !== roles.person.id) return freshDraft(form, roles.person.id);
  const requester = await requesterOf(deps, carried.origin, roles);
  const given = carryAnswers(form, givenIn(carried.form, carried.answers));
  const answers = { ...startingAnswers(form, requester.person.id), ...given };
  const fresh = { ...freshDraft(form, requester.person.id), answers, origin: carried.origin };
  // Another door's draft stays, with what does not fit here.
  return carried.form === CARRIED || carried.form === form.id ? { ...fresh, id: carried.id } : fresh;
}

function givenIn(formId: string, answers: Record<string, unknown>): Answers {
  if (formId === CARRIED) return { question: typeof answers.question === 'string' ? answers.question : '' };
  return Object.fromEntries(
    Object.entries(answers).filter((pair): pair is [string, string | string[]] => {
      return typeof pair[1] === 'string' || Array.isArray(pair[1]);
    }),
  );
}

async function openChooser(deps: Deps, pressed: Pressed): Promise<void> {
  await show(deps, pressed, await doorsFor(deps, pressed.roles));
}

/** A feature of a tool: the form of another request, with the tool named. */
async function askFeature(deps: Deps, pressed: Pressed): Promise<void> {
  const tool = await deps.storage.tools.tool(Number(pressed.value));
  const form = intakeForm('other');
  const reads = mayReadTools(pressed.roles, deps.settings.inventory.visibleTo);
  if (tool === null || form === undefined || !reads) return openChooser(deps, pressed);
  const draft = freshDraft(form, pressed.roles.person.id);
  const answers = { ...draft.answers, kind: 'feature', tool: tool.name };
  const filled = { ...draft, answers };
  await show(deps, pressed, stepView(filled, { alike: await alikeTo(deps, filled) }));
}

/** What was typed is kept as a draft, and goes along into the door that is chosen now. */
async function backToDoors(deps: Deps, pressed: Pressed): Promise<void> {
  const { view, roles } = pressed;
  const carried = view === null ? {} : metadataOf(view);
  const draft = await draftOf(deps, carried, roles.person.id);
  if (draft !== null && view !== null) {
    const typed = withTyped(draft, view.state.values, carried);
    const nothing = JSON.stringify(freshDraft(typed.form, roles.person.id).answers) === JSON.stringify(typed.answers);
    if (!nothing) await keepDraft(deps, typed, roles.person.id);
  }
  await show(deps, pressed, await doorsFor(deps, roles, carried.draft ?? carried.carried));
}

/** A draft is opened where it was left; in a modal with another draft's fields, as fields of its own. */
async function openDraft(deps: Deps, pressed: Pressed): Promise<void> {
  const { roles, view } = pressed;
  const kept = await deps.storage.drafts.draft(pressed.value);
  const draft = kept !== null && kept.personId === roles.person.id ? readDraft(kept) : null;
  if (draft === null) return show(deps, pressed, goneView());
  const round = view?.callback_id === VIEWS.step ? nextRound(metadataOf(view).round) : '';
  if (view?.callback_id === VIEWS.step) await keepTypedHere(deps, pressed);
  await show(deps, pressed, await screenOf(deps, { ...draft, round }, roles));
}

/** What was typed in the form that another draft is opened over becomes a draft itself. */
async function keepTypedHere(deps: Deps, { view, roles }: Pressed): Promise<void> {
  const carried = view === null ? {} : metadataOf(view);
  const draft = await draftOf(deps, carried, roles.person.id);
  if (draft === null || view === null) return;
  const typed = withTyped(draft, view.state.values, carried);
  if (JSON.stringify(typed.answers) !== JSON.stringify(draft.answers)) await keepDraft(deps, typed, roles.person.id);
}

async function dropDraft(deps: Deps, pressed: Pressed): Promise<void> {
  const { roles, view } = pressed;
  await deps.storage.drafts.dropDraft(pressed.value, roles.person.id);
  if (view?.type !== 'modal') return;
  const carried = metadataOf(view);
  const draft = await draftOf(deps, carried, roles.person.id);
  if (draft === null) return show(deps, pressed, await doorsFor(deps, roles, carried.carried));
  const typed = withTyped(draft, view.state.values, carried);
  await show(deps, pressed, stepView(typed, { alike: await alikeTo(deps, typed) }));
}
