import type { BusinessCalendar } from './business-time.ts';
import { type ClockId, type CommitmentClock, clocksOf } from './commitment-clock.ts';
import type { OutageClock, OutageFile } from './outage.ts';
import { BREACH, MANAGER } from './outage-reminder.ts';

/** What clocks are worked out with: the calendar with the number of its newest version, and the settings' shares (0.5, 0.75). */
export type ClockBasis = { calendar: BusinessCalendar; version: number; shares: readonly number[] };

/** Both clocks of an outage worked out anew from its events, as they are kept. None before it was opened. */
export function clocksNow(file: OutageFile, { calendar, version, shares }: ClockBasis, now: Date): OutageClock[] {
  const events = file.entries.map(({ event }) => event);
  const both = clocksOf(events, calendar, shares, now);
  if (both === null) return [];
  return [both.slo, both.rto].map((clock) => ({
    outageId: file.outage.id,
    clock: clock.clock,
    ...{ state: clock.state, level: clock.level, dueAt: clock.due, noDue: clock.noDue },
    ...{ breachedAt: clock.breachedAt, toldAt: clock.toldAt, endedAt: clock.endedAt },
    ...nextOf(file, clock),
    calendar: version,
  }));
}

/** The outage with its clocks as they stand at `now`: what is kept stands as it was worked out last. */
export function asOf(file: OutageFile, basis: ClockBasis, now: Date): OutageFile {
  return { ...file, clocks: clocksNow(file, basis, now) };
}

type Next = Pick<OutageClock, 'nextAt' | 'nextShare' | 'snoozedUntil' | 'acknowledgedBy'>;

/** The next reminder that nobody was sent yet (SLO-10): not before a snooze is over, and once acknowledged only the breach. */
function nextOf(file: OutageFile, now: CommitmentClock): Next {
  const { clock, reminders } = now;
  const kept = file.clocks.find((each) => each.clock === clock);
  const [snoozedUntil, acknowledgedBy] = [kept?.snoozedUntil ?? null, kept?.acknowledgedBy ?? null];
  const sent = remindedShares(file, clock);
  const next =
    reminders.find(({ share }) => !sent.has(share) && (acknowledgedBy === null || share >= BREACH)) ??
    managerNext(now, sent);
  if (next === undefined) return { nextAt: null, nextShare: null, snoozedUntil, acknowledgedBy };
  const nextAt = next.share !== MANAGER && snoozedUntil !== null && snoozedUntil > next.at ? snoozedUntil : next.at;
  return { nextAt, nextShare: next.share, snoozedUntil, acknowledgedBy };
}

/** The manager is told once, after whoever has to act was. */
function managerNext({ state, breachedAt, endedAt }: CommitmentClock, sent: ReadonlySet<number>) {
  const told = sent.has(BREACH) && !sent.has(MANAGER);
  return state === 'breached' && endedAt === null && breachedAt !== null && told
    ? { share: MANAGER, at: breachedAt }
    : undefined;
}

/** The shares that people were reminded of. */
export const remindedShares = ({ reminded }: Pick<OutageFile, 'reminded'>, clock: ClockId): Set<number> =>
  new Set(reminded.filter((each) => each.clock === clock).map(({ share }) => share));

/** Whether one of its clocks is breached and not over, or runs out: from its first reminder on (SLO-13). The clocks as they stand at `now`. */
export function isAtRisk({ clocks, reminded }: OutageFile, now: Date): boolean {
  return clocks.some(({ clock, state, endedAt, nextAt }) => {
    if (endedAt !== null) return false;
    const isRunningOut = reminded.some((each) => each.clock === clock) || (nextAt !== null && nextAt <= now);
    return state === 'breached' || (state === 'running' && isRunningOut);
  });
}
