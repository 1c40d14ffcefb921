import { describe, expect, it } from 'vitest';
import { attainmentLines } from '../../src/domain/attainment.ts';
import { endPromise, remind } from '../../src/domain/promise-act.ts';
import { followCategory } from '../../src/domain/promise-category.ts';
import {
  evidenceLine,
  lateness,
  type Miss,
  type SignalFile,
  signalAfter,
  signalIn,
  signalPromises,
  twinOf,
  waysOut,
} from '../../src/domain/signal.ts';
import type { Tool } from '../../src/domain/tool.ts';
import { ENGINEER, NOW } from './people-fixtures.ts';
import { promised } from './promise-fixtures.ts';
import { tool } from './tool-fixtures.ts';

const RULE = { misses: 3, days: 90 };
const DAY_MS = 24 * 3_600_000;
const ago = (days: number): Date => new Date(NOW.getTime() - days * DAY_MS);

/** A response of O-1… that was due so many days ago, and is open still. */
const miss = (outageId: number, days: number, more: Partial<Miss> = {}): Miss => ({
  ...{ outageId, clock: 'slo', level: 'critical', dueAt: ago(days), breachedAt: ago(days), endedAt: null, ...more },
});
const THREE = [miss(1, 30), miss(2, 20), miss(3, 10)];
const found = (more: Partial<SignalFile>): number[] =>
  signalIn({ tool: tool(), misses: THREE, signals: [], ...more }, RULE, NOW).map(({ outageId }) => outageId);
const signal = (more = {}) =>
  promised({ kind: 'signal', key: 'signal:T-1:x:owner', requestId: null, decisionId: null, ...more });

describe('when repeated misses are a signal (SLO-11)', () => {
  it('is from so many misses on within so many days, the newest first', () => {
    expect(found({})).toEqual([3, 2, 1]);
    expect(found({ misses: THREE.slice(1) })).toEqual([]);
    expect(found({ misses: [miss(1, 90), miss(2, 20), miss(3, 10)] })).toEqual([3, 2, 1]);
    expect(found({ misses: [miss(1, 90.01), miss(2, 20), miss(3, 10)] })).toEqual([]);
    expect(found({ misses: [...THREE.slice(1), miss(4, -1)] })).toEqual([]);
  });

  it('counts response and recovery of one outage as two', () => {
    expect(found({ misses: [miss(1, 5), miss(1, 4, { clock: 'rto' }), miss(2, 3)] })).toEqual([2, 1, 1]);
  });

  it('is one while it is open; once it has ended only later misses count', () => {
    expect(found({ signals: [signal()] })).toEqual([]);
    const ended = [signal({ state: 'dropped', endedAt: ago(20) }), signal({ state: 'kept', endedAt: ago(40) })];
    expect(found({ signals: ended })).toEqual([]);
    expect(found({ signals: ended, misses: [...THREE, miss(4, 3), miss(5, 2)] })).toEqual([5, 4, 3]);
  });

  it.each<[Tool['state'], number]>([
    ['operational', 3],
    ['sunsetting', 3],
    ['planned', 0],
    ['retired', 0],
    ['transferred', 0],
  ])('of a tool that is %s: %i misses count', (state, count) => {
    expect(found({ tool: tool({ state }) })).toHaveLength(count);
  });
});

