import { z } from 'zod';
import { addDays, firstInstantOf, weekdayOf } from './local-time.ts';
import type { NoticeEdit, Stage } from './stage.ts';

/** The dates of a sunset, in their order (SUN-2, SUN-3, SUN-4). `comes`: what comes with the day, as those read it who get a notice. */
export const SUNSET_DATES = [
  { id: 'announcement', label: 'Announcement', optional: false, comes: 'it is announced' },
  { id: 'migration', label: 'Migration', optional: true, comes: 'everybody has moved by then' },
  { id: 'read-only', label: 'Read-only', optional: true, comes: 'it becomes read-only' },
  { id: 'decommission', label: 'Decommission', optional: false, comes: 'it is shut down' },
  {
    ...{ id: 'rollback', label: 'End of the rollback window', optional: false },
    comes: 'until then it can be brought back',
  },
] as const;
export type SunsetDateId = (typeof SUNSET_DATES)[number]['id'];
/** Days (YYYY-MM-DD). */
export type SunsetDates = Partial<Record<SunsetDateId, string>>;

const Answered = z.object({ to: z.string(), text: z.string(), by: z.string(), at: z.string() });
const Details = z.object({
  dates: z.partialRecord(z.enum(SUNSET_DATES.map(({ id }) => id)), z.string()).catch({}),
  noticeDays: z.number().nullable().catch(null),
  instead: z.string().catch(''),
  /** What was answered to those who object: by the id of what they said, to which words. */
  answers: z.record(z.string(), Answered).catch({}),
  rolledBack: z.boolean().catch(false),
});
export type SunsetPlan = Omit<z.infer<typeof Details>, 'dates'> & { dates: SunsetDates };

/** What was planned of a sunset; what was not said yet is empty. */
export const planOf = ({ details }: Pick<Stage, 'details'>): SunsetPlan => {
  const plan = Details.parse(details);
  const dates = Object.entries(plan.dates).filter(([, day]) => day !== undefined);
  return { ...plan, dates: Object.fromEntries(dates) };
};

const DAY_MS = 24 * 3_600_000;

/** How many days from one day to another (both YYYY-MM-DD). */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);

const IN_WORDS = new Intl.DateTimeFormat('en-GB', {
  ...{ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' },
});

/** A day in words, such as “Mon, 30 Mar 2026”. */
export const dayInWords = (day: string): string => IN_WORDS.format(new Date(`${day}T00:00:00Z`));

/** How far a day is off: “today”, “tomorrow”, “in 12 days”, “3 days ago”. */
export function howFar(today: string, day: string): string {
  const days = daysBetween(today, day);
  if (days === 0) return 'today';
  if (days === 1) return 'tomorrow';
  if (days === -1) return 'yesterday';
  return days > 0 ? `in ${days} days` : `${-days} days ago`;
}

/** Nobody reads a notice at the weekend: it goes out on the Friday before. */
function onWeekday(day: string): string {
  return weekdayOf(day) % 6 === 0 ? onWeekday(addDays(day, -1)) : day;
}

/** The key of the reminder that the rollback window of a sunset ends on this day. */
export const rollbackKey = (stageId: number, day: string): string => `sunset-rollback:${stageId}:${day}`;

/** What a notice is about, as it is kept: a date with its day, so that a date that moves has notices of its own. */
export const noticeOf = (date: string, day: string): string => `${date}/${day}`;

export function readNotice(kept: string): { date: string; day: string } {
  const [date = '', day = ''] = kept.split('/');
  return { date, day };
}

/** Says that the dates have moved; not one of the dates. */
export const MOVED = 'moved';

/**
 * The notices of these dates that are still to come: on the day of the announcement, and so many days `before` each later date, on
 * weekdays, never before the announcement and one a day. Each is due when its day begins in `zone`; what people read keeps to their own hours.
 */
export function noticesFor(
  dates: SunsetDates,
  { before, today, zone }: { before: readonly number[]; today: string; zone: string },
): NoticeEdit[] {
  const { announcement = '' } = dates;
  const taken = new Set<string>();
  const all = SUNSET_DATES.flatMap(({ id }) => {
    const day = dates[id];
    if (day === undefined) return [];
    if (id === 'announcement') return [{ id, day, daysBefore: 0, on: day }];
    return before
      .map((daysBefore) => ({ id, day, daysBefore, on: onWeekday(addDays(day, -daysBefore)) }))
      .filter(({ on }) => on > announcement);
  });
  return all
    .filter(({ on }) => on >= today && !taken.has(on) && taken.add(on))
    .map(({ id, day, daysBefore, on }) => ({
      ...{ date: noticeOf(id, day), daysBefore, dueAt: firstInstantOf({ day: on, minute: 0 }, zone) },
    }));
}
