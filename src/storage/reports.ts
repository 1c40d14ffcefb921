import { desc, eq } from 'drizzle-orm';
import type { Owed } from '../domain/owed.ts';
import type { NewReport, Report } from '../domain/report.ts';
import type { AuditWriter } from './audit.ts';
import { report } from './charter-tables.ts';
import type { Open } from './database.ts';
import type { OutboxWriter } from './outbox.ts';

type Writers = { owe: OutboxWriter; keepAudit: AuditWriter; wake: () => void };

const MOST_REPORTS = 20;

/** Reports as they were: nothing is ever written over, a correction is a newer one (KPI-7). */
export function reportStore({ client, db }: Open, { owe, keepAudit, wake }: Writers) {
  const newestOf = (period: string) =>
    db.select().from(report).where(eq(report.period, period)).orderBy(desc(report.id)).limit(1).get() ?? null;
  const keepFirst = client.transaction((made: NewReport): Report => {
    const known = newestOf(made.period);
    return known ?? db.insert(report).values(made).returning().get();
  });
  const first = client.prepare<[string, number]>('INSERT OR IGNORE INTO seen (id, at) VALUES (?, ?)');
  const correct = client.transaction((made: NewReport, key: string, owed: readonly Owed[]): void => {
    if (first.run(`report:${key}`, made.at.getTime()).changes === 0) return;
    db.insert(report).values(made).run();
    const detail = { period: made.period, why: made.why };
    keepAudit({ at: made.at, actor: made.by ?? 'app', subject: 'metrics', action: 'report worked out again', detail });
    owe(owed, made.at);
  });
  return {
    async newestReport(period: string): Promise<Report | null> {
      return newestOf(period);
    },
    async report(id: number): Promise<Report | null> {
      return db.select().from(report).where(eq(report.id, id)).get() ?? null;
    },
    /** All of a period, the newest first. */
    async reportsOf(period: string): Promise<Report[]> {
      return db
        .select()
        .from(report)
        .where(eq(report.period, period))
        .orderBy(desc(report.id))
        .limit(MOST_REPORTS)
        .all();
    },
    /** Keeps the first report of a period; where there is one already, gives that one. */
    async keepFirstReport(made: NewReport): Promise<Report> {
      return keepFirst.immediate(made);
    },
    /** Keeps a correction beside what was there, and owes what follows from it. `key`: of the act; told twice, it is kept once. */
    async keepCorrection(made: NewReport, key: string, owed: readonly Owed[]): Promise<void> {
      correct.immediate(made, key, owed);
      wake();
    },
  };
}
