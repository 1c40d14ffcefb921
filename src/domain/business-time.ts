/**
 * Business time (SLO-4, SLO-5, SLO-6). It stands alone: it knows of windows, zones and days, nothing of tools and outages.
 *
 * Membership is by the clock on the wall, half-open: a local minute that is skipped never counts, a repeated one counts twice;
 * a window over midnight belongs to the day on which it begins. Zones that are not known are taken as UTC. Exact for instants
 * from 1973 on (before, some zones were not whole minutes from UTC).
 */

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri'] as const;
export type Weekday = (typeof WEEKDAYS)[number] | 'sat' | 'sun';

/** Minutes after local 00:00, 0 to 1440. `to` at or before `from` is on the next day. */
export type Hours = { from: number; to: number };

/** Hours that come round each week in one zone: a member's, or a line of the settings file. */
export type Window = Hours & {
  /** Whose hours these are, as absences name them; null: nobody's in particular. */
  member: string | null;
  /** An IANA name. */
  zone: string;
  days: readonly Weekday[];
  /** Days (YYYY-MM-DD) with other hours than the week's, or none; they beat weekends and holidays, not absences. */
  overrides?: Readonly<Record<string, readonly Hours[]>>;
};

/** A day (YYYY-MM-DD) off: everyone's without a zone, else of that zone's windows, and of business days if it is the home zone. */
export type Holiday = { day: string; zone: string | null };

/** A member is away on these local days (YYYY-MM-DD), both included. */
export type Absence = { member: string; from: string; to: string };

/** What holds from an instant on until the next version; the first one holds before it too. */
export type CalendarVersion = {
  from: Date;
  /** IANA name of the zone whose days are the team's business days. */
  homeZone: string;
  windows: readonly Window[];
  holidays: readonly Holiday[];
  absences: readonly Absence[];
};

/** Why time did not count. `night`: outside everyone's hours on a day that somebody works; `empty`: there is no window at all. */
export type Uncounted = 'weekend' | 'holiday' | 'absence' | 'night' | 'empty';

/** A stretch of time, half-open; `why` is null where it counted. */
export type Interval = { from: Date; to: Date; why: Uncounted | null };

/** A kind of time that counts: business hours, business days, or all of it. Milliseconds throughout. */
export type CountedTime = {
  /** The earliest instant by which `ms` have counted (17:00, not the next morning's 09:00); `start` for 0; null: never. */
  add(start: Date, ms: number): Date | null;
  /** How much counted between two instants; 0 when `to` is not after `from`. */
  between(from: Date, to: Date): number;
  /** All of the time between two instants, in order and without gaps: what counted, and what did not and why. */
  intervals(from: Date, to: Date): Interval[];
};

/** The versions of a team's calendar, made ready to be asked. Asking is cheap; making one anew is what a change costs. */
export type BusinessCalendar = {
  /** The union of all windows, each stretch of time by the version that was in force then (SLO-4). */
  hours: CountedTime;
  /** 00:00 to 24:00 of business days, in the home zone that is in force at `start`: a clock keeps the zone it began in (SLO-6). */
  daysFrom(start: Date): CountedTime;
  /** The same local time so many business days later; from outside one, counted from the next one's first minute (SLO-6). */
  addBusinessDays(start: Date, days: number): Date | null;
  /** The same local time so many calendar days later, in the home zone; one that does not exist is the first after it (SLO-6). */
  addCalendarDays(start: Date, days: number): Date;
};

/** All time counts: what 2 weeks are measured on. */
export const ALL_TIME: CountedTime = {
  add: (start, ms) => new Date(start.getTime() + ms),
  between: (from, to) => Math.max(to.getTime() - from.getTime(), 0),
  intervals: (from, to) => (to > from ? [{ from, to, why: null }] : []),
};

/** Makes a calendar of its versions, in any order. Refuses (throws) none at all. */
export function businessCalendar(_versions: readonly CalendarVersion[]): BusinessCalendar {
  throw new Error('follows');
}

/** 9 to 17 on weekdays by the clock on the member's own wall (SLO-4). */
export const memberWindow = (member: string, zone: string): Window => ({
  ...{ member, zone, days: WEEKDAYS },
  ...{ from: 9 * 60, to: 17 * 60 },
});
