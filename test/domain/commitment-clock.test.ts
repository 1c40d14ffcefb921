import { describe, expect, it } from 'vitest';
import {
  type BusinessCalendar,
  businessCalendar,
  type CalendarVersion,
  memberWindow,
} from '../../src/domain/business-time.ts';
import type { CommitmentTable, Committed } from '../../src/domain/commitment.ts';
import {
  asIfUntold,
  type ClockId,
  clocksOf,
  committed,
  ledgerOf,
  type OutageEvent,
} from '../../src/domain/commitment-clock.ts';

const TABLE: CommitmentTable = {
  critical: { slo: { amount: 4, unit: 'bh' }, rto: { amount: 12, unit: 'bh' } },
  high: { slo: { amount: 1, unit: 'bd' }, rto: { amount: 2, unit: 'bd' } },
  medium: { slo: { amount: 3, unit: 'bd' }, rto: { amount: 2, unit: 'w' } },
  low: { slo: null, rto: null },
};
const TOOL: Committed = {
  ...{ state: 'operational', criticality: 'critical', category: 'maintain', support: 'standard', interim: null },
  healthLevel: 'good',
};
const LONDON: CalendarVersion = {
  ...{ from: new Date(0), homeZone: 'Europe/London', windows: [memberWindow('ann', 'Europe/London')] },
  ...{ holidays: [], absences: [] },
};
const calendar = businessCalendar([LONDON]);
const SHARES = [0.5, 0.75];

const at = (text: string): Date => new Date(`${text}Z`);
const event = (kind: Exclude<OutageEvent['kind'], 'committed' | 'breach-told'>, when: string): OutageEvent => ({
  kind,
  at: at(when),
});
/** Monday 2026-03-02, London is on UTC. */
const outage = (opened: string, tool: Partial<Committed> = {}): OutageEvent[] => [
  event('opened', opened),
  committed(at(opened), { ...TOOL, ...tool }, TABLE),
];

function clock(id: ClockId, events: OutageEvent[], now: string, under: BusinessCalendar = calendar) {
  const clocks = clocksOf(events, under, SHARES, at(now));
  if (clocks === null) throw new Error('it was never opened');
  return clocks[id];
}

