import { type Answers, textOf } from './form.ts';
import type { MetricId } from './metric-label.ts';
import type { Milestone } from './milestone.ts';
import type { OutcomeId } from './outcome.ts';
import { requestNumber } from './owed.ts';
import { type NewPlannedWork, oweWork, type PlannedWork, type WorkChange } from './planned-work.ts';
import { type Act, TEAM_ONLY } from './request-act.ts';
import { type Tool, toolNumber } from './tool.ts';

/** The weights that a work item can have; what is larger is split (NEW-6). */
export const WEIGHTS = [1, 2, 3, 5, 8] as const;
export const TOO_HEAVY = '13';

/** What the plan is made for, as it is at the same moment. */
export type PlanAt = {
  request: { id: number; state: string } | null;
  /** The final decision that holds. */
  decision: { id: number; outcome: OutcomeId; details: Answers; metric: MetricId } | null;
  tool: Tool | null;
  /** Open work of the same request or tool that has this title. */
  titled(title: string): PlannedWork | null;
};

/** A refusal names the field that it is about, where there is one. */
export type PlanVerdict<T> = { ok: true; value: T } | { ok: false; text: string; field?: string };

export type PlanChange = { work: NewPlannedWork | null; actor: string; answer: string };

const PLANNABLE: readonly OutcomeId[] = ['build-internal', 'build-product', 'accept', 'accept-improve', 'best-effort'];

/** Null where this person may plan work for it now (NEW-6, HAND-6): the team, once a decision says that there is work. */
export function mayNotPlan({ roles }: Pick<Act, 'roles'>, { request, decision, tool }: PlanAt): string | null {
  if (!roles.team) return TEAM_ONLY;
  if (tool !== null && (tool.state === 'retired' || tool.state === 'transferred'))
    return `${toolNumber(tool.id)} is ${tool.state}, so no work is planned for it any more.`;
  if (request === null) return tool === null ? 'That is not known any more.' : null;
  if (request.state !== 'decided' || decision === null || !isPlannable(decision))
    return `${requestNumber(request.id)} has no decision that calls for work: decide to build it, or to take the tool on.`;
  return null;
}

/** Whether work follows from this decision. A reprioritisation is final together with the transfer that it makes room for. */
export function isPlannable({
  outcome,
  details,
}: Pick<NonNullable<PlanAt['decision']>, 'outcome' | 'details'>): boolean {
  return PLANNABLE.includes(outcome) || (outcome === 'reprioritise' && textOf(details, 'transfer') !== '');
}

/** What was given of a work item; `milestone` null where none is chosen. */
export type GivenWork = {
  title: string;
  acceptance: string;
  weight: string;
  milestone: Pick<Milestone, 'id' | 'title'> | null;
};

/** NEW-6: one more work item, with acceptance criteria, weight and milestone. `milestonesKnown`: one has to be chosen where there are any. */
export const planWork =
  (act: Act, given: GivenWork, { milestonesKnown }: { milestonesKnown: boolean }) =>
  (at: PlanAt): PlanVerdict<PlanChange> => {
    const not = mayNotPlan(act, at);
    if (not !== null) return { ok: false, text: not };
    const lacks = scopeLacks(given, milestonesKnown);
    if (lacks !== null) return { ok: false, ...lacks };
    const { title, acceptance } = given;
    const alike = at.titled(title);
    if (alike !== null && alike.acceptance !== acceptance)
      return {
        ok: false,
        field: 'title',
        text: 'Open work has this title already. Choose another, or change that one.',
      };
    const work: NewPlannedWork = {
      ...{ kind: 'planned', title, acceptance, ...scopeOf(given) },
      ...{ requestId: at.request?.id ?? at.tool?.requestId ?? null, toolId: at.tool?.id ?? null },
      decisionId: at.decision?.id ?? null,
    };
    const answer =
      alike === null ? `${title} is planned: its work item is being filed.` : `${title} is planned already.`;
    return { ok: true, value: { work: alike === null ? work : null, actor: act.roles.person.id, answer } };
  };

const scopeOf = ({ weight, milestone }: GivenWork) => ({
  weight: Number(weight),
  milestone: milestone?.title ?? null,
  milestoneId: milestone?.id ?? null,
});

function scopeLacks(given: GivenWork, milestonesKnown: boolean): { field: string; text: string } | null {
  if (given.title === '') return { field: 'title', text: 'Give the work item a title.' };
  if (given.acceptance === '')
    return { field: 'acceptance', text: 'Write what has to hold for it to be done, one criterion a line.' };
  if (given.weight === TOO_HEAVY)
    return { field: 'weight', text: 'A work item of 13 or more is too large: split it, and add the parts one by one.' };
  if (!WEIGHTS.some((weight) => String(weight) === given.weight))
    return { field: 'weight', text: 'Choose how heavy it is.' };
  if (milestonesKnown && given.milestone === null)
    return { field: 'milestone', text: 'Choose the milestone for which it is planned.' };
  return null;
}

/** Acceptance criteria, weight and milestone of work that is planned already, gaps of a tool too (REV-4). Its title stays. */
export const rescopeWork =
  (act: Act, given: GivenWork, { milestonesKnown }: { milestonesKnown: boolean }) =>
  (work: PlannedWork): PlanVerdict<WorkChange> => {
    if (!act.roles.team) return { ok: false, text: TEAM_ONLY };
    if (work.state === 'closed') return { ok: false, text: 'It is closed, so it is not planned any more.' };
    const lacks = scopeLacks({ ...given, title: work.title }, milestonesKnown);
    if (lacks !== null) return { ok: false, ...lacks };
    return {
      ok: true,
      value: {
        ...{ actor: act.roles.person.id, action: 'planned work changed' },
        edit: { acceptance: given.acceptance, ...scopeOf(given) },
        answer: `${work.title} is changed: its issue follows.`,
        owed: [oweWork(work, work.id)],
      },
    };
  };
