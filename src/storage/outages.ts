import { and, asc, desc, eq, gt, inArray, isNull, lt, lte, sql } from 'drizzle-orm';
import {
  eventOf,
  keptEvent,
  type Outage,
  type OutageChange,
  type OutageClock,
  type OutageEntry,
  type OutageFile,
  outageNumber,
} from '../domain/outage.ts';
import { clocksNow } from '../domain/outage-clocks.ts';
import { type Owed, oweOutageCard } from '../domain/owed.ts';
import { oweSignalLook } from '../domain/signal.ts';
import { no, type Verdict } from '../domain/verdict.ts';
import type { AuditWriter } from './audit.ts';
import type { CalendarInForce } from './calendars.ts';
import { clock, clockReminder, outage, outageEvent } from './commitment-tables.ts';
import type { Open } from './database.ts';
import type { OutboxWriter } from './outbox.ts';

type Writers = { owe: OutboxWriter; keepAudit: AuditWriter; wake: () => void; calendarInForce: () => CalendarInForce };

export type DecideOutage = (file: OutageFile) => Verdict<OutageChange>;

/** `shares`: of the time, at which people are reminded (the settings'). */
export type ClockTime = { shares: readonly number[]; now: Date };

export type NewOutage = Omit<Outage, 'id' | 'at'>;
export type OutageFiling = { outage: NewOutage; entries: OutageEntry[]; actor: string; owed: (id: number) => Owed[] };

/** Open ones are worked out anew when the calendar changes; what is met, or told as breached, keeps its own. */
const MOVING = ['running', 'breached', 'stopped', 'best-effort'] as const;

const isBreached = ({ state }: OutageClock): boolean => state === 'breached';

