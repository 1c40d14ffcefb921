/** Totals stop here: to count on takes longer with every year, and nobody needs it. */
export const COUNTED = 1_000;

/** A total as people read it; `1,000+` where there are more. */
export const totalInWords = (count: number): string => (count > COUNTED ? '1,000+' : String(count));

/** How many are left out of a list that shows some of them. */
export const leftOut = (count: number, shown: number): string =>
  count > COUNTED ? 'many' : String(Math.max(0, count - shown));
