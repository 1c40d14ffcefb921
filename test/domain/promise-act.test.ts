import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Roles } from '../../src/domain/people.ts';
import { PROMISE_KINDS, type Promised, promiseKind } from '../../src/domain/promise.ts';
import { acknowledge, endPromise, handOver, nextReminderAt, remind, snooze } from '../../src/domain/promise-act.ts';
import { compareSeen } from '../../src/domain/request-return.ts';
import { watchedPlace } from '../../src/domain/watched-work.ts';
import { isWorking } from '../../src/domain/working-hours.ts';

const NOW = new Date('2026-03-02T15:00:00Z');
const HOUR_MS = 3_600_000;

const PROMISED: Promised = {
  ...{ id: 1, kind: 'documentation', key: 'k', requestId: 1, toolId: null, decisionId: null, ownerId: 'U1' },
  ...{ what: 'README', dueAt: NOW, watch: null, state: 'open', acknowledgedBy: null, snoozedUntil: null },
  ...{ remindedAt: null, createdAt: NOW, endedAt: null, endedBy: null },
};

const roles = (id: string, team = false, manager = false): Roles => ({
  person: { id, teamId: 'T', name: id, email: null, timeZone: 'Europe/London', kind: 'member', deleted: false },
  ...{ team, manager, leadership: false },
});

describe('reminders of a promise', () => {
  it('are never within quiet hours, and at most one a day, whenever it is looked at', () => {
    const zones = fc.constantFrom('Europe/London', 'America/Santiago', 'Asia/Kolkata', 'Africa/Cairo');
    const looks = fc.array(fc.integer({ min: 1, max: 40 * HOUR_MS }), { minLength: 5, maxLength: 40 });
    fc.assert(
      fc.property(zones, looks, fc.boolean(), (zone, waits, noticed) => {
        let promise: Promised = { ...PROMISED, acknowledgedBy: noticed ? 'U1' : null };
        let now = NOW.getTime();
        const days = new Set<string>();
        const keys = new Set<string>();
        for (const wait of waits) {
          now += wait;
          const verdict = remind({ personId: 'U1', zone }, new Date(now))(promise);
          if (!verdict.ok) continue;
          expect(isWorking(new Date(now), zone)).toBe(true);
          const day = new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(new Date(now));
          expect(days.has(day)).toBe(false);
          days.add(day);
          for (const { key } of verdict.value.owed) {
            expect(keys.has(key)).toBe(false);
            keys.add(key);
          }
          promise = { ...promise, ...verdict.value.promise };
        }
      }),
    );
  });

  it('are refused twice for one instant, before it is due, and once it has ended', () => {
    const to = { personId: 'U1', zone: 'Europe/London' };
    const first = remind(to, NOW)(PROMISED);
    expect(first.ok).toBe(true);
    if (first.ok) expect(remind(to, NOW)({ ...PROMISED, ...first.value.promise }).ok).toBe(false);
    expect(remind(to, NOW)({ ...PROMISED, dueAt: new Date(NOW.getTime() + 1) }).ok).toBe(false);
    expect(remind(to, NOW)({ ...PROMISED, state: 'kept' }).ok).toBe(false);
    expect(nextReminderAt({ ...PROMISED, dueAt: null }, 'Etc/UTC')).toBeNull();
  });
});

describe('what people do with a promise', () => {
  const act = (who: Roles) => ({ roles: who, now: NOW });

  it('is for who holds it and the team', () => {
    for (const decide of [
      acknowledge(act(roles('U2'))),
      snooze(act(roles('U2')), NOW),
      endPromise(act(roles('U2')), 'kept', ''),
    ]) {
      expect(decide(PROMISED)).toMatchObject({ ok: false, text: expect.stringContaining('Only who holds') });
    }
    expect(acknowledge(act(roles('U1')))(PROMISED).ok).toBe(true);
    expect(acknowledge(act(roles('U2', true)))(PROMISED).ok).toBe(true);
  });

  it('snoozes into the future only, and within a year', () => {
    const me = act(roles('U1'));
    expect(snooze(me, NOW)(PROMISED).ok).toBe(false);
    expect(snooze(me, new Date(NOW.getTime() + 400 * 24 * HOUR_MS))(PROMISED).ok).toBe(false);
    expect(snooze(me, new Date(NOW.getTime() + HOUR_MS))(PROMISED).ok).toBe(true);
  });

  it('ends by hand what its kind lets end by hand, and drops it with a reason only', () => {
    const me = act(roles('U1', true));
    for (const { id } of PROMISE_KINDS) {
      expect(endPromise(me, 'kept', id === 'signal' ? 'Rewritten since' : '')({ ...PROMISED, kind: id }).ok).toBe(
        promiseKind(id).byHand,
      );
    }
    expect(endPromise(me, 'dropped', '')(PROMISED).ok).toBe(false);
  });

  it('is handed over by the manager alone, what only the team holds to the team', () => {
    const manager = act(roles('U9', true, true));
    expect(handOver(act(roles('U2', true)), roles('U3', true))(PROMISED).ok).toBe(false);
    expect(handOver(manager, roles('U3'))({ ...PROMISED, kind: 'evaluation' }).ok).toBe(false);
    expect(handOver(manager, roles('U3', true))({ ...PROMISED, kind: 'evaluation' }).ok).toBe(true);
  });
});

describe('watched work', () => {
  const open = { state: 'opened', due: '2026-04-01' };

  it('is compared with what was seen before', () => {
    expect(compareSeen(null, open)).toBe('first look');
    expect(compareSeen(open, open)).toBe('same');
    expect(compareSeen(open, { ...open, due: null })).toEqual({ changed: 'is due no date instead of 2026-04-01' });
    expect(compareSeen(open, { ...open, state: 'closed' })).toBe('shipped');
    expect(compareSeen({ ...open, state: 'closed' }, open)).toEqual({ changed: 'is opened again' });
  });

  it.each([
    ['https://gl.test/a/b/-/issues/7', { kind: 'issue', path: 'a/b', iid: 7 }],
    ['https://gl.test/a/b/-/work_items/7#note_1', { kind: 'issue', path: 'a/b', iid: 7 }],
    ['https://gl.test/groups/a/c/-/epics/3', { kind: 'epic', path: 'a/c', iid: 3 }],
    ['https://gl.test/groups/a/-/milestones/3', { kind: 'milestone', of: 'group', path: 'a', iid: 3 }],
    ['https://gl.test/a/b/-/milestones/3', { kind: 'milestone', of: 'project', path: 'a/b', iid: 3 }],
    ['https://elsewhere.test/a/b/-/issues/7', null],
    ['https://gl.test.evil.test/a/b/-/issues/7', null],
    ['https://gl.test/a/..%2fb/-/issues/7', null],
    ['https://user:x@gl.test/a/b/-/issues/7', null],
    ['https://gl.test/a/b/-/merge_requests/7', null],
    ['not an address', null],
  ])('is found at %s', (address, place) => {
    expect(watchedPlace(address, 'https://gl.test')).toEqual(place);
  });
});
