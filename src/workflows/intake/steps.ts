import type { App } from '@slack/bolt';
import type { Deps } from '../../deps.ts';
import { outOfScope, SELF_SERVICE } from '../../domain/doors.ts';
import { decidesOthers, textOf } from '../../domain/form.ts';
import { checkForm, checkStep } from '../../domain/form-check.ts';
import { requestNumber } from '../../domain/owed.ts';
import { oweQuestion } from '../../domain/question.ts';
import { mergeValues, viewErrors } from '../../slack/fields.ts';
import { metadataOf, onPressed, onSubmitted, type Pressed, type SubmitAnswer, type Submitted } from '../../slack/listen.ts';
import { alikeTo } from './alike.ts';
import { draftOf, keepDraft, type OpenDraft } from './drafts.ts';
import { fileDraft } from './filing.ts';
import { draftForDoor } from './doors.ts';
import { ACTIONS, alikeKey, chooserView, previewView, selfServiceView, stepView, VIEWS } from './view.ts';

/** The steps of a form: what is typed is kept at each step, at the preview and as fields tell of themselves. */
export function listenToSteps(app: App, deps: Deps): void {
  const listening = { app, access: deps.access, client: deps.slack.waiting };
  onSubmitted(listening, VIEWS.choose, (submitted) => chooseDoor(deps, submitted));
  onSubmitted(listening, VIEWS.step, (submitted) => sendStep(deps, submitted));
  onSubmitted(listening, VIEWS.preview, (submitted) => sendPreview(deps, submitted), (_, answer) => indexFiled(deps, answer));
  onPressed(listening, ACTIONS.back, (pressed) => goBack(deps, pressed));
  onPressed(listening, { block_id: /^f:/ }, (pressed) => keepTyped(deps, pressed));
}

async function chooseDoor(deps: Deps, { view, roles, metadata }: Submitted): Promise<SubmitAnswer> {
  const door = view.state.values['door']?.['door']?.selected_option?.value ?? '';
  if (door === 'self-service') return { view: selfServiceView() };
  const draft = await draftForDoor(deps, door, roles.person.id, metadata['carried']);
  if (draft === null) return { view: chooserView(await deps.storage.drafts.draftsOf(roles.person.id)) };
  if (metadata['carried'] !== undefined) await keepDraft(deps, draft, roles.person.id);
  return { view: stepView(draft, { alike: metadata['carried'] === undefined ? [] : await alikeTo(deps, draft) }) };
}

const GONE = {
  notice: {
    title: 'Sent already',
    text: 'This draft was sent or deleted elsewhere. `/prodseceng requests` shows what you sent; `/prodseceng intake` begins anew.',
  },
} satisfies SubmitAnswer;

async function sendStep(deps: Deps, { view, roles, metadata }: Submitted): Promise<SubmitAnswer> {
  const { person } = roles;
  const filed = await alreadyFiled(deps, metadata['draft'] ?? '');
  if (filed !== null) return filed;
  const draft = await draftOf(deps, metadata, person.id);
  const step = draft?.form.steps[draft.step];
  if (draft === null || step === undefined) return GONE;
  const typed = { ...draft, answers: mergeValues(draft.answers, view.state.values, step.fields) };
  if (draft.form.id === 'question') return askQuestion(deps, typed, person.id, view.state.values);
  await keepDraft(deps, typed, person.id);
  const checked = checkStep(draft.form, step.id, typed.answers, { today: today(deps) });
  if (!checked.ok) return refuseStep(typed, checked.errors, view.state.values);
  const next = { ...typed, answers: checked.answers, step: draft.step + 1 };
  const alike = await alikeTo(deps, next);
  if (next.step < draft.form.steps.length) {
    await keepDraft(deps, next, person.id);
    return { view: stepView(next, { alike }) };
  }
  return { view: previewView({ ...next, step: draft.step }, alike, draft.origin['sensitive'] === 'yes') };
}

const today = (deps: Deps): string => deps.now().toISOString().slice(0, 10);

function refuseStep(draft: OpenDraft, errors: Record<string, string>, values: unknown): SubmitAnswer {
  const shown = viewErrors(errors, values);
  return shown === null ? { view: stepView(draft, { errors }) } : { errors: shown };
}

async function alreadyFiled(deps: Deps, draftId: string): Promise<SubmitAnswer | null> {
  const found = await deps.storage.requests.requestOfDraft(draftId);
  return found === null ? null : sentNotice(found.request.id, true);
}

/** DOOR-2 and DOOR-3: posted in the channel and tagged; a topic of someone else's is answered with who that is. */
async function askQuestion(deps: Deps, draft: OpenDraft, askerId: string, values: unknown): Promise<SubmitAnswer> {
  await keepDraft(deps, draft, askerId);
  const checked = checkForm(draft.form, draft.answers);
  if (!checked.ok) return refuseStep(draft, checked.errors, values);
  const elsewhere = outOfScope(textOf(checked.answers, 'topic'));
  if (elsewhere !== null) return { notice: { title: 'Someone else does this', text: elsewhere.text } };
  const topic = textOf(checked.answers, 'topic') === 'advice' ? 'advice' : 'question';
  const asked = { askerId, topic, text: textOf(checked.answers, 'question'), draftId: draft.id } as const;
  await deps.storage.questions.askQuestion(asked, (id) => [oweQuestion(id)], deps.now());
  const channel = deps.settings.slack.channels.intake;
  const title = topic === 'advice' ? SELF_SERVICE.askAdvice : 'Question asked';
  return { notice: { title, text: `Your question goes to #${channel}, and ProdSecEng is told. The answer comes in its thread.` } };
}

