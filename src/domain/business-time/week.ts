import type { Absence, Holiday, Hours, Uncounted, Weekday, Window } from '../business-time.ts';
import { DAY_MS, isSameZone, stretchesOf } from './zone.ts';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
const FROM_SUNDAY: readonly Weekday[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
/** 1970-01-01 was a Thursday. */
const THURSDAY = 4;

/** A window made ready; days are counted from 1970-01-01, by the wall. */
export type Week = {
  zone: string;
  hours: readonly Hours[];
  works: readonly boolean[];
  overrides: ReadonlyMap<number, readonly Hours[]>;
  holidays: ReadonlySet<number>;
  absences: readonly { from: number; to: number }[];
};

/** A stretch of time in epoch milliseconds, half-open. */
export type Span = { from: number; to: number };

const dayNumber = (day: string): number => Date.parse(`${day}T00:00:00Z`) / DAY_MS;

/** A window with the holidays of its zone, and of everyone, and the absences of its member. */
export function weekOf(window: Window, holidays: readonly Holiday[], absences: readonly Absence[]): Week {
  return {
    zone: window.zone,
    hours: [{ from: window.from, to: window.to }],
    works: FROM_SUNDAY.map((day) => window.days.includes(day)),
    overrides: new Map(Object.entries(window.overrides ?? {}).map(([day, hours]) => [dayNumber(day), hours])),
    holidays: new Set(
      holidays.filter(({ zone }) => zone === null || isSameZone(zone, window.zone)).map(({ day }) => dayNumber(day)),
    ),
    absences: absences
      .filter(({ member }) => member === window.member)
      .map(({ from, to }) => ({ from: dayNumber(from), to: dayNumber(to) })),
  };
}

/** Why a local day is off for this window; null when it is worked. */
export function dayOff(week: Week, day: number): Exclude<Uncounted, 'night' | 'empty'> | null {
  const other = week.overrides.get(day);
  if (other === undefined && !worksOn(week, day)) return 'weekend';
  if (other === undefined ? week.holidays.has(day) : other.length === 0) return 'holiday';
  return week.absences.some(({ from, to }) => from <= day && day <= to) ? 'absence' : null;
}

const worksOn = ({ works }: Week, day: number): boolean => works[(((day + THURSDAY) % 7) + 7) % 7] === true;

/** The hours that a day has, or would have if it were not off. */
const hoursOn = (week: Week, day: number): readonly Hours[] => {
  const other = week.overrides.get(day);
  return other === undefined || other.length === 0 ? week.hours : other;
};

/** The day's hours by the wall, as if it were UTC. */
export const wallHours = (week: Week, day: number): Span[] =>
  hoursOn(week, day).map(({ from, to }) => ({
    from: day * DAY_MS + from * MINUTE_MS,
    to: day * DAY_MS + (to > from ? to : to + DAY_MINUTES) * MINUTE_MS,
  }));

/** The local days that touch a stretch of the wall, with the one before: its hours may reach over midnight. */
export function daysTouching({ from, to }: Span): number[] {
  const first = Math.floor(from / DAY_MS) - 1;
  return Array.from({ length: Math.ceil(to / DAY_MS) - first }, (_, index) => first + index);
}

/** What the window covers of [from, to), in order of days; spans may touch or overlap. */
export function coveredBy(week: Week, { from, to }: Span): Span[] {
  return stretchesOf(week.zone, from, to).flatMap((stretch) =>
    daysTouching({ from: stretch.from + stretch.offset, to: stretch.to + stretch.offset })
      .filter((day) => dayOff(week, day) === null)
      .flatMap((day) => wallHours(week, day))
      .map((wall) => ({
        from: Math.max(wall.from - stretch.offset, stretch.from),
        to: Math.min(wall.to - stretch.offset, stretch.to),
      }))
      .filter((span) => span.from < span.to),
  );
}