/** Outages, what happened to them, and their clocks: worked out from the events in the transaction that keeps these. */
export function outageStore({ client, db }: Open, { owe, keepAudit, wake, calendarInForce }: Writers) {
  const one = db
    .select()
    .from(outage)
    .where(eq(outage.id, sql.placeholder('id')))
    .prepare();
  const eventsOf = db
    .select()
    .from(outageEvent)
    .where(eq(outageEvent.outageId, sql.placeholder('id')))
    .orderBy(asc(outageEvent.at), asc(outageEvent.key))
    .prepare();
  const clocksOf = db
    .select()
    .from(clock)
    .where(eq(clock.outageId, sql.placeholder('id')))
    .orderBy(desc(clock.clock))
    .prepare();
  const remindedOf = db
    .select()
    .from(clockReminder)
    .where(eq(clockReminder.outageId, sql.placeholder('id')))
    .prepare();

  function fileOf(found: Outage): OutageFile {
    const { id } = found;
    const entries = eventsOf.all({ id }).map(({ key, event, by, at }) => ({ key, by, event: eventOf(event, at) }));
    const reminded = remindedOf.all({ id });
    return { outage: found, entries, clocks: clocksOf.all({ id }), reminded };
  }

  function keepEntries(outageId: number, entries: readonly OutageEntry[]): void {
    for (const { key, event, by } of entries)
      db.insert(outageEvent)
        .values({ outageId, key, event: keptEvent(event), by, at: event.at })
        .onConflictDoNothing()
        .run();
  }

  /** Works both clocks out anew from what is kept. With a breach that was none before, the tool is looked at (SLO-11). */
  function recompute(id: number, { shares, now }: ClockTime, looked = false): void {
    const found = one.get({ id });
    if (found === undefined) return;
    const file = fileOf(found);
    const before = new Set(file.clocks.filter(isBreached).map((each) => each.clock));
    const rows = clocksNow(file, { ...calendarInForce(), shares }, now);
    if (found.toolId !== null && rows.some((row) => isBreached(row) && (looked || !before.has(row.clock))))
      owe([oweSignalLook(found.toolId)], now);
    for (const row of rows) {
      const { outageId: _, clock: __, ...set } = row;
      db.insert(clock)
        .values(row)
        .onConflictDoUpdate({ target: [clock.outageId, clock.clock], set })
        .run();
    }
  }

  const file = client.transaction((filing: OutageFiling, time: ClockTime): { id: number; already: boolean } => {
    const added = db
      .insert(outage)
      .values({ ...filing.outage, at: time.now })
      .onConflictDoNothing()
      .returning({ id: outage.id })
      .get();
    if (added === undefined) return { id: alreadyThere(filing.outage), already: true };
    const { id } = added;
    keepEntries(id, filing.entries);
    recompute(id, time);
    const detail = { title: filing.outage.title };
    keepAudit({ at: time.now, actor: filing.actor, subject: outageNumber(id), action: 'opened an outage', detail });
    owe(filing.owed(id), time.now);
    return { id, already: false };
  });

  function alreadyThere({ draftId, projectId, iid }: NewOutage): number {
    const byDraft = draftId === null ? undefined : eq(outage.draftId, draftId);
    const byIssue =
      projectId === null || iid === null ? undefined : and(eq(outage.projectId, projectId), eq(outage.iid, iid));
    const found = db
      .select({ id: outage.id })
      .from(outage)
      .where(byDraft ?? byIssue)
      .get();
    if (found === undefined) throw new Error('an outage is neither new nor there');
    return found.id;
  }

  const change = client.transaction((id: number, decide: DecideOutage, time: ClockTime): Verdict<OutageChange> => {
    const found = one.get({ id });
    if (found === undefined) return no('That outage is not known any more.');
    const verdict = decide(fileOf(found));
    if (!verdict.ok) return verdict;
    keepChange(id, verdict.value, time);
    return verdict;
  });

  function keepChange(id: number, value: OutageChange, time: ClockTime): void {
    if (value.outage !== undefined) db.update(outage).set(value.outage).where(eq(outage.id, id)).run();
    keepEntries(id, value.events ?? []);
    for (const { clock: which, ...edit } of value.clocks ?? [])
      db.update(clock)
        .set(edit)
        .where(and(eq(clock.outageId, id), eq(clock.clock, which)))
        .run();
    for (const each of value.reminded ?? [])
      db.insert(clockReminder)
        .values({ ...each, outageId: id, at: time.now })
        .onConflictDoNothing()
        .run();
    // A breach counts for another tool from now on, or counts again.
    const anew = value.outage?.toolId !== undefined || value.outage?.notBlocking !== undefined;
    recompute(id, time, anew);
    const { actor, action, detail = {} } = value;
    keepAudit({ at: time.now, actor, subject: outageNumber(id), action, detail });
    owe(value.owed, time.now);
  }

  const recordIssue = client.transaction(
    (id: number, issue: { projectId: number; iid: number; url: string }, now: Date): void => {
      db.update(outage).set(issue).where(eq(outage.id, id)).run();
      owe([oweOutageCard(id)], now);
    },
  );

  const recomputeSome = client.transaction((ids: readonly number[], time: ClockTime): void => {
    for (const id of ids) recompute(id, time);
  });

  const atRisk = client.prepare<{ now: number; firstShare: number }, { n: number }>(`
    SELECT count(*) AS n FROM (SELECT outage_id FROM (SELECT * FROM (
        SELECT outage_id FROM clock WHERE state = 'breached' AND ended_at IS NULL LIMIT 200)
      UNION SELECT * FROM (SELECT outage_id FROM clock WHERE next_at <= @now AND +state = 'running' AND ended_at IS NULL LIMIT 200)
      UNION SELECT outage_id FROM (SELECT outage_id, next_share, ended_at FROM clock WHERE state = 'running' ORDER BY due_at LIMIT 200)
        WHERE next_share > @firstShare AND ended_at IS NULL) LIMIT 100)`);
  return {
    /** Keeps an outage with its first events, once for its modal or its issue. */
    async fileOutage(filing: OutageFiling, time: ClockTime): Promise<{ id: number; already: boolean }> {
      const filed = file.immediate(filing, time);
      wake();
      return filed;
    },
    /** Decides and keeps in one transaction; the clocks are worked out anew in it. */
    async changeOutage(id: number, decide: DecideOutage, time: ClockTime): Promise<Verdict<OutageChange>> {
      const verdict = change.immediate(id, decide, time);
      wake();
      return verdict;
    },
    /** Where its issue is, once it is filed. */
    async recordOutageIssue(
      id: number,
      issue: { projectId: number; iid: number; url: string },
      { now }: ClockTime,
    ): Promise<void> {
      recordIssue.immediate(id, issue, now);
      wake();
    },
    async outage(id: number): Promise<OutageFile | null> {
      const found = one.get({ id });
      return found === undefined ? null : fileOf(found);
    },
    async outageOfIssue(projectId: number, iid: number): Promise<OutageFile | null> {
      const at = and(eq(outage.projectId, projectId), eq(outage.iid, iid));
      const found = db.select().from(outage).where(at).get();
      return found === undefined ? null : fileOf(found);
    },
    /** Newest first. */
    async outagesOfTool(toolId: number, limit: number): Promise<Outage[]> {
      return db
        .select()
        .from(outage)
        .where(eq(outage.toolId, toolId))
        .orderBy(desc(outage.openedAt))
        .limit(limit)
        .all();
    },
    /**
     * How many outages have a clock that is breached and not over, or runs out: from its first reminder on (SLO-13); 100 at most. Of those that
     * run, the 200 due soonest are looked at.
     */
    async countAtRisk(now: Date, firstShare: number): Promise<number> {
      return atRisk.get({ now: now.getTime(), firstShare })?.n ?? 0;
    },
    /** Open and counting, the oldest first, after the one with this id. */
    async openOutages(limit: number, after = 0): Promise<OutageFile[]> {
      const open = and(eq(outage.state, 'opened'), isNull(outage.notBlocking), gt(outage.id, after));
      return db.select().from(outage).where(open).orderBy(asc(outage.id)).limit(limit).all().map(fileOf);
    },
    async openOutagesOfTool(toolId: number, limit: number): Promise<OutageFile[]> {
      const open = and(eq(outage.toolId, toolId), eq(outage.state, 'opened'));
      return db.select().from(outage).where(open).orderBy(asc(outage.openedAt)).limit(limit).all().map(fileOf);
    },
    /** Clocks whose next reminder is due at or before this instant, the earliest first; found by an index. */
    async clocksDueBefore(now: Date, limit: number): Promise<OutageClock[]> {
      return db.select().from(clock).where(lte(clock.nextAt, now)).orderBy(asc(clock.nextAt)).limit(limit).all();
    },
    /** Not before then: nobody who has to be told is at work. Working a clock out anew forgets it, and it is put off again. */
    async putOffClock(outageId: number, which: OutageClock['clock'], until: Date): Promise<void> {
      const at = and(eq(clock.outageId, outageId), eq(clock.clock, which));
      db.update(clock).set({ nextAt: until }).where(at).run();
    },
    /** What a recipient was told at this instant; null: the team. */
    async remindedAt(
      personId: string | null,
      at: Date,
    ): Promise<{ outageId: number; clock: OutageClock['clock']; share: number }[]> {
      const who = personId === null ? isNull(clockReminder.personId) : eq(clockReminder.personId, personId);
      return db
        .select()
        .from(clockReminder)
        .where(and(who, eq(clockReminder.at, at)))
        .all();
    },
    /** When the next reminder of any clock is due; null where none is to come. */
    async nextClockReminder(): Promise<Date | null> {
      return (
        db
          .select({ at: clock.nextAt })
          .from(clock)
          .where(gt(clock.nextAt, new Date(0)))
          .orderBy(asc(clock.nextAt))
          .limit(1)
          .get()?.at ?? null
      );
    },
    /**
     * Works out anew, in one transaction of at most `limit` outages, what an older calendar was used for; gives how many there
     * were, so that the caller goes on until it is none.
     */
    async recomputeOlder(limit: number, time: ClockTime): Promise<number> {
      const { version } = calendarInForce();
      const older = and(inArray(clock.state, [...MOVING]), lt(clock.calendar, version), isNull(clock.endedAt));
      const found = db.selectDistinct({ id: clock.outageId }).from(clock).where(older).limit(limit).all();
      if (found.length > 0)
        recomputeSome.immediate(
          found.map(({ id }) => id),
          time,
        );
      return found.length;
    },
    /** How many clocks there are in each state, SLO and RTO together; an index has it. */
    async countClocks(): Promise<{ state: OutageClock['state']; count: number }[]> {
      const count = sql<number>`count(*)`;
      return db.select({ state: clock.state, count }).from(clock).groupBy(clock.state).all();
    },
  };
}
