import type { ClockId, ClockState } from './commitment-clock.ts';

/** How many clocks there are of a kind in a state. */
export type Met = { clock: ClockId; state: ClockState; count: number };

/** Commitments are looked back at over these days, by when they were due. */
export const ATTAINMENT_DAYS = 90;

const NAMES = { slo: 'Response (SLO)', rto: 'Recovery (RTO)' } as const;

/**
 * How often commitments were kept, in a line for each clock: of those that were due in the last 90 days and are met or breached.
 * What still runs in time counts for neither; what is breached counts from the breach on.
 */
export function attainmentLines(counts: readonly Met[]): string[] {
  return (['slo', 'rto'] as const).map((clock) => {
    const of = (state: ClockState) => counts.find((each) => each.clock === clock && each.state === state)?.count ?? 0;
    const [met, breached] = [of('met'), of('breached')];
    const all = met + breached;
    if (all === 0) return `${NAMES[clock]}: none was due`;
    return `${NAMES[clock]}: ${met} of ${all} in time (${Math.floor((met * 100) / all)} %), ${breached} missed`;
  });
}