describe('the clocks of an outage', () => {
  it.each([
    ['critical', '2026-03-02T15:00', '2026-03-03T11:00', '2026-03-04T11:00'],
    ['high', '2026-03-06T15:30', '2026-03-09T15:30', '2026-03-10T15:30'],
    ['high', '2026-03-07T15:30', '2026-03-10T00:00', '2026-03-11T00:00'],
    ['medium', '2026-03-02T15:00', '2026-03-05T15:00', '2026-03-16T15:00'],
    // London's clocks go forward on the 29th: the same local time is an hour sooner in UTC.
    ['medium', '2026-03-20T15:00', '2026-03-25T15:00', '2026-04-03T14:00'],
  ] as const)('SLO-1, SLO-6: %s, opened at %s, is due at %s and %s', (criticality, opened, slo, rto) => {
    const events = outage(opened, { criticality });
    expect(clock('slo', events, opened)).toMatchObject({ state: 'running', level: criticality, due: at(slo) });
    expect(clock('rto', events, opened).due).toEqual(at(rto));
  });

  it('promise nothing for Low, for Redirect, and for a tool that is retired (INV-9)', () => {
    for (const tool of [{ criticality: 'low' }, { category: 'redirect' }] as const) {
      const { state, due, noDue, reminders } = clock('rto', outage('2026-03-02T15:00', tool), '2027-03-02T15:00');
      expect({ state, due, noDue, reminders }).toEqual({
        state: 'best-effort',
        due: null,
        noDue: 'best-effort',
        reminders: [],
      });
    }
    const retired = clock('slo', outage('2026-03-02T15:00', { state: 'retired' }), '2026-03-02T16:00');
    expect(retired).toMatchObject({ state: 'best-effort', noDue: 'no-commitment' });
  });

  it('count one row lower on an improvement plan (INV-9)', () => {
    const plan = { support: 'improvement-plan', healthLevel: 'below-good' } as const;
    expect(clock('slo', outage('2026-03-02T15:00', plan), '2026-03-02T16:00').due).toEqual(at('2026-03-03T15:00'));
  });

  it('are met before the due instant; at it, breached (SLO-6)', () => {
    const opened = outage('2026-03-02T09:00');
    const closed = (when: string) => clock('rto', [...opened, event('closed', when)], '2026-03-20T12:00');
    expect(closed('2026-03-03T12:59:59')).toMatchObject({
      state: 'met',
      endedAt: at('2026-03-03T12:59:59'),
      reminders: [],
    });
    expect(closed('2026-03-03T13:00')).toMatchObject({ state: 'breached', breachedAt: at('2026-03-03T13:00') });
    expect(clock('rto', opened, '2026-03-03T12:59:59').state).toBe('running');
    expect(clock('rto', opened, '2026-03-03T13:00').state).toBe('breached');
  });

  it('of response ends when it is both assigned and triaged, and stays ended (SLO-2, SLO-8)', () => {
    const opened = outage('2026-03-02T09:00');
    const assigned = [...opened, event('assigned', '2026-03-02T10:00')];
    expect(clock('slo', assigned, '2026-03-02T12:00').state).toBe('running');
    const left = [...assigned, event('unassigned', '2026-03-02T10:30'), event('triaged', '2026-03-02T11:00')];
    expect(clock('slo', left, '2026-03-02T12:00').state).toBe('running');
    const both = [...left, event('assigned', '2026-03-02T11:30'), event('unassigned', '2026-03-02T11:40')];
    expect(clock('slo', both, '2026-03-05T12:00')).toMatchObject({ state: 'met', endedAt: at('2026-03-02T11:30') });
    expect(clock('rto', both, '2026-03-02T12:00').state).toBe('running');
  });

  it('count from GitLab’s own times, in any order and told twice', () => {
    const events = [
      ...outage('2026-03-02T09:00'),
      event('closed', '2026-03-02T12:00'),
      event('reopened', '2026-03-03T09:00'),
    ];
    const now = '2026-03-03T10:00';
    expect(clock('rto', [...events, ...events].reverse(), now)).toEqual(clock('rto', events, now));
  });

  it('go on after a reopening; the time while it was closed does not count (SLO-7)', () => {
    const opened = [...outage('2026-03-02T09:00'), event('closed', '2026-03-02T12:00')];
    expect(clock('rto', opened, '2026-03-09T12:00')).toMatchObject({ state: 'met', usedMs: 3 * 3_600_000 });
    expect(clock('slo', opened, '2026-03-09T12:00')).toMatchObject({
      state: 'stopped',
      due: null,
      noDue: 'stopped',
      leftMs: 3_600_000,
      reminders: [],
    });
    const again = [...opened, event('reopened', '2026-03-04T16:00')];
    expect(clock('rto', again, '2026-03-04T16:30')).toMatchObject({ state: 'running', due: at('2026-03-05T17:00') });
    expect(clock('slo', again, '2026-03-04T16:30').due).toEqual(at('2026-03-04T17:00'));
  });

  it('keep what was left of business days, counted from 00:00 to 24:00; two weeks move by the closed time (SLO-6)', () => {
    const stopped = (criticality: 'high' | 'medium') => [
      ...outage('2026-03-06T15:00', { criticality }),
      event('closed', '2026-03-06T16:00'),
      event('reopened', '2026-03-07T12:00'),
    ];
    // 47 of 48 hours are left: Monday, and Tuesday until 23:00.
    expect(clock('rto', stopped('high'), '2026-03-07T12:00').due).toEqual(at('2026-03-10T23:00'));
    expect(clock('rto', stopped('medium'), '2026-03-07T12:00').due).toEqual(at('2026-03-21T11:00'));
  });

  it('opened as a Friday begins, are due as Monday does, and not before; stopped over that, when they go on (SLO-6)', () => {
    const opened = outage('2026-03-06T00:00', { criticality: 'high' });
    expect(clock('slo', opened, '2026-03-07T12:00')).toMatchObject({ state: 'running', due: at('2026-03-09T00:00') });
    const closed = [...opened, event('closed', '2026-03-07T12:00'), event('reopened', '2026-03-10T09:00')];
    expect(clock('slo', closed, '2026-03-10T09:00').due).toEqual(at('2026-03-10T09:00'));
  });

  it('stand still while it is said not to block anything (SLO-3)', () => {
    const events = [...outage('2026-03-02T09:00'), event('not-blocking', '2026-03-02T10:00')];
    expect(clock('slo', events, '2026-03-09T10:00')).toMatchObject({ state: 'stopped', usedMs: 3_600_000 });
    expect(clock('rto', [...events, event('closed', '2026-03-02T11:00')], '2026-03-09T10:00').state).toBe('stopped');
  });

  it('have no due instant under an empty calendar (SLO-6)', () => {
    const empty = businessCalendar([{ ...LONDON, windows: [] }]);
    const found = clock('slo', outage('2026-03-02T09:00'), '2026-03-20T09:00', empty);
    expect(found).toMatchObject({
      state: 'best-effort',
      due: null,
      noDue: 'empty-calendar',
      leftMs: null,
      reminders: [],
    });
  });
});

