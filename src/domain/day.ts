import { TZDate } from '@date-fns/tz';
import { formatISO, isValid } from 'date-fns';

/** The day it is at that instant in a zone, YYYY-MM-DD; in UTC where the zone is not known. */
export function dayIn(instant: Date, timeZone: string): string {
  const there = new TZDate(instant, timeZone);
  return isValid(there) ? formatISO(there, { representation: 'date' }) : instant.toISOString().slice(0, 10);
}

const DAY_MS = 24 * 3_600_000;

/** A day (YYYY-MM-DD) as the instant at which it begins in UTC; null where there is none. */
export function onDay(day: string): Date | null {
  return day === '' ? null : new Date(`${day}T00:00:00Z`);
}

/** When a day (YYYY-MM-DD) is over, in UTC; null where there is none. */
export function dayAfter(day: string): Date | null {
  const begins = onDay(day);
  return begins === null ? null : new Date(begins.getTime() + DAY_MS);
}

/** The same day some months later (YYYY-MM-DD); the last day of a month that is too short for it. */
export function addMonths(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10);
}
