import { randomUUID } from 'node:crypto';
import type { App } from '@slack/bolt';
import type { Deps } from '../../deps.ts';
import { requestNumber } from '../../domain/owed.ts';
import type { Roles } from '../../domain/people.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import { onPressed, onShortcut, type Shortcut } from '../../slack/listen.ts';
import { readableMessage } from '../../slack/readable.ts';
import { doorsFor } from './doors.ts';
import { CARRIED } from './drafts.ts';
import { intakeNotice, openButton } from './notices.ts';

/** The shortcuts, and the question that the team turns into a request without retyping it (DOOR-2). */
export function listenToShortcuts(app: App, deps: Deps): void {
  const listening = { app, access: deps.access, client: deps.slack.waiting };
  onShortcut(listening, 'intake_open', async ({ roles, open }) => open(await doorsFor(deps, roles)));
  onShortcut(listening, 'message_to_request', (shortcut) => turnMessage(deps, shortcut));
  onPressed(listening, SHARED_ACTIONS.turnQuestion, (pressed) => turnQuestion(deps, Number(pressed.value), pressed));
}

/** Any message; the card of a question stands for the question, that of a request is one already. */
async function turnMessage(deps: Deps, shortcut: Shortcut): Promise<void> {
  const { roles, open, message } = shortcut;
  if (message === null) return;
  const file = await deps.storage.requests.requestOfMessage(message.channel, message.ts);
  if (file !== null) {
    const { id } = file.request;
    return open(
      intakeNotice('A request already', `This message is the card of *${requestNumber(id)}*.`, [openButton(id)]),
    );
  }
  const key = await deps.storage.messages.keyAt(message.channel, message.ts);
  const questionId = /^question:Q-(\d+)$/.exec(key ?? '')?.[1];
  if (questionId !== undefined) return turnQuestion(deps, Number(questionId), shortcut);
  const id = await keepCarried(
    deps,
    roles,
    await readableMessage(deps.storage.people, message.text),
    message.userId === null ? {} : { saidBy: message.userId },
  );
  await open(await doorsFor(deps, roles, id));
  await keepLink(deps, id, roles.person.id, message);
}

async function turnQuestion(
  deps: Deps,
  questionId: number,
  { roles, open }: Pick<Shortcut, 'roles' | 'open'>,
): Promise<void> {
  const say = (title: string, text: string, requestId?: number) =>
    open(intakeNotice(title, text, requestId === undefined ? [] : [openButton(requestId)]));
  if (!roles.team) {
    return say(
      'For ProdSecEng',
      'Only ProdSecEng can turn a question into a request. File your own with `/prodseceng intake`.',
    );
  }
  const question = await deps.storage.questions.question(questionId);
  if (question === null) return say('Not possible', 'That question is not known any more.');
  if (question.requestId !== null) {
    return say('A request already', `This question became *${requestNumber(question.requestId)}*.`, question.requestId);
  }
  const origin = { saidBy: question.askerId, questionId: String(question.id) };
  const id = await keepCarried(deps, roles, question.text, origin);
  await open(await doorsFor(deps, roles, id));
}

/** The text waits in a draft of no form until the door is chosen. */
async function keepCarried(
  deps: Deps,
  { person }: Roles,
  text: string,
  origin: Record<string, string>,
): Promise<string> {
  const id = randomUUID();
  const draft = { id, personId: person.id, form: CARRIED, step: 0, answers: { question: text }, origin };
  await deps.storage.drafts.keepDraft({ ...draft, updatedAt: deps.now() });
  return id;
}

/** The address of the message, asked for after the modal is open: nobody waits for it. Of a conversation the app cannot see there is none. */
async function keepLink(
  deps: Deps,
  id: string,
  personId: string,
  place: { channel: string; ts: string },
): Promise<void> {
  const asked = deps.slack.background.chat.getPermalink({ channel: place.channel, message_ts: place.ts });
  const address = await asked.then(
    ({ permalink }) => permalink,
    (error) => {
      deps.log.info({ error }, 'Slack gave no address for a message that becomes a request');
      return undefined;
    },
  );
  const messageLink = address ?? `https://slack.com/archives/${place.channel}/p${place.ts.replace('.', '')}`;
  const kept = await deps.storage.drafts.draft(id);
  if (kept === null || kept.personId !== personId) return;
  await deps.storage.drafts.keepDraft({ ...kept, origin: { ...kept.origin, messageLink } });
}
