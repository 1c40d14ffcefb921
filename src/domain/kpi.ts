import type { CountedWork, WorkKind } from './counted-work.ts';
import type { MetricId } from './metric-label.ts';

/** The charter's six, in its order; `formula` is what a reader is told. */
export const KPIS = [
  {
    id: 'KPI-1',
    group: 'strategic',
    label: 'Requirements delivered',
    formula: 'Merged merge requests of the team with the label ProdSecRequirement.',
  },
  {
    id: 'KPI-2',
    group: 'strategic',
    label: 'Enhancements and paved roads',
    formula: 'Merged merge requests of the team with the label Defense in Depth or Paved Road.',
  },
  {
    id: 'KPI-3',
    group: 'strategic',
    label: 'Custom tool value integrated',
    formula:
      'Value propositions of in-house tools that shipped in the product, of all of them. What was dropped counts as not integrated. Of a tool that is retired they count once one of them shipped.',
  },
  {
    id: 'KPI-4',
    group: 'operational',
    label: 'Backlog health',
    formula:
      'Open candidates that are refined (weight, acceptance criteria, metric label, out of the validation backlog), of all open candidates; issues ready for development; team members who took part in refinement.',
  },
  {
    id: 'KPI-5',
    group: 'operational',
    label: 'Milestone predictability',
    formula: 'Weight completed in the milestone by its last day, against the weight planned when it began.',
  },
  {
    id: 'KPI-6',
    group: 'operational',
    label: 'Metric label coverage',
    formula:
      'Merged merge requests and closed issues of the team with a metric label, of all of them. Pending is no coverage.',
  },
] as const;
export type KpiId = (typeof KPIS)[number]['id'];

/** What was counted, by GitLab's id, with the label that it was counted by. */
export type CountedRef = [kind: WorkKind, gitlabId: number, metric: MetricId | null];

/** A figure. `value`: for drawings and comparing, percentages as 0 to 100; null where there is nothing to count by. */
export type Figure = {
  value: number | null;
  text: string;
  notes: string[];
  counted: CountedRef[];
  /** What was counted that is no work in GitLab: a line of plain text each, with the names of tools. */
  listed?: string[];
};

/** Whose work counts: GitLab usernames in lower case, and the team's project. */
export type Scope = { team: ReadonlySet<string>; projectId: number };
/** From an instant up to another one, that one not included. */
export type Span = { from: Date; to: Date };
type Counted = { work: CountedWork; metric: MetricId | null };

const isIn = (at: Date | null, { from, to }: Span): boolean => at !== null && at >= from && at < to;
const byTeam = ({ author, assignees }: CountedWork, { team }: Scope): boolean =>
  [author, ...assignees].some((name) => team.has(name.toLowerCase()));
const assigned = ({ assignees }: CountedWork, { team }: Scope): boolean =>
  assignees.some((name) => team.has(name.toLowerCase()));
const refOf = ({ work, metric }: Counted): CountedRef => [work.kind, work.gitlabId, metric];

/**
 * The team's merge requests that were merged in the span: their author or an assignee is of the team. One that was merged into several
 * branches counts once, when it was merged first, by the label that it has there or else anywhere. `rows` holds those others too.
 */
export function mergedIn(rows: readonly CountedWork[], span: Span, scope: Scope): Counted[] {
  const merged = rows.filter((row) => row.kind === 'merge_request' && row.mergedAt !== null && byTeam(row, scope));
  return oneOfEach(merged)
    .map((same) => [...same].sort((a, b) => at(a) - at(b) || a.gitlabId - b.gitlabId))
    .flatMap(([first, ...others]) => {
      if (first === undefined || !isIn(first.mergedAt, span)) return [];
      const metric = first.metric ?? others.find((each) => each.metric !== null)?.metric ?? null;
      return [{ work: first, metric }];
    });
}

const at = ({ mergedAt }: CountedWork): number => mergedAt?.getTime() ?? 0;

/** Work that is the same, in groups: what names the same commits, or was picked from the same merge request. */
function oneOfEach(rows: readonly CountedWork[]): CountedWork[][] {
  const groups = new Map<string, CountedWork[]>();
  for (const row of rows) {
    const names = [row.reference, ...(row.sameAs === null ? [] : [row.sameAs])];
    const found = new Set(names.flatMap((name) => groups.get(name) ?? []));
    const group = [...found, row];
    for (const each of group)
      for (const name of [each.reference, ...(each.sameAs === null ? [] : [each.sameAs])]) groups.set(name, group);
  }
  return [...new Set(groups.values())];
}

/**
 * Issues that were closed in the span, in the team's project or assigned to one of it. One that is open again does not count, one that was
 * moved or closed as a duplicate counts where it went to.
 */
export function closedIn(rows: readonly CountedWork[], span: Span, scope: Scope): Counted[] {
  return rows
    .filter((row) => row.kind === 'issue' && row.state === 'closed' && row.sameAs === null && isIn(row.closedAt, span))
    .filter((row) => row.projectId === scope.projectId || assigned(row, scope))
    .map((work) => ({ work, metric: work.metric }));
}

/** A share in whole percent, never rounded up to all of it. */
export const percent = (part: number, all: number): number | null =>
  all === 0 ? null : Math.floor((part * 100) / all);

/** KPI-1: requirements delivered. */
export function requirementsDelivered(merged: readonly Counted[]): Figure {
  const found = merged.filter(({ metric }) => metric === 'prodSecRequirement');
  return { value: found.length, text: String(found.length), notes: [], counted: found.map(refOf) };
}

/** KPI-2: security enhancements and paved roads delivered. */
export function enhancementsDelivered(merged: readonly Counted[]): Figure {
  const of = (wanted: MetricId) => merged.filter(({ metric }) => metric === wanted);
  const [depth, roads] = [of('defenseInDepth'), of('pavedRoad')];
  const value = depth.length + roads.length;
  const notes = value === 0 ? [] : [`Defense in Depth ${depth.length}, Paved Road ${roads.length}`];
  return { value, text: String(value), notes, counted: [...depth, ...roads].map(refOf) };
}

const many = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** KPI-6: metric label coverage; `Pending` is shown apart. */
export function labelCoverage(merged: readonly Counted[], closed: readonly Counted[]): Figure {
  const all = [...merged, ...closed];
  const pending = all.filter(({ metric }) => metric === 'pending').length;
  const labelled = all.filter(({ metric }) => metric !== null && metric !== 'pending').length;
  const value = percent(labelled, all.length);
  const notes = [
    ...(value === null
      ? []
      : [`${labelled} of ${all.length}: ${many(merged.length, 'merge request')}, ${many(closed.length, 'issue')}`]),
    ...(pending === 0 ? [] : [`${pending} with Pending, which is no coverage`]),
  ];
  const text = value === null ? 'nothing merged or closed' : `${value} %`;
  return { value, text, notes, counted: all.map(refOf) };
}
