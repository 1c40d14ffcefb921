import type { KnownBlock } from '@slack/types';
import type { CardButton, CardPart, Delivery } from '../../deps.ts';
import { onlyMembersRead } from '../../domain/audience.ts';
import { requestNumber } from '../../domain/owed.ts';
import type { Question } from '../../domain/question.ts';
import type { RequestFile } from '../../domain/request.ts';
import { actions, button, context, fields, message, said, section } from '../../slack/blocks.ts';
import { date, inline, link, mentionPerson } from '../../slack/escape.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import { intakeChannel, teamMention } from '../../slack/places.ts';
import { doorLabel, stateOf } from '../../slack/request-rows.ts';
import { ACTIONS } from './ids.ts';

/** NEW-2: the request's card, one per request, brought up to date in place. */
export const card: Delivery = {
  to: 'slack',
  async render(deps, payload) {
    const file = await deps.storage.requests.request(Number(payload.requestId));
    if (file === null) return null;
    const channel = await intakeChannel(deps);
    const team = await teamMention(deps);
    const parts = await deps.screens.card(file);
    const shown =
      file.request.sensitive || !onlyMembersRead(channel) ? hiddenCard(file, team) : openCard(file, team, parts);
    const text = `${requestNumber(file.request.id)}: ${doorLabel(file.request)}, ${file.request.state}`;
    return { to: { channel: channel.id }, message: message(text, [...shown, buttonsOf(file, parts)]) };
  },
};

/** What the request is called in every conversation, which kind it is and how far it is. */
const numberLine = ({ request }: RequestFile, state: string): string =>
  `*${requestNumber(request.id)}* · ${doorLabel(request)} · _${state}_`;

/**
 * Number, door and state, and not what it duplicates: for sensitive requests, and for channels that others read as well (INV-2).
 */
function hiddenCard(file: RequestFile, team: string): KnownBlock[] {
  const { request } = file;
  const why = request.sensitive
    ? 'Sensitive: the details go to the people concerned by direct message.'
    : 'Open it to read the details, if you may.';
  return [section(numberLine(file, request.state), { blockId: 'title' }), context([team, why], 'small')];
}

function openCard(file: RequestFile, team: string, parts: readonly CardPart[]): KnownBlock[] {
  const { request } = file;
  const lines = parts.flatMap((part) => part.lines ?? []);
  return [
    section(`*${inline(request.title)}*\n${numberLine(file, stateOf(request))}`, { blockId: 'title' }),
    fields(factsOf(file), 'facts'),
    ...(lines.length === 0 ? [] : [context(lines, 'lines')]),
    context([team, workItemLine(file)], 'small'),
  ];
}

function factsOf({ request }: RequestFile): string[] {
  const requester =
    request.requesterId === null ? `${inline(request.authorName)} (GitLab)` : mentionPerson(request.requesterId);
  const team = request.answers.team;
  const filed = date(request.createdAt, request.createdAt.toISOString());
  return [
    `*Requester*\n${requester}`,
    ...(typeof team === 'string' && team !== '' ? [`*Team*\n${inline(team)}`] : []),
    `*Claimed by*\n${request.claimedBy === null ? 'nobody yet' : mentionPerson(request.claimedBy)}`,
    `*Filed*\n${filed}`,
  ];
}

function workItemLine({ workItem }: RequestFile): string {
  if (workItem === null) return ':hourglass_flowing_sand: The GitLab work item follows.';
  const closed = workItem.state === 'closed' ? ' (closed)' : '';
  return `Work item ${link(workItem.url, workItem.reference)}${closed}`;
}

function buttonsOf({ request }: RequestFile, parts: readonly CardPart[]): KnownBlock {
  const value = String(request.id);
  const own: CardButton = { text: 'Open', actionId: SHARED_ACTIONS.openRequest };
  const all = [...parts.flatMap((part) => part.buttons ?? []), own];
  return actions(
    all.map(({ text, actionId, primary }) =>
      button({ text, actionId, value, ...(primary === true ? { style: 'primary' } : {}) }),
    ),
    'buttons',
  );
}

/** DOOR-2: a question in the intake channel, with the team tagged; it ends by its button, or becomes a request. */
export const questionCard: Delivery = {
  to: 'slack',
  async render(deps, payload) {
    const question = await deps.storage.questions.question(Number(payload.questionId));
    if (question === null) return null;
    const channel = await intakeChannel(deps);
    const team = await teamMention(deps);
    const heading = `${question.topic === 'advice' ? 'Advice wanted' : 'Question'} from ${mentionPerson(question.askerId)} ${team}`;
    const open = onlyMembersRead(channel);
    const shown: KnownBlock = open
      ? said(question.text, 'text')
      : section('Its text is not shown in this channel: others read it too. Open it to read and answer.', {
          blockId: 'text',
        });
    const blocks: KnownBlock[] = [section(heading, { blockId: 'heading' }), shown, ...ending(question, open)];
    return { to: { channel: channel.id }, message: message('A question for ProdSecEng', blocks) };
  },
};

function ending(question: Question, open: boolean): KnownBlock[] {
  const value = String(question.id);
  if (question.state === 'answered')
    return [context(`Answered, says ${mentionPerson(question.endedBy ?? '')}.`, 'end')];
  if (question.state === 'turned') return becameRequest(question.requestId ?? 0);
  return [
    actions(
      [
        button({ text: 'Answered', actionId: ACTIONS.answered, value, style: 'primary' }),
        button({ text: 'Turn into a request', actionId: SHARED_ACTIONS.turnQuestion, value }),
        ...(open ? [] : [button({ text: 'Read the question', actionId: ACTIONS.readQuestion, value })]),
      ],
      'buttons',
    ),
    context('Answer in the thread. Then press *Answered*.', 'hint'),
  ];
}

function becameRequest(requestId: number): KnownBlock[] {
  const open = button({
    text: `Open ${requestNumber(requestId)}`,
    actionId: SHARED_ACTIONS.openRequest,
    value: String(requestId),
  });
  return [
    context(`It became request *${requestNumber(requestId)}* and goes on there.`, 'end'),
    actions([open], 'end_buttons'),
  ];
}
