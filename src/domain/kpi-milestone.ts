import { z } from 'zod';
import type { CountedWork } from './counted-work.ts';
import { type Figure, percent } from './kpi.ts';
import { METRICS, type MetricId } from './metric-label.ts';

const IDS = METRICS.map(({ id }) => id) as [MetricId, ...MetricId[]];

/** One issue of a milestone's plan as it was at the start. */
export const PlannedIssue = z.object({
  gitlabId: z.number(),
  weight: z.number().nullable().catch(null),
  metric: z.enum(IDS).nullable().catch(null),
});
export type PlannedIssue = z.infer<typeof PlannedIssue>;

/** What of a kept plan (`milestone_plan.body`) predictability is measured by; the rest of it is the planner's. */
export const KeptPlan = z.object({ items: z.array(PlannedIssue) });

export type MilestoneDone = {
  id: number;
  title: string;
  /** When its last day is over. */
  ends: Date;
  /** As it was decided at the start; null where none was. */
  plan: readonly PlannedIssue[] | null;
  /** The day (YYYY-MM-DD) on which the plan was decided, where the milestone had begun before: a reader is told. */
  decidedLate?: string;
  /** The issues that are in it now. */
  issues: readonly CountedWork[];
};

/**
 * KPI-5: the weight completed in each milestone by its last day, against the weight planned at its start, by metric label. What was
 * planned and then moved to another milestone stays planned here, and is completed there. Where nothing has a weight, issues count.
 */
export function predictability(milestones: readonly MilestoneDone[]): Figure {
  const all = milestones.map(measured);
  const planned = all.flatMap((each) => (each.planned === null ? [] : [each]));
  const total = sum(planned.map((each) => each.planned ?? 0));
  const done = sum(planned.map(({ completed }) => completed));
  const value = percent(done, total);
  const text = milestones.length === 0 ? 'no milestone ended' : value === null ? 'no plan was kept' : `${value} %`;
  const counted = milestones.flatMap((each) =>
    completedOf(each).map(({ gitlabId, metric }) => ['issue', gitlabId, metric] as const),
  );
  return { value, text, notes: all.map(({ note }) => note), counted: counted.map(([...ref]) => ref) };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

const completedOf = ({ issues, ends }: MilestoneDone): CountedWork[] =>
  issues.filter(
    ({ state, closedAt, sameAs }) => state === 'closed' && sameAs === null && closedAt !== null && closedAt < ends,
  );

function measured(milestone: MilestoneDone): { planned: number | null; completed: number; note: string } {
  const { title, plan, decidedLate } = milestone;
  const done = completedOf(milestone);
  const weighs = [...(plan ?? []), ...done].some(({ weight }) => weight !== null);
  const size = ({ weight }: { weight: number | null }) => (weighs ? (weight ?? 0) : 1);
  const unit = weighs ? 'weight' : 'issues';
  const completed = sum(done.map(size));
  if (plan === null)
    return { planned: null, completed, note: `${title}: no plan was kept, completed ${unit} ${completed}` };
  const inPlan = new Set(plan.map(({ gitlabId }) => gitlabId));
  const unplanned = sum(done.filter(({ gitlabId }) => !inPlan.has(gitlabId)).map(size));
  const planned = sum(plan.map(size));
  const extra = unplanned === 0 ? '' : `, of which ${unplanned} was not planned`;
  const late = decidedLate === undefined ? '' : ` (decided on ${decidedLate}, after it had begun)`;
  const note = `${title}: planned ${unit} ${planned}${late}, completed ${completed}${extra}`;
  return { planned, completed, note: [note, byLabel(plan, done, size)].filter(Boolean).join('; ') };
}

/** Completed of planned for each metric label that has any: `Paved Road 3 of 5`. */
function byLabel(
  plan: readonly PlannedIssue[],
  done: readonly CountedWork[],
  size: (each: { weight: number | null }) => number,
): string {
  const labels = [
    ...METRICS.map(({ id, label }) => ({ id: id as MetricId | null, label: String(label) })),
    { id: null, label: 'no label' },
  ];
  return labels
    .flatMap(({ id, label }) => {
      const of = (rows: readonly { metric: MetricId | null; weight: number | null }[]) =>
        sum(rows.filter(({ metric }) => metric === id).map(size));
      const [planned, completed] = [of(plan), of(done)];
      return planned + completed === 0 ? [] : [`${label} ${completed} of ${planned}`];
    })
    .join(', ');
}
