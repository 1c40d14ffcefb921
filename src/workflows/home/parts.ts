import type { KnownBlock } from '@slack/types';
import type { Deps, HomePart, Waiting } from '../../deps.ts';
import { ageInWords } from '../../domain/age.ts';
import { mayAssess } from '../../domain/assess.ts';
import { leftOut, totalInWords } from '../../domain/counted.ts';
import { answersSchema, titleOf } from '../../domain/form.ts';
import { intakeForm } from '../../domain/intake-forms.ts';
import { requestNumber } from '../../domain/owed.ts';
import type { Roles } from '../../domain/people.ts';
import { answersFor, type IntakeRequest, isOpen, type RequestFile } from '../../domain/request.ts';
import { actions, button, confirmation, context, header, section } from '../../slack/blocks.ts';
import { date, inline, mentionPerson, truncate } from '../../slack/escape.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import { requestRow } from '../../slack/request-rows.ts';
import { glanceBlocks } from './glance.ts';
import { yoursBlocks } from './yours.ts';

const SHOWN = { waiting: 8, drafts: 3, queue: 8, questions: 5 };
const CONCERNING = 100;

/** Everything of Home that is about requests, tools, drafts and questions: bounded, with a word on what is left out. */
export async function homePart(deps: Deps, roles: Roles): Promise<HomePart> {
  const concerning = await deps.storage.requests.requestsConcerning(roles.person.id, CONCERNING);
  return {
    order: 10,
    waiting: waitingRows(deps, roles, await deps.storage.requests.requestsAwaiting(roles.person.id, CONCERNING)),
    blocks: [
      ...(await glanceBlocks(deps, roles)),
      ...(await yoursBlocks(deps, roles, concerning)),
      ...(await draftBlocks(deps, roles)),
      ...(roles.team ? await queueBlocks(deps) : []),
      ...(roles.team ? await questionBlocks(deps) : []),
    ],
  };
}

/** What is awaited of this person, in their words; null where nothing is. */
function awaitedOf({ request }: RequestFile, { person }: Roles): string | null {
  if (request.state === 'needs information' && answersFor(request, person.id)) {
    const question = request.asked === null ? '' : ` ProdSecEng asks: ${inline(truncate(request.asked, 300))}`;
    return `*You are asked for information.*${question}`;
  }
  if (!isOpen(request) || request.claimedBy !== person.id) return null;
  if (request.state === 'needs information') return '*You lead it.* The requester has not answered yet.';
  if (request.state === 'proposed') return '*You lead it.* The proposed decision waits for others to agree.';
  return '*You lead it:* look at it next.';
}

const more = (list: string, count: number, shown: number): KnownBlock[] =>
  count > shown ? [context(`…and ${leftOut(count, shown)} more: \`/prodseceng requests\``, `${list}:more`)] : [];

function waitingRows(deps: Deps, roles: Roles, files: readonly RequestFile[]): Waiting {
  const waiting = files.flatMap((file) => {
    const awaited = awaitedOf(file, roles);
    return awaited === null ? [] : [{ file, awaited }];
  });
  // Where someone else waits for this person comes before what they lead.
  const isAsked = ({ file: { request } }: (typeof waiting)[number]) =>
    request.state === 'needs information' && answersFor(request, roles.person.id);
  const inOrder = [...waiting.filter(isAsked), ...waiting.filter((each) => !isAsked(each))];
  const rows = inOrder.slice(0, SHOWN.waiting).map((each) => {
    const { request } = each.file;
    const asked = isAsked(each);
    return [
      requestRow(request, deps.now(), 'waiting', each.awaited),
      ...(asked ? [next('Answer', SHARED_ACTIONS.answerRequest, request, 'waiting')] : []),
      ...(!asked && mayAssess(roles, request).ok
        ? [next('Assess', SHARED_ACTIONS.assessRequest, request, 'waiting')]
        : []),
    ];
  });
  return { order: 20, rows, count: waiting.length };
}

/** The one button below a row, where there is something to do at once. */
function next(text: string, actionId: string, { id }: IntakeRequest, list: string): KnownBlock {
  const primary = list === 'waiting' ? { style: 'primary' as const } : {};
  const label = `${text} ${requestNumber(id)}`;
  return actions([button({ text, actionId, value: String(id), label, ...primary })], `${list}_buttons:${id}`);
}

async function draftBlocks(deps: Deps, { person }: Roles): Promise<KnownBlock[]> {
  const drafts = (await deps.storage.drafts.draftsOf(person.id)).filter(({ form }) => intakeForm(form) !== undefined);
  if (drafts.length === 0) return [];
  const rows = drafts.slice(0, SHOWN.drafts).flatMap(({ id, form: formId, answers, updatedAt }) => {
    const form = intakeForm(formId);
    if (form === undefined) return [];
    const title = titleOf(form, answersSchema(form).parse(answers)) || `${form.title} without a title yet`;
    const when = date(updatedAt, updatedAt.toISOString());
    return [
      section(`*${inline(truncate(title, 150))}*\n${form.title} · last changed ${when}`, { blockId: `draft:${id}` }),
      actions(draftButtons(id), `draft_buttons:${id}`),
    ];
  });
  const rest = drafts.length - SHOWN.drafts;
  const left = rest > 0 ? [context(`…and ${rest} more: \`/prodseceng intake\``, 'drafts:more')] : [];
  return [header('Your drafts', 'drafts'), ...rows, ...left];
}

const draftButtons = (id: string) => [
  button({ text: 'Continue', actionId: SHARED_ACTIONS.openDraft, value: id, style: 'primary' }),
  button({
    text: 'Delete',
    actionId: SHARED_ACTIONS.dropDraft,
    value: id,
    confirm: confirmation({
      title: 'Delete this draft?',
      text: 'What you typed in it is gone then.',
      yes: 'Delete',
      no: 'Keep',
      danger: true,
    }),
  }),
];

async function queueBlocks(deps: Deps): Promise<KnownBlock[]> {
  const count = await deps.storage.requests.countQueuedRequests();
  if (count === 0) return [header('Queue', 'queue'), context('The queue is empty.', 'queue:none')];
  const waiting = await deps.storage.requests.queuedRequests(SHOWN.queue);
  const rows = waiting.flatMap(({ request }) => [
    requestRow(request, deps.now(), 'queue'),
    ...(request.claimedBy === null ? [next('Claim', SHARED_ACTIONS.claimRequest, request, 'queue')] : []),
  ]);
  return [
    header('Queue', 'queue'),
    context(`${totalInWords(count)} waiting, longest first.`, 'queue:count'),
    ...rows,
    ...more('queue', count, SHOWN.queue),
  ];
}

async function questionBlocks(deps: Deps): Promise<KnownBlock[]> {
  const questions = await deps.storage.questions.openQuestions(SHOWN.questions + 1);
  if (questions.length === 0) return [];
  const rows = questions.slice(0, SHOWN.questions).map(({ id, askerId, text, createdAt }) => {
    const age = ageInWords(createdAt, deps.now());
    return section(`${mentionPerson(askerId)} asks, for ${age}: ${inline(truncate(text, 300))}`, {
      blockId: `question:${id}`,
      accessory: button({ text: 'Turn into a request', actionId: SHARED_ACTIONS.turnQuestion, value: String(id) }),
    });
  });
  const left =
    questions.length > SHOWN.questions ? [context('…and more in the intake channel.', 'questions:more')] : [];
  return [header('Open questions', 'questions'), ...rows, ...left];
}
