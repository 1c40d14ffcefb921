import { validate } from 'node-cron';
import { addDays, firstInstantOf, instantsOf, type LocalTime, localTime, weekdayOf } from '../domain/local-time.ts';

/** A cron expression of five fields, read. `everyHour`: it runs by the hour, not at a time of the day. */
export type Cron = {
  minutes: number[];
  hours: number[];
  daysOfMonth: ReadonlySet<number>;
  months: ReadonlySet<number>;
  daysOfWeek: ReadonlySet<number>;
  /** Either of the two days will do, where both are given. */
  eitherDay: boolean;
  everyHour: boolean;
};

/** One run that a job is to have: `key` is the local time that it stands for, `at` when that is. */
export type Slot = { key: string; at: Date };

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Reads an expression that the library takes. Throws on any other. */
export function readCron(expression: string): Cron {
  const [minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = '', ...rest] = expression.trim().split(/\s+/);
  if (!validate(expression) || dayOfWeek === '' || rest.length > 0)
    throw new Error(`“${expression}” is not a cron expression of five fields`);
  return {
    minutes: read(minute, 0, 59),
    hours: read(hour, 0, 23),
    daysOfMonth: new Set(read(dayOfMonth, 1, 31)),
    months: new Set(read(month, 1, 12, MONTHS, 1)),
    daysOfWeek: new Set(read(dayOfWeek, 0, 7, DAYS).map((day) => day % 7)),
    eitherDay: !dayOfMonth.startsWith('*') && !dayOfWeek.startsWith('*'),
    everyHour: hour.startsWith('*'),
  };
}

/** A field: `*`, numbers, names, ranges and steps, with commas between. */
function read(field: string, least: number, most: number, names: readonly string[] = [], first = 0): number[] {
  const number = (text: string): number => {
    const named = names.indexOf(text.slice(0, 3).toLowerCase());
    return named === -1 ? Number(text) : named + first;
  };
  const found = field.split(',').flatMap((part) => {
    const [range = '', step = '1'] = part.split('/');
    const [from = '', to] = range === '*' ? [String(least), String(most)] : range.split('-');
    const last = to === undefined ? (part.includes('/') ? most : number(from)) : number(to);
    const values: number[] = [];
    for (let value = number(from); value <= last; value += Number(step)) values.push(value);
    return values;
  });
  return [...new Set(found)].sort((a, b) => a - b);
}

/**
 * The newest `limit` slots after `after`, until `until` inclusive, oldest of them first. At a time of the day: a skipped local time runs
 * at the first minute after, a repeated one once. By the hour: whenever the clock shows it, so that no hour is lost or made up for.
 */
export function slotsBetween(cron: Cron, zone: string, span: { after: Date; until: Date }, limit: number): Slot[] {
  const found: Slot[] = [];
  const first = addDays(localTime(span.after, zone).day, -1);
  for (let day = localTime(span.until, zone).day; day >= first && found.length < limit; day = addDays(day, -1)) {
    if (!isDayOf(cron, day)) continue;
    const slots = timesOf(cron)
      .flatMap((minute) => slotsAt(cron, { day, minute }, zone))
      .filter(({ at }) => at > span.after && at <= span.until)
      .sort((a, b) => a.at.getTime() - b.at.getTime());
    found.unshift(...slots);
  }
  return found.slice(-limit);
}

/** When it runs next after an instant; null where it does not within a year. */
export function nextSlot(cron: Cron, zone: string, after: Date): Slot | null {
  let day = addDays(localTime(after, zone).day, -1);
  for (let days = 0; days < 368; days += 1, day = addDays(day, 1)) {
    if (!isDayOf(cron, day)) continue;
    for (const minute of timesOf(cron)) {
      const slot = slotsAt(cron, { day, minute }, zone).find(({ at }) => at > after);
      if (slot !== undefined) return slot;
    }
  }
  return null;
}

const timesOf = ({ hours, minutes }: Cron): number[] => hours.flatMap((hour) => minutes.map((m) => hour * 60 + m));

function isDayOf({ daysOfMonth, months, daysOfWeek, eitherDay }: Cron, day: string): boolean {
  const inMonth = daysOfMonth.has(Number(day.slice(8)));
  const inWeek = daysOfWeek.has(weekdayOf(day));
  return months.has(Number(day.slice(5, 7))) && (eitherDay ? inMonth || inWeek : inMonth && inWeek);
}

function slotsAt({ everyHour }: Cron, local: LocalTime, zone: string): Slot[] {
  const key = `${local.day}T${clock(local.minute)}`;
  if (!everyHour) return [{ key, at: firstInstantOf(local, zone) }];
  return instantsOf(local, zone).map((at, index) => ({ key: index === 0 ? key : `${key}+`, at }));
}

const clock = (minute: number): string =>
  [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':');
