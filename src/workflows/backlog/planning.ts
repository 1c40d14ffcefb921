import type { Deps } from '../../deps.ts';
import type { BacklogIssue } from '../../domain/backlog.ts';
import { CRITICALITIES } from '../../domain/criticality.ts';
import { URGENCIES } from '../../domain/forms/new-form.ts';
import type { Milestone } from '../../domain/milestone.ts';
import {
  firstDay,
  inPlanningOrder,
  type MilestonePlan,
  nextToPlan,
  plannable,
  type Recent,
  recentOf,
} from '../../domain/milestone-plan.ts';
import type { Promised } from '../../domain/promise.ts';
import type { IntakeRequest } from '../../domain/request.ts';
import { type TeamCapacity, teamCapacity } from '../../domain/team-capacity.ts';
import type { Planning } from '../../storage/milestone-plans.ts';
import { today } from './screens.ts';

const CHOICES = 100;
const RECENT = 3;
const ABSENCES = 1_000;
const DEFERRED = 100;

export type Deferred = { promise: Promised; request: IntakeRequest };

/** All that is shown while a milestone is planned. `begins`, `ends`: its first and last day. */
export type PlanningRead = {
  milestone: Milestone;
  begins: string;
  ends: string;
  today: string;
  choices: readonly Milestone[];
  capacity: TeamCapacity;
  overhead: number;
  recent: Recent;
  plan: MilestonePlan;
  /** In priority order. */
  issues: readonly BacklogIssue[];
  deferred: readonly Deferred[];
};

export const planningOf = (deps: Deps, { id, title }: Pick<Milestone, 'id' | 'title'>): Planning => ({
  ...{ milestoneId: id, title, project: deps.gitlabProject },
});

/** The plan of this milestone, or of the next one; null where GitLab has none with a last day that is still to come. */
export async function readPlanning(deps: Deps, milestoneId: number | null): Promise<PlanningRead | null> {
  const { milestones, milestonePlans } = deps.storage;
  const day = today(deps);
  const upcoming = await milestones.upcomingMilestones(day, CHOICES);
  const choices = plannable(upcoming);
  const milestone = choices.find(({ id }) => id === milestoneId) ?? nextToPlan(upcoming, day);
  if (milestone === null) return null;
  const past = await milestones.pastMilestones(day, RECENT);
  const begins = firstDay(milestone, [...upcoming, ...past], day);
  const { plan, issues } = await milestonePlans.planAt(planningOf(deps, milestone));
  const deferred = await readDeferred(deps);
  const asRequests = new Set(deferred.map(({ request }) => request.id));
  return {
    ...{ milestone, begins, ends: milestone.dueDate, today: day, choices, plan, deferred },
    ...{ overhead: deps.settings.planning.overhead, capacity: await capacityOf(deps, begins, milestone.dueDate) },
    recent: recentOf(await Promise.all(past.map((each) => readPast(deps, each)))),
    issues: inPlanningOrder(issues, milestone.id).filter(
      ({ requestId }) => requestId === null || !asRequests.has(requestId),
    ),
  };
}

async function capacityOf(deps: Deps, from: string, to: string): Promise<TeamCapacity> {
  const { settings, access, storage } = deps;
  const members = await access.named([settings.slack.team]);
  const absences = await storage.calendars.absencesFrom(from, ABSENCES);
  const { holidays } = settings.calendar;
  return teamCapacity({ from, to, members, absences, holidays, overhead: settings.planning.overhead });
}

async function readPast(deps: Deps, milestone: Milestone) {
  const plan = await deps.storage.milestonePlans.milestonePlan(milestone.id);
  const planned = plan?.body.items.map(({ gitlabId }) => gitlabId) ?? [];
  const closed = await deps.storage.milestonePlans.closedInMilestone(planningOf(deps, milestone), planned);
  return { milestone, plan, closed };
}

/** Deferred requests (NEW-9): the most urgent first, then the most critical, then those that were deferred first. */
async function readDeferred({ storage }: Deps): Promise<Deferred[]> {
  const promises = await storage.promises.openPromisesOfKind('deferred', 0, DEFERRED);
  const found: Deferred[] = [];
  for (const promise of promises) {
    const file = promise.requestId === null ? null : await storage.requests.request(promise.requestId);
    if (file?.request.state === 'decided') found.push({ promise, request: file.request });
  }
  const rank = (table: readonly { id: string }[], answer: unknown): number => {
    const place = table.findIndex(({ id }) => id === answer);
    return place === -1 ? table.length : place;
  };
  const order = ({ request: { answers } }: Deferred): number =>
    rank(URGENCIES, answers.urgency) * CRITICALITIES.length * 2 + rank(CRITICALITIES, answers.criticality);
  return found.sort((a, b) => order(a) - order(b) || a.promise.id - b.promise.id);
}
