import type { App } from '@slack/bolt';
import type { Deps } from '../../deps.ts';
import { doorFor, outOfScope } from '../../domain/doors.ts';
import { carryAnswers } from '../../domain/form.ts';
import { intakeForm } from '../../domain/intake-forms.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import { metadataOf, notice, onPressed, onShortcut, type Pressed } from '../../slack/listen.ts';
import { alikeTo } from './alike.ts';
import { draftOf, freshDraft, type OpenDraft, readDraft } from './drafts.ts';
import { ACTIONS, chooserView, outOfScopeView, stepView } from './view.ts';

/** The doors: chooser, drafts, topics of others, the shortcuts. */
export function listenToDoors(app: App, deps: Deps): void {
  const listening = { app, access: deps.access, client: deps.slack.waiting };
  onPressed(listening, SHARED_ACTIONS.openIntake, (pressed) => openChooser(deps, pressed));
  onPressed(listening, SHARED_ACTIONS.openDraft, (pressed) => openDraft(deps, pressed));
  onPressed(listening, SHARED_ACTIONS.dropDraft, (pressed) => dropDraft(deps, pressed));
  onPressed(listening, SHARED_ACTIONS.turnQuestion, (pressed) => turnQuestion(deps, pressed));
  onPressed(listening, ACTIONS.outOfScope, async (pressed) => {
    const topic = outOfScope(pressed.chosen ?? '');
    if (topic !== null) await pressed.update(outOfScopeView(topic.text));
  });
  onPressed(listening, ACTIONS.advice, async (pressed) => {
    const form = intakeForm('question');
    if (form === undefined) return;
    const draft = freshDraft(form, pressed.roles.person.id);
    await pressed.update(stepView({ ...draft, answers: { ...draft.answers, topic: 'advice' } }));
  });
  onShortcut(listening, 'intake_open', async ({ roles, open }) => {
    await open(chooserView(await deps.storage.drafts.draftsOf(roles.person.id)));
  });
  onShortcut(listening, 'message_to_request', async ({ roles, open, message }) => {
    if (message === null) return;
    const carried = { text: message.text, saidBy: message.userId ?? roles.person.id };
    const id = await keepCarried(deps, roles.person.id, carried);
    await open(chooserView([], { carried: id }));
    await keepLink(deps, id, roles.person.id, message);
  });
}

/** Text that came out of a message waits in a draft of no form until the door is chosen. */
async function keepCarried(deps: Deps, personId: string, carried: Record<string, string>): Promise<string> {
  const { id } = freshDraft({ id: 'carried', title: '', titleField: null, steps: [] }, personId);
  const { text = '', ...origin } = carried;
  const draft = { id, personId, form: 'carried', step: 0, answers: { question: text }, origin, updatedAt: deps.now() };
  await deps.storage.drafts.keepDraft(draft);
  return id;
}

/** The address of the message, asked for after the modal is open: nobody waits for it. */
async function keepLink(deps: Deps, id: string, personId: string, place: { channel: string; ts: string }): Promise<void> {
  const answer = await deps.slack.background.chat.getPermalink({ channel: place.channel, message_ts: place.ts });
  const kept = await deps.storage.drafts.draft(id);
  if (kept === null || answer.permalink === undefined || kept.personId !== personId) return;
  await deps.storage.drafts.keepDraft({ ...kept, origin: { ...kept.origin, messageLink: answer.permalink } });
}

async function openChooser(deps: Deps, pressed: Pressed): Promise<void> {
  const view = chooserView(await deps.storage.drafts.draftsOf(pressed.roles.person.id));
  if (pressed.view?.type === 'modal') await pressed.update(view);
  else await pressed.open(view);
}

async function openDraft(deps: Deps, pressed: Pressed): Promise<void> {
  const kept = await deps.storage.drafts.draft(pressed.value);
  const draft = kept !== null && kept.personId === pressed.roles.person.id ? readDraft(kept) : null;
  const gone = notice('No such draft', 'This draft was sent or deleted. `/prodseceng requests` shows what you sent.');
  const view = draft === null ? gone : stepView(draft, { alike: await alikeTo(deps, draft) });
  if (pressed.view?.type === 'modal') await pressed.update(view);
  else await pressed.open(view);
}

async function dropDraft(deps: Deps, pressed: Pressed): Promise<void> {
  const { person } = pressed.roles;
  await deps.storage.drafts.dropDraft(pressed.value, person.id);
  if (pressed.view?.type !== 'modal') return pressed.tell('The draft is deleted.');
  const rest = await deps.storage.drafts.draftsOf(person.id);
  const carried = metadataOf(pressed.view);
  const draft = await draftOf(deps, carried, person.id);
  await pressed.update(draft === null ? chooserView(rest) : stepView(draft));
}

async function turnQuestion(deps: Deps, pressed: Pressed): Promise<void> {
  const { roles } = pressed;
  const question = await deps.storage.questions.question(Number(pressed.value));
  if (!roles.team) return pressed.tell('Only ProdSecEng can turn a question into a request.');
  if (question === null || question.state !== 'open') return pressed.tell('This question has been dealt with already.');
  const carried = { text: question.text, saidBy: question.askerId, questionId: String(question.id) };
  const id = await keepCarried(deps, roles.person.id, carried);
  await pressed.open(chooserView([], { carried: id }));
}

/** The draft that a chosen door begins with: what was carried here fills what it fits. */
export async function draftForDoor(
  deps: Deps,
  door: string,
  personId: string,
  carriedId: string | undefined,
): Promise<OpenDraft | null> {
  const form = intakeForm(doorFor(door)?.id ?? '');
  if (form === undefined) return null;
  const fresh = freshDraft(form, personId);
  const carried = carriedId === undefined ? null : await deps.storage.drafts.draft(carriedId);
  if (carried === null || carried.personId !== personId) return fresh;
  const text = typeof carried.answers['question'] === 'string' ? carried.answers['question'] : '';
  const filled = carryAnswers(form, { question: text, about: text, problem: text, customerProblem: text });
  return { ...fresh, id: carried.id, answers: { ...fresh.answers, ...filled }, origin: carried.origin };
}
