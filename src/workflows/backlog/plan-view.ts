import type { KnownBlock, ModalView } from '@slack/types';
import type { BacklogIssue } from '../../domain/backlog.ts';
import { CRITICALITIES } from '../../domain/criticality.ts';
import { milestoneOptions } from '../../domain/forms/milestone-choice.ts';
import { URGENCIES } from '../../domain/forms/new-form.ts';
import type { Unit } from '../../domain/milestone.ts';
import { type Place, placeOf, roomFor, sizeOf, unitOfPlan } from '../../domain/milestone-plan.ts';
import { requestNumber } from '../../domain/owed.ts';
import type { Roles } from '../../domain/people.ts';
import { actions, button, confirmation, context, header, modal, option, section } from '../../slack/blocks.ts';
import { inline, mentionPerson, moment, plain, truncate } from '../../slack/escape.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import { ACTIONS, VIEWS } from './ids.ts';
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

/** `MILESTONE OFFSET`: which plan, and how many issues come before the first that is shown. */
export const planValue = (milestoneId: number, offset: number): string => `${milestoneId} ${offset}`;

export function readPlanValue(value: string): { milestoneId: number | null; offset: number } {
  const [id = '', offset = '0'] = value.split(' ');
  return { milestoneId: /^\d+$/.test(id) ? Number(id) : null, offset: Math.max(0, Number(offset) || 0) };
}

/** The plan of a milestone: what there is room for, what waits, and what is chosen. */
export function planView(read: PlanningRead, roles: Roles, wanted: number, done?: string): ModalView {
  const { milestone, issues } = read;
  const offset = wanted < issues.length ? wanted : 0;
  return modal({
    ...{ title: 'Milestone plan', callbackId: VIEWS.plan, close: 'Close' },
    privateMetadata: JSON.stringify({ milestone: String(milestone.id), offset: String(offset) }),
    blocks: [
      ...(done === undefined ? [] : [section(done, { blockId: 'done' })]),
      header(milestone.title, 'milestone'),
      context(`${read.begins} to ${read.ends}`, 'days'),
      ...stateOf(read),
      section(figures(read).join('\n'), { blockId: 'figures' }),
      context(UNITS, 'units'),
      controls(read, roles),
      ...deferredPart(read),
      ...issuesPart(read, offset),
      ...parkingLot(read),
    ],
  });
}

const UNITS =
  'Capacity is counted in person-days, issues in weight: neither is worked out from the other. Compare what is planned with what is usually completed, and plan less where fewer person-days are left than usual.';

function stateOf({ plan }: PlanningRead): KnownBlock[] {
  if (plan.state === 'draft') return [];
  const when = plan.decidedAt === null ? '' : `, ${moment(plan.decidedAt)}`;
  const by = plan.decidedBy === null ? '' : ` by ${mentionPerson(plan.decidedBy)}`;
  return [
    section(`:white_check_mark: *Decided*${by}${when}. It is kept as it was then; predictability is measured by it.`, {
      blockId: 'decided',
    }),
  ];
}

/** What is counted as planned: what was decided, else what is in the plan now. */
function plannedIn({ plan, issues }: PlanningRead): readonly { weight: number | null }[] {
  if (plan.state === 'decided') return plan.body.items;
  return issues.filter(({ work }) => placeOf(work, plan) === 'in').map(({ work }) => work);
}

const amount = (size: number, unit: Unit): string =>
  unit === 'weight' ? `weight ${size}` : size === 1 ? '1 issue' : `${size} issues`;

function figures(read: PlanningRead): string[] {
  const planned = plannedIn(read);
  const unit = unitOfPlan(read.recent, planned);
  const size = sizeOf(planned, unit);
  const count = planned.length === 1 ? '1 issue' : `${planned.length} issues`;
  const bare = planned.filter(({ weight }) => weight === null).length;
  const weightless = unit === 'weight' && bare > 0 ? ` ${bare} without a weight, counted as 0.` : '';
  const { usual } = read.recent;
  const over =
    usual !== null && usual > 0 && size > usual ? ` :warning: ${amount(size - usual, unit)} more than usual.` : '';
  return [
    capacityLine(read),
    `*Planned:* ${unit === 'weight' ? `${amount(size, unit)} in ${count}` : count}.${weightless}${over}`,
    usualLine(read, unit),
    unplannedLine(read, unit),
  ];
}

function capacityLine({ capacity, overhead }: PlanningRead): string {
  const { people, weekdays, holidays, away, days } = capacity;
  const who = people === 1 ? '1 person has' : `${people} people have`;
  const off = [...(holidays === 0 ? [] : [`${holidays} on holidays`]), ...(away === 0 ? [] : [`${away} away`])];
  const less = off.length === 0 ? '' : `, less ${off.join(' and ')}`;
  const share = Math.round(overhead * 100);
  return `*Capacity:* ${days} person-days. ${who} ${weekdays} weekdays${less}; ${share} % of the rest goes to other work.`;
}

function usualLine({ recent: { usual, completed } }: PlanningRead, unit: Unit): string {
  if (usual === null) return '*Usually completed:* not known yet, no milestone is over.';
  if (usual === 0) return '*Usually completed:* nothing, as far as GitLab says of the team’s project.';
  const last = completed.length === 1 ? 'the last one' : `the last ${completed.length}`;
  return `*Usually completed:* ${amount(usual, unit)} in the team’s project (${last}: ${completed.join(', ')}).`;
}

function unplannedLine({ recent }: PlanningRead, unit: Unit): string {
  if (recent.unplanned === null)
    return '*Unplanned work:* not known yet, no milestone that is over has a decided plan.';
  const room = roomFor(recent);
  const advice = room === null ? '' : ` Leave room for as much: that makes ${amount(room, unit)} to plan.`;
  return `*Unplanned work:* ${Math.round(recent.unplanned * 100)} % of what recent milestones completed was not in their plan.${advice}`;
}

function controls({ milestone, choices, plan, begins, today }: PlanningRead, { manager }: Roles): KnownBlock {
  const options = milestoneOptions(choices).map(({ id, label }) => option(label, id));
  const chosen = options.find(({ value }) => value === String(milestone.id));
  const confirm = confirmation({
    title: 'Decide this plan?',
    text: 'It is kept as it is now. Its issues get the milestone in GitLab, those in the parking lot lose it.',
    ...{ yes: 'Decide it', no: 'Not yet' },
  });
  const value = planValue(milestone.id, 0);
  const decide = button({ text: 'Decide the plan', actionId: ACTIONS.decide, value, style: 'primary', confirm });
  const reopen = button({ text: 'Open it again', actionId: ACTIONS.reopen, value });
  return actions(
    [
      ...(manager && plan.state === 'draft' ? [decide] : []),
      ...(manager && plan.state === 'decided' && today < begins ? [reopen] : []),
      {
        ...{ type: 'static_select', action_id: ACTIONS.planFor, placeholder: plain('Another milestone'), options },
        ...(chosen === undefined ? {} : { initial_option: chosen }),
      },
      button({ text: 'Back to the backlog', actionId: ACTIONS.list, value: '0' }),
    ],
    `controls:${milestone.id}`,
  );
}

const labelOf = (table: readonly { id: string; label: string }[], answer: unknown): string =>
  table.find(({ id }) => id === answer)?.label ?? 'not said';

function deferredPart({ deferred, milestone }: PlanningRead): KnownBlock[] {
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

function issuesPart(read: PlanningRead, offset: number): KnownBlock[] {
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

function parkingLot({ issues, plan }: PlanningRead): KnownBlock[] {
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
