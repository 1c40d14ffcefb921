import { type BacklogIssue, type IssueChange, oweIssue, type ToMilestone } from './backlog.ts';
import {
  EMPTY_BODY,
  type MilestonePlan,
  type Place,
  type PlanFacts,
  placeOf,
  type Recent,
  sizeOf,
  unitOfPlan,
} from './milestone-plan.ts';
import { type Act, TEAM_ONLY } from './request-act.ts';
import type { TeamCapacity } from './team-capacity.ts';

const DAY_MS = 24 * 3_600_000;

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
