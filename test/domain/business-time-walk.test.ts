import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { businessCalendar, type CalendarVersion } from '../../src/domain/business-time.ts';
import { addDays, firstInstantOf, localTime } from '../../src/domain/local-time.ts';
import { afterMinutes, counts, isBusinessDay, MINUTE_MS, minutesBetween } from './minute-walk.ts';

const DAY_MS = 1_440 * MINUTE_MS;
const ZONES = [
  ...['Europe/London', 'America/New_York', 'Africa/Cairo', 'America/Santiago', 'Australia/Lord_Howe', 'Asia/Kolkata'],
  ...['Africa/Casablanca', 'Antarctica/Troll', 'Pacific/Apia', 'Asia/Kathmandu', 'Etc/UTC'],
];
/** Near changes of the clocks, a day that Samoa skipped, and ordinary weeks. */
const NEAR = [
  ...['2026-03-29', '2026-10-25', '2026-03-08', '2026-11-01', '2026-04-24', '2026-10-30', '2026-04-05', '2026-09-06'],
  ...['2026-02-15', '2026-03-22', '2011-12-30', '2026-12-25', '2026-07-01', '2027-01-01'],
];
const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

const zone = fc.constantFrom(...ZONES);
const minuteOfDay = fc.oneof(fc.integer({ min: 0, max: 1_440 }), fc.constantFrom(0, 60, 90, 120, 150, 180, 540, 1_020));
const hours = fc.record({ from: minuteOfDay.map((minute) => minute % 1_440), to: minuteOfDay });
const worlds = fc.constantFrom(...NEAR).chain((near) => {
  const noon = Date.parse(`${near}T12:00:00Z`);
  const instant = fc.integer({ min: -4 * 1_440, max: 4 * 1_440 }).map((minute) => noon + minute * MINUTE_MS);
  const day = fc.integer({ min: -4, max: 4 }).map((days) => addDays(near, days));
  const member = fc.constantFrom('ann', 'bo', 'cy');
  const version = fc.record({
    from: instant.map((at) => new Date(at)),
    homeZone: zone,
    windows: fc.array(
      fc
        .tuple(
          hours,
          fc.record({
            member: fc.option(member),
            zone,
            days: fc.oneof(fc.constant(WEEKDAYS.slice(0, 5)), fc.subarray([...WEEKDAYS])),
            overrides: fc.dictionary(day, fc.array(hours, { maxLength: 2 }), { maxKeys: 2 }),
          }),
        )
        .map(([span, window]) => ({ ...window, ...span })),
      { maxLength: 3 },
    ),
    holidays: fc.array(fc.record({ day, zone: fc.option(zone) }), { maxLength: 2 }),
    absences: fc.array(
      fc
        .tuple(member, day, fc.nat({ max: 3 }))
        .map(([who, from, days]) => ({ member: who, from, to: addDays(from, days) })),
      { maxLength: 2 },
    ),
  });
  const versions = fc
    .uniqueArray(version, { minLength: 1, maxLength: 3, selector: ({ from }) => from.getTime() })
    .map((all) => [...all].sort((a, b) => a.from.getTime() - b.from.getTime()));
  return fc.record({ versions, start: instant, minutes: fc.nat({ max: 3_000 }), span: fc.nat({ max: 6 * 1_440 }) });
});

const RUNS = { numRuns: Number(process.env.RUNS ?? 50) };

describe('business time, beside a walk minute by minute (SLO-4, SLO-6)', () => {
  it('is added exactly', () => {
    fc.assert(
      fc.property(worlds, ({ versions, start, minutes }) => {
        const last = start + 8 * DAY_MS;
        const slow = afterMinutes(versions, start, minutes, last);
        const fast = businessCalendar(versions).hours.add(new Date(start), minutes * MINUTE_MS);
        if (slow === null) expect(fast === null || fast.getTime() > last).toBe(true);
        else expect(fast).toEqual(new Date(slow));
      }),
      RUNS,
    );
  });

  it('is counted exactly, whole or piece by piece', () => {
    fc.assert(
      fc.property(worlds, ({ versions, start, span }) => {
        const [from, to] = [new Date(start), new Date(start + span * MINUTE_MS)];
        const { hours: time } = businessCalendar(versions);
        const slow = minutesBetween(versions, from.getTime(), to.getTime()) * MINUTE_MS;
        expect(time.between(from, to)).toBe(slow);
        const pieces = time.intervals(from, to);
        expect(pieces.map((piece) => piece.from)).toEqual(
          [from, ...pieces.map((piece) => piece.to)].slice(0, pieces.length),
        );
        expect(pieces.at(-1)?.to ?? to).toEqual(to);
        const counted = pieces.filter(({ why }) => why === null);
        expect(counted.reduce((sum, piece) => sum + piece.to.getTime() - piece.from.getTime(), 0)).toBe(slow);
        for (const piece of pieces) {
          expect(counts(versions, piece.from.getTime())).toBe(piece.why === null);
          expect(counts(versions, piece.to.getTime() - MINUTE_MS)).toBe(piece.why === null);
        }
      }),
      RUNS,
    );
  });

  it('is exact within a minute too: what was added is what lies between, and not a millisecond sooner', () => {
    fc.assert(
      fc.property(
        worlds,
        fc.integer({ min: 1, max: 400_000_000 }),
        fc.nat({ max: 59_999 }),
        ({ versions, start }, ms, rest) => {
          const from = new Date(start + rest);
          const { hours: time } = businessCalendar(versions);
          const due = time.add(from, ms);
          fc.pre(due !== null);
          expect(time.between(from, due)).toBe(ms);
          expect(time.between(from, new Date(due.getTime() - 1))).toBe(ms - 1);
          const middle = new Date(from.getTime() + Math.floor((due.getTime() - from.getTime()) / 3));
          expect(time.between(from, middle) + time.between(middle, due)).toBe(ms);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('has business days at the same local time, as a walk from day to day finds them', () => {
    fc.assert(
      fc.property(worlds, fc.integer({ min: 1, max: 9 }), ({ versions: [version], start }, days) => {
        if (version === undefined) return;
        const due = businessCalendar([version]).addBusinessDays(new Date(start), days);
        expect(due).toEqual(dayByDay(version, new Date(start), days));
      }),
      { numRuns: 500 },
    );
  });
});

function dayByDay(version: CalendarVersion, start: Date, days: number): Date {
  let { day, minute } = localTime(start, version.homeZone);
  while (!isBusinessDay(version, day)) [day, minute] = [addDays(day, 1), 0];
  for (let left = days; left > 0; ) {
    day = addDays(day, 1);
    if (isBusinessDay(version, day)) left -= 1;
  }
  return firstInstantOf({ day, minute }, version.homeZone);
}
