import type { KnownBlock } from '@slack/types';
import type { Deps, HomePart } from '../../deps.ts';
import { ageInWords } from '../../domain/age.ts';
import { answersSchema, titleOf } from '../../domain/form.ts';
import { intakeForm } from '../../domain/intake-forms.ts';
import type { Roles } from '../../domain/people.ts';
import { answersFor, isOpen, type RequestFile } from '../../domain/request.ts';
import { actions, button, confirmation, context, header, section } from '../../slack/blocks.ts';
import { date, inline, mentionPerson, truncate } from '../../slack/escape.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import { requestLines, requestRow } from '../../slack/request-rows.ts';

const SHOWN = { waiting: 8, own: 10, drafts: 5, queue: 10, questions: 5 };
const CONCERNING = 100;

/** Everything of Home that is about requests, drafts and questions: bounded, with a word on what is left out. */
export async function homePart(deps: Deps, roles: Roles): Promise<HomePart> {
  const concerning = await deps.storage.requests.requestsConcerning(roles.person.id, CONCERNING);
  const [waiting, own] = [concerning.filter((file) => waitsFor(file, roles)), sorted(concerning)];
  return {
    order: 10,
    blocks: [
      ...waitingBlocks(deps, roles, waiting),
      ...ownBlocks(deps, own),
      ...(await draftBlocks(deps, roles)),
      ...(roles.team ? await queueBlocks(deps) : []),
      ...(roles.team ? await questionBlocks(deps) : []),
    ],
  };
}

/** Asked for information, or leading it. */
function waitsFor({ request }: RequestFile, { person }: Roles): boolean {
  const asked = request.state === 'needs information' && answersFor(request, person.id);
  return asked || (isOpen(request) && request.claimedBy === person.id);
}

/** Open ones first, newest first. */
const sorted = (files: readonly RequestFile[]): RequestFile[] => [
  ...files.filter(({ request }) => isOpen(request)),
  ...files.filter(({ request }) => !isOpen(request)),
];

const more = (list: string, count: number, shown: number): KnownBlock[] =>
  count > shown ? [context(`…and ${count - shown} more: \`/prodseceng requests\``, `${list}:more`)] : [];

function waitingBlocks(deps: Deps, { person }: Roles, files: readonly RequestFile[]): KnownBlock[] {
  if (files.length === 0)
    return [header('Waiting for you', 'waiting'), context('Nothing waits for you.', 'waiting:none')];
  const rows = files.slice(0, SHOWN.waiting).flatMap(({ request }) => {
    const asked = request.state === 'needs information' && answersFor(request, person.id);
    const value = String(request.id);
    const question =
      asked && request.asked !== null ? `\nProdSecEng asks: ${inline(truncate(request.asked, 300))}` : '';
    const answer = asked
      ? [button({ text: 'Answer', actionId: SHARED_ACTIONS.answerRequest, value, style: 'primary' })]
      : [];
    const open = button({ text: 'Open', actionId: SHARED_ACTIONS.openRequest, value });
    return [
      section(`${requestLines(request, deps.now())}${question}`, { blockId: `waiting:${value}` }),
      actions([...answer, open], `waiting_buttons:${value}`),
    ];
  });
  return [header('Waiting for you', 'waiting'), ...rows, ...more('waiting', files.length, SHOWN.waiting)];
}

function ownBlocks(deps: Deps, files: readonly RequestFile[]): KnownBlock[] {
  if (files.length === 0) return [header('Your requests', 'own'), context('You have no requests yet.', 'own:none')];
  const rows = files.slice(0, SHOWN.own).map(({ request }) => requestRow(request, deps.now(), 'own'));
  return [header('Your requests', 'own'), ...rows, ...more('own', files.length, SHOWN.own)];
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
  const rows = waiting.flatMap(({ request }) => {
    const value = String(request.id);
    const claim =
      request.claimedBy === null ? [button({ text: 'Claim', actionId: SHARED_ACTIONS.claimRequest, value })] : [];
    const open = button({ text: 'Open', actionId: SHARED_ACTIONS.openRequest, value });
    return [
      section(requestLines(request, deps.now()), { blockId: `queue:${value}` }),
      actions([...claim, open], `queue_buttons:${value}`),
    ];
  });
  return [
    header('Queue', 'queue'),
    context(`${count} waiting, longest first.`, 'queue:count'),
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
