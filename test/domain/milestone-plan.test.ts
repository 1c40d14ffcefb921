import { describe, expect, it } from 'vitest';
import type { BacklogIssue } from '../../src/domain/backlog.ts';
import type { CountedWork } from '../../src/domain/counted-work.ts';
import type { Milestone } from '../../src/domain/milestone.ts';
import {
  EMPTY_BODY,
  firstDay,
  inPlanningOrder,
  type MilestonePlan,
  nextToPlan,
  type PastMilestone,
  PlanBody,
  placeOf,
  recentOf,
  roomFor,
  sizeOf,
  unitOfPlan,
} from '../../src/domain/milestone-plan.ts';
import { decidePlan, planIsWanted, reopenPlan } from '../../src/domain/milestone-plan-acts.ts';
import { anIssue } from './backlog-fixtures.ts';
import { by, ENGINEER, MANAGER as MANAGING } from './people-fixtures.ts';

const milestone = (
  id: number,
  startDate: string | null,
  dueDate: string | null,
  own: Partial<Milestone> = {},
): Milestone => ({
  ...{ id, title: `M${id}`, state: 'active', startDate, dueDate, url: '', seenAt: new Date(0) },
  ...{ openIssues: 0, openWeight: 0, doneIssues: 0, doneWeight: 0 },
  ...own,
});
const TODAY = '2026-03-02';
const draft = (places: PlanBody['places'] = {}): MilestonePlan => ({
  ...{ milestoneId: 12, title: 'M12', state: 'draft', decidedBy: null, decidedAt: null },
  body: { ...EMPTY_BODY, places },
});
const decided = (items: number[]): MilestonePlan => ({
  ...draft(),
  state: 'decided',
  body: { ...EMPTY_BODY, items: items.map((gitlabId) => ({ gitlabId, weight: 1, metric: null })) },
});

describe('the milestone to plan next', () => {
  it.each([
    [
      'the first that has not begun',
      [milestone(1, '2026-02-20', '2026-03-08'), milestone(2, '2026-03-09', '2026-03-22')],
      2,
    ],
    ['none is under way', [milestone(2, '2026-03-09', '2026-03-22'), milestone(3, '2026-03-23', '2026-04-05')], 2],
    [
      'without first days, the one after the next to end',
      [milestone(1, null, '2026-03-08'), milestone(2, null, '2026-03-22')],
      2,
    ],
    ['the only one', [milestone(1, '2026-02-20', '2026-03-08')], 1],
    ['one without a last day is for no time', [milestone(1, null, null)], undefined],
    ['none', [], undefined],
  ])('%s', (_, upcoming, expected) => {
    expect(nextToPlan(upcoming, TODAY)?.id).toBe(expected);
  });

  it('begins as GitLab says, else the day after the one before it, else today', () => {
    const [before, next] = [milestone(1, null, '2026-03-08'), milestone(2, null, '2026-03-22')];
    expect(firstDay(milestone(2, '2026-03-10', '2026-03-22'), [before], TODAY)).toBe('2026-03-10');
    expect(firstDay(next, [before, next, milestone(3, null, '2026-04-05')], TODAY)).toBe('2026-03-09');
    expect(firstDay(next, [next], TODAY)).toBe(TODAY);
  });

  it.each([
    ['2026-03-16', null, true],
    ['2026-03-17', null, false],
    ['2026-03-02', { state: 'draft' } as const, true],
    ['2026-03-01', null, false],
    ['2026-03-09', { state: 'decided' } as const, false],
  ])('its plan is asked for within two weeks of %s (%o): %s', (begins, plan, wanted) => {
    expect(planIsWanted(begins, TODAY, plan)).toBe(wanted);
  });
});

it('orders by what the milestone has, what is ready, what was committed to, then by age', () => {
  const at = (day: number) => ({ createdAt: new Date(2026, 0, day) });
  const issues: BacklogIssue[] = [
    anIssue(1, at(1)),
    { ...anIssue(2, at(3)), notes: { committedBy: 'U1' } },
    anIssue(3, { ...at(4), workflow: 'readyForDevelopment' }),
    anIssue(4, { ...at(5), milestoneId: 12 }),
    anIssue(5, { ...at(2), milestoneId: 11 }),
  ];
  expect(inPlanningOrder(issues, 12).map(({ work }) => work.gitlabId)).toEqual([4, 3, 2, 1, 5]);
});

