import { tzOffset } from '@date-fns/tz';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** A wall-clock time in some zone: `day` is YYYY-MM-DD, `minute` counts from 00:00. */
export type LocalTime = { day: string; minute: number };

/** Minutes east of UTC at an instant; in UTC where the zone is not known. */
function offsetAt(zone: string, at: number): number {
  const offset = tzOffset(zone, new Date(at));
  return Number.isNaN(offset) ? 0 : offset;
}

/** What the clock on the wall shows in a zone. */
export function localTime(at: Date, zone: string): LocalTime {
  const shown = new Date(at.getTime() + offsetAt(zone, at.getTime()) * MINUTE_MS);
  return { day: shown.toISOString().slice(0, 10), minute: shown.getUTCHours() * 60 + shown.getUTCMinutes() };
}

const asIfUtc = ({ day, minute }: LocalTime): number => Date.parse(`${day}T00:00:00Z`) + minute * MINUTE_MS;

/** The instants at which a zone's clocks show this: none in a gap, two where an hour is repeated; earliest first. */
export function instantsOf(local: LocalTime, zone: string): Date[] {
  const shown = asIfUtc(local);
  const offsets = new Set([offsetAt(zone, shown - DAY_MS), offsetAt(zone, shown + DAY_MS)]);
  return [...offsets]
    .map((offset) => shown - offset * MINUTE_MS)
    .filter((at) => at + offsetAt(zone, at) * MINUTE_MS === shown)
    .sort((a, b) => a - b)
    .map((at) => new Date(at));
}

/** The first instant at which a zone's clocks show this; for a time that they skip, the first minute after the gap. */
export function firstInstantOf(local: LocalTime, zone: string): Date {
  return instantsOf(local, zone)[0] ?? afterGap(local, zone);
}

/** The minute of the change: found by halves, as the offset before differs from the one after. */
function afterGap(local: LocalTime, zone: string): Date {
  let before = Math.floor((asIfUtc(local) - DAY_MS) / MINUTE_MS);
  let after = Math.floor((asIfUtc(local) + DAY_MS) / MINUTE_MS);
  const old = offsetAt(zone, before * MINUTE_MS);
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetAt(zone, middle * MINUTE_MS) === old) before = middle;
    else after = middle;
  }
  return new Date(after * MINUTE_MS);
}

/** The day so many days later (earlier when negative). */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** 0 is Sunday. */
export const weekdayOf = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay();
