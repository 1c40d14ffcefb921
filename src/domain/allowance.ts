import { ALL_TIME, type BusinessCalendar, type CountedTime } from './business-time.ts';
import type { Length } from './commitment.ts';
import type { Course } from './outage-course.ts';

const HOUR_MS = 3_600_000;

/** How much time a clock has, and on what it is counted. */
export type Allowance = {
  time: CountedTime;
  /** Milliseconds of that time; null: the calendar never has as much. */
  ms: number | null;
  /** Never due before this: Monday's first minute, where Friday's last has the same count. */
  notBefore: Date | null;
};

/** A stretch in which a clock runs; `to` is null for the last one. */
export type Run = { from: Date; to: Date | null };

/** What a length of time means for a clock that starts then (SLO-6). Weeks and days are the calendar's, hours and days business ones. */
export function allowanceOf(length: NonNullable<Length>, start: Date, calendar: BusinessCalendar): Allowance {
  const { amount, unit } = length;
  if (unit === 'bh') {
    const [time, ms] = [calendar.hours, amount * HOUR_MS];
    return { time, ms: time.add(start, ms) === null ? null : ms, notBefore: null };
  }
  const due =
    unit === 'bd'
      ? calendar.addBusinessDays(start, amount)
      : calendar.addCalendarDays(start, unit === 'w' ? 7 * amount : amount);
  const time = unit === 'bd' ? calendar.daysFrom(start) : ALL_TIME;
  return { time, ms: due === null ? null : time.between(start, due), notBefore: due };
}

/** When a clock runs: from its start on, but for its stops; the last run is open unless it stands still. */
export function runsOf({ startedAt, stops }: Pick<Course, 'startedAt' | 'stops'>): Run[] {
  const begins = [startedAt, ...stops.map(({ to }) => to)];
  return begins.flatMap((from, index) => (from === null ? [] : [{ from, to: stops[index]?.from ?? null }]));
}

/** The earliest instant by which so much has counted in the runs; null: they end before, or the calendar does. */
export function reach(runs: readonly Run[], time: CountedTime, ms: number): Date | null {
  let left = ms;
  for (const { from, to } of runs) {
    const counted = to === null ? Number.POSITIVE_INFINITY : time.between(from, to);
    if (left <= counted) return time.add(from, left);
    left -= counted;
  }
  return null;
}

/** What counted until the clock is judged. */
export const usedIn = (course: Course, time: CountedTime): number =>
  runsOf(course).reduce((sum, { from, to }) => sum + time.between(from, to ?? course.at), 0);

/** The due instant; null while it stands still, or where the calendar has not enough time. */
export function dueOf({ startedAt, stops }: Course, { time, ms, notBefore }: Allowance): Date | null {
  const reached = ms === null ? null : reach(runsOf({ startedAt, stops }), time, ms);
  if (reached === null) return null;
  const due = notBefore !== null && notBefore > reached ? notBefore : reached;
  const stop = stops.find(({ from, to }) => from < due && (to === null || due < to));
  return stop === undefined ? due : stop.to;
}
