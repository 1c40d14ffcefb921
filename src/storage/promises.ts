import { and, asc, eq, sql } from 'drizzle-orm';
import type { NewPromise, Promised } from '../domain/promise.ts';
import type { Open } from './database.ts';
import { asInserted } from './prepared.ts';
import { promise } from './tables.ts';

/** Keeps promises inside the caller's transaction; one whose key is kept already is left as it is, unless it was dropped. */
export function promiseWriter({ client, db }: Open) {
  const insert = db
    .insert(promise)
    .values({
      ...{ kind: sql.placeholder('kind'), key: sql.placeholder('key'), what: sql.placeholder('what') },
      ...{ requestId: sql.placeholder('requestId'), toolId: sql.placeholder('toolId') },
      ...{ decisionId: sql.placeholder('decisionId'), ownerId: sql.placeholder('ownerId') },
      // As the database has them: drizzle turns no null into an instant, and writes a null of a JSON column as text.
      dueAt: sql`${sql.placeholder('dueAt')}`,
      watch: sql`${sql.placeholder('watch')}`,
      ...{ state: 'open', createdAt: sql.placeholder('createdAt') },
    })
    .onConflictDoUpdate({
      target: promise.key,
      set: { ...asInserted(promise, ['what', 'ownerId', 'dueAt', 'createdAt', 'state']), endedAt: null, endedBy: null },
      setWhere: eq(promise.state, 'dropped'),
    })
    .prepare();
  const end = db
    .update(promise)
    .set({
      state: sql`${sql.placeholder('state')}`,
      endedAt: sql`${sql.placeholder('endedAt')}`,
      endedBy: sql`${sql.placeholder('endedBy')}`,
    })
    .where(and(eq(promise.key, sql.placeholder('key')), eq(promise.state, 'open')))
    .prepare();
  const ofDecision = client.prepare<[string, number, string, number]>(
    "UPDATE promise SET state = ?, ended_at = ?, ended_by = ? WHERE decision_id = ? AND state = 'open'",
  );
  const ofRequest = client.prepare<[number, string, number]>(
    `UPDATE promise SET state = 'dropped', ended_at = ?, ended_by = ?
     WHERE request_id = ? AND tool_id IS NULL AND state = 'open'`,
  );
  const EMPTY = { requestId: null, toolId: null, decisionId: null, ownerId: null, dueAt: null, watch: null };
  return {
    make(promises: readonly NewPromise[], createdAt: Date): void {
      for (const each of promises) {
        const dueAt = each.dueAt?.getTime() ?? null;
        const watch = each.watch == null ? null : JSON.stringify(each.watch);
        insert.run({ ...EMPTY, ...each, dueAt, watch, createdAt });
      }
    },
    /** Ends the open promises of these keys; others are left as they are. */
    end(keys: readonly string[], state: 'kept' | 'dropped', by: string, now: Date): void {
      for (const key of keys) end.run({ key, state, endedAt: now.getTime(), endedBy: by });
    },
    /** Ends what a decision promised and is still open: another decision has taken its place. */
    endOfDecision(decisionId: number, state: 'kept' | 'dropped', by: string, now: Date): void {
      ofDecision.run(state, now.getTime(), by, decisionId);
    },
    /** Drops what is open about a request that ended; what is promised of its tool stays with the tool. */
    dropOfRequest(requestId: number, by: string, now: Date): void {
      ofRequest.run(now.getTime(), by, requestId);
    },
  };
}

export type PromiseWriter = ReturnType<typeof promiseWriter>;

/** What the team said it would come back to. */
export function promiseStore({ db }: Open) {
  const ofRequest = db
    .select()
    .from(promise)
    .where(and(eq(promise.requestId, sql.placeholder('id')), eq(promise.state, 'open')))
    .orderBy(asc(promise.dueAt))
    .prepare();
  const ofTool = db
    .select()
    .from(promise)
    .where(and(eq(promise.toolId, sql.placeholder('id')), eq(promise.state, 'open')))
    .orderBy(asc(promise.dueAt))
    .prepare();
  return {
    async openPromisesOfRequest(requestId: number): Promise<Promised[]> {
      return ofRequest.all({ id: requestId });
    },
    async openPromisesOfTool(toolId: number): Promise<Promised[]> {
      return ofTool.all({ id: toolId });
    },
  };
}
