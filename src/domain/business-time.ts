import { coverageOf, type Era } from './business-time/coverage.ts';
import { intervalsOf } from './business-time/reason.ts';
import { type Span, type Week, weekOf } from './business-time/week.ts';
import { DAY_MS, instantOf, isSameZone, wallOf } from './business-time/zone.ts';

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
export function businessCalendar(versions: readonly CalendarVersion[]): BusinessCalendar {
  const ordered = inForce(versions);
  const known = new Map<string, HomeDays>();
  const homeDays = (zone: string): HomeDays => {
    const days = known.get(zone) ?? homeDaysOf(zone, ordered);
    known.set(zone, days);
    return days;
  };
  const homeAt = (at: Date): string => ordered.find(({ to }) => at.getTime() < to)?.version.homeZone ?? 'UTC';
  return {
    hours: countedBy(ordered.map(({ version, from, to }) => ({ from, to, weeks: memberWeeks(version) }))),
    daysFrom: (start) => homeDays(homeAt(start)).counted,
    addBusinessDays: (start, days) => homeDays(homeAt(start)).add(start, days),
    addCalendarDays(start, days) {
      const zone = homeAt(start);
      return new Date(instantOf(zone, wallOf(zone, start.getTime()) + days * DAY_MS));
    },
  };
}

type InForce = Span & { version: CalendarVersion };
type HomeDays = { counted: CountedTime; add(start: Date, days: number): Date | null };

function inForce(versions: readonly CalendarVersion[]): InForce[] {
  if (versions.length === 0) throw new Error('A calendar needs at least one version.');
  const ordered = [...versions].sort((a, b) => a.from.getTime() - b.from.getTime());
  return ordered.map((version, index) => ({
    version,
    from: index === 0 ? Number.NEGATIVE_INFINITY : version.from.getTime(),
    to: ordered[index + 1]?.from.getTime() ?? Number.POSITIVE_INFINITY,
  }));
}

const memberWeeks = ({ windows, holidays, absences }: CalendarVersion): Week[] =>
  windows.map((window) => weekOf(window, holidays, absences));

/** Business days by the clock on a zone's wall, where each has 24 hours: so "the same local time" is exact over changes of the clocks. */
function homeDaysOf(zone: string, versions: readonly InForce[]): HomeDays {
  const eras = versions.map(({ version, from, to }) => ({ from, to, weeks: [businessWeek(zone, version)] }));
  const onWall = coverageOf(
    versions.map(({ version, from, to }) => ({
      ...{ from: edgeOnWall(zone, from), to: edgeOnWall(zone, to) },
      weeks: [businessWeek('UTC', version)],
    })),
  );
  return {
    counted: countedBy(eras),
    add(start, days) {
      const due = onWall.add(wallOf(zone, start.getTime()), days * DAY_MS, 'latest');
      return due === null ? null : new Date(instantOf(zone, due));
    },
  };
}

const edgeOnWall = (zone: string, at: number): number => (Number.isFinite(at) ? wallOf(zone, at) : at);

/** Weekdays from 00:00 to 24:00, less the holidays of everyone and of the home zone. */
function businessWeek(zone: string, { homeZone, holidays }: CalendarVersion): Week {
  const everyones = holidays
    .filter((holiday) => holiday.zone === null || isSameZone(holiday.zone, homeZone))
    .map(({ day }) => ({ day, zone: null }));
  return weekOf({ member: null, zone, days: WEEKDAYS, from: 0, to: 24 * 60 }, everyones, []);
}

function countedBy(eras: readonly Era[]): CountedTime {
  const coverage = coverageOf(eras);
  return {
    add(start, ms) {
      if (ms <= 0) return start;
      const at = coverage.add(start.getTime(), ms, 'earliest');
      return at === null ? null : new Date(at);
    },
    between: (from, to) => (to > from ? coverage.between(from.getTime(), to.getTime()) : 0),
    intervals: (from, to) => intervalsOf(coverage, eras, { from: from.getTime(), to: to.getTime() }),
  };
}

/** 9 to 17 on weekdays by the clock on the member's own wall (SLO-4). */
export const memberWindow = (member: string, zone: string): Window => ({
  ...{ member, zone, days: WEEKDAYS },
  ...{ from: 9 * 60, to: 17 * 60 },
});
