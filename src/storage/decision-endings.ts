import { and, desc, eq, sql } from 'drizzle-orm';
import { type Owed, oweSignOff } from '../domain/owed.ts';
import type { Open } from './database.ts';
import type { PromiseWriter } from './promises.ts';
import { decision, signature } from './tables.ts';

export type DecisionEnder = (requestId: number, how: { by: string; reason: string }, now: Date) => Owed[];

/**
 * What becomes of a proposal whose request ends, inside the caller's transaction: it is withdrawn, nobody is asked any more, and what
 * is open about the request is dropped. Gives the messages that have to say so.
 */
export function decisionEnder({ db }: Open, promises: PromiseWriter): DecisionEnder {
  const newest = db
    .select({ id: decision.id, state: decision.state })
    .from(decision)
    .where(eq(decision.requestId, sql.placeholder('id')))
    .orderBy(desc(decision.id))
    .limit(1)
    .prepare();
  return (requestId, { by, reason }, now) => {
    promises.dropOfRequest(requestId, by, now);
    const current = newest.get({ id: requestId });
    if (current === undefined) return [];
    if (current.state === 'proposed')
      db.update(decision).set({ state: 'withdrawn', endedReason: reason }).where(eq(decision.id, current.id)).run();
    const open = and(eq(signature.decisionId, current.id), eq(signature.state, 'open'));
    const asked = db.update(signature).set({ state: 'not needed', at: now }).where(open).returning().all();
    return asked.map(({ role, personId }) => oweSignOff(requestId, current.id, role, personId));
  };
}
