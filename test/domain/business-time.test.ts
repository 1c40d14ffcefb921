import { describe, expect, it } from 'vitest';
import { businessCalendar, type CalendarVersion, memberWindow } from '../../src/domain/business-time.ts';

const HOUR_MS = 3_600_000;
const at = (text: string): Date => new Date(`${text}Z`);
const version = (given: Partial<CalendarVersion>, from = '2026-01-01T00:00'): CalendarVersion => ({
  ...{ homeZone: 'Etc/UTC', windows: [memberWindow('ann', 'Etc/UTC')], holidays: [], absences: [] },
  ...given,
  from: at(from),
});
const calendar = (...versions: CalendarVersion[]) => businessCalendar(versions);
const plain = version({});

/** 2026-03-02 is a Monday. */
describe('business hours', () => {
  it('are the union of 9 to 17 over the members, each in their own zone (SLO-4)', () => {
    const windows = [memberWindow('ann', 'Europe/London'), memberWindow('bo', 'America/New_York')];
    const { hours } = calendar(version({ windows }));
    expect(hours.between(at('2026-03-02T00:00'), at('2026-03-03T00:00'))).toBe(13 * HOUR_MS);
    expect(hours.add(at('2026-03-06T21:00'), 2 * HOUR_MS)).toEqual(at('2026-03-09T10:00'));
  });

  it('end at the earliest instant by which the time has counted; nothing added is the start', () => {
    expect(calendar(plain).hours.add(at('2026-03-02T09:00'), 8 * HOUR_MS)).toEqual(at('2026-03-02T17:00'));
    expect(calendar(plain).hours.add(at('2026-03-01T03:00'), 0)).toEqual(at('2026-03-01T03:00'));
    expect(calendar(plain).hours.between(at('2026-03-03T09:00'), at('2026-03-02T09:00'))).toBe(0);
  });

  it('have no end in an empty calendar, and say so (SLO-6)', () => {
    const { hours } = calendar(version({ windows: [] }));
    expect(hours.add(at('2026-03-02T09:00'), 1)).toBeNull();
    expect(hours.intervals(at('2026-03-02T09:00'), at('2026-03-02T10:00'))).toMatchObject([{ why: 'empty' }]);
  });

  it('leave out holidays, everyone’s or those of a zone by whichever of its names, and absences (SLO-5)', () => {
    const day = [at('2026-03-03T00:00'), at('2026-03-04T00:00')] as const;
    const windows = [memberWindow('ann', 'Asia/Kolkata'), memberWindow('bo', 'Europe/London')];
    const counted = (given: Partial<CalendarVersion>): number =>
      calendar(version({ windows, ...given })).hours.between(...day) / HOUR_MS;
    expect(counted({})).toBe(13.5);
    expect(counted({ holidays: [{ day: '2026-03-03', zone: null }] })).toBe(0);
    expect(counted({ holidays: [{ day: '2026-03-03', zone: 'Asia/Calcutta' }] })).toBe(8);
    expect(counted({ absences: [{ member: 'bo', from: '2026-03-02', to: '2026-03-03' }] })).toBe(8);
  });

  it('keep the version that was in force for what has passed (SLO-5, SLO-6)', () => {
    const holiday = version({ holidays: [{ day: '2026-03-03', zone: null }] }, '2026-03-03T11:00');
    const { hours } = calendar(holiday, plain);
    expect(hours.between(at('2026-03-03T00:00'), at('2026-03-04T00:00'))).toBe(2 * HOUR_MS);
    expect(hours.add(at('2026-03-03T09:00'), 3 * HOUR_MS)).toEqual(at('2026-03-04T10:00'));
  });

  it('say why time did not count: the most telling of what kept people away', () => {
    const windows = [memberWindow('ann', 'Etc/UTC'), { ...memberWindow('bo', 'Etc/UTC'), from: 600, to: 1_080 }];
    const holidays = [{ day: '2026-03-03', zone: null }];
    const absences = [{ member: 'ann', from: '2026-03-04', to: '2026-03-04' }];
    const { hours } = calendar(version({ windows, holidays, absences }));
    const whys = hours.intervals(at('2026-03-02T18:00'), at('2026-03-04T12:00'));
    expect(whys.map(({ from, why }) => [from.toISOString().slice(8, 16), why])).toEqual([
      ['02T18:00', 'night'],
      ['03T00:00', 'holiday'],
      ['04T00:00', 'night'],
      ['04T09:00', 'absence'],
      ['04T10:00', null],
    ]);
  });
});

describe('business days (SLO-6)', () => {
  it('end at the same local time in the home zone, at the first after it where there is none', () => {
    // Cairo skips 00:00 to 01:00 on Friday 2026-04-24.
    const cairo = calendar(version({ homeZone: 'Africa/Cairo' }));
    expect(cairo.addBusinessDays(at('2026-04-22T22:30'), 1)).toEqual(at('2026-04-23T22:00'));
    expect(cairo.addCalendarDays(at('2026-04-22T22:30'), 1)).toEqual(at('2026-04-23T22:00'));
    expect(cairo.addBusinessDays(at('2026-04-22T10:00'), 2)).toEqual(at('2026-04-24T09:00'));
  });

  it('begin with the next one’s first minute when it is opened outside one', () => {
    expect(calendar(plain).addBusinessDays(at('2026-03-07T15:00'), 1)).toEqual(at('2026-03-10T00:00'));
    expect(calendar(plain).addBusinessDays(at('2026-03-06T00:00'), 1)).toEqual(at('2026-03-09T00:00'));
  });

  it('leave out the holidays of everyone and of the home zone, from when they are seen', () => {
    const dueWith = (zone: string | null, seen: string) => {
      const holiday = version({ holidays: [{ day: '2026-03-03', zone }] }, seen);
      return calendar(plain, holiday).addBusinessDays(at('2026-03-02T15:00'), 1);
    };
    expect(dueWith(null, '2026-03-02T16:00')).toEqual(at('2026-03-04T15:00'));
    expect(dueWith('Etc/UTC', '2026-03-02T16:00')).toEqual(at('2026-03-04T15:00'));
    expect(dueWith('Asia/Kolkata', '2026-03-02T16:00')).toEqual(at('2026-03-03T15:00'));
    expect(dueWith(null, '2026-03-03T10:00')).toEqual(at('2026-03-04T05:00'));
    expect(dueWith(null, '2026-03-03T20:00')).toEqual(at('2026-03-03T15:00'));
  });
});
