import type { Unit } from '../../domain/milestone.ts';
import { placeOf, roomFor, sizeOf, unitOfPlan } from '../../domain/milestone-plan.ts';
import type { PlanningRead } from './planning.ts';

/** What is counted as planned: what was decided, else what is in the plan now. */
function plannedIn({ plan, issues }: PlanningRead): readonly { weight: number | null }[] {
  if (plan.state === 'decided') return plan.body.items;
  return issues.filter(({ work }) => placeOf(work, plan) === 'in').map(({ work }) => work);
}

const amount = (size: number, unit: Unit): string =>
  unit === 'weight' ? `weight ${size}` : size === 1 ? '1 issue' : `${size} issues`;

/** What there is room for, as lines of markup: person-days, what is planned, what is usual, what came unplanned. */
export function figures(read: PlanningRead): string[] {
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
