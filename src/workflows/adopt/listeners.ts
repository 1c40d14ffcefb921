import type { App } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { Deps } from '../../deps.ts';
import {
  type Mention,
  oweIssueAdoption,
  oweMention,
  oweMentionAdoption,
  oweMentionAnswer,
} from '../../domain/mention.ts';
import { requestNumber } from '../../domain/owed.ts';
import { mentionPerson } from '../../slack/escape.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import { onPressed, onSubmitted, type Pressed, type SubmitAnswer, type Submitted } from '../../slack/listen.ts';
import type { MentionEnd } from '../../storage/mentions.ts';
import { ACTIONS, mentionNumber } from './mention-messages.ts';
import { answerModal, dismissModal, nameModal, VIEWS } from './mention-modals.ts';
import { chooseOlder } from './older.ts';

const TEAM_ONLY = 'Only ProdSecEng can do this. `/prodseceng intake` is the way to ask the team for something.';

/** The buttons of mentions and of older candidates, and the modals behind them. */
export function listenToMentions(app: App, deps: Deps): void {
  const listening = { app, access: deps.access, client: deps.slack.waiting };
  const opening = (view: (mention: Mention) => ModalView) => (pressed: Pressed) => openModal(deps, pressed, view);
  onPressed(listening, ACTIONS.answer, opening(answerModal));
  onPressed(listening, ACTIONS.name, opening(nameModal));
  onPressed(listening, ACTIONS.dismiss, opening(dismissModal));
  onPressed(listening, ACTIONS.adopt, (pressed) => adopt(deps, pressed));
  onPressed(listening, SHARED_ACTIONS.adoptIssue, (pressed) => adoptFound(deps, pressed));
  onPressed(listening, ACTIONS.adoptOlder, (pressed) => older(deps, pressed, 'adopt'));
  onPressed(listening, ACTIONS.notNow, (pressed) => older(deps, pressed, 'later'));
  onSubmitted(listening, VIEWS.answer, (submitted) => answer(deps, submitted));
  onSubmitted(listening, VIEWS.name, (submitted) => name(deps, submitted));
  onSubmitted(listening, VIEWS.dismiss, (submitted) => dismiss(deps, submitted));
}

/** The open mention that a button is for; tells why not otherwise. */
async function openMentionOf(deps: Deps, pressed: Pressed): Promise<Mention | null> {
  const mention = pressed.roles.team ? await deps.storage.mentions.mention(Number(pressed.value)) : null;
  if (mention?.state === 'open') return mention;
  await pressed.tell(!pressed.roles.team ? TEAM_ONLY : endedAlready(mention));
  return null;
}

function endedAlready(mention: Mention | null): string {
  if (mention === null) return 'That mention is not known any more.';
  const by = mention.endedBy === null ? '' : ` ${mentionPerson(mention.endedBy)} did it.`;
  return `${mentionNumber(mention.id)} is ${mention.state} already.${by}`;
}

async function openModal(deps: Deps, pressed: Pressed, view: (mention: Mention) => ModalView): Promise<void> {
  const mention = await openMentionOf(deps, pressed);
  if (mention !== null) await pressed.open(view(mention));
}

/** The issue has to be read for it, so the request follows; a second click changes nothing. */
async function adopt(deps: Deps, pressed: Pressed): Promise<void> {
  const mention = await openMentionOf(deps, pressed);
  if (mention === null) return;
  await deps.storage.owe([oweMentionAdoption(mention.id, pressed.roles.person.id)], deps.now());
  await pressed.tell(`${mentionNumber(mention.id)} becomes a request. Its card follows in a moment.`);
}

/** A candidate elsewhere in the group stays backlog until this (DOOR-9). */
async function adoptFound(deps: Deps, { roles, value, tell }: Pressed): Promise<void> {
  if (!roles.team) return tell(TEAM_ONLY);
  const [projectId = 0, iid = 0] = value.split('/').map(Number);
  const there = await deps.storage.requests.requestOfIssue(projectId, iid);
  if (there !== null) return tell(`It is ${requestNumber(there.request.id)} already.`);
  await deps.storage.owe([oweIssueAdoption({ projectId, iid }, roles.person.id)], deps.now());
  await tell('It becomes a request. Its card follows in a moment.');
}

async function older(deps: Deps, pressed: Pressed, choice: 'adopt' | 'later'): Promise<void> {
  if (!pressed.roles.team) return pressed.tell(TEAM_ONLY);
  await chooseOlder(deps, { choice, by: pressed.roles.person.id });
  await pressed.tell(
    choice === 'adopt'
      ? 'The older candidates are adopted, a few each minute, oldest first.'
      : 'They stay as they are. *Adopt them* works any time.',
  );
}

const typed = ({ view }: Submitted, id: string): string => view.state.values[id]?.[id]?.value?.trim() ?? '';

async function answer(deps: Deps, submitted: Submitted): Promise<SubmitAnswer> {
  const text = typed(submitted, 'text');
  if (text === '') return { errors: { text: 'An answer is needed: a sentence is enough.' } };
  return end(deps, submitted, { state: 'answered', answer: text }, true);
}

async function name(deps: Deps, submitted: Submitted): Promise<SubmitAnswer> {
  const team = typed(submitted, 'team').replace(/\s+/g, ' ');
  if (team === '') return { errors: { team: 'The name of a team is needed, such as “AppSec”.' } };
  const text = typed(submitted, 'text');
  return end(deps, submitted, { state: 'named', answer: text === '' ? team : `${team}\n${text}` }, true);
}

const dismiss = (deps: Deps, submitted: Submitted): Promise<SubmitAnswer> =>
  end(deps, submitted, { state: 'dismissed', answer: typed(submitted, 'text') || null }, false);

type How = Pick<MentionEnd, 'state' | 'answer'>;

async function end(deps: Deps, { roles, metadata }: Submitted, how: How, says: boolean): Promise<SubmitAnswer> {
  if (!roles.team) return { notice: { title: 'Not possible', text: TEAM_ONLY } };
  const id = Number(metadata.mention);
  const owed = [oweMention(id), ...(says ? [oweMentionAnswer(id)] : [])];
  const verdict = await deps.storage.mentions.endMention(id, { ...how, endedBy: roles.person.id }, owed, deps.now());
  return verdict.ok ? 'close' : { notice: { title: 'Not possible', text: verdict.text } };
}
