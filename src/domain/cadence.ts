import { addMonths } from './day.ts';
import { addDays } from './local-time.ts';

/** How often a team is met: every so many weeks or months. */
export type Cadence = { amount: number; unit: 'weeks' | 'months' };

const WRITTEN = /^([1-9]\d?) (week|month)s?$/;
const MOST = { weeks: 26, months: 12 } as const;

/** `2 weeks` or `1 month`, as it is kept; null for anything else, and for more than half a year of weeks or a year of months. */
export function readCadence(text: string): Cadence | null {
  const [, amount, unit] = WRITTEN.exec(text.trim()) ?? [];
  if (amount === undefined || unit === undefined) return null;
  const cadence: Cadence = { amount: Number(amount), unit: unit === 'week' ? 'weeks' : 'months' };
  return cadence.amount <= MOST[cadence.unit] ? cadence : null;
}

/** As people read it: `every week`, `every 2 months`. */
export function everyText(text: string): string {
  const cadence = readCadence(text);
  if (cadence === null) return 'at no set time';
  return cadence.amount === 1 ? `every ${cadence.unit.slice(0, -1)}` : `every ${cadence.amount} ${cadence.unit}`;
}

/** The day after this one (both YYYY-MM-DD) by a cadence as it is kept. */
export function dayByCadence(day: string, text: string): string {
  const { amount, unit } = readCadence(text) ?? { amount: 1, unit: 'months' };
  return unit === 'weeks' ? addDays(day, amount * 7) : addMonths(day, amount);
}
