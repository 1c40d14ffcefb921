import { describe, expect, it } from 'vitest';
import { nextSlot, readCron, slotsBetween } from '../../src/schedule/cron.ts';
import { dueSlots } from '../../src/schedule/ledger.ts';

const slots = (cron: string, zone: string, after: string, until: string) =>
  slotsBetween(readCron(cron), zone, { after: new Date(after), until: new Date(until) }, 100).map(
    ({ key, at }) => `${key} ${at.toISOString().slice(0, 16)}`,
  );

describe('a daily job where the clocks change', () => {
  it('runs at the first minute after a local time that London skips, once', () => {
    expect(slots('30 1 * * *', 'Europe/London', '2026-03-28T00:00:00Z', '2026-03-30T12:00:00Z')).toEqual([
      '2026-03-28T01:30 2026-03-28T01:30',
      '2026-03-29T01:30 2026-03-29T01:00',
      '2026-03-30T01:30 2026-03-30T00:30',
    ]);
  });

  it('runs once at a local time that London repeats', () => {
    expect(slots('30 1 * * *', 'Europe/London', '2026-10-24T12:00:00Z', '2026-10-26T12:00:00Z')).toEqual([
      '2026-10-25T01:30 2026-10-25T00:30',
      '2026-10-26T01:30 2026-10-26T01:30',
    ]);
  });

  it.each([
    ['Africa/Cairo', '2026-04-23T12:00:00Z', '2026-04-24T12:00:00Z', '2026-04-24T00:00 2026-04-23T22:00'],
    ['America/Santiago', '2026-09-05T12:00:00Z', '2026-09-06T12:00:00Z', '2026-09-06T00:00 2026-09-06T04:00'],
  ])('runs at midnight in %s although that midnight is skipped', (zone, after, until, slot) => {
    expect(slots('0 0 * * *', zone, after, until)).toEqual([slot]);
  });
});

describe('a job of every ten minutes', () => {
  it('loses no minute at London’s autumn change, and makes none up at the spring one', () => {
    const autumn = slots('*/10 * * * *', 'Europe/London', '2026-10-24T23:00:00Z', '2026-10-25T03:00:00Z');
    expect(autumn).toHaveLength(24);
    expect(new Set(autumn.map((each) => each.split(' ')[0])).size).toBe(24);
    const spring = slots('*/10 * * * *', 'Europe/London', '2026-03-28T23:00:00Z', '2026-03-29T03:00:00Z');
    expect(spring.map((each) => each.split(' ')[1])).toHaveLength(24);
  });
});

describe('the fields of a cron expression', () => {
  it('reads names, ranges, steps and Sunday as 7', () => {
    const cron = readCron('5-15/5,30 9 1,15 jan-mar mon,7');
    expect(cron.minutes).toEqual([5, 10, 15, 30]);
    expect([...cron.months]).toEqual([1, 2, 3]);
    expect([...cron.daysOfWeek].sort()).toEqual([0, 1]);
    expect(cron.eitherDay).toBe(true);
  });

  it('refuses six fields and nonsense', () => {
    expect(() => readCron('0 0 9 * * *')).toThrow('five fields');
    expect(() => readCron('every day')).toThrow('five fields');
  });

  it('says when it runs next', () => {
    const next = nextSlot(readCron('0 9 * * 1-5'), 'Etc/UTC', new Date('2026-11-20T09:00:00Z'));
    expect(next?.at.toISOString()).toBe('2026-11-23T09:00:00.000Z');
  });
});

describe('slots that were missed', () => {
  const daily = readCron('0 9 * * *');
  const due = (catchUp: Parameters<typeof dueSlots>[0]['catchUp'], now: string) =>
    dueSlots({ timeZone: 'Etc/UTC', catchUp }, daily, new Date('2026-03-01T00:00:00Z'), new Date(now)).map(
      ({ key }) => key,
    );

  it('are caught up once on the same day, and not on the next', () => {
    expect(due('once, if still the same day', '2026-03-05T23:59:00Z')).toEqual(['2026-03-05T09:00']);
    expect(due('once, if still the same day', '2026-03-06T00:30:00Z')).toEqual([]);
  });

  it('are caught up each, at most so many; or not at all', () => {
    expect(due({ each: 2 }, '2026-03-05T12:00:00Z')).toEqual(['2026-03-04T09:00', '2026-03-05T09:00']);
    expect(due('skip', '2026-03-05T09:01:00Z')).toEqual(['2026-03-05T09:00']);
    expect(due('skip', '2026-03-05T09:03:00Z')).toEqual([]);
  });

  it('are none from before the first start', () => {
    const first = new Date('2026-03-05T10:00:00Z');
    const now = new Date('2026-03-05T12:00:00Z');
    expect(dueSlots({ timeZone: 'Etc/UTC', catchUp: { each: 9 } }, daily, first, now)).toEqual([]);
  });
});
