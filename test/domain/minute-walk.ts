import type { CalendarVersion, Hours, Weekday, Window } from '../../src/domain/business-time.ts';

export const MINUTE_MS = 60_000;
const NAMES: readonly Weekday[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const walls = new Map<string, Intl.DateTimeFormat>();

/** What the wall shows, asked of the runtime itself: `day`, and minutes from its 00:00. */
function wall(zone: string, at: number): { day: string; minute: number } {
  const format =
    walls.get(zone) ??
    new Intl.DateTimeFormat('sv-SE', {
      ...{ timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
    });
  walls.set(zone, format);
  const [day = '', time = ''] = format.format(at).split(' ');
  const [hour, minute] = time.split(':').map(Number);
  return { day, minute: (hour ?? 0) * 60 + (minute ?? 0) };
}

const dayBefore = (day: string): string =>
  new Date(Date.parse(`${day}T00:00Z`) - 86_400_000).toISOString().slice(0, 10);

const weekday = (day: string): Weekday => NAMES[new Date(`${day}T00:00Z`).getUTCDay()] ?? 'sun';

function hoursOf(window: Window, { holidays, absences }: CalendarVersion, day: string): readonly Hours[] {
  if (absences.some((away) => away.member === window.member && away.from <= day && day <= away.to)) return [];
  const other = window.overrides?.[day];
  if (other !== undefined) return other;
  if (holidays.some((holiday) => holiday.day === day && (holiday.zone ?? window.zone) === window.zone)) return [];
  return window.days.includes(weekday(day)) ? [window] : [];
}

function covers(window: Window, version: CalendarVersion, at: number): boolean {
  const { day, minute } = wall(window.zone, at);
  const today = hoursOf(window, version, day).some(({ from, to }) => minute >= from && (minute < to || to <= from));
  return today || hoursOf(window, version, dayBefore(day)).some(({ from, to }) => to <= from && minute < to);
}

/** The slow truth: whether the minute that begins at this instant counts. */
export function counts(versions: readonly CalendarVersion[], at: number): boolean {
  const version = versions.findLast(({ from }) => from.getTime() <= at) ?? versions[0];
  return version?.windows.some((window) => covers(window, version, at)) ?? false;
}

/** How many minutes of [from, to) count, one by one. */
export function minutesBetween(versions: readonly CalendarVersion[], from: number, to: number): number {
  let counted = 0;
  for (let at = from; at < to; at += MINUTE_MS) if (counts(versions, at)) counted += 1;
  return counted;
}

/** The earliest instant by which so many minutes have counted; null when that is after `last`. */
export function afterMinutes(
  versions: readonly CalendarVersion[],
  start: number,
  minutes: number,
  last: number,
): number | null {
  let left = minutes;
  for (let at = start; at < last; at += MINUTE_MS) {
    if (left === 0) return at;
    if (counts(versions, at)) left -= 1;
  }
  return left === 0 ? last : null;
}

/** Whether a local day is a business day of the home zone. */
export const isBusinessDay = (version: CalendarVersion, day: string): boolean =>
  !['sat', 'sun'].includes(weekday(day)) &&
  !version.holidays.some((holiday) => holiday.day === day && (holiday.zone ?? version.homeZone) === version.homeZone);
