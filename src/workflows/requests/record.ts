import type { App } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { Deps } from '../../deps.ts';
import { readRequestNumber, requestNumber } from '../../domain/owed.ts';
import type { RequestFile } from '../../domain/request.ts';
import { recordMessage, type SlackMessage } from '../../domain/request-conversation.ts';
import { lineInput, plainError } from '../../slack/ask.ts';
import { modal, said, section } from '../../slack/blocks.ts';
import { truncate } from '../../slack/escape.ts';
import { onShortcut, onSubmitted, type Shortcut, type SubmitAnswer, type Submitted } from '../../slack/listen.ts';
import { within } from '../../slack/pause.ts';
import { peopleNamedIn, readableText } from '../../slack/readable.ts';
import type { Draft } from '../../storage/drafts.ts';
import { RECORD_VIEW } from './ids.ts';

type Place = NonNullable<Shortcut['message']>;

/** "Record in work item": a Slack message becomes a note, with who, when and its link. */
export function listenToRecording(app: App, deps: Deps): void {
  const listening = { app, access: deps.access, client: deps.slack.waiting };
  onShortcut(listening, 'record_in_work_item', (shortcut) => recordOrAsk(deps, shortcut));
  onSubmitted(listening, RECORD_VIEW, (submitted) => recordWaiting(deps, submitted));
}

/** In a request's thread it is clear which request is meant; anywhere else the person says. */
async function recordOrAsk(deps: Deps, shortcut: Shortcut): Promise<void> {
  const { message, tell, roles, open } = shortcut;
  if (message === null) return;
  if (message.text.trim() === '') {
    return tell(
      'This message holds no text to copy. Say in a comment what it shows: *Open* the request, then *Comment*.',
    );
  }
  const start = message.threadTs ?? message.ts;
  const file = await deps.storage.requests.requestOfMessage(message.channel, start);
  if (file !== null && start === message.ts) return tell('This is the request itself: it is on the work item already.');
  if (file === null) {
    const id = await keepWaiting(deps, roles.person.id, message);
    await open(recordModal(id, message));
    return keepLink(deps, id, roles.person.id, message);
  }
  const said = await messageOf(deps, message, addressOf(deps, message));
  const verdict = await record(deps, shortcut.roles, file, message, said);
  await tell(verdict.ok ? verdict.value.answer : verdict.text);
}

function record(
  deps: Deps,
  roles: Shortcut['roles'],
  file: RequestFile,
  place: Pick<Place, 'channel' | 'ts'>,
  said: SlackMessage,
) {
  const { id } = file.request;
  const key = `recorded:${requestNumber(id)}:${place.channel}:${place.ts}`;
  const act = { roles, key, now: deps.now() };
  return deps.storage.requests.changeRequest(id, recordMessage(act, said), deps.now());
}

async function messageOf(
  deps: Deps,
  message: Pick<Place, 'userId' | 'text' | 'ts'>,
  link: string,
): Promise<SlackMessage> {
  const author = message.userId === null ? null : await deps.storage.people.person(message.userId);
  const authorName = author?.name ?? (message.userId === null ? 'An app' : 'Someone who is not known here');
  const names = new Map<string, string>();
  for (const id of peopleNamedIn(message.text)) names.set(id, (await deps.storage.people.person(id))?.name ?? id);
  const text = readableText(message.text, (id) => names.get(id));
  const saidAt = new Date(Math.floor(Number(message.ts) * 1_000));
  return { authorId: author?.id ?? null, authorName, text, link, saidAt };
}

const PATIENCE_MS = 5_000;

/** A message's address is made of what is known of it: nobody waits for Slack to say so. */
function addressOf(deps: Deps, { channel, ts, threadTs }: Pick<Place, 'channel' | 'ts' | 'threadTs'>): string {
  const inThread = threadTs === null || threadTs === ts ? '' : `?thread_ts=${threadTs}&cid=${channel}`;
  return `${deps.workspaceUrl().replace(/\/*$/, '/')}archives/${channel}/p${ts.replace('.', '')}${inThread}`;
}