describe('reminders of a clock', () => {
  it('fall at shares of the time that counts, and at the breach (SLO-10)', () => {
    expect(clock('slo', outage('2026-03-02T15:00'), '2026-03-02T15:00').reminders).toEqual([
      { share: 0.5, at: at('2026-03-02T17:00') },
      { share: 0.75, at: at('2026-03-03T10:00') },
      { share: 1, at: at('2026-03-03T11:00') },
    ]);
  });

  it('are gone when it is met, closed, or the breach was told (SLO-10)', () => {
    const opened = outage('2026-03-02T09:00');
    const due = at('2026-03-02T13:00');
    const told: OutageEvent = { kind: 'breach-told', clock: 'slo', at: at('2026-03-02T13:01'), due };
    expect(clock('slo', opened, '2026-03-02T13:00').reminders.at(-1)).toEqual({ share: 1, at: due });
    expect(clock('slo', [...opened, told], '2026-03-02T14:00').reminders).toEqual([]);
    expect(clock('slo', [...opened, event('closed', '2026-03-02T13:30')], '2026-03-02T14:00').reminders).toEqual([]);
  });
});

describe('changes of what is promised', () => {
  const lowered = [
    ...outage('2026-03-02T09:00'),
    committed(at('2026-03-03T09:00'), { ...TOOL, criticality: 'high' }, TABLE),
  ];
  const told: OutageEvent = {
    kind: 'breach-told',
    clock: 'slo',
    at: at('2026-03-02T13:01'),
    due: at('2026-03-02T13:00'),
  };

  it('recompute from the opening (INV-9)', () => {
    expect(clock('slo', lowered, '2026-03-03T08:59').state).toBe('breached');
    expect(clock('rto', lowered, '2026-03-03T09:01')).toMatchObject({ state: 'running', due: at('2026-03-04T09:00') });
  });

  it('leave a breach that was told, except in a replay (SLO-10)', () => {
    const events = [...lowered, told];
    const kept = { state: 'breached', due: at('2026-03-02T13:00'), toldAt: told.at };
    expect(clock('slo', events, '2026-03-03T09:00')).toMatchObject(kept);
    const longer = businessCalendar([{ ...LONDON, holidays: [{ day: '2026-03-02', zone: null }] }]);
    expect(clock('rto', asIfUntold(events), '2026-03-03T09:00', longer)).toMatchObject({
      state: 'running',
      due: at('2026-03-05T00:00'),
    });
  });

  it('that put the due instant into the past breach when they come, and send no share for the past', () => {
    const raised = [
      ...outage('2026-03-02T09:00', { criticality: 'high' }),
      committed(at('2026-03-02T16:00'), TOOL, TABLE),
    ];
    expect(clock('slo', raised, '2026-03-02T15:59').state).toBe('running');
    expect(clock('slo', raised, '2026-03-02T16:00')).toMatchObject({
      ...{ state: 'breached', due: at('2026-03-02T13:00'), breachedAt: at('2026-03-02T16:00') },
      reminders: [{ share: 1, at: at('2026-03-02T16:00') }],
    });
  });

  it('do not judge anew what had ended before, and a tool that is known later counts from the opening', () => {
    const done = [
      ...[event('assigned', '2026-03-02T10:00'), event('triaged', '2026-03-03T12:00')],
      ...outage('2026-03-02T13:00', { criticality: 'high' }),
      committed(at('2026-03-04T09:00'), TOOL, TABLE),
    ];
    expect(clock('slo', done, '2026-03-05T09:00')).toMatchObject({ state: 'met', level: 'high' });
    const late = [event('opened', '2026-03-02T09:00'), committed(at('2026-03-03T09:00'), TOOL, TABLE)];
    expect(clock('slo', late, '2026-03-03T10:00')).toMatchObject({
      state: 'breached',
      breachedAt: at('2026-03-02T13:00'),
    });
  });
});

describe('the clock ledger', () => {
  it('shows what counted and what did not, and why (SLO-4, SLO-7)', () => {
    const events = [
      ...outage('2026-03-06T16:00'),
      event('closed', '2026-03-09T10:00'),
      event('reopened', '2026-03-09T11:00'),
    ];
    const lines = ledgerOf(events, 'slo', calendar, at('2026-03-09T12:00'));
    expect(lines.map(({ from, ms, why }) => [from.toISOString().slice(5, 16), ms / 3_600_000, why])).toEqual([
      ['03-06T16:00', 1, null],
      ['03-06T17:00', 7, 'night'],
      ['03-07T00:00', 48, 'weekend'],
      ['03-09T00:00', 9, 'night'],
      ['03-09T09:00', 1, null],
      ['03-09T10:00', 1, 'closed'],
      ['03-09T11:00', 1, null],
    ]);
    const { usedMs } = clock('slo', events, '2026-03-09T12:00');
    expect(lines.filter(({ why }) => why === null).reduce((sum, { ms }) => sum + ms, 0)).toBe(usedMs);
  });

  it('is empty for best effort', () => {
    expect(
      ledgerOf(outage('2026-03-06T16:00', { criticality: 'low' }), 'slo', calendar, at('2026-03-09T12:00')),
    ).toEqual([]);
  });
});
