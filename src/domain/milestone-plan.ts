import { z } from 'zod';
import { type BacklogIssue, type IssueChange, oweIssue, type ToMilestone } from './backlog.ts';
import type { CountedWork } from './counted-work.ts';
import { median, unitOf } from './load.ts';
import { METRICS, type MetricId } from './metric-label.ts';
import type { Milestone, Unit } from './milestone.ts';
import { type Act, TEAM_ONLY } from './request-act.ts';
import type { TeamCapacity } from './team-capacity.ts';

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

/** What the plan is decided with, as it is in the same transaction. */
export type PlanAt = { plan: MilestonePlan; issues: readonly BacklogIssue[] };
export type IssueEdit = { issue: BacklogIssue; change: IssueChange };
export type PlanChange = {
  actor: string;
  action: string;
  detail: Record<string, unknown>;
  plan: Pick<MilestonePlan, 'state' | 'body' | 'decidedBy' | 'decidedAt'>;
  /** The issues that change with it. */
  edits: IssueEdit[];
  answer: string;
};
export type PlanVerdict = { ok: true; value: PlanChange } | { ok: false; text: string };
export type DecidePlan = (at: PlanAt) => PlanVerdict;

const no = (text: string): PlanVerdict => ({ ok: false, text });
const MANAGER_ONLY =
  'Only the Security Engineering Manager decides the plan: they are the DRI for prioritization. Anyone of the team can prepare it.';

/** Anyone of the team puts issues into the plan or the parking lot, until it is decided. */
export const putInPlace =
  (act: Act, gitlabId: number, place: Place): DecidePlan =>
  ({ plan, issues }) => {
    if (!act.roles.team) return no(TEAM_ONLY);
    if (plan.state === 'decided') return no('The plan is decided, so it stays as it is.');
    const found = issues.find(({ work }) => work.gitlabId === gitlabId);
    if (found === undefined) return no('That issue cannot be planned any more: it is closed, or no candidate.');
    const places = { ...plan.body.places, [String(gitlabId)]: place };
    return {
      ok: true,
      value: {
        ...{ actor: act.roles.person.id, action: 'prepared a milestone' },
        detail: { of: found.work.reference, place },
        plan: { ...plan, body: { ...plan.body, places } },
        ...{ edits: [], answer: '' },
      },
    };
  };

export type Deciding = {
  milestone: ToMilestone;
  capacity: Pick<TeamCapacity, 'days' | 'people'>;
  recent: Recent;
  /** Requests that stay deferred. */
  deferred: readonly number[];
};

/**
 * The manager decides the plan. It is kept as it is now, so that predictability is measured and not remembered (KPI-5); its issues get the
 * milestone in GitLab, those in the parking lot lose it.
 */
export const decidePlan =
  (act: Act, { milestone, capacity, recent, deferred }: Deciding): DecidePlan =>
  ({ plan, issues }) => {
    if (!act.roles.manager) return no(MANAGER_ONLY);
    if (plan.state === 'decided') return no('The plan is decided already.');
    const placed = (place: Place) => issues.filter(({ work }) => placeOf(work, plan) === place);
    const [planned, parked] = [placed('in'), placed('parked')];
    if (planned.length === 0) return no('Nothing is in the plan yet: put issues into it first.');
    const items = planned.map(({ work: { gitlabId, weight, metric } }) => ({ gitlabId, weight, metric }));
    const unit = unitOfPlan(recent, items);
    const facts: PlanFacts = {
      ...{ days: capacity.days, people: capacity.people, unit, usual: recent.usual },
      ...{ unplanned: recent.unplanned, planned: sizeOf(items, unit) },
    };
    const body = {
      ...{ places: plan.body.places, items, facts, deferred: [...deferred] },
      parked: parked.map(({ work }) => work.gitlabId),
    };
    const edits = [
      ...planned.filter(({ work }) => work.milestoneId !== milestone.id).map((each) => moved(act, each, milestone)),
      ...[...parked, ...placed('out')]
        .filter(({ work }) => work.milestoneId === milestone.id)
        .map((each) => moved(act, each, null)),
    ];
    return {
      ok: true,
      value: {
        ...{ actor: act.roles.person.id, action: 'decided a milestone plan' },
        detail: { planned: items.length, parked: parked.length, deferred },
        plan: { state: 'decided', body, decidedBy: act.roles.person.id, decidedAt: act.now },
        ...{ edits, answer: 'The plan is decided and kept as it is now. GitLab follows with the milestones.' },
      },
    };
  };

function moved(act: Act, issue: BacklogIssue, milestone: ToMilestone | null): IssueEdit {
  const { gitlabId, reference } = issue.work;
  const change: IssueChange = {
    ...{ actor: act.roles.person.id, key: `${act.key}:${gitlabId}`, action: 'planned an issue' },
    detail: { of: reference, milestone: milestone?.title ?? null },
    edit: { milestoneId: milestone?.id ?? null, milestone: milestone?.title ?? null },
    ...{ wish: { milestone }, refined: [], owed: [oweIssue(issue)], answer: '' },
  };
  return { issue, change };
}

/** Until the milestone begins the manager can open its plan again; from then on it stays as it was at the start. `begins`: its first day. */
export const reopenPlan =
  (act: Act, { begins, today }: { begins: string; today: string }): DecidePlan =>
  ({ plan }) => {
    if (!act.roles.manager) return no(MANAGER_ONLY);
    if (plan.state !== 'decided') return no('The plan is not decided yet.');
    if (begins <= today)
      return no(
        'The milestone has begun, so its plan stays as it was at the start. What comes later is unplanned work.',
      );
    return {
      ok: true,
      value: {
        ...{ actor: act.roles.person.id, action: 'opened a milestone plan again', detail: {} },
        plan: { state: 'draft', body: { ...EMPTY_BODY, places: plan.body.places }, decidedBy: null, decidedAt: null },
        ...{ edits: [], answer: 'The plan is open again. Decide it before the milestone begins.' },
      },
    };
  };

/** How long before a milestone begins its plan is asked for. */
const ASKED_DAYS = 14;

/** Whether the manager is asked for its plan: it begins within two weeks, and none is decided. */
export function planIsWanted(begins: string, today: string, plan: Pick<MilestonePlan, 'state'> | null): boolean {
  const left = (Date.parse(begins) - Date.parse(today)) / DAY_MS;
  return left >= 0 && left <= ASKED_DAYS && plan?.state !== 'decided';
}
