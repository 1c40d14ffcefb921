import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CountedWork } from '../../src/domain/counted-work.ts';
import {
  closedIn,
  enhancementsDelivered,
  labelCoverage,
  mergedIn,
  percent,
  requirementsDelivered,
} from '../../src/domain/kpi.ts';
import { METRICS, type MetricId } from '../../src/domain/metric-label.ts';
import { periodOf } from '../../src/domain/report-period.ts';
import { issue, row, SCOPE } from './counted.ts';

const FEBRUARY = periodOf('2026-02', 'Etc/UTC');
const on = (day: string) => new Date(`2026-${day}T12:00:00Z`);
const requirement = { metric: 'prodSecRequirement' } as const;
const kpi1 = (rows: CountedWork[]) => requirementsDelivered(mergedIn(rows, FEBRUARY, SCOPE)).value;
const kpi6 = (rows: CountedWork[]) => labelCoverage(mergedIn(rows, FEBRUARY, SCOPE), closedIn(rows, FEBRUARY, SCOPE));

describe('KPI-1: requirements delivered are merged merge requests with the label', () => {
  test.each<[string, CountedWork[], number]>([
    ['of a team member', [row(requirement)], 1],
    [
      'assigned to a team member, in any letter case',
      [row({ ...requirement, author: 'other', assignees: ['Engineer'] })],
      1,
    ],
    ['of someone else', [row({ ...requirement, author: 'other', assignees: ['stranger'] })], 0],
    ['whose label was taken off later', [row({ metric: null })], 0],
    ['with another label', [row({ metric: 'internal' })], 0],
    ['merged the month before', [row({ ...requirement, mergedAt: on('01-31') })], 0],
    ['merged in the last moment', [row({ ...requirement, mergedAt: new Date('2026-02-28T23:59:59.999Z') })], 1],
    ['merged as the next month begins', [row({ ...requirement, mergedAt: new Date('2026-03-01T00:00:00Z') })], 0],
    ['of a private or confidential kind', [row({ ...requirement, confidential: true })], 1],
    ['an issue with the label', [issue(requirement)], 0],
    [
      'merged twice, into two branches',
      [row({ ...requirement, sameAs: 'head:x' }), row({ ...requirement, sameAs: 'head:x', mergedAt: on('02-20') })],
      1,
    ],
    [
      'merged first the month before, and again in this one',
      [row({ ...requirement, sameAs: 'head:y', mergedAt: on('01-30') }), row({ ...requirement, sameAs: 'head:y' })],
      0,
    ],
    [
      'picked into another branch, and from there into a third',
      [
        row({ ...requirement, reference: 'a/b!900', sameAs: 'head:1' }),
        row({ ...requirement, reference: 'a/b!901', sameAs: 'a/b!900', mergedAt: on('02-10') }),
        row({ ...requirement, reference: 'a/b!902', sameAs: 'a/b!901', mergedAt: on('02-11') }),
      ],
      1,
    ],
    [
      'labelled on the second merge only',
      [row({ sameAs: 'head:z' }), row({ ...requirement, sameAs: 'head:z', mergedAt: on('02-20') })],
      1,
    ],
  ])('%s', (_what, rows, count) => {
    expect(kpi1(rows)).toBe(count);
    expect(kpi1([...rows].reverse())).toBe(count);
  });
});

test('KPI-2: Defense in Depth and Paved Road count, and each is told', () => {
  const rows = [row({ metric: 'defenseInDepth' }), row({ metric: 'pavedRoad' }), row({ metric: 'pavedRoad' }), row({})];
  const figure = enhancementsDelivered(mergedIn(rows, FEBRUARY, SCOPE));
  expect(figure).toMatchObject({ value: 3, notes: ['Defense in Depth 1, Paved Road 2'] });
  expect(figure.counted).toHaveLength(3);
});

