import type { Constraint } from './capacity.ts';
import { type Committed, commitmentOf } from './commitment.ts';
import { CRITICALITIES, type CriticalityId } from './criticality.ts';
import { currentAndNext, type Milestone, type Unit } from './milestone.ts';
import type { OutcomeId } from './outcome.ts';

/** The outcomes by which the team takes work on, and those that say that it cannot: before them the proposer sees the load (HAND-5). */
export const WEIGHS_LOAD: readonly OutcomeId[] = [
  ...(['build-product', 'build-internal', 'defer'] as const),
  ...(['accept', 'accept-improve', 'best-effort', 'reprioritise'] as const),
];

/** What is read of the load. `upcoming`: next to end first; `past`: newest first. */
export type LoadRead = {
  committed: readonly (Committed & { count: number })[];
  upcoming: readonly Milestone[];
  past: readonly Milestone[];
  constraints: readonly Constraint[];
  improvements: number;
};

type Filled = { title: string; until: string | null; open: number };

export type Load = {
  /** The tools with each commitment, the strongest first; levels that none has are left out. */
  commitments: { level: CriticalityId; count: number }[];
  /** In what the work of milestones is counted. */
  unit: Unit;
  /** What is open in the current milestone and the next, as far as it was read. */
  milestones: Filled[];
  /** What the last milestones completed, newest first; at most three. */
  completed: number[];
  /** The middle of these; null where no past milestone was read. */
  usual: number | null;
  /** Milestones in which more is open than is usually completed. */
  overfull: string[];
  improvements: number;
  constraints: readonly Constraint[];
};

const RECENT = 3;

/** What the team has on its hands, as the proposer sees it before it takes on more. It never stands in the way (SLO-12). */
export function loadOf({ committed, upcoming, past, constraints, improvements }: LoadRead): Load {
  const planned = currentAndNext(upcoming).filter(({ openIssues }) => openIssues !== null);
  const recent = past.filter(({ doneIssues }) => doneIssues !== null).slice(0, RECENT);
  const unit = unitOf([...planned, ...recent]);
  const open = (each: Milestone) => (unit === 'weight' ? each.openWeight : each.openIssues) ?? 0;
  const done = (each: Milestone) => (unit === 'weight' ? each.doneWeight : each.doneIssues) ?? 0;
  const milestones = planned.map((each) => ({ title: each.title, until: each.dueDate, open: open(each) }));
  const completed = recent.map(done);
  const usual = median(completed);
  const overfull = milestones.filter((each) => usual !== null && each.open > usual).map(({ title }) => title);
  const commitments = byLevel(committed);
  return { commitments, unit, milestones, completed, usual, overfull, improvements, constraints };
}

/** Where nothing has a weight, GitLab has none to say (its free tier). */
export const unitOf = (milestones: readonly Milestone[]): Unit =>
  milestones.some(({ openWeight, doneWeight }) => (openWeight ?? 0) + (doneWeight ?? 0) > 0) ? 'weight' : 'issues';

function byLevel(committed: LoadRead['committed']): Load['commitments'] {
  const counts = new Map<CriticalityId, number>();
  for (const { count, ...each } of committed) {
    const { level } = commitmentOf(each);
    if (level !== null) counts.set(level, (counts.get(level) ?? 0) + count);
  }
  return CRITICALITIES.flatMap(({ id: level }) => {
    const count = counts.get(level);
    return count === undefined ? [] : [{ level, count }];
  });
}

/** The middle value; of an even number half-way between the two in the middle. Null of none. */
export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
