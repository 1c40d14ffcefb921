import { describe, expect, it } from 'vitest';
import { fieldsOf } from '../../src/domain/form.ts';
import { decideForm } from '../../src/domain/forms/decide-forms.ts';
import { chosenMilestone, startingMilestone, withMilestoneMenu } from '../../src/domain/forms/milestone-choice.ts';
import { CATEGORY_FORM } from '../../src/domain/forms/tool-forms.ts';
import { OUTCOMES, type OutcomeId } from '../../src/domain/outcome.ts';
import {
  type GivenWork,
  isPlannable,
  mayNotPlan,
  type PlanAt,
  planWork,
  rescopeWork,
} from '../../src/domain/plan-work.ts';
import { confirmGapKey, followIssue, type PlannedWork } from '../../src/domain/planned-work.ts';
import { by, ENGINEER, LEADER, NOW } from './people-fixtures.ts';
import { tool } from './tool-fixtures.ts';

const decided = (outcome: OutcomeId, details = {}) => ({ id: 4, outcome, details, metric: 'customTooling' as const });
const at = (more: Partial<PlanAt> = {}): PlanAt => ({
  ...{ request: { id: 1, state: 'decided' }, decision: decided('build-internal'), tool: tool(), titled: () => null },
  ...more,
});
const given = (more: Partial<GivenWork> = {}): GivenWork => ({
  ...{ title: 'Read images', acceptance: 'It reads', weight: '3', milestone: { id: 41, title: '19.4' } },
  ...more,
});
const work = (more: Partial<PlannedWork> = {}): PlannedWork => ({
  ...{ id: 7, kind: 'improvement', requestId: null, toolId: 1, decisionId: null, criterion: 'runbook' },
  ...{ title: 'Runbook', acceptance: 'There is one', weight: null, milestone: null, milestoneId: null },
  ...{ projectId: 101, iid: 2, url: 'https://gitlab.example.com/2', state: 'opened', at: NOW },
  ...more,
});
const plan = (more: Partial<GivenWork>, where = at(), milestonesKnown = true) =>
  planWork(by(ENGINEER), given(more), { milestonesKnown })(where);

describe('planning work (NEW-6, HAND-6)', () => {
  it('follows from the decisions that call for work, and from no other', () => {
    const ids = OUTCOMES.map(({ id }) => id).filter((id) => isPlannable({ outcome: id, details: {} }));
    expect(ids).toEqual(['build-product', 'build-internal', 'accept', 'accept-improve', 'best-effort']);
    expect(isPlannable({ outcome: 'reprioritise', details: { transfer: 'accept' } })).toBe(true);
  });

  it('is for the team, once the request is decided and while the tool is there', () => {
    expect(mayNotPlan({ roles: ENGINEER }, at())).toBeNull();
    expect(mayNotPlan({ roles: LEADER }, at())).toContain('Only ProdSecEng');
    expect(mayNotPlan({ roles: ENGINEER }, at({ request: { id: 1, state: 'in assessment' } }))).toContain(
      'no decision',
    );
    expect(mayNotPlan({ roles: ENGINEER }, at({ decision: decided('wait') }))).toContain('no decision');
    expect(mayNotPlan({ roles: ENGINEER }, at({ tool: tool({ state: 'retired' }) }))).toContain('retired');
    expect(mayNotPlan({ roles: ENGINEER }, at({ request: null, decision: null }))).toBeNull();
  });

  it('needs title, acceptance criteria, a weight below 13, and a milestone where any is known', () => {
    expect(plan({ title: '' })).toMatchObject({ ok: false, field: 'title' });
    expect(plan({ acceptance: '' })).toMatchObject({ ok: false, field: 'acceptance' });
    expect(plan({ weight: '13' })).toMatchObject({
      ok: false,
      field: 'weight',
      text: expect.stringContaining('split'),
    });
    expect(plan({ weight: '4' })).toMatchObject({ ok: false, field: 'weight' });
    expect(plan({ milestone: null })).toMatchObject({ ok: false, field: 'milestone' });
    expect(plan({ milestone: null }, at(), false)).toMatchObject({ ok: true, value: { work: { milestone: null } } });
    const kept = {
      kind: 'planned',
      requestId: 1,
      toolId: 1,
      decisionId: 4,
      weight: 3,
      milestone: '19.4',
      milestoneId: 41,
    };
    expect(plan({})).toMatchObject({ ok: true, value: { work: kept } });
  });

  it('keeps the same work once, and tells work of the same title apart', () => {
    expect(plan({}, at({ titled: () => work({ acceptance: 'It reads' }) }))).toMatchObject({ value: { work: null } });
    expect(plan({}, at({ titled: () => work() }))).toMatchObject({ ok: false, field: 'title' });
  });

  it('is changed by the team while it is open, and owes its issue', () => {
    const change = rescopeWork(by(ENGINEER), given({ title: '' }), { milestonesKnown: true });
    expect(change(work())).toMatchObject({
      value: { edit: { weight: 3, milestoneId: 41 }, owed: [{ kind: 'planned-work' }] },
    });
    expect(change(work({ state: 'closed' }))).toMatchObject({ ok: false });
    expect(rescopeWork(by(LEADER), given(), { milestonesKnown: true })(work())).toMatchObject({ ok: false });
  });
});

