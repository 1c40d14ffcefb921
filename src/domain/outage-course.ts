import type { Length } from './commitment.ts';
import type { ClockId, OutageEvent, Stop } from './commitment-clock.ts';
import type { CriticalityId } from './criticality.ts';

/** While a clock stood still; `to` is null while it still does. */
export type Stopped = { from: Date; to: Date | null; why: Stop };

/** What is promised for a clock, and since when that is in force. */
export type Promised = { level: CriticalityId | null; target: Length; since: Date };

/** What happened to one clock of an outage, as far as it matters: until it ended, or until now. */
export type Course = {
  clock: ClockId;
  startedAt: Date;
  /** When it is judged: where it ended, else now. */
  at: Date;
  /** When it was triaged and assigned (SLO-8), or closed for now (SLO-7). */
  endedAt: Date | null;
  /** In order; those that began before it ended. */
  stops: Stopped[];
  promised: Promised | null;
  told: { at: Date; due: Date } | null;
};

type Committed = Extract<OutageEvent, { kind: 'committed' }>;

/** The course of one clock until `now`; null when nothing was opened by then. */
export function courseOf(events: readonly OutageEvent[], clock: ClockId, now: Date): Course | null {
  const known = inOrder(events, now);
  const [first] = known;
  if (first === undefined) return null;
  const endedAt = clock === 'slo' ? respondedAt(known) : closedAt(known);
  const at = endedAt ?? now;
  // What stopped it as it ended is its end, not a stop.
  const stops = stopsOf(known.filter((event) => endedAt === null || event.at < endedAt));
  const told = known.find((event) => event.kind === 'breach-told' && event.clock === clock);
  return {
    ...{ clock, startedAt: first.at, at, endedAt, stops },
    promised: promisedAt(known, clock, at),
    told: told?.kind === 'breach-told' ? { at: told.at, due: told.due } : null,
  };
}

/** From the opening on; what is dated before it (an assignee from the start) counts as at the opening. */
function inOrder(events: readonly OutageEvent[], now: Date): OutageEvent[] {
  const sorted = events.filter(({ at }) => at <= now).sort((a, b) => a.at.getTime() - b.at.getTime());
  const opened = sorted.find(({ kind }) => kind === 'opened');
  if (opened === undefined) return [];
  return sorted.map((event) => (event.at < opened.at ? { ...event, at: opened.at } : event));
}

function respondedAt(events: readonly OutageEvent[]): Date | null {
  let [assigned, triaged] = [false, false];
  for (const { kind, at } of events) {
    if (kind === 'assigned' || kind === 'unassigned') assigned = kind === 'assigned';
    if (kind === 'triaged' || kind === 'untriaged') triaged = kind === 'triaged';
    if (assigned && triaged) return at;
  }
  return null;
}

/** Since when it is closed; null while it is open. */
function closedAt(events: readonly OutageEvent[]): Date | null {
  let closed: Date | null = null;
  for (const { kind, at } of events) {
    if (kind === 'closed') closed ??= at;
    if (kind === 'reopened') closed = null;
  }
  return closed;
}

function stopsOf(events: readonly OutageEvent[]): Stopped[] {
  const stops: Stopped[] = [];
  let [closed, harmless] = [false, false];
  for (const { kind, at } of events) {
    if (kind === 'closed' || kind === 'reopened') closed = kind === 'closed';
    if (kind === 'not-blocking' || kind === 'blocking') harmless = kind === 'not-blocking';
    const why = closed ? 'closed' : harmless ? 'not-blocking' : null;
    const last = stops.at(-1);
    if ((last?.to === null ? last.why : null) === why) continue;
    if (last?.to === null) last.to = at;
    if (why !== null) stops.push({ from: at, to: null, why });
  }
  return stops;
}

/** What is in force when the clock is judged. What was promised first holds from the opening: a tool may become known later. */
function promisedAt(events: readonly OutageEvent[], clock: ClockId, at: Date): Promised | null {
  const [first, ...later] = events.filter((event): event is Committed => event.kind === 'committed');
  const opened = events[0];
  if (first === undefined || opened === undefined) return null;
  let promised: Promised = { level: first.level, target: first[clock], since: opened.at };
  for (const change of later.filter((event) => event.at <= at)) {
    const same = isSameLength(promised.target, change[clock]);
    promised = { level: change.level, target: change[clock], since: same ? promised.since : change.at };
  }
  return promised;
}

const isSameLength = (one: Length, other: Length): boolean =>
  one?.amount === other?.amount && one?.unit === other?.unit;
