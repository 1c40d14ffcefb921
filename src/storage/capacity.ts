import { and, asc, eq, isNull, lt, sql } from 'drizzle-orm';
import { type Constraint, constraintNumber, type NewConstraint } from '../domain/capacity.ts';
import type { Owed } from '../domain/owed.ts';
import { no, type Verdict } from '../domain/verdict.ts';
import type { AuditWriter } from './audit.ts';
import type { Open } from './database.ts';
import type { OutboxWriter } from './outbox.ts';
import { capacity } from './tables.ts';

type Writers = { owe: OutboxWriter; keepAudit: AuditWriter; wake: () => void };
type Report = { constraint: NewConstraint; actor: string; owed: (id: number) => Owed[] };

const MOST = 100;

/** Capacity constraints (REV-5). */
export function capacityStore({ client, db }: Open, { owe, keepAudit, wake }: Writers) {
  const one = db
    .select()
    .from(capacity)
    .where(eq(capacity.id, sql.placeholder('id')))
    .prepare();

  const report = client.transaction(({ constraint, actor, owed }: Report, now: Date): number => {
    const { id } = db
      .insert(capacity)
      .values({ ...constraint, reportedBy: actor, at: now })
      .returning({ id: capacity.id })
      .get();
    keepAudit({ at: now, actor, subject: constraintNumber(id), action: 'reported a constraint', detail: constraint });
    owe(owed(id), now);
    return id;
  });

  function endOne(id: number, by: string, now: Date): void {
    db.update(capacity).set({ endedAt: now, endedBy: by }).where(eq(capacity.id, id)).run();
    keepAudit({ at: now, actor: by, subject: constraintNumber(id), action: 'ended a constraint', detail: {} });
  }

  type Decide = (constraint: Constraint) => Verdict<Owed[]>;
  const end = client.transaction((id: number, by: string, decide: Decide, now: Date): Verdict<Owed[]> => {
    const found = one.get({ id });
    if (found === undefined) return no('That constraint is not known any more.');
    const verdict = decide(found);
    if (!verdict.ok) return verdict;
    endOne(id, by, now);
    owe(verdict.value, now);
    return verdict;
  });

  const endPast = client.transaction((today: string, owed: (id: number) => Owed[], now: Date): number => {
    const past = db
      .select({ id: capacity.id })
      .from(capacity)
      .where(and(isNull(capacity.endedAt), lt(capacity.until, today)))
      .all();
    for (const { id } of past) {
      endOne(id, 'app', now);
      owe(owed(id), now);
    }
    return past.length;
  });

  return {
    async reportConstraint(reported: Report, now: Date): Promise<number> {
      const id = report.immediate(reported, now);
      wake();
      return id;
    },
    async endConstraint(id: number, by: string, decide: Decide, now: Date): Promise<Verdict<Owed[]>> {
      const verdict = end.immediate(id, by, decide, now);
      wake();
      return verdict;
    },
    /** Ends those whose last day is before this one, and says how many. */
    async endConstraintsBefore(today: string, owed: (id: number) => Owed[], now: Date): Promise<number> {
      const ended = endPast.immediate(today, owed, now);
      if (ended > 0) wake();
      return ended;
    },
    async constraint(id: number): Promise<Constraint | null> {
      return one.get({ id }) ?? null;
    },
    /** Those that have not ended, soonest to end first; `today` is the team's day: one whose day is over does not count. */
    async constraintsInForce(today: string): Promise<Constraint[]> {
      const open = and(isNull(capacity.endedAt), sql`${capacity.until} >= ${today}`);
      return db.select().from(capacity).where(open).orderBy(asc(capacity.until), asc(capacity.id)).limit(MOST).all();
    },
  };
}