describe('KPI-6: coverage', () => {
  test.each<[string, CountedWork[], number | null, string[]]>([
    ['nothing', [], null, []],
    ['one of two', [row({ metric: 'internal' }), issue()], 50, ['1 of 2: 1 merge request, 1 issue']],
    [
      'Pending is no coverage and is shown apart',
      [issue({ metric: 'pending' }), issue({ metric: 'sunsetting' })],
      50,
      ['1 of 2: 0 merge requests, 2 issues', '1 with Pending, which is no coverage'],
    ],
    ['an issue that was opened again', [issue({ state: 'opened', closedAt: null })], null, []],
    ['an issue that was moved to another project', [issue({ sameAs: 'issue:92' })], null, []],
    [
      'an issue elsewhere, assigned to the team',
      [issue({ projectId: 5, assignees: ['engineer'], metric: 'internal' })],
      100,
      ['1 of 1: 0 merge requests, 1 issue'],
    ],
    ['an issue elsewhere that the team only wrote', [issue({ projectId: 5, author: 'engineer' })], null, []],
    [
      'a confidential issue',
      [issue({ confidential: true, metric: 'internal' })],
      100,
      ['1 of 1: 0 merge requests, 1 issue'],
    ],
  ])('%s', (_what, rows, value, notes) => {
    expect(kpi6(rows)).toMatchObject({ value, notes });
  });

  test('is never rounded up to all of it', () => {
    expect(percent(999, 1_000)).toBe(99);
    expect(percent(0, 0)).toBeNull();
  });
});

const metricIds = METRICS.map(({ id }) => id);
const piece = fc.record({
  kind: fc.constantFrom('merge request', 'issue'),
  day: fc.integer({ min: 0, max: 364 }),
  who: fc.constantFrom('author', 'assignee', 'stranger'),
  home: fc.boolean(),
  metric: fc.option(fc.constantFrom<MetricId>(...metricIds), { nil: null }),
  again: fc.option(fc.integer({ min: 0, max: 60 }), { nil: null }),
  fate: fc.constantFrom('as it is', 'as it is', 'moved', 'reopened'),
});
type Piece = typeof piece extends fc.Arbitrary<infer P> ? P : never;

const dayOf = (day: number) => new Date(Date.parse('2026-01-01T12:00:00Z') + day * 86_400_000);

/** The rows that a piece of work leaves in GitLab. */
function rowsOf({ kind, day, who, home, metric, again, fate }: Piece, index: number): CountedWork[] {
  const people = { author: who === 'author' ? 'engineer' : 'x', assignees: who === 'assignee' ? ['engineer'] : [] };
  const project = { projectId: home ? 101 : 7 };
  if (kind === 'merge request') {
    const first = row({ ...people, ...project, metric, mergedAt: dayOf(day), sameAs: `head:w${index}` });
    return again === null
      ? [first]
      : [row({ ...first, gitlabId: 1e6 + index, reference: `a/b!p${index}`, mergedAt: dayOf(day + again) }), first];
  }
  const closed = issue({ ...people, ...project, metric, closedAt: dayOf(day) });
  if (fate === 'reopened') return [{ ...closed, state: 'opened', closedAt: null }];
  if (fate === 'as it is') return [closed];
  return [
    { ...closed, sameAs: `issue:${2e6 + index}` },
    issue({ ...people, projectId: 101, metric, gitlabId: 2e6 + index, closedAt: dayOf(day) }),
  ];
}

/** What it should count as, worked out from what it is: month, and label. */
function answerOf({
  kind,
  day,
  who,
  home,
  metric,
  fate,
}: Piece): { month: string; metric: MetricId | null; kind: string }[] {
  const counts =
    kind === 'merge request'
      ? who !== 'stranger'
      : fate !== 'reopened' && (home || fate === 'moved' || who === 'assignee');
  return counts ? [{ month: dayOf(day).toISOString().slice(0, 7), metric, kind }] : [];
}

test('KPI-1, KPI-2, KPI-6: a made-up year gives the answer that is known of it, month by month', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 120 }), (pieces) => {
      const rows = pieces.flatMap(rowsOf);
      const answers = pieces.flatMap(answerOf);
      for (let month = 1; month <= 12; month += 1) {
        const key = `2026-${String(month).padStart(2, '0')}`;
        const period = periodOf(key, 'Etc/UTC');
        const [merged, closed] = [mergedIn(rows, period, SCOPE), closedIn(rows, period, SCOPE)];
        const due = answers.filter((each) => each.month === key);
        const mine = (...wanted: (MetricId | null)[]) =>
          due.filter((each) => each.kind === 'merge request' && wanted.includes(each.metric)).length;
        expect(requirementsDelivered(merged).value).toBe(mine('prodSecRequirement'));
        expect(enhancementsDelivered(merged).value).toBe(mine('defenseInDepth', 'pavedRoad'));
        const labelled = due.filter((each) => each.metric !== null && each.metric !== 'pending').length;
        expect(labelCoverage(merged, closed).value).toBe(percent(labelled, due.length));
      }
    }),
    { numRuns: 60, seed: 20_261_121 },
  );
});
