import { and, desc, eq, gte, inArray, isNull, sql } from 'drizzle-orm';
import type { Met } from '../domain/attainment.ts';
import type { NewPromise, Promised } from '../domain/promise.ts';
import type { Miss, SignalFile } from '../domain/signal.ts';
import { toolNumber } from '../domain/tool.ts';
import type { AuditWriter } from './audit.ts';
import { clock, outage } from './commitment-tables.ts';
import type { Open } from './database.ts';
import { promiseWriter } from './promises.ts';
import { promise, tool } from './tables.ts';

type Writers = { keepAudit: AuditWriter; wake: () => void };

/** What a rule wants promised of a tool's misses; none: there is no signal. */
export type DecideSignal = (file: SignalFile) => { promises: NewPromise[]; misses: readonly Miss[] };

/** A tool has fewer misses in any span that people would choose. */
const MISSES_LOOKED_AT = 200;
const SIGNALS_LOOKED_AT = 20;

/** Missed commitments of tools, the signals they are, and how often commitments were kept (SLO-11). */
export function signalStore(open: Open, { keepAudit, wake }: Writers) {
  const { client, db } = open;
  const promises = promiseWriter(open);
  const counting = and(eq(clock.outageId, outage.id), isNull(outage.notBlocking));

  function misses(toolId: number, since: Date): Miss[] {
    // The plus keeps SQLite to the outages of the tool: there are fewer than there are breached clocks.
    const missed = and(eq(outage.toolId, toolId), sql`+${clock.state} = 'breached'`, gte(clock.breachedAt, since));
    const rows = db
      .select({
        ...{ outageId: clock.outageId, clock: clock.clock, level: clock.level },
        ...{ dueAt: clock.dueAt, breachedAt: clock.breachedAt, endedAt: clock.endedAt },
      })
      .from(outage)
      .innerJoin(clock, counting)
      .where(missed)
      .orderBy(desc(clock.breachedAt))
      .limit(MISSES_LOOKED_AT)
      .all();
    return rows.flatMap(({ breachedAt, ...row }) => (breachedAt === null ? [] : [{ ...row, breachedAt }]));
  }

  const signalsOf = (toolId: number): Promised[] =>
    db
      .select()
      .from(promise)
      .where(and(eq(promise.toolId, toolId), eq(promise.kind, 'signal')))
      .orderBy(desc(promise.id))
      .limit(SIGNALS_LOOKED_AT)
      .all();

  const raise = client.transaction((toolId: number, since: Date, decide: DecideSignal, now: Date): boolean => {
    const found = db.select().from(tool).where(eq(tool.id, toolId)).get();
    if (found === undefined) return false;
    const raised = decide({ tool: found, misses: misses(toolId, since), signals: signalsOf(toolId) });
    if (raised.promises.length === 0) return false;
    promises.make(raised.promises, now);
    const detail = { misses: raised.misses.map((miss) => `O-${miss.outageId} ${miss.clock}`) };
    keepAudit({ at: now, actor: 'app', subject: toolNumber(toolId), action: 'signal raised', detail });
    return true;
  });

  return {
    /** Misses of a tool since then, the newest first. */
    async missesOfTool(toolId: number, since: Date): Promise<Miss[]> {
      return misses(toolId, since);
    },
    /** Decides in one transaction whether the misses since then are a signal, and keeps it; false where they are none. */
    async raiseSignal(toolId: number, since: Date, decide: DecideSignal, now: Date): Promise<boolean> {
      const raised = raise.immediate(toolId, since, decide, now);
      wake();
      return raised;
    },
    /** The open signals of a tool: one for each who was told. */
    async openSignalsOfTool(toolId: number): Promise<Promised[]> {
      return signalsOf(toolId).filter(({ state }) => state === 'open');
    },
    /** Clocks of a tool (null: of all tools) that were due since then, by whether they were met: by the index of its outages, or of what was due. */
    async attainmentSince(since: Date, toolId: number | null): Promise<Met[]> {
      const due = gte(clock.dueAt, since);
      const of =
        toolId === null
          ? and(inArray(clock.state, ['met', 'breached']), due, sql`+${outage.toolId} IS NOT NULL`)
          : and(sql`+${clock.state} IN ('met', 'breached')`, due, eq(outage.toolId, toolId));
      return db
        .select({ clock: clock.clock, state: clock.state, count: sql<number>`count(*)` })
        .from(clock)
        .innerJoin(outage, counting)
        .where(of)
        .groupBy(clock.clock, clock.state)
        .all();
    },
  };
}
