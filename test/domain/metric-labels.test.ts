import { expect, test } from 'vitest';
import { METRIC_DEFINITIONS, METRICS } from '../../src/domain/metric-label.ts';
import { setMetric } from '../../src/domain/metric-set.ts';
import { type Belongs, suggestMetric } from '../../src/domain/metric-suggestion.ts';
import type { Roles } from '../../src/domain/people.ts';
import { issue, row } from './counted.ts';

const NONE: Belongs = { request: null, epic: null, tool: null };
const tool = (category: 'integrate' | 'improve-integrate' | 'sunset' | 'maintain') => ({ id: 2, category });

test.each<[string, Belongs, string | null, string]>([
  ['nothing that it belongs to', NONE, null, ''],
  [
    'a request that was decided',
    { ...NONE, request: { id: 3, metric: 'pavedRoad' }, tool: tool('sunset') },
    'pavedRoad',
    'R-3',
  ],
  [
    'a request that is not decided, and its epic',
    { ...NONE, request: { id: 3, metric: null }, epic: { reference: 'a&4', metric: 'defenseInDepth' } },
    'defenseInDepth',
    'a&4',
  ],
  ['an epic that is Pending itself', { ...NONE, epic: { reference: 'a&4', metric: 'pending' } }, null, ''],
  ['a tool on its way into the product', { ...NONE, tool: tool('improve-integrate') }, 'toolingIntegration', 'T-2'],
  ['a tool that is being sunset', { ...NONE, tool: tool('sunset') }, 'sunsetting', 'T-2'],
  ['any other tool', { ...NONE, tool: tool('maintain') }, 'customTooling', 'T-2'],
])('LOG-3: what fits an issue with %s', (_what, belongs, metric, reason) => {
  const suggested = suggestMetric(issue(), belongs);
  expect(suggested?.metric ?? null).toBe(metric);
  expect(suggested?.reason ?? '').toContain(reason);
});

test('LOG-3: Sunsetting is for issues: it is neither suggested nor set on a merge request', () => {
  expect(suggestMetric(row(), { ...NONE, tool: tool('sunset') })).toBeNull();
  expect(setMetric({ roles: TEAM }, 'sunsetting')(row())).toMatchObject({ ok: false });
});

const TEAM = { team: true, person: { id: 'U1' } } as Roles;

test('LOG-3: the team sets a label; on an open candidate that is taking part in refinement (KPI-4)', () => {
  const candidate = issue({ candidate: true, state: 'opened' });
  expect(setMetric({ roles: TEAM }, 'pavedRoad')(candidate)).toMatchObject({
    ok: true,
    value: { refines: true, metric: 'pavedRoad' },
  });
  expect(setMetric({ roles: TEAM }, 'pavedRoad')(row())).toMatchObject({ ok: true, value: { refines: false } });
  expect(setMetric({ roles: { ...TEAM, team: false } }, 'pavedRoad')(candidate)).toMatchObject({ ok: false });
  expect(setMetric({ roles: TEAM }, 'nonsense')(candidate)).toMatchObject({ ok: false });
  expect(setMetric({ roles: TEAM }, 'pavedRoad')(null)).toMatchObject({ ok: false });
});

test('LOG-3: every metric label has the charter’s definition and where it applies', () => {
  for (const { id } of METRICS)
    expect(METRIC_DEFINITIONS[id]).toEqual({ what: expect.any(String), where: expect.any(String) });
});