describe('what GitLab says of planned work (INV-9, REV-4)', () => {
  const seen = { state: 'opened' as const, weight: null, milestone: null };

  it('changes nothing where nothing has changed, nor where GitLab has no weights', () => {
    expect(followIssue(work({ weight: 3 }), seen, tool(), NOW)).toBeNull();
  });

  it('a closed improvement lifts nothing: the owner is asked to confirm; opened again that is dropped', () => {
    const closed = followIssue(work(), { ...seen, state: 'closed' }, tool(), NOW);
    expect(closed?.promises).toMatchObject([
      { kind: 'health', key: confirmGapKey(7), ownerId: 'U0ENGINE1', dueAt: NOW },
    ]);
    const opened = followIssue(work({ state: 'closed' }), seen, tool(), NOW);
    expect(opened).toMatchObject({ edit: { state: 'opened' }, drops: [confirmGapKey(7)] });
  });

  it('other closed work asks nobody, and its request’s work item follows', () => {
    const closed = followIssue(work({ kind: 'planned', requestId: 1 }), { ...seen, state: 'closed' }, tool(), NOW);
    expect(closed?.promises).toBeUndefined();
    expect(closed?.owed).toMatchObject([{ kind: 'work-item-update' }]);
  });
});

describe('a menu of GitLab’s milestones', () => {
  const known = [
    { id: 41, title: '19.4', dueDate: '2099-01-28' },
    { id: 42, title: 'x'.repeat(200), dueDate: null },
  ];
  const fields = fieldsOf(decideForm('build-internal'));

  it('stands before the typed title, with labels that Slack takes', () => {
    const menu = withMilestoneMenu(fields, known).find(({ id }) => id === 'milestoneKnown');
    expect(menu?.options?.map(({ label }) => [...label].length <= 75)).toEqual([true, true, true]);
    const hints = [...withMilestoneMenu(fields, known), ...withMilestoneMenu(fieldsOf(CATEGORY_FORM), known)];
    expect(hints.every(({ hint, label }) => hint.length <= 150 && label.length <= 48)).toBe(true);
    expect(withMilestoneMenu(fields, [])).toEqual(fields);
    const many = Array.from({ length: 300 }, (_, id) => ({ id, title: String(id), dueDate: null }));
    expect(withMilestoneMenu(fields, many).find(({ id }) => id === 'milestoneKnown')?.options).toHaveLength(100);
  });

  it('gives title and last day of what is chosen, and takes what is typed for any other', () => {
    expect(chosenMilestone({ milestoneKnown: '41' }, known)).toEqual({ milestone: '19.4', milestoneDue: '2099-01-28' });
    const typed = { milestone: '20.1', milestoneDue: '2099-05-01' };
    expect(chosenMilestone({ milestoneKnown: 'other', ...typed }, known)).toEqual(typed);
    expect(chosenMilestone({ milestoneKnown: '42', ...typed }, known)).toMatchObject({ milestoneDue: '2099-05-01' });
    expect(startingMilestone({ milestone: '19.4', milestoneDue: '2099-01-28' }, known)).toEqual({
      milestoneKnown: '41',
    });
    expect(startingMilestone(typed, known)).toEqual({ ...typed, milestoneKnown: 'other' });
  });
});
