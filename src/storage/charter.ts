import { and, desc, eq, sql } from 'drizzle-orm';
import type { CharterChange, DecideCharter } from '../domain/charter.ts';
import type { NewPromise, Promised } from '../domain/promise.ts';
import { no, type Verdict } from '../domain/verdict.ts';
import type { AuditWriter } from './audit.ts';
import { report } from './charter-tables.ts';
import type { Open } from './database.ts';
import { promiseWriter } from './promises.ts';
import { promise } from './tables.ts';

/** A report as it was posted; what is in `figures` is read by whoever shows it. */
export type NewestReport = { period: string; figures: Record<string, unknown>; at: Date };

type Making = (day: string) => NewPromise;

/** The review of the team's charter (CHA-1), and the newest report. */
export function charterStore(open: Open, keepAudit: AuditWriter) {
  const { client, db } = open;
  const promises = promiseWriter(open);
  const newest = db
    .select()
    .from(promise)
    .where(eq(promise.kind, 'charter-review'))
    .orderBy(desc(sql`${promise.state} = 'open'`), desc(promise.endedAt))
    .limit(1)
    .prepare();

  /** It keeps what was answered of its checklist, and comes up anew on its new day. */
  function move({ id }: Promised, { key, dueAt = null }: NewPromise): void {
    db.update(promise)
      .set({ key, dueAt, acknowledgedBy: null, snoozedUntil: null })
      .where(and(eq(promise.id, id), eq(promise.state, 'open')))
      .run();
  }

  const plan = client.transaction((decide: DecideCharter, making: Making, now: Date): Verdict<CharterChange> => {
    const before = newest.get() ?? null;
    const verdict = decide(before);
    if (!verdict.ok) return verdict;
    const { actor, day, moves } = verdict.value;
    const made = making(day);
    const taken = db.select({ id: promise.id }).from(promise).where(eq(promise.key, made.key)).get();
    if (moves && taken !== undefined) return no('A review of that day was dropped. Choose another day.');
    if (moves && before !== null) move(before, made);
    else promises.make([made], now);
    const action = moves ? 'moved the charter review' : 'planned a charter review';
    keepAudit({ at: now, actor, subject: 'charter', action, detail: { day } });
    return verdict;
  });

  return {
    /** The review that is open, else the one that ended last; null where none was promised yet. */
    async newestReview(): Promise<Promised | null> {
      return newest.get() ?? null;
    },
    /** Calls `decide` on the newest review inside the transaction; keeps the day that it says, or nothing when it refuses. */
    async planReview(decide: DecideCharter, making: Making, now: Date): Promise<Verdict<CharterChange>> {
      return plan.immediate(decide, making, now);
    },
    /** Of the newest month that was reported: older months, quarters and milestones are kept too, whenever somebody asks for them. */
    async newestReport(): Promise<NewestReport | null> {
      const { period, figures, at } = report;
      const newest = db
        .select({ period, figures, at })
        .from(report)
        .where(sql`${period} GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]'`)
        .orderBy(desc(period), desc(report.id));
      return newest.limit(1).get() ?? null;
    },
  };
}
