import { describe, expect, it } from 'vitest';
import type { Promised } from '../../src/domain/promise.ts';
import { endPromise } from '../../src/domain/promise-act.ts';
import { followCategory, integrateSeen, whyIntegrateIsDue } from '../../src/domain/promise-category.ts';
import type { Tool } from '../../src/domain/tool.ts';
import { ENGINEER, NOW } from './people-fixtures.ts';
import { promised } from './promise-fixtures.ts';
import { tool } from './tool-fixtures.ts';

const EPIC = 'https://gitlab.example.com/groups/security/-/epics/7';
const integrating = (title = '19.4', due = '2026-03-31', more: Partial<Tool> = {}): Tool =>
  tool({ category: 'integrate', links: { epic: EPIC, milestone: { title, due } }, ...more });
const MAINTAIN = tool({ category: 'maintain' });
const SUNSET = tool({ category: 'sunset' });
const watching = (more: Partial<Promised> = {}): Promised =>
  promised({
    ...{ kind: 'integrate', key: 'integrate:T-1:1', requestId: null, dueAt: new Date('2026-04-01T00:00:00Z') },
    ...{ watch: { kind: 'epic', url: EPIC, seen: null }, ...more },
  });
const kinds = (found: { kind: string }[]): string[] => found.map(({ kind }) => kind);

describe('a tool in Integrate (INV-4)', () => {
  it.each<[string, Tool | null]>([
    ['as it is added or imported', null],
    ['when its category changes', MAINTAIN],
  ])('is watched %s, until its milestone is over, by its epic', (_, before) => {
    const { make, end } = followCategory(before, integrating(), [], NOW);
    expect(end).toEqual([]);
    expect(make).toMatchObject([
      {
        ...{ kind: 'integrate', toolId: 1, dueAt: new Date('2026-04-01T00:00:00Z') },
        watch: { kind: 'epic', url: EPIC, seen: null },
      },
    ]);
    expect(make[0]?.ownerId).toBeUndefined();
  });

  it('is watched anew with another milestone or epic, and not with any other change', () => {
    expect(
      followCategory(integrating(), integrating('19.4', '2026-03-31', { name: 'New' }), [watching()], NOW),
    ).toEqual({ make: [], end: [] });
    const due = [watching({ dueAt: NOW })];
    const { make, end } = followCategory(integrating(), integrating('19.5', '2026-04-30'), due, NOW);
    expect(end).toEqual([{ key: 'integrate:T-1:1', state: 'kept' }]);
    expect(make).toMatchObject([{ dueAt: new Date('2026-05-01T00:00:00Z') }]);
  });

  it.each([MAINTAIN, integrating('19.4', '2026-03-31', { state: 'retired' })])(
    'is not watched once it has left',
    (to) => {
      const { make, end } = followCategory(integrating(), to, [watching()], NOW);
      expect([make, end]).toEqual([[], [{ key: 'integrate:T-1:1', state: 'dropped' }]]);
    },
  );

  it('is asked about at once when its epic or milestone closes, whatever was put off; and no more when that opens again', () => {
    const put = watching({ acknowledgedBy: 'U0ENGINE1', snoozedUntil: new Date('2026-03-20T00:00:00Z') });
    for (const said of [
      { epic: { state: 'closed', due: null } },
      { milestone: { state: 'closed', due: '2026-03-31' } },
    ]) {
      const seen = integrateSeen(put, said, '2026-03-31', NOW);
      expect(seen).toMatchObject({ dueAt: NOW, acknowledgedBy: null, snoozedUntil: null });
      const asked = watching({ ...seen });
      expect(whyIntegrateIsDue(asked, NOW)).toMatch(/^Its (epic|milestone) is closed\.$/);
      expect(integrateSeen(asked, said, '2026-03-31', new Date(NOW.getTime() + 60_000))).toBeNull();
    }
    const closed = watching({ dueAt: NOW, watch: { kind: 'epic', url: EPIC, seen: { state: 'closed', due: null } } });
    const open = integrateSeen(closed, { epic: { state: 'opened', due: null } }, '2026-03-31', NOW);
    expect(open?.dueAt).toEqual(new Date('2026-04-01T00:00:00Z'));
  });

  it('is due when its milestone is over by GitLab’s own date', () => {
    const moved = integrateSeen(watching(), { milestone: { state: 'opened', due: '2026-04-15' } }, '2026-03-31', NOW);
    expect(moved?.dueAt).toEqual(new Date('2026-04-16T00:00:00Z'));
    const over = watching({ dueAt: new Date('2026-03-01T00:00:00Z') });
    expect(whyIntegrateIsDue(over, NOW)).toBe('Its milestone is over.');
    expect(whyIntegrateIsDue(watching(), NOW)).toBeNull();
  });
});

describe('Sunset (INV-7)', () => {
  const start = promised({ kind: 'start-sunset', key: 'start-sunset:T-1', requestId: null, what: 'Start it' });

  it.each<[string, Tool | null]>([
    ['for a tool that is added', null],
    ['when it is chosen', MAINTAIN],
  ])('leaves the promise to start its workflow %s, once', (_, before) => {
    const { make } = followCategory(before, SUNSET, [], NOW);
    expect(make).toMatchObject([{ kind: 'start-sunset', key: 'start-sunset:T-1', ownerId: 'U0ENGINE1' }]);
    expect(followCategory(before, SUNSET, [start], NOW).make).toEqual([]);
    expect(followCategory(SUNSET, SUNSET, [], NOW).make).toEqual([]);
  });

  it('that is not to be asks for another category, which ends it; leaving Sunset ends the promise to start it', () => {
    const dropped = endPromise({ roles: ENGINEER, now: NOW }, 'dropped', 'It is needed')(start);
    const made = dropped.ok ? (dropped.value.promises ?? []) : [];
    expect(made).toMatchObject([{ kind: 'category', toolId: 1, dueAt: NOW }]);
    const done = endPromise({ roles: ENGINEER, now: NOW }, 'kept', '')(start);
    expect(done.ok && kinds(done.value.promises ?? [])).toEqual([]);
    const open = [start, promised({ kind: 'category', key: 'category:T-1:1' })];
    expect(followCategory(SUNSET, MAINTAIN, open, NOW).end).toEqual([
      { key: 'category:T-1:1', state: 'kept' },
      { key: 'start-sunset:T-1', state: 'dropped' },
    ]);
    expect(followCategory(SUNSET, SUNSET, open, NOW).end).toEqual([]);
  });
});

it('an improvement plan that is lifted is kept (INV-9)', () => {
  const plan = promised({ kind: 'improvement', key: 'improvement:D-1' });
  const { end } = followCategory(tool({ support: 'improvement-plan' }), tool(), [plan], NOW);
  expect(end).toEqual([{ key: 'improvement:D-1', state: 'kept' }]);
});

it.each<[string, Tool, string | undefined]>([
  ['is kept when it is lifted', tool(), 'kept'],
  ['is kept when a new decision brings an improvement plan', tool({ support: 'improvement-plan' }), 'kept'],
  ['is dropped when the tool goes', tool({ state: 'transferred', interim: 'low' }), 'dropped'],
  ['stays while it is lowered', tool({ interim: 'low' }), undefined],
])('the promise to lift a lowered commitment %s (HAND-8, INV-9)', (_, after, state) => {
  const lift = promised({ kind: 'lowered', key: 'lowered:T-1:D-2' });
  const { end } = followCategory(tool({ interim: 'low' }), after, [lift], NOW);
  expect(end).toEqual(state === undefined ? [] : [{ key: lift.key, state }]);
});