describe('who is told of a signal (SLO-11)', () => {
  const told = (ownerId: string | null, managerId: string | null) =>
    signalPromises(tool(), THREE, { people: { ownerId, managerId }, rule: RULE, now: NOW }).map(
      (each) => [each.ownerId, each.key.split(':').at(-1)] as const,
    );

  it('are its owner and the manager; one of them where there is one only', () => {
    expect(told('U1', 'U2')).toEqual([
      ['U1', 'owner'],
      ['U2', 'manager'],
    ]);
    expect(told('U2', 'U2')).toEqual([['U2', 'owner']]);
    expect(told('U1', null)).toEqual([['U1', 'owner']]);
    expect(told(null, 'U2')).toEqual([[null, 'owner']]);
  });

  it('is brought up once, and never again', () => {
    const reminded = remind({ personId: 'U1', zone: 'Etc/UTC' }, NOW)(signal());
    expect(reminded.ok && reminded.value.promise).toEqual({ remindedAt: NOW, dueAt: null });
    expect(remind({ personId: 'U1', zone: 'Etc/UTC' }, ago(-30))(signal({ dueAt: null })).ok).toBe(false);
  });

  it('ends for both, by hand with a reason only', () => {
    const me = { roles: ENGINEER, now: NOW };
    expect(endPromise(me, 'kept', '')(signal()).ok).toBe(false);
    const ended = endPromise(me, 'dropped', 'One broken disk')(signal());
    expect(ended.ok && ended.value.endsToo).toEqual(['signal:T-1:x:manager']);
    expect(twinOf({ key: 'signal:T-1:x:manager' })).toBe('signal:T-1:x:owner');
  });
});

describe('the evidence (SLO-11)', () => {
  it('says which outages, which clocks and by how much', () => {
    const misses = [miss(3, 2), miss(2, 3, { clock: 'rto', endedAt: new Date(ago(3).getTime() + 125 * 60_000) })];
    expect(evidenceLine(tool(), misses, RULE)).toBe(
      'VulnMapper: 2 commitments were missed in 90 days (O-3 response (SLO), still open; O-2 recovery (RTO), 2 h 5 min late)',
    );
    const many = Array.from({ length: 8 }, (_, index) => miss(index + 1, index));
    expect(evidenceLine(tool(), many, RULE)).toContain('; and 3 more)');
  });

  it.each([
    [20_000, '1 min late'],
    [3_600_000, '1 h late'],
    [2 * DAY_MS + 3_600_000, '2 d 1 h late'],
  ])('of %i ms says %s', (ms, words) => {
    expect(lateness(miss(1, 3, { endedAt: new Date(ago(3).getTime() + ms) }))).toBe(words);
  });
});

describe('the two ways out (SLO-11)', () => {
  it.each([
    ['maintain', 'high', 'improve-maintain', 'medium'],
    ['integrate', 'critical', 'improve-integrate', 'high'],
    ['improve-integrate', 'medium', null, 'low'],
    ['sunset', 'low', 'improve-maintain', null],
  ] as const)('of %s and %s', (category, criticality, improve, lower) => {
    expect(waysOut({ category, criticality })).toEqual({ improve, lower });
  });

  it.each<[string, Partial<Tool>, 'kept' | 'dropped' | null]>([
    ['an Improve category', { category: 'improve-maintain' }, 'kept'],
    ['a lower criticality', { criticality: 'medium' }, 'kept'],
    ['a higher criticality', { criticality: 'critical' }, null],
    ['another owner', { ownerId: 'U9' }, null],
    ['Sunset', { category: 'sunset' }, null],
    ['Redirect', { category: 'redirect' }, 'dropped'],
    ['the end of the tool', { state: 'retired' }, 'dropped'],
  ])('%s does to an open signal what it should', (_, more, state) => {
    const before = tool({ criticality: 'high', category: 'maintain' });
    const after = { ...before, ...more };
    expect(signalAfter(before, after)).toBe(state);
    const ended = followCategory(before, after, [signal()], NOW).end.filter(({ key }) => key.startsWith('signal'));
    expect(ended).toEqual(state === null ? [] : [{ key: 'signal:T-1:x:owner', state }]);
  });
});

describe('how often commitments were kept', () => {
  it('is said for each clock, of those that were met or breached', () => {
    expect(
      attainmentLines([
        { clock: 'slo', state: 'met', count: 2 },
        { clock: 'slo', state: 'breached', count: 1 },
      ]),
    ).toEqual(['Response (SLO): 2 of 3 in time (66 %), 1 missed', 'Recovery (RTO): none was due']);
  });
});
