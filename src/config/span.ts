import { z } from 'zod';

/** A length of time as SLO-1's table writes it: business hours, business days, calendar days or weeks. */
export type Span = { amount: number; unit: 'bh' | 'bd' | 'd' | 'w' };

const SPAN = /^(\d{1,4}) ?(bh|bd|d|w)$/;
const NOT_A_SPAN = 'is not a length such as 4bh, 1bd, 3d or 2w (business hours, business days, days, weeks), or none';

/** `4bh`, `1bd`, `3d`, `2w` as a Span; `none` as null: best effort, no clock. */
export const Span = z
  .string({ error: NOT_A_SPAN })
  .refine((text) => text === 'none' || (SPAN.test(text) && Number.parseInt(text, 10) > 0), NOT_A_SPAN)
  .transform((text): Span | null => {
    const [, amount, unit] = SPAN.exec(text) ?? [];
    return amount && unit ? { amount: Number(amount), unit: unit as Span['unit'] } : null;
  });

/** How often something comes round, in calendar units. */
export type Cadence = { amount: number; unit: 'days' | 'weeks' | 'months' };

const CADENCE = /^(\d{1,3}) ?(day|week|month|year)s?$/;
const NOT_A_CADENCE = 'is not a number of days, weeks, months or years';

/** `3 months`, `90 days`, `1 year` (which is 12 months). */
export const Cadence = z
  .string({ error: NOT_A_CADENCE })
  .refine((text) => CADENCE.test(text) && Number.parseInt(text, 10) > 0, NOT_A_CADENCE)
  .transform((text): Cadence => {
    const [, count, unit] = CADENCE.exec(text) ?? [];
    const amount = Number(count);
    return unit === 'year' ? { amount: amount * 12, unit: 'months' } : { amount, unit: `${unit}s` as Cadence['unit'] };
  });
