import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWorking, nextWorking, nextWorkingDay } from '../../src/domain/working-hours.ts';

const next = (at: string, zone: string): string => nextWorking(new Date(at), zone).toISOString();

describe('working hours', () => {
  it('are 9 to 17 on weekdays by the person’s own wall clock', () => {
    expect(isWorking(new Date('2026-03-02T13:59:00Z'), 'America/New_York')).toBe(false);
    expect(isWorking(new Date('2026-03-02T14:00:00Z'), 'America/New_York')).toBe(true);
    expect(isWorking(new Date('2026-03-02T22:00:00Z'), 'America/New_York')).toBe(false);
    expect(isWorking(new Date('2026-03-01T15:00:00Z'), 'America/New_York')).toBe(false);
  });

  it('begin an hour sooner in UTC after the clocks went forward over the weekend', () => {
    expect(next('2026-03-27T18:00:00Z', 'Europe/London')).toBe('2026-03-30T08:00:00.000Z');
    expect(next('2026-10-23T18:00:00Z', 'Europe/London')).toBe('2026-10-26T09:00:00.000Z');
  });

  it('are there in every zone: the next is within them, at or after, and never more than three days away', () => {
    const zones = fc.constantFrom('Europe/London', 'Africa/Cairo', 'America/Santiago', 'Asia/Kolkata', 'Pacific/Apia');
    const instants = fc.integer({ min: Date.parse('2026-01-01'), max: Date.parse('2028-01-01') });
    fc.assert(
      fc.property(instants, zones, (ms, zone) => {
        const at = new Date(ms);
        const found = nextWorking(at, zone);
        expect(isWorking(found, zone)).toBe(true);
        expect(found >= at && found.getTime() - ms < 3 * 86_400_000).toBe(true);
        expect(nextWorkingDay(at, zone) > at).toBe(true);
      }),
    );
  });
});
