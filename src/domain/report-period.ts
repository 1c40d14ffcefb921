import { addDays, firstInstantOf, localTime } from './local-time.ts';
import type { Milestone } from './milestone.ts';

/** What a report is about: from an instant up to another one, that one not included. */
export type ReportPeriod = {
  /** `2026-10`, `2026-Q4`, or a milestone's id as `milestone:12`. */
  key: string;
  label: string;
  from: Date;
  to: Date;
  milestone: { id: number; title: string } | null;
};

export type PeriodAsked =
  | { kind: 'month' | 'quarter'; key: string }
  | { kind: 'milestone'; title: string }
  | { kind: 'unknown'; text: string };

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September'].concat([
  ...['October', 'November', 'December'],
]);
const HOW =
  'Write `month`, `last month`, `month 2026-10`, `quarter`, `last quarter`, `quarter 2026-Q3`, `milestone` or `milestone TITLE`.';

/** What somebody typed after `metrics`; nothing is the month that it is in this zone. */
export function readPeriod(typed: string, now: Date, timeZone: string): PeriodAsked {
  const words = typed.trim().replace(/\s+/gu, ' ');
  const month = localTime(now, timeZone).day.slice(0, 7);
  const milestone = /^milestone(?: (.{1,255}))?$/iu.exec(words);
  if (milestone !== null) return { kind: 'milestone', title: milestone[1] ?? '' };
  const named = /^(?:month |quarter )?(20\d{2}-(?:0[1-9]|1[0-2]|q[1-4]))$/iu.exec(words)?.[1]?.toUpperCase();
  if (named !== undefined) return { kind: named.includes('Q') ? 'quarter' : 'month', key: named };
  switch (words.toLowerCase()) {
    case '':
    case 'month':
      return { kind: 'month', key: month };
    case 'last month':
      return { kind: 'month', key: keyBefore(month) };
    case 'quarter':
      return { kind: 'quarter', key: quarterOf(month) };
    case 'last quarter':
      return { kind: 'quarter', key: keyBefore(quarterOf(month)) };
  }
  return { kind: 'unknown', text: `That period is not known. ${HOW}` };
}

const quarterOf = (month: string): string => `${month.slice(0, 4)}-Q${Math.ceil(Number(month.slice(5)) / 3)}`;

/** The month or quarter before this one. */
export function keyBefore(key: string): string {
  const year = Number(key.slice(0, 4));
  if (key.includes('Q')) {
    const quarter = Number(key.slice(6));
    return quarter === 1 ? `${year - 1}-Q4` : `${year}-Q${quarter - 1}`;
  }
  const month = Number(key.slice(5));
  return month === 1 ? `${year - 1}-12` : `${year}-${String(month - 1).padStart(2, '0')}`;
}

/** A month (`2026-10`) or quarter (`2026-Q4`) of the calendar, by the days of a zone. */
export function periodOf(key: string, timeZone: string): ReportPeriod {
  const year = Number(key.slice(0, 4));
  const isQuarter = key.includes('Q');
  const first = isQuarter ? Number(key.slice(6)) * 3 - 2 : Number(key.slice(5));
  const label = isQuarter ? `${key.slice(5)} ${year}` : `${MONTHS[first - 1]} ${year}`;
  const after = first + (isQuarter ? 3 : 1);
  const [from, to] = [beginsOn(year, first, timeZone), beginsOn(year, after, timeZone)];
  return { key, label, from, to, milestone: null };
}

function beginsOn(year: number, month: number, timeZone: string): Date {
  const [inYear, ofYear] = month > 12 ? [year + 1, month - 12] : [year, month];
  return firstInstantOf({ day: `${inYear}-${String(ofYear).padStart(2, '0')}-01`, minute: 0 }, timeZone);
}

/** A milestone from its first day to the end of its last; null where GitLab does not say when it ends. */
export function periodOfMilestone(
  { id, title, startDate, dueDate }: Pick<Milestone, 'id' | 'title' | 'startDate' | 'dueDate'>,
  timeZone: string,
): ReportPeriod | null {
  if (dueDate === null) return null;
  const at = (day: string) => firstInstantOf({ day, minute: 0 }, timeZone);
  const from = at(startDate ?? addDays(dueDate, -27));
  return {
    key: `milestone:${id}`,
    label: `Milestone ${title}`,
    from,
    to: at(addDays(dueDate, 1)),
    milestone: { id, title },
  };
}

export const isOver = ({ to }: Pick<ReportPeriod, 'to'>, now: Date): boolean => to.getTime() <= now.getTime();
