import type { App } from '@slack/bolt';
import type { Deps } from '../../deps.ts';
import { answersSchema, askedAnswers, type Form, titleOf } from '../../domain/form.ts';
import { checkStep } from '../../domain/form-check.ts';
import { intakeForm } from '../../domain/intake-forms.ts';
import { requestNumber } from '../../domain/owed.ts';
import { answersFor, isOpen, type RequestFile } from '../../domain/request.ts';
import { correct } from '../../domain/request-actions.ts';
import { mergeValues, viewErrors } from '../../slack/fields.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import { onPressed, onSubmitted, type Pressed, type SubmitAnswer, type Submitted } from '../../slack/listen.ts';
import { keepDraft, type OpenDraft, readDraft } from './drafts.ts';
import { summaryOfChanges } from './filing.ts';
import { stepView, VIEWS } from './view.ts';

/** Requester and contact add to a request or correct it until it is decided: the form again, with what it says now. */
export function listenToCorrections(app: App, deps: Deps): void {
  const listening = { app, access: deps.access, client: deps.slack.waiting };
  onPressed(listening, SHARED_ACTIONS.correctRequest, (pressed) => openCorrection(deps, pressed));
  onSubmitted(listening, VIEWS.correct, (submitted) => sendCorrection(deps, submitted));
}

async function openCorrection(deps: Deps, { value, roles, open, tell }: Pressed): Promise<void> {
  const file = await deps.storage.requests.request(Number(value));
  if (file === null) return tell('That request is not known any more.');
  if (!answersFor(file.request, roles.person.id)) return tell('Only the requester or the contact can correct a request.');
  if (!isOpen(file.request)) return tell(`${requestNumber(file.request.id)} is ${file.request.state}: it cannot be changed any more.`);
  const draft = await correctionDraft(deps, file, roles.person.id);
  if (draft === null) return tell('This request has no form to correct. Add to it with *Comment*.');
  await open(stepView(draft, { correcting: file.request.id }));
}

const draftId = (requestId: number, personId: string): string => `correct:${requestId}:${personId}`;

/** What was typed and not saved last time, else what the request says. */
async function correctionDraft(deps: Deps, { request }: RequestFile, personId: string): Promise<OpenDraft | null> {
  const form = intakeForm(request.door);
  if (form === undefined) return null;
  const id = draftId(request.id, personId);
  const kept = await deps.storage.drafts.draft(id);
  const read = kept === null ? null : readDraft({ ...kept, form: form.id });
  return read ?? { id, form, step: 0, answers: storedAnswers(form, request), origin: {} };
}

function storedAnswers(form: Form, request: RequestFile['request']): OpenDraft['answers'] {
  const answers = answersSchema(form).parse(request.answers);
  return form.titleField === null || answers[form.titleField] !== undefined ? answers : { ...answers, [form.titleField]: request.title };
}

async function sendCorrection(deps: Deps, { view, roles, key, metadata }: Submitted): Promise<SubmitAnswer> {
  const file = await deps.storage.requests.request(Number(metadata['request']));
  const draft = file === null ? null : await correctionDraft(deps, file, roles.person.id);
  if (file === null || draft === null) return { notice: { title: 'Not possible', text: 'That request is not known any more.' } };
  const at = Number(metadata['step'] ?? 0);
  const step = draft.form.steps[at];
  const typed = { ...draft, step: at, answers: mergeValues(draft.answers, view.state.values, step?.fields ?? []) };
  // Not listed among drafts: a correction is reached from its request.
  await keepDraft(deps, { ...typed, form: { ...draft.form, id: `correct:${draft.form.id}` } }, roles.person.id);
  const checked = checkStep(draft.form, step?.id ?? '', typed.answers);
  if (!checked.ok) {
    const errors = viewErrors(checked.errors, view.state.values);
    return errors === null ? { view: stepView(typed, { errors: checked.errors, correcting: file.request.id }) } : { errors };
  }
  const next = { ...typed, answers: checked.answers, step: at + 1 };
  if (next.step < draft.form.steps.length) return { view: stepView(next, { correcting: file.request.id }) };
  return saveCorrection(deps, file, next, { roles, now: deps.now(), key });
}

async function saveCorrection(deps: Deps, file: RequestFile, draft: OpenDraft, act: Parameters<typeof correct>[0]): Promise<SubmitAnswer> {
  const { id } = file.request;
  const answers = askedAnswers(draft.form, draft.answers);
  const summary = summaryOfChanges(draft.form, storedAnswers(draft.form, file.request), answers);
  if (summary === '') return { notice: { title: 'Nothing changed', text: `${requestNumber(id)} says what it said before.` } };
  const link = file.request.answers['messageLink'];
  const kept = link === undefined ? answers : { ...answers, messageLink: link };
  const verdict = await deps.storage.requests.changeRequest(id, correct(act, kept, titleOf(draft.form, answers), summary), deps.now());
  await deps.storage.drafts.dropDraft(draft.id, act.roles.person.id);
  return { notice: { title: verdict.ok ? 'Corrected' : 'Not possible', text: verdict.ok ? verdict.value.answer : verdict.text } };
}
