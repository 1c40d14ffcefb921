const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How long ago an instant was, in whole hours or days: for people who look at a queue, not for clocks that the team is held to. */
export function ageInWords(since: Date, now: Date): string {
  const passed = Math.max(now.getTime() - since.getTime(), 0);
  if (passed < HOUR_MS) return 'less than an hour';
  return passed < 2 * DAY_MS
    ? counted(Math.floor(passed / HOUR_MS), 'hour')
    : counted(Math.floor(passed / DAY_MS), 'day');
}

/** `1 hour`, `2 hours`. */
const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