/** The message's address; of a conversation that the app cannot see, the address that Slack itself sends on from. */
async function permalink(deps: Deps, { channel, ts }: Pick<Place, 'channel' | 'ts'>): Promise<string> {
  const otherwise = `https://slack.com/archives/${channel}/p${ts.replace('.', '')}`;
  const asked = deps.slack.background.chat.getPermalink({ channel, message_ts: ts }).then(
    (answer) => answer.permalink ?? otherwise,
    (error) => {
      deps.log.info({ error }, 'Slack gave no address for a message that is recorded');
      return otherwise;
    },
  );
  return within(PATIENCE_MS, asked, () => otherwise);
}

const waitingId = ({ channel, ts }: Pick<Place, 'channel' | 'ts'>, personId: string): string =>
  `record:${channel}:${ts}:${personId}`;

/** A message is longer than what a modal carries along, so it waits as a draft of no form. */
async function keepWaiting(deps: Deps, personId: string, message: Place): Promise<string> {
  const { channel, ts, userId, text } = message;
  const id = waitingId(message, personId);
  const origin = { channel, ts, ...(userId === null ? {} : { userId }) };
  await deps.storage.drafts.keepDraft({
    id,
    personId,
    form: 'record',
    step: 0,
    answers: { text },
    origin,
    updatedAt: deps.now(),
  });
  return id;
}

/** Asked for once the modal is open: nobody waits for it. */
async function keepLink(deps: Deps, id: string, personId: string, message: Place): Promise<void> {
  const link = await permalink(deps, message);
  const kept = await deps.storage.drafts.draft(id);
  if (kept === null || kept.personId !== personId) return;
  await deps.storage.drafts.keepDraft({ ...kept, origin: { ...kept.origin, link } });
}

function recordModal(id: string, message: Place): ModalView {
  return modal({
    title: 'Record in work item',
    callbackId: RECORD_VIEW,
    submit: 'Record',
    privateMetadata: JSON.stringify({ draft: id }),
    blocks: [
      section('This message is copied to the work item, with who wrote it, when, and its link.'),
      said(truncate(message.text, 500), 'message'),
      lineInput(
        {
          ...{ id: 'number', label: 'Which request?' },
          hint: 'Its number, such as R-12. `/prodseceng requests` lists those that concern you.',
        },
        20,
      ),
    ],
  });
}

async function recordWaiting(deps: Deps, { view, roles, metadata }: Submitted): Promise<SubmitAnswer> {
  const typed = view.state.values.number?.number?.value ?? '';
  const id = readRequestNumber(typed);
  if (id === null) return { errors: { number: 'Type the number of a request, such as R-12.' } };
  const file = await deps.storage.requests.request(id);
  if (file === null) return { errors: { number: `There is no ${requestNumber(id)}.` } };
  const waiting = await deps.storage.drafts.draft(metadata.draft ?? '');
  if (waiting === null || waiting.personId !== roles.person.id) {
    return {
      notice: {
        title: 'Recorded already',
        text: 'This message was recorded already. Choose the shortcut again to record it elsewhere too.',
      },
    };
  }
  const verdict = await recordDraft(deps, roles, file, waiting);
  if (!verdict.ok) return { errors: { number: await plainError(verdict.text, deps.storage.people.person) } };
  await deps.storage.drafts.dropDraft(waiting.id, roles.person.id);
  return { notice: { title: requestNumber(id), text: verdict.value.answer } };
}

async function recordDraft(deps: Deps, roles: Submitted['roles'], file: RequestFile, { answers, origin }: Draft) {
  const { channel = '', ts = '0', userId, link } = origin;
  const text = typeof answers.text === 'string' ? answers.text : '';
  const address = link ?? `https://slack.com/archives/${channel}/p${ts.replace('.', '')}`;
  const said = await messageOf(deps, { userId: userId ?? null, text, ts }, address);
  return record(deps, roles, file, { channel, ts }, said);
}
