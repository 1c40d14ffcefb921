import type { KnownBlock } from '@slack/types';
import type { BacklogIssue } from '../../domain/backlog.ts';
import { CRITICALITIES } from '../../domain/criticality.ts';
import { URGENCIES } from '../../domain/forms/new-form.ts';
import { type Place, placeOf } from '../../domain/milestone-plan.ts';
import { requestNumber } from '../../domain/owed.ts';
import { actions, button, context, header, option, section } from '../../slack/blocks.ts';
import { inline, plain, truncate } from '../../slack/escape.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import { ACTIONS, planValue } from './ids.ts';
import type { Deferred, PlanningRead } from './planning.ts';
import { issueLink, issueTitle, lacksInWords, scopeInWords } from './words.ts';

/** Issues on a page, deferred requests, and what the parking lot names. */
const ON_A_PAGE = 10;
const DEFERRED = 8;
const PARKED = 10;

const PLACES: readonly { id: Place; label: string }[] = [
  { id: 'in', label: 'In the plan' },
  { id: 'parked', label: 'Parking lot' },
  { id: 'out', label: 'Not now' },
];

const labelOf = (table: readonly { id: string; label: string }[], answer: unknown): string =>
  table.find(({ id }) => id === answer)?.label ?? 'not said';

/** Deferred requests, each with *Look at it again* (NEW-9). */
export function deferredPart({ deferred, milestone }: PlanningRead): KnownBlock[] {
  const head = header(`Deferred requests (${deferred.length})`, 'deferred');
  if (deferred.length === 0) return [head, context('Nothing is deferred.', 'deferred:none')];
  const rest = deferred.length - DEFERRED;
  return [
    head,
    context(
      'The most urgent first. What is not looked at again stays deferred, and comes up at the next planning.',
      'deferred:how',
    ),
    ...deferred.slice(0, DEFERRED).flatMap((each) => deferredRow(each, milestone.id)),
    ...(rest > 0 ? [context(`…and ${rest} more: \`/prodseceng requests\``, 'deferred:more')] : []),
  ];
}

function deferredRow({ promise, request }: Deferred, milestoneId: number): KnownBlock[] {
  const { id, title, answers, sensitive } = request;
  const facts = [
    `urgency: ${labelOf(URGENCIES, answers.urgency).toLowerCase()}`,
    `criticality: ${labelOf(CRITICALITIES, answers.criticality).toLowerCase()}`,
    ...(promise.dueAt === null ? [] : [`comes back on ${promise.dueAt.toISOString().slice(0, 10)}`]),
  ];
  const lock = sensitive ? ' :lock:' : '';
  return [
    section(`*${requestNumber(id)}*${lock} ${inline(truncate(title, 150))}\n${facts.join(' · ')}`, {
      blockId: `deferred:${promise.id}`,
    }),
    actions(
      [
        button({
          ...{ text: 'Look at it again', actionId: ACTIONS.again, value: `${promise.id} ${milestoneId}` },
          label: `Look at ${requestNumber(id)} again`,
        }),
        button({
          text: 'Open',
          actionId: SHARED_ACTIONS.openRequest,
          value: String(id),
          label: `Open ${requestNumber(id)}`,
        }),
      ],
      `deferred_buttons:${promise.id}`,
    ),
  ];
}

/** What can be planned, a page of it, each with a menu of its place. */
export function issuesPart(read: PlanningRead, offset: number): KnownBlock[] {
  const { issues, milestone, plan } = read;
  const head = header(`Candidates (${issues.length})`, 'issues');
  if (issues.length === 0) return [head, context('No open issue is a candidate, or in the milestone.', 'issues:none')];
  const page = issues.slice(offset, offset + ON_A_PAGE);
  const to = (from: number, text: string) =>
    button({ text, actionId: ACTIONS.plan, value: planValue(milestone.id, from) });
  const turns = [
    ...(offset > 0 ? [to(Math.max(0, offset - ON_A_PAGE), 'Earlier ones')] : []),
    ...(offset + ON_A_PAGE < issues.length ? [to(offset + ON_A_PAGE, 'Next ones')] : []),
  ];
  return [
    head,
    context(
      'First what the milestone has already, then what is ready, then what the team committed to; each the oldest first.',
      'issues:how',
    ),
    ...page.map((issue) => issueRow(issue, read)),
    ...(turns.length === 0
      ? []
      : [
          context(`${offset + 1} to ${offset + page.length} of ${issues.length}`, 'issues:page'),
          actions(turns, `turns:${plan.state}`),
        ]),
  ];
}

function issueRow(issue: BacklogIssue, { plan }: PlanningRead): KnownBlock {
  const { work, requestId } = issue;
  const place = plan.state === 'decided' ? decidedPlace(issue, plan.body) : placeOf(work, plan);
  const facts = [
    scopeInWords(work),
    ...(requestId === null ? [] : [requestNumber(requestId)]),
    ...(place === null || plan.state === 'draft' ? [] : [`*${PLACES.find(({ id }) => id === place)?.label}*`]),
  ];
  const markup = [issueTitle(work), facts.join(' · '), lacksInWords(issue, { planning: true })].join('\n');
  // A new id where the choice changed, so that Slack shows the new one.
  const blockId = `place:${work.gitlabId}:${place ?? 'none'}`;
  if (plan.state === 'decided') return section(markup, { blockId });
  const options = PLACES.map(({ id, label }) => option(label, `${work.gitlabId} ${id}`));
  const initial = options.find(({ value }) => value === `${work.gitlabId} ${place}`);
  return section(markup, {
    blockId,
    accessory: {
      ...{ type: 'static_select', action_id: ACTIONS.place, placeholder: plain('Choose'), options },
      ...(initial === undefined ? {} : { initial_option: initial }),
    },
  });
}

function decidedPlace({ work }: BacklogIssue, body: PlanningRead['plan']['body']): Place | null {
  if (body.items.some(({ gitlabId }) => gitlabId === work.gitlabId)) return 'in';
  return body.parked.includes(work.gitlabId) ? 'parked' : null;
}

/** What was put off for later milestones. */
export function parkingLot({ issues, plan }: PlanningRead): KnownBlock[] {
  const parked = issues.filter((issue) =>
    plan.state === 'decided' ? plan.body.parked.includes(issue.work.gitlabId) : placeOf(issue.work, plan) === 'parked',
  );
  const head = header(`Parking lot (${parked.length})`, 'parked');
  if (parked.length === 0)
    return [head, context('For what should be done, and not in this milestone. Nothing is in it.', 'parked:none')];
  const lines = parked.slice(0, PARKED).map(({ work }) => `• ${issueLink(work)} ${inline(truncate(work.title, 100))}`);
  const rest = parked.length - PARKED;
  return [
    head,
    section(lines.join('\n'), { blockId: 'parked:list' }),
    ...(rest > 0 ? [context(`…and ${rest} more.`, 'parked:more')] : []),
  ];
}
