import type { BusinessCalendar, Uncounted } from './business-time.ts';
import type { Length } from './commitment.ts';
import type { CriticalityId } from './criticality.ts';

/** SLO: until triaged and assigned. RTO: until it works again. Both start when the issue is opened (SLO-2). */
export type ClockId = 'slo' | 'rto';

/** What stops a clock: the issue is closed (SLO-7), or it was said not to block anything (SLO-3). */
export type Stop = 'closed' | 'not-blocking';

/** What happened to an outage, by GitLab's own times; in any order, told twice or not. */
export type OutageEvent = { at: Date } & (
  | { kind: 'opened' }
  | { kind: 'assigned' | 'unassigned' }
  /** A triage mark is there: a workflow label past the validation backlog, or the Triage button (SLO-8). */
  | { kind: 'triaged' | 'untriaged' }
  | { kind: 'closed' | 'reopened' }
  | { kind: 'not-blocking' | 'blocking' }
  /** What is promised from now on, as `commitmentOf` and the settings' table say (INV-9); the latest one counts from the opening. */
  | { kind: 'committed'; level: CriticalityId | null; slo: Length; rto: Length }
  /** People were told that this was breached, with this due instant: that stays, whatever changes later. */
  | { kind: 'breach-told'; clock: ClockId; due: Date }
);

export type ClockState = 'running' | 'met' | 'breached' | 'stopped' | 'best-effort';

/** Why there is no due instant: nothing is promised in its state; best effort; nobody's hours are known; it is stopped. */
export type NoDue = 'no-commitment' | 'best-effort' | 'empty-calendar' | 'stopped';

/** When to remind: at a share of the time, 1 being the breach itself. */
export type ClockReminder = { share: number; at: Date };

/** One clock of an outage as it stands at `now`. Instants are exact to the millisecond. */
export type CommitmentClock = {
  clock: ClockId;
  state: ClockState;
  /** Whose row is in force, and its length of time; null: none. */
  level: CriticalityId | null;
  target: Length;
  startedAt: Date;
  /** Met before it; at it, breached (SLO-6). Null: `noDue` says why. Of a breach that was told: the instant that was told. */
  due: Date | null;
  noDue: NoDue | null;
  /** When it was breached: at the due instant, or when a change of the commitment put that into the past. */
  breachedAt: Date | null;
  /** When people were told so; a breach told stays one. */
  toldAt: Date | null;
  /** When it was triaged and assigned (SLO), or closed for now (RTO), in time or late. */
  endedAt: Date | null;
  /** Counted so far, and what counts until it is due, in milliseconds; `leftMs` is null without a target. */
  usedMs: number;
  leftMs: number | null;
  /** The instants still valid while it runs, earliest first, the breach last; empty once met, told, stopped or without a due instant. */
  reminders: ClockReminder[];
};

/** A line of the clock ledger: `why` is null where the time counted. */
export type LedgerLine = { from: Date; to: Date; ms: number; why: Uncounted | Stop | null };

/** SLO and RTO as they stand at `now` (SLO-1, SLO-2, SLO-6…8). `shares` are the settings' (0.5, 0.75). Null: never opened. */
export function clocksOf(
  _events: readonly OutageEvent[],
  _calendar: BusinessCalendar,
  _shares: readonly number[],
  _now: Date,
): { slo: CommitmentClock; rto: CommitmentClock } | null {
  throw new Error('follows');
}

/**
 * What counted and what did not, and why, from the opening to the clock's end, or to `now`. Under another calendar the same events
 * give that calendar's ledger: replay it by giving that calendar, to `clocksOf` too.
 */
export function ledgerOf(
  _events: readonly OutageEvent[],
  _clock: ClockId,
  _calendar: BusinessCalendar,
  _now: Date,
): LedgerLine[] {
  throw new Error('follows');
}