async function sendPreview(deps: Deps, { view, roles, metadata }: Submitted): Promise<SubmitAnswer> {
  const filed = await alreadyFiled(deps, metadata['draft'] ?? '');
  if (filed !== null) return filed;
  const draft = await draftOf(deps, metadata, roles.person.id);
  if (draft === null) return GONE;
  const ticked = view.state.values['sensitive']?.[ACTIONS.sensitive]?.selected_options ?? [];
  const ready = { ...draft, origin: { ...draft.origin, sensitive: ticked.length > 0 ? 'yes' : 'no' } };
  const checked = checkForm(draft.form, draft.answers, { today: today(deps) });
  if (!checked.ok) return backToError(ready, checked.errors);
  const { id, already } = await fileDraft(deps, { ...ready, answers: checked.answers }, roles);
  return sentNotice(id, already);
}

/** A form that changed since the draft was kept: the first step that has something to mend is shown. */
function backToError(draft: OpenDraft, errors: Record<string, string>): SubmitAnswer {
  const step = draft.form.steps.findIndex(({ fields }) => fields.some(({ id }) => errors[id] !== undefined));
  return { view: stepView({ ...draft, step: Math.max(step, 0) }, { errors }) };
}

function sentNotice(id: number, already: boolean): { notice: { title: string; text: string } } {
  const number = requestNumber(id);
  const text = already
    ? `This was sent already: it is *${number}*.`
    : `*${number}* is filed. Its GitLab work item follows in a moment, and you get the link by direct message.\nProdSecEng looks at it next, and asks you here if something is missing. See it any time with \`/prodseceng request ${number}\`.`;
  return { notice: { title: `${number} ${already ? 'was sent' : 'is filed'}`, text } };
}

/** After the acknowledgement: nobody waits for the search index. */
async function indexFiled(deps: Deps, answer: SubmitAnswer): Promise<void> {
  if (typeof answer === 'object' && 'notice' in answer) deps.whenQuiet('index', () => indexRequests(deps));
}

/** Puts what was filed into the search index; also each minute, for what a crash left out. */
export async function indexRequests(deps: Deps): Promise<void> {
  for (const id of await deps.storage.search.requestsToIndex()) {
    const found = await deps.storage.requests.request(id);
    if (found === null) continue;
    const words = Object.values(found.request.answers).filter((answer) => typeof answer === 'string');
    await deps.storage.search.indexRequest(id, found.request.title, words.join('\n'));
  }
}

async function goBack(deps: Deps, pressed: Pressed): Promise<void> {
  if (pressed.view === null) return;
  const carried = metadataOf(pressed.view);
  const draft = await draftOf(deps, carried, pressed.roles.person.id);
  if (draft === null) return;
  const typed = await keepView(deps, draft, pressed);
  const fromStep = pressed.view.callback_id === VIEWS.step;
  const back = { ...typed, step: fromStep ? Math.max(draft.step - 1, 0) : draft.step };
  await pressed.update(stepView(back, { alike: await alikeTo(deps, back) }));
}

async function keepView(deps: Deps, draft: OpenDraft, pressed: Pressed): Promise<OpenDraft> {
  const fields = draft.form.steps[draft.step]?.fields ?? [];
  const answers = mergeValues(draft.answers, pressed.view?.state.values ?? {}, fields);
  const sensitive = pressed.view?.state.values['sensitive']?.[ACTIONS.sensitive]?.selected_options;
  const origin = sensitive === undefined ? draft.origin : { ...draft.origin, sensitive: sensitive.length > 0 ? 'yes' : 'no' };
  const typed = { ...draft, answers, origin };
  await keepDraft(deps, typed, pressed.roles.person.id);
  return typed;
}

/** A field told of itself: kept, and the view drawn anew where that shows other questions or other look-alikes. */
async function keepTyped(deps: Deps, pressed: Pressed): Promise<void> {
  if (pressed.view === null || pressed.view.callback_id !== VIEWS.step) return;
  const carried = metadataOf(pressed.view);
  if ((await alreadyFiled(deps, carried['draft'] ?? '')) !== null) return;
  const draft = await draftOf(deps, carried, pressed.roles.person.id);
  if (draft === null) return;
  const typed = await keepView(deps, draft, pressed);
  const fields = draft.form.steps[draft.step]?.fields ?? [];
  const decides = fields.some((field) => field.id === pressed.actionId && decidesOthers(field, fields));
  const alike = await alikeTo(deps, typed);
  if (decides || alikeKey(alike) !== (carried['alike'] ?? '')) await pressed.update(stepView(typed, { alike }));
}
