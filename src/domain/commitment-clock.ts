import { type Allowance, allowanceOf, dueOf, reach, runsOf, usedIn } from './allowance.ts';
import type { BusinessCalendar, Uncounted } from './business-time.ts';
import { type CommitmentTable, type Committed, commitmentOf, type Length } from './commitment.ts';
import type { CriticalityId } from './criticality.ts';
import { type Course, courseOf } from './outage-course.ts';

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

/** What is promised for a tool at that instant: the row that its commitment names, INV-9. */
export function committed(at: Date, tool: Committed, table: CommitmentTable): OutageEvent {
  const { level } = commitmentOf(tool);
  return { kind: 'committed', at, level, ...(level === null ? { slo: null, rto: null } : table[level]) };
}

/** SLO and RTO as they stand at `now` (SLO-1, SLO-2, SLO-6…8). `shares` are the settings' (0.5, 0.75). Null: never opened. */
export function clocksOf(
  events: readonly OutageEvent[],
  calendar: BusinessCalendar,
  shares: readonly number[],
  now: Date,
): Record<ClockId, CommitmentClock> | null {
  const [slo, rto] = [courseOf(events, 'slo', now), courseOf(events, 'rto', now)];
  if (slo === null || rto === null) return null;
  return { slo: clockOf(slo, calendar, shares), rto: clockOf(rto, calendar, shares) };
}

function clockOf(course: Course, calendar: BusinessCalendar, shares: readonly number[]): CommitmentClock {
  const { clock, startedAt, endedAt, promised, told } = course;
  const target = promised?.target ?? null;
  const allowance = target === null ? null : allowanceOf(target, startedAt, calendar);
  const reckoned = allowance === null ? null : dueOf(course, allowance);
  const due = told?.due ?? reckoned;
  const breachedAt = told?.due ?? breachOf(course, reckoned);
  const usedMs = allowance === null ? 0 : usedIn(course, allowance.time);
  return {
    ...{ clock, startedAt, endedAt, due, breachedAt, usedMs, target },
    state: stateOf(course, due, breachedAt),
    level: promised?.level ?? null,
    noDue: due === null ? noDueOf(course) : null,
    toldAt: told?.at ?? null,
    leftMs: typeof allowance?.ms === 'number' ? Math.max(allowance.ms - usedMs, 0) : null,
    reminders: allowance === null || due === null ? [] : remindersOf(course, allowance, shares, breachedAt ?? due),
  };
}

/** At the due instant; where a commitment that came later put that into the past, when it came. */
function breachOf({ at, promised }: Course, due: Date | null): Date | null {
  if (due === null || due > at) return null;
  return promised !== null && promised.since > due ? promised.since : due;
}

const stopIn = ({ stops }: Course): Stop | null => stops.find(({ to }) => to === null)?.why ?? null;

function stateOf(course: Course, due: Date | null, breachedAt: Date | null): ClockState {
  if (breachedAt !== null) return 'breached';
  if ((course.promised?.target ?? null) === null) return 'best-effort';
  if (stopIn(course) === 'not-blocking') return 'stopped';
  if (course.endedAt !== null) return 'met';
  if (stopIn(course) !== null) return 'stopped';
  return due === null ? 'best-effort' : 'running';
}

function noDueOf(course: Course): NoDue {
  if ((course.promised?.level ?? null) === null) return 'no-commitment';
  if (course.promised?.target === null) return 'best-effort';
  return stopIn(course) === null ? 'empty-calendar' : 'stopped';
}

/** SLO-10. A share that had passed before its commitment was in force is left out: the breach says it. */
function remindersOf(
  course: Course,
  { time, ms }: Allowance,
  shares: readonly number[],
  breach: Date,
): ClockReminder[] {
  if (ms === null || course.endedAt !== null || course.told !== null || stopIn(course) !== null) return [];
  const since = course.promised?.since ?? course.startedAt;
  const before = shares.flatMap((share) => {
    const at = reach(runsOf(course), time, Math.round(share * ms));
    return at === null || at < since || at >= breach ? [] : [{ share, at }];
  });
  return [...before, { share: 1, at: breach }];
}

/**
 * What counted and what did not, and why, from the opening to the clock's end, or to `now`; nothing for best effort. Under another
 * calendar the same events give that calendar's ledger: replay it by giving that calendar, and to `clocksOf` the events `asIfUntold`.
 */
export function ledgerOf(
  events: readonly OutageEvent[],
  clock: ClockId,
  calendar: BusinessCalendar,
  now: Date,
): LedgerLine[] {
  const course = courseOf(events, clock, now);
  const target = course?.promised?.target ?? null;
  if (course === null || target === null) return [];
  const { time } = allowanceOf(target, course.startedAt, calendar);
  const ran = runsOf(course).flatMap(({ from, to }) => time.intervals(from, to ?? course.at));
  const stood = course.stops.map(({ from, to, why }) => ({ from, to: to ?? course.at, why }));
  return [...ran, ...stood]
    .map((line) => ({ ...line, ms: line.to.getTime() - line.from.getTime() }))
    .filter(({ ms }) => ms > 0)
    .sort((a, b) => a.from.getTime() - b.from.getTime());
}

/** The events without what people were told: for a replay, where a breach that was told need not be one. */
export const asIfUntold = (events: readonly OutageEvent[]): OutageEvent[] =>
  events.filter(({ kind }) => kind !== 'breach-told');
