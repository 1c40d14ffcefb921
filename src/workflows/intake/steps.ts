import type { App } from '@slack/bolt';
import type { Deps } from '../../deps.ts';
import type { Roles } from '../../domain/people.ts';
import { viewErrors } from '../../slack/fields.ts';
import { onSubmitted, type SubmitAnswer, type Submitted } from '../../slack/listen.ts';
import { alikeTo } from './alike-search.ts';
import { type Checked, checkAnswers } from './checks.ts';
import { saveCorrection } from './correct.ts';
import { answersNow, draftOf, keepDraft, type OpenDraft } from './drafts.ts';
import { fileDraft } from './filing.ts';
import { VIEWS } from './ids.ts';
import { indexRequests } from './index-requests.ts';
import { goneView, sentView } from './notices.ts';
import { askQuestion } from './questions.ts';
import { filedFor, screenOf, withTyped } from './screens.ts';
import { stepView } from './step-view.ts';

/** The steps of a form being sent: what is typed is kept first, then checked. */
export function listenToSteps(app: App, deps: Deps): void {
  const listening = { app, access: deps.access, client: deps.slack.waiting };
  onSubmitted(listening, VIEWS.step, (submitted) => sendStep(deps, submitted));
  onSubmitted(listening, VIEWS.correct, (submitted) => sendStep(deps, submitted));
  // Nobody waits for the search index.
  const index = async () => deps.whenQuiet('index', () => indexRequests(deps));
  onSubmitted(listening, VIEWS.preview, (submitted) => sendPreview(deps, submitted), index);
}

/** The draft as it stands in the modal that was sent; an answer where it was sent already or is gone. */
async function sentDraft(deps: Deps, { view, roles, metadata }: Submitted): Promise<OpenDraft | SubmitAnswer> {
  const filed = await deps.storage.requests.requestOfDraft(metadata.draft ?? '');
  if (filed !== null) return { view: sentView(filed.request.id, true, null) };
  const draft = await draftOf(deps, metadata, roles.person.id);
  if (draft === null) return { view: goneView() };
  return withTyped(draft, view.state.values, metadata);
}

const isDraft = (found: OpenDraft | SubmitAnswer): found is OpenDraft =>
  typeof found === 'object' && 'answers' in found;

async function sendStep(deps: Deps, submitted: Submitted): Promise<SubmitAnswer> {
  const typed = await sentDraft(deps, submitted);
  if (!isDraft(typed)) return typed;
  const { roles, view, key } = submitted;
  const kept = await keepDraft(deps, typed, roles.person.id);
  const step = typed.form.steps[typed.step];
  if (step === undefined) return { view: goneView() };
  const before = await saidBefore(deps, typed);
  const checked = await checkAnswers(deps, typed, roles, { step, ...(before === null ? {} : { before }) });
  if (!checked.ok) return refuseStep(deps, typed, checked, view.state.values);
  const next = { ...typed, answers: checked.answers, step: typed.step + 1 };
  if (next.form.id === 'question') return askQuestion(deps, next, roles.person.id);
  if (!kept) return { view: goneView() };
  await keepDraft(deps, next, roles.person.id);
  const last = next.step >= next.form.steps.length;
  if (last && next.correcting !== null)
    return saveCorrection(deps, next.correcting, next, { roles, key, now: deps.now() });
  return { view: await screenOf(deps, next, roles) };
}

async function saidBefore(deps: Deps, { form, correcting }: OpenDraft) {
  const file = correcting === null ? null : await deps.storage.requests.request(correcting);
  return file === null ? null : answersNow(form, file.request);
}

type Refusal = Extract<Checked, { ok: false }>;

/** At the inputs where they all are shown; else the step is drawn anew, with what may be done instead. */
async function refuseStep(deps: Deps, draft: OpenDraft, refusal: Refusal, values: unknown): Promise<SubmitAnswer> {
  const { errors, taken } = refusal;
  const shown = taken === null ? viewErrors(errors, values) : null;
  return shown === null
    ? { view: stepView(draft, { errors, taken, alike: await alikeTo(deps, draft) }) }
    : { errors: shown };
}

async function sendPreview(deps: Deps, submitted: Submitted): Promise<SubmitAnswer> {
  const draft = await sentDraft(deps, submitted);
  if (!isDraft(draft)) return draft;
  const { roles } = submitted;
  const checked = await checkAnswers(deps, draft, roles);
  if (!checked.ok) return backToError(deps, draft, checked, roles);
  const { id, already } = await fileDraft(deps, { ...draft, answers: checked.answers }, roles);
  const other = already ? null : await filedFor(deps, draft, roles);
  return { view: sentView(id, already, other) };
}

/** Something changed since the step was sent: the first one that has something to mend is shown. */
async function backToError(
  deps: Deps,
  draft: OpenDraft,
  { errors, taken }: Refusal,
  roles: Roles,
): Promise<SubmitAnswer> {
  const found = draft.form.steps.findIndex(({ fields }) => fields.some(({ id }) => errors[id] !== undefined));
  const back = { ...draft, step: Math.max(found, 0) };
  await keepDraft(deps, back, roles.person.id);
  return { view: stepView(back, { errors, taken, alike: await alikeTo(deps, back) }) };
}
