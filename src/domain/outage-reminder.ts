import type { ClockId } from './commitment-clock.ts';
import { isOpenOutage, type OutageChange, type OutageClock, type OutageEntry, type OutageFile } from './outage.ts';
import { type Owed, oweOutageCard } from './owed.ts';
import { no, type Verdict, yes } from './verdict.ts';

/** The shares at which people are reminded: below 1 before the breach, 1 at the breach; and the manager once after it (SLO-10). */
export const BREACH = 1;
export const MANAGER = 2;

/** Who is told: a person, or the team in the channel. */
export type Told = { personId: string | null };

/**
 * One message to one recipient for all that falls together in one look: rendered from what was kept at that instant. `of`: under whom it
 * is kept, where members stand in for an assignee.
 */
export function oweClockReminder({ personId }: Told, of: Told, at: Date): Owed {
  const who = personId ?? 'team';
  const key = `clock-reminder:${who}:${at.toISOString()}`;
  return {
    ...{ kind: 'clock-reminder', lane: `clocks/${who}`, key },
    payload: { who, of: of.personId ?? 'team', at: at.toISOString(), key },
  };
}

/** Whether a clock still has to be told of: open, counting, and not over. */
export const isWaiting = ({ outage }: OutageFile, clock: OutageClock): boolean =>
  isOpenOutage(outage) && clock.endedAt === null;

/**
 * A reminder whose time has come is kept as sent to these, once whatever restarts (SLO-10). Refused where it was sent, is not due any
 * more, or the outage was resolved meanwhile.
 */
export function remindOf(which: ClockId, to: readonly Told[], now: Date) {
  return (file: OutageFile): Verdict<OutageChange> => {
    const clock = file.clocks.find((each) => each.clock === which);
    if (clock === undefined || clock.nextAt === null || clock.nextShare === null || clock.nextAt > now)
      return no('It is not due.');
    if (!isWaiting(file, clock)) return no('It was resolved meanwhile.');
    const share = clock.nextShare;
    const [first] = to;
    return yes({
      ...{
        actor: 'app',
        action: 'reminded',
        detail: { clock: which, share, to: to.map(({ personId }) => personId ?? 'team') },
      },
      events: share === BREACH ? [breachTold(clock, now)] : [],
      // Told to nobody (no manager is named) is not told to the team.
      reminded: [{ clock: which, share, personId: first === undefined ? 'app' : first.personId }],
      owed: [
        ...to.map((each) => oweClockReminder(each, first ?? each, now)),
        ...(share === BREACH ? [oweOutageCard(file.outage.id)] : []),
      ],
      answer: '',
    });
  };
}

/** A breach that was told stays one, whatever changes later. */
function breachTold({ clock, dueAt, breachedAt }: OutageClock, at: Date): OutageEntry {
  const due = dueAt ?? breachedAt ?? at;
  return { key: `breach-told:${clock}`, event: { kind: 'breach-told', at, clock, due }, by: 'app' };
}

/** A reminder in words: what is due, or since when it is breached is said beside it. */
export function shareInWords(share: number): string {
  if (share >= BREACH) return 'breached';
  return `${Math.round(share * 100)} % of the time is used`;
}
