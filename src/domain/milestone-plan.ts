import { z } from 'zod';
import type { BacklogIssue } from './backlog.ts';
import type { CountedWork } from './counted-work.ts';
import { median, unitOf } from './load.ts';
import { METRICS, type MetricId } from './metric-label.ts';
import type { Milestone, Unit } from './milestone.ts';

/** Where an issue is put while a milestone is planned. `out`: neither, although GitLab has it in the milestone. */
export type Place = 'in' | 'parked' | 'out';

const METRIC_IDS = METRICS.map(({ id }) => id) as [MetricId, ...MetricId[]];
const Item = z.object({
  gitlabId: z.number(),
  weight: z.number().nullable(),
  metric: z.enum(METRIC_IDS).nullable(),
});

/** What a plan says beside its issues, as it was when it was decided. `days`: person-days; `unplanned`: a share from 0 to 1. */
const Facts = z.object({
  days: z.number(),
  people: z.number(),
  unit: z.enum(['weight', 'issues']),
  planned: z.number(),
  usual: z.number().nullable(),
  unplanned: z.number().nullable(),
});
export type PlanFacts = z.infer<typeof Facts>;

/** `places`: what was put somewhere by hand, by GitLab's id. The rest is there once the plan is decided, as it was then (KPI-5). */
export const PlanBody = z.object({
  places: z.record(z.string(), z.enum(['in', 'parked', 'out'])).catch({}),
  items: z.array(Item).catch([]),
  parked: z.array(z.number()).catch([]),
  /** Requests that stayed deferred. */
  deferred: z.array(z.number()).catch([]),
  facts: Facts.nullable().catch(null),
});
export type PlanBody = z.infer<typeof PlanBody>;

export const EMPTY_BODY: PlanBody = { places: {}, items: [], parked: [], deferred: [], facts: null };

export type MilestonePlan = {
  milestoneId: number;
  title: string;
  state: 'draft' | 'decided';
  body: PlanBody;
  decidedBy: string | null;
  decidedAt: Date | null;
};

type Dated = Milestone & { dueDate: string };
const dated = (upcoming: readonly Milestone[]): Dated[] =>
  upcoming.flatMap((each) => (each.dueDate === null ? [] : [{ ...each, dueDate: each.dueDate }]));

/** What can be planned: milestones that are not over and have a last day, the next to end first. */
export const plannable = dated;

/** The milestone to plan next: the first that has not begun; where GitLab says no first days, the one after the next to end. */
export function nextToPlan(upcoming: readonly Milestone[], today: string): Dated | null {
  const all = dated(upcoming);
  return all.find(({ startDate }) => startDate !== null && startDate > today) ?? all[1] ?? all[0] ?? null;
}

/** The first day of a milestone (YYYY-MM-DD): as GitLab says, else the day after the one before it; else today. */
export function firstDay(milestone: Milestone, others: readonly Milestone[], today: string): string {
  if (milestone.startDate !== null) return milestone.startDate;
  const before = others
    .flatMap(({ dueDate }) => (dueDate !== null && dueDate < (milestone.dueDate ?? '') ? [dueDate] : []))
    .sort()
    .at(-1);
  return before === undefined ? today : new Date(Date.parse(before) + DAY_MS).toISOString().slice(0, 10);
}

const DAY_MS = 24 * 3_600_000;

/** Where an issue is in the plan: by hand, else by the milestone that GitLab has it in; null for neither. */
export const placeOf = (
  { gitlabId, milestoneId }: CountedWork,
  { milestoneId: planned, body }: Pick<MilestonePlan, 'milestoneId' | 'body'>,
): Place | null => body.places[String(gitlabId)] ?? (milestoneId === planned ? 'in' : null);

/** In priority: what the milestone has already, what is ready for development, what the team committed to; each the oldest first. */
export function inPlanningOrder(issues: readonly BacklogIssue[], milestoneId: number): BacklogIssue[] {
  const rank = ({ work, notes }: BacklogIssue): number => {
    if (work.milestoneId === milestoneId) return 0;
    if (work.workflow === 'readyForDevelopment') return 1;
    return notes.committedBy === undefined ? 3 : 2;
  };
  return [...issues].sort((a, b) => rank(a) - rank(b) || a.work.createdAt.getTime() - b.work.createdAt.getTime());
}

/** A milestone that is over, its plan where one was decided, and the issues closed in it. */
export type PastMilestone = { milestone: Milestone; plan: MilestonePlan | null; closed: readonly CountedWork[] };

/** What recent milestones say: `completed`, newest first, and the middle of them; `unplanned`: the share of it that was in no plan (0 to 1), null where no plan was kept. */
export type Recent = { unit: Unit; completed: number[]; usual: number | null; unplanned: number | null };

export function recentOf(past: readonly PastMilestone[]): Recent {
  const read = past.filter(({ milestone }) => milestone.doneIssues !== null);
  const unit = unitOf(read.map(({ milestone }) => milestone));
  const completed = read.map(({ milestone }) => (unit === 'weight' ? milestone.doneWeight : milestone.doneIssues) ?? 0);
  return { unit, completed, usual: median(completed), unplanned: unplannedShare(past, unit) };
}

function unplannedShare(past: readonly PastMilestone[], unit: Unit): number | null {
  const measured = past.flatMap(({ plan, closed }) => (plan?.state === 'decided' ? [{ plan, closed }] : []));
  const done = measured.map(({ closed }) => sizeOf(closed, unit)).reduce((sum, each) => sum + each, 0);
  const unplanned = measured
    .map(({ plan, closed }) => {
      const planned = new Set(plan.body.items.map(({ gitlabId }) => gitlabId));
      return sizeOf(
        closed.filter(({ gitlabId }) => !planned.has(gitlabId)),
        unit,
      );
    })
    .reduce((sum, each) => sum + each, 0);
  return done === 0 ? null : unplanned / done;
}

/** The weight of issues, or how many they are. One without a weight weighs nothing. */
export const sizeOf = (issues: readonly { weight: number | null }[], unit: Unit): number =>
  unit === 'issues' ? issues.length : issues.reduce((sum, { weight }) => sum + (weight ?? 0), 0);

/** In what a plan is counted: as what recent milestones completed; where that is nothing, by weight, unless nothing has one (GitLab's free tier). */
export function unitOfPlan({ completed, unit }: Recent, planned: readonly { weight: number | null }[]): Unit {
  if (completed.some((each) => each > 0)) return unit;
  return planned.some(({ weight }) => weight !== null) ? 'weight' : 'issues';
}

/** How much there is usually room for once what comes unplanned has its share; null while that is not known. */
export const roomFor = ({ usual, unplanned }: Pick<Recent, 'usual' | 'unplanned'>): number | null =>
  usual === null || unplanned === null ? null : Math.round(usual * (1 - unplanned));
