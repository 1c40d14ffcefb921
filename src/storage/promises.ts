import { and, asc, eq, sql } from 'drizzle-orm';
import type { NewPromise, Promised } from '../domain/promise.ts';
import type { Open } from './database.ts';
import { promise } from './tables.ts';

/** Keeps promises inside the caller's transaction; one whose key is kept already is left as it is. */
export function promiseWriter({ db }: Open) {
  const insert = db
    .insert(promise)
    .values({
      ...{ kind: sql.placeholder('kind'), key: sql.placeholder('key'), what: sql.placeholder('what') },
      ...{ requestId: sql.placeholder('requestId'), toolId: sql.placeholder('toolId') },
      ...{ decisionId: sql.placeholder('decisionId'), ownerId: sql.placeholder('ownerId') },
      ...{ dueAt: sql.placeholder('dueAt'), watch: sql.placeholder('watch') },
      ...{ state: 'open', createdAt: sql.placeholder('createdAt') },
    })
    .onConflictDoNothing({ target: promise.key })
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
  const EMPTY = { requestId: null, toolId: null, decisionId: null, ownerId: null, dueAt: null, watch: null };
  return {
    make(promises: readonly NewPromise[], createdAt: Date): void {
      for (const each of promises) insert.run({ ...EMPTY, ...each, createdAt });
    },
    /** Ends the open promises of these keys; others are left as they are. */
    end(keys: readonly string[], state: 'kept' | 'dropped', by: string, now: Date): void {
      for (const key of keys) end.run({ key, state, endedAt: now.getTime(), endedBy: by });
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
