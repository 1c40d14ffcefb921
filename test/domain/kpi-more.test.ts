import { describe, expect, test } from 'vitest';
import type { CountedWork } from '../../src/domain/counted-work.ts';
import { backlogHealth, lacksOf } from '../../src/domain/kpi-backlog.ts';
import { KeptPlan, type PlannedIssue, predictability } from '../../src/domain/kpi-milestone.ts';
import { type ValueOfTool, valueIntegrated } from '../../src/domain/kpi-value.ts';
import { issue, SCOPE } from './counted.ts';

const NOW = new Date('2026-03-01T00:00:00Z');
const value = (own: Partial<ValueOfTool>): ValueOfTool => ({
  ...{
    toolId: 1,
    tool: 'Keeper',
    what: 'Finds secrets',
    state: 'tool',
    shippedAt: null,
    at: new Date('2026-01-01T00:00:00Z'),
  },
  ...{ toolState: 'operational', ...own },
});
const shipped = { state: 'shipped', shippedAt: new Date('2026-02-01T00:00:00Z') } as const;

describe('KPI-3: custom tool value integrated', () => {
  test.each<[string, ValueOfTool[], number | null]>([
    ['nothing on record', [], null],
    ['one of two shipped', [value(shipped), value({ what: 'Reports them' })], 50],
    ['the same words of the same tool are one', [value(shipped), value({ what: 'finds  secrets.' })], 100],
    ['the same words of another tool are another', [value(shipped), value({ toolId: 2 })], 50],
    ['in development is not shipped', [value({ state: 'development' })], 0],
    ['dropped does not count as integrated', [value(shipped), value({ what: 'b', state: 'dropped' })], 50],
    ['shipped later', [value({ ...shipped, shippedAt: new Date('2026-03-02T00:00:00Z') })], 0],
    [
      'a tool retired after integration stays counted',
      [value({ ...shipped, toolState: 'retired' }), value({ toolId: 2 })],
      50,
    ],
    [
      'a tool retired without it is no in-house tool any more',
      [value({ toolState: 'retired' }), value({ toolId: 2, ...shipped })],
      100,
    ],
    ['a co-creation without a tool is no value of an in-house tool', [value({ toolId: null, ...shipped })], null],
  ])('%s', (_what, values, share) => {
    expect(valueIntegrated(values, NOW).value).toBe(share);
  });
});

const ready = { weight: 3, acceptance: true, metric: 'pavedRoad', workflow: 'readyForDevelopment' } as const;
const candidate = (own: Partial<CountedWork> = {}) =>
  issue({ state: 'opened', closedAt: null, candidate: true, projectId: 7, ...own });

describe('KPI-4: backlog health', () => {
  const people = new Map([
    ['U0ENGINE1', 'U0ENGINE1'],
    ['engineer', 'U0ENGINE1'],
    ['U0ENGINE2', 'U0ENGINE2'],
  ]);
  const health = (rows: CountedWork[], persons: string[] = []) =>
    backlogHealth(
      rows,
      persons.map((person, index) => ({ gitlabId: index, person, what: 'comment' })),
      {
        ...{ scope: SCOPE, people, teamSize: 3 },
      },
    );

  test('refined is weight, acceptance criteria and metric label, and out of the validation backlog', () => {
    expect(lacksOf(candidate(ready))).toEqual([]);
    expect(lacksOf(candidate({ ...ready, workflow: 'validationBacklog' }))).toHaveLength(1);
    expect(lacksOf(candidate({}))).toHaveLength(4);
    const figure = health([
      candidate(ready),
      candidate({ ...ready, weight: null }),
      candidate({ ...ready, sameAs: 'issue:1' }),
    ]);
    expect(figure).toMatchObject({ value: 50, text: '1 of 2 refined (50 %)' });
  });

  test('issues ready for development are the team’s: candidates, of its project, or assigned to it', () => {
    const others = issue({ ...ready, state: 'opened', projectId: 9 });
    const own = issue({ ...ready, state: 'opened' });
    expect(health([others, own, candidate(ready)]).notes[0]).toBe('2 ready for development');
  });

  test('who took part counts once, under whichever name, and only if of the team', () => {
    expect(health([], ['engineer', 'U0ENGINE1', 'Engineer', 'stranger', 'U0ENGINE2']).notes[1]).toBe(
      '2 of 3 in the team took part in refinement',
    );
  });
});

describe('KPI-5: milestone predictability', () => {
  const ends = new Date('2026-03-09T00:00:00Z');
  const planned = (gitlabId: number, weight: number | null): PlannedIssue => ({
    gitlabId,
    weight,
    metric: 'pavedRoad',
  });
  const done = (gitlabId: number, weight: number | null, own: Partial<CountedWork> = {}) =>
    issue({ gitlabId, weight, metric: 'pavedRoad', milestoneId: 11, ...own });
  const of = (plan: PlannedIssue[] | null, issues: CountedWork[]) =>
    predictability([{ id: 11, title: 'M11', ends, plan, issues }]);

  test('completed weight against the plan as it was kept, by label', () => {
    const figure = of([planned(1, 5), planned(2, 3)], [done(1, 5), done(9, 2, { metric: 'internal' })]);
    expect(figure.value).toBe(87);
    expect(figure.notes).toEqual([
      'M11: planned weight 8, completed 7, of which 2 was not planned; Paved Road 5 of 8, Internal 2 of 0',
    ]);
  });

  test('a plan that was decided after the milestone began is no plan of its start, and says so', () => {
    const late = { id: 11, title: 'M11', ends, plan: [planned(1, 5)], issues: [done(1, 5)], decidedLate: '2026-03-05' };
    expect(predictability([late]).notes.join()).toContain(
      'M11: planned weight 5 (decided on 2026-03-05, after it had begun), completed 5',
    );
  });

  test('what was moved to another milestone stays planned in the first and is completed in the second', () => {
    const plan = [planned(1, 5), planned(2, 5)];
    const first = { id: 11, title: 'A', ends, plan, issues: [done(1, 5)] };
    const second = {
      id: 12,
      title: 'B',
      ends: new Date('2026-03-23T00:00:00Z'),
      plan: [planned(3, 5)],
      issues: [done(2, 5)],
    };
    expect(predictability([first]).value).toBe(50);
    expect(predictability([second]).value).toBe(100);
    expect(predictability([first, second])).toMatchObject({ value: 66 });
  });

  test('late, open again or moved elsewhere is not completed; without weights issues count; without a plan nothing is measured', () => {
    const late = done(1, 5, { closedAt: new Date('2026-03-09T00:00:00Z') });
    expect(of([planned(1, 5)], [late]).value).toBe(0);
    expect(of([planned(1, 5)], [done(1, 5, { state: 'opened', closedAt: null })]).value).toBe(0);
    expect(of([planned(1, null), planned(2, null)], [done(1, null)])).toMatchObject({ value: 50 });
    expect(of(null, [done(1, 5)])).toMatchObject({ value: null, text: 'no plan was kept' });
    expect(predictability([]).text).toBe('no milestone ended');
  });

  test('a plan says what it is measured by among whatever else the planner keeps', () => {
    expect(
      KeptPlan.parse({ capacity: 20, items: [{ gitlabId: 1, weight: 3, metric: 'pavedRoad', note: 'x' }] }),
    ).toEqual({
      items: [{ gitlabId: 1, weight: 3, metric: 'pavedRoad' }],
    });
  });
});
