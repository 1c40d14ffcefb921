import { z } from 'zod';
import { addDays } from './local-time.ts';
import { no, type Verdict, yes } from './verdict.ts';

/** How many used the tool and how many the feature on a day (YYYY-MM-DD); null: nobody said (SUN-2). */
export type AdoptionDay = { day: string; tool: number | null; feature: number | null };

/** What was typed or posted for a day; what is absent stays as it was. */
export type GivenAdoption = { day: string; tool?: number; feature?: number };

const MOST = 1_000_000_000;
const LONGEST_AGO = 366;
const Count = z.number().int().min(0).max(MOST);
const Posted = z.strictObject({ day: z.iso.date().optional(), tool: Count.optional(), feature: Count.optional() });

/** What a tool posts: `{ "day"?: "YYYY-MM-DD", "tool"?: n, "feature"?: n }`, whole numbers, at least one; the day is today where none is given. */
export function readPosted(text: string, today: string): Verdict<GivenAdoption> {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return no('not JSON');
  }
  const read = Posted.safeParse(given);
  if (!read.success) return no('expected { "day"?: "YYYY-MM-DD", "tool"?: whole number, "feature"?: whole number }');
  const { day = today, tool, feature } = read.data;
  const wrong = wrongWithDay(day, today);
  if (wrong !== null) return no(wrong);
  if (tool === undefined && feature === undefined) return no('expected "tool" or "feature", or both');
  return yes({ day, ...(tool === undefined ? {} : { tool }), ...(feature === undefined ? {} : { feature }) });
}

/** Days to come and those longer ago than a year are refused. */
export function wrongWithDay(day: string, today: string): string | null {
  if (day > today) return 'That day is still to come.';
  return day < addDays(today, -LONGEST_AGO) ? 'That day is more than a year ago.' : null;
}

/** A number as it is typed; undefined for an empty field, null for what is no whole number. */
export function typedCount(typed: string): number | undefined | null {
  if (typed === '') return undefined;
  const count = /^\d{1,10}$/.test(typed) ? Number(typed) : null;
  return count === null || count > MOST ? null : count;
}

/** The trend in a sentence: from the first day that has a number to the last. `days`: in their order. */
export function trendOf(days: readonly AdoptionDay[]): string {
  const parts = (['tool', 'feature'] as const).flatMap((which) => {
    const known = days.flatMap((each) => (each[which] === null ? [] : [{ day: each.day, count: each[which] }]));
    const [first, last] = [known[0], known.at(-1)];
    if (first === undefined || last === undefined) return [];
    const change = known.length === 1 ? '' : `, ${sign(last.count - first.count)} since ${first.day}`;
    return [`${which === 'tool' ? 'Tool' : 'Feature'}: ${last.count} on ${last.day}${change}`];
  });
  return parts.length === 0 ? 'No numbers yet.' : parts.join(' · ');
}

const sign = (count: number): string => (count > 0 ? `+${count}` : String(count));