describe('what recent milestones say (KPI-5)', () => {
  const closed = (...rows: [id: number, weight: number | null][]): CountedWork[] =>
    rows.map(([id, weight]) => anIssue(id, { weight, state: 'closed' }).work);
  const past = (done: Partial<Milestone>, plan: MilestonePlan | null, rows: CountedWork[]): PastMilestone => ({
    ...{ milestone: milestone(1, null, '2026-02-01', done), plan, closed: rows },
  });

  it('takes the middle of what was completed, and the share that was in no plan', () => {
    const recent = recentOf([
      past({ doneWeight: 8, doneIssues: 2 }, decided([1]), closed([1, 6], [2, 2])),
      past({ doneWeight: 4, doneIssues: 2 }, null, closed([3, 4])),
      past({ doneWeight: 9, doneIssues: 3 }, decided([5]), closed([5, 8])),
    ]);
    expect(recent).toEqual({ unit: 'weight', completed: [8, 4, 9], usual: 8, unplanned: 2 / 16 });
    expect(roomFor(recent)).toBe(7);
  });

  it('counts issues where nothing has a weight, and leaves out what was not read', () => {
    const none = { doneIssues: null, doneWeight: null };
    expect(recentOf([past({ doneIssues: 3 }, null, []), past(none, null, [])])).toEqual({
      ...{ unit: 'issues', completed: [3], usual: 3, unplanned: null },
    });
    expect(recentOf([])).toMatchObject({ usual: null, unplanned: null });
    expect(roomFor({ usual: 5, unplanned: null })).toBeNull();
  });

  it('a draft is no plan, and nothing completed is no share', () => {
    expect(recentOf([past({ doneWeight: 4 }, draft(), closed([3, 4]))]).unplanned).toBeNull();
    expect(recentOf([past({ doneWeight: 0 }, decided([1]), [])]).unplanned).toBeNull();
  });

  it('is compared in the unit of what was completed, else by weight where anything has one', () => {
    const recent = { unit: 'issues' as const, usual: 3, unplanned: null };
    expect(unitOfPlan({ ...recent, completed: [3] }, [{ weight: 5 }])).toBe('issues');
    expect(unitOfPlan({ ...recent, completed: [0] }, [{ weight: 5 }])).toBe('weight');
    expect(unitOfPlan({ ...recent, completed: [] }, [{ weight: null }])).toBe('issues');
    expect(sizeOf([{ weight: 5 }, { weight: null }], 'weight')).toBe(5);
    expect(sizeOf([{ weight: 5 }, { weight: null }], 'issues')).toBe(2);
  });
});

describe('deciding', () => {
  const MANAGER = by(MANAGING);
  const TEAM_ACT = by(ENGINEER);
  const recent = { unit: 'weight' as const, completed: [4], usual: 4, unplanned: null };
  const deciding = { milestone: { id: 12, title: 'M12' }, capacity: { days: 16, people: 2 }, recent, deferred: [7] };
  const issues = [
    anIssue(1, { milestoneId: 12, weight: 3, metric: 'pavedRoad' }),
    anIssue(2, { milestoneId: 12 }),
    anIssue(3, {}),
    anIssue(4, { milestoneId: 12 }),
    anIssue(5, {}),
  ];

  it('keeps what is in it with weight and metric label; the milestone is given and taken where it differs', () => {
    const plan = draft({ 2: 'parked', 3: 'in', 4: 'out' });
    const verdict = decidePlan(MANAGER, deciding)({ plan, issues });
    if (!verdict.ok) throw new Error(verdict.text);
    const { body, state } = verdict.value.plan;
    expect(state).toBe('decided');
    expect(body.items).toEqual([
      { gitlabId: 1, weight: 3, metric: 'pavedRoad' },
      { gitlabId: 3, weight: null, metric: null },
    ]);
    expect([body.parked, body.deferred]).toEqual([[2], [7]]);
    expect(body.facts).toEqual({ days: 16, people: 2, unit: 'weight', planned: 3, usual: 4, unplanned: null });
    const moves = verdict.value.edits.map(({ issue, change }) => [issue.work.gitlabId, change.edit.milestoneId]);
    expect(moves).toEqual([
      [3, 12],
      [2, null],
      [4, null],
    ]);
    expect(PlanBody.parse(JSON.parse(JSON.stringify(body)))).toEqual(body);
  });

  it('is the manager’s, once, and not of nothing', () => {
    const decide = (plan: MilestonePlan, act = MANAGER, some = issues) =>
      decidePlan(act, deciding)({ plan, issues: some });
    expect(decide(draft(), TEAM_ACT)).toMatchObject({ ok: false, text: expect.stringContaining('Manager') });
    expect(decide(decided([1]))).toMatchObject({ ok: false, text: 'The plan is decided already.' });
    expect(decide(draft(), MANAGER, [anIssue(3, {})])).toMatchObject({ ok: false });
  });

  it('is opened again by the manager until the milestone begins', () => {
    const reopen = (today: string, act = MANAGER) =>
      reopenPlan(act, { begins: '2026-03-09', today })({ plan: decided([1]), issues });
    expect(reopen('2026-03-08').ok).toBe(true);
    expect(reopen('2026-03-09').ok).toBe(false);
    expect(reopen('2026-03-08', TEAM_ACT).ok).toBe(false);
  });

  it('an issue is in the plan by GitLab’s milestone unless it was put somewhere by hand', () => {
    const [there, parked, no] = issues;
    if (!there || !parked || !no) throw new Error('there are three');
    expect([there, parked, no].map(({ work }) => placeOf(work, draft({ 2: 'parked' })))).toEqual([
      'in',
      'parked',
      null,
    ]);
  });
});
