import { type CalendarVersion, type Holiday, memberWindow, type Weekday, type Window } from './business-time.ts';
import type { Person, Roles } from './people.ts';
import { no, type Verdict, yes } from './verdict.ts';

/** A version of the team's calendar as it is kept: whose hours, which holidays, who is away (SLO-5). */
export type CalendarBody = Omit<CalendarVersion, 'from'>;

/** Days (YYYY-MM-DD, both included) on which a member is away. */
export type TeamAbsence = {
  id: number;
  personId: string;
  from: string;
  to: string;
  at: Date;
  endedAt: Date | null;
  endedBy: string | null;
};

/** The settings of the calendar: `follow-team`, or windows of their own; times are "09:00". */
export type CalendarSettings = {
  homeTimeZone: string;
  coverage:
    | 'follow-team'
    | { windows: readonly { timeZone: string; days: readonly Weekday[]; from: string; to: string }[] };
  holidays: readonly { date: string; timeZone?: string | undefined }[];
};

/**
 * The calendar as it is now: the union of 9 to 17 in each member's Slack time zone on weekdays (SLO-4), or the settings' windows, less
 * holidays and absences (SLO-5). The same people, settings and absences give the same text, in whatever order they come.
 */
export function teamCalendar(
  settings: CalendarSettings,
  members: readonly Pick<Person, 'id' | 'timeZone'>[],
  absences: readonly Pick<TeamAbsence, 'personId' | 'from' | 'to'>[],
): CalendarBody {
  const ids = new Set(members.map(({ id }) => id));
  const away = absences.filter(({ personId }) => ids.has(personId));
  return {
    homeZone: settings.homeTimeZone,
    windows:
      settings.coverage === 'follow-team'
        ? inOrder(members, ({ id }) => id).map(({ id, timeZone }) => memberWindow(id, timeZone))
        : settings.coverage.windows.map(windowOf),
    holidays: settings.holidays.map(({ date, timeZone }): Holiday => ({ day: date, zone: timeZone ?? null })),
    absences: inOrder(away, ({ personId, from, to }) => `${personId} ${from} ${to}`).map(({ personId, from, to }) => ({
      ...{ member: personId, from, to },
    })),
  };
}

function windowOf({
  timeZone,
  days,
  from,
  to,
}: {
  timeZone: string;
  days: readonly Weekday[];
  from: string;
  to: string;
}): Window {
  return { member: null, zone: timeZone, days, from: minuteOf(from), to: minuteOf(to) };
}

function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

const inOrder = <T>(all: readonly T[], key: (each: T) => string): T[] =>
  [...all].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));

const DAY = /^\d{4}-\d{2}-\d{2}$/;

function isDay(day: string): boolean {
  const at = DAY.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day);
}

const HOW = 'Write the days as year-month-day, such as `/prodseceng away 2026-12-24..2026-12-31`.';
const LONGEST_DAYS = 366;
const DAY_MS = 24 * 3_600_000;

/** Reads `FROM..TO`, or one day; refused with how it is written. */
export function readAbsence(typed: string): Verdict<{ from: string; to: string }> {
  const [from = '', to = from] = typed.trim().split(/\s*\.\.\s*/);
  if (!isDay(from) || !isDay(to)) return no(HOW);
  return yes({ from, to });
}

/** Who enters an absence; `today` is the day it is in their own zone (YYYY-MM-DD). */
export type AbsenceAct = { roles: Roles; today: string };

/** A member says when they are away (SLO-5): for days to come only, since the past keeps its calendar (SLO-6). `own`: theirs that hold. */
export function addAbsence(
  { roles, today }: AbsenceAct,
  { from, to }: { from: string; to: string },
  own: readonly TeamAbsence[],
): Verdict<{ from: string; to: string }> {
  if (!roles.team) return no('Absences are of ProdSecEng’s members: they change the team’s business hours.');
  if (to < from) return no('The last day is before the first one.');
  if (from < today) return no('Choose today or a later day: what is over keeps its calendar.');
  if (Date.parse(to) - Date.parse(from) > LONGEST_DAYS * DAY_MS) return no('At most a year at once.');
  const over = own.find((each) => each.from <= to && from <= each.to);
  return over === undefined
    ? yes({ from, to })
    : no(`You are away from ${over.from} to ${over.to} already. Cancel that first.`);
}

/** Whoever is away cancels it, or the manager does. */
export function cancelAbsence({ roles }: AbsenceAct, absence: TeamAbsence): Verdict<null> {
  if (absence.endedAt !== null) return no('It is cancelled already.');
  if (absence.personId !== roles.person.id && !roles.manager)
    return no('Only whoever is away, or the manager, can cancel it.');
  return yes(null);
}
