import { and, desc, eq, gt, inArray, lt, or, sql } from 'drizzle-orm';
import type { Owed } from '../domain/owed.ts';
import type { Open } from './database.ts';
import type { OutboxWriter } from './outbox.ts';
import { jobSlot } from './tables.ts';

export type JobRun = { job: string; outcome: 'done' | 'failed'; at: Date };
export type FailedJob = { job: string; slot: string; error: string; at: Date };
type Ending = {
  job: string;
  slot: string;
  claimedAt: Date;
  outcome: 'done' | 'failed';
  error?: string;
  owed: readonly Owed[];
  now: Date;
};

const ERROR_KEPT = 500;
const newestAt = sql<Date>`max(${jobSlot.at})`.mapWith(jobSlot.at);

/** Which slots of the recurring jobs were taken, and what became of them. */
export function slotStore({ client, db }: Open, { owe, wake }: { owe: OutboxWriter; wake: () => void }) {
  const claim = client.prepare<{ job: string; slot: string; now: number; over: number }>(`
    INSERT INTO job_slot (job, slot, outcome, error, at) VALUES (@job, @slot, 'running', NULL, @now)
    ON CONFLICT (job, slot) DO UPDATE SET outcome = 'running', error = NULL, at = @now
    WHERE outcome IN ('running', 'failed') AND at <= @over`);
  const one = db
    .select()
    .from(jobSlot)
    .where(and(eq(jobSlot.job, sql.placeholder('job')), eq(jobSlot.slot, sql.placeholder('slot'))))
    .prepare();
  // With max() SQLite takes the other columns from the row that has it.
  const last = db
    .select({ job: jobSlot.job, outcome: sql<JobRun['outcome']>`${jobSlot.outcome}`, at: newestAt })
    .from(jobSlot)
    .where(inArray(jobSlot.outcome, ['done', 'failed']))
    .groupBy(jobSlot.job)
    .orderBy(jobSlot.job)
    .prepare();
  const end = client.transaction(({ job, slot, claimedAt, outcome, error, owed, now }: Ending): boolean => {
    const mine = and(
      ...[eq(jobSlot.job, job), eq(jobSlot.slot, slot)],
      ...[eq(jobSlot.outcome, 'running'), eq(jobSlot.at, claimedAt)],
    );
    const ended = { outcome, error: error?.slice(0, ERROR_KEPT) ?? null, at: now };
    if (db.update(jobSlot).set(ended).where(mine).run().changes === 0) return false;
    owe(owed, now);
    return true;
  });
  return {
    /** Takes a slot that nobody took, or that was taken or failed longer ago than a lease lasts; false while it is not to be had. */
    async claimSlot(job: string, slot: string, now: Date, leaseMs: number): Promise<boolean> {
      return claim.run({ job, slot, now: now.getTime(), over: now.getTime() - leaseMs }).changes > 0;
    },
    /** Whether there is nothing to claim: a look without the write lock. */
    async isSettled(job: string, slot: string, now: Date, leaseMs: number): Promise<boolean> {
      const found = one.get({ job, slot });
      if (found === undefined) return false;
      const waits = found.at.getTime() > now.getTime() - leaseMs;
      return found.outcome === 'done' || found.outcome === 'skipped' || waits;
    },
    /** Ends a slot together with what it owes; false, and nothing is kept, where someone else has taken it since. */
    async endSlot(ending: Ending): Promise<boolean> {
      const ended = end.immediate(ending);
      if (ending.owed.length > 0) wake();
      return ended;
    },
    /** The newest run of each job that failed after `since`, where no later one went well. */
    async failedJobs(since: Date): Promise<FailedJob[]> {
      const ended = or(eq(jobSlot.outcome, 'failed'), eq(jobSlot.outcome, 'done'));
      const rows = db
        .select()
        .from(jobSlot)
        .where(and(gt(jobSlot.at, since), ended))
        .orderBy(desc(jobSlot.at))
        .limit(1_000)
        .all();
      const newest = new Map<string, (typeof rows)[number]>();
      for (const row of rows) if (!newest.has(row.job)) newest.set(row.job, row);
      return [...newest.values()].flatMap(({ job, slot, outcome, error, at }) =>
        outcome === 'failed' ? [{ job, slot, at, error: error ?? '' }] : [],
      );
    },
    /** The newest run of each job, by name. */
    async lastRuns(): Promise<JobRun[]> {
      return last.all();
    },
    async forgetSlotsBefore(at: Date): Promise<void> {
      db.delete(jobSlot).where(lt(jobSlot.at, at)).run();
    },
  };
}
