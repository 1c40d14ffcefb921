import { and, asc, eq, gt, isNull, lt, lte, ne, or, type SQL, sql } from 'drizzle-orm';
import { owePromiseTold, requestNumber } from '../domain/owed.ts';
import {
  type NewPromise,
  type Promised,
  type PromiseEdit,
  type PromiseKind,
  promiseNumber,
} from '../domain/promise.ts';
import type { DecidePromise, PromiseChange } from '../domain/promise-act.ts';
import { toolNumber } from '../domain/tool.ts';
import { no, type Verdict } from '../domain/verdict.ts';
import type { AuditWriter } from './audit.ts';
import { checklistWriter } from './checklists.ts';
import type { Open } from './database.ts';
import { type OutboxWriter, outboxWriter } from './outbox.ts';
import { asInserted } from './prepared.ts';
import { promise } from './tables.ts';

/** Keeps promises inside the caller's transaction; one whose key is kept already is left as it is, unless it was dropped. */
export function promiseWriter(open: Open) {
  const { db } = open;
  const owe = outboxWriter(open);
  const checklists = checklistWriter(open);
  const openByKey = db
    .select()
    .from(promise)
    .where(and(eq(promise.key, sql.placeholder('key')), eq(promise.state, 'open')))
    .prepare();

  /** Changes a promise that is open still; false, and nothing is kept, where it is not. What was posted of it follows. */
  function change(id: number, edit: PromiseEdit, now: Date): boolean {
    const stillOpen = and(eq(promise.id, id), eq(promise.state, 'open'));
    if (Object.keys(edit).length === 0) return db.select().from(promise).where(stillOpen).get() !== undefined;
    const changed = db.update(promise).set(edit).where(stillOpen).returning().get();
    if (changed === undefined) return false;
    if (changed.state !== 'open') owe([owePromiseTold(changed)], now);
    return true;
  }

  function endAll(which: SQL | undefined, state: 'kept' | 'dropped', endedBy: string, now: Date): void {
    for (const { id } of db.select({ id: promise.id }).from(promise).where(which).all())
      change(id, { state, endedAt: now, endedBy }, now);
  }

  return {
    make(promises: readonly NewPromise[], createdAt: Date): void {
      for (const { items = [], ...each } of promises) {
        const made = db
          .insert(promise)
          .values({ ...each, state: 'open', createdAt })
          .onConflictDoUpdate({
            target: promise.key,
            set: {
              ...asInserted(promise, [
                'what',
                'ownerId',
                'requestId',
                'decisionId',
                'dueAt',
                'watch',
                'createdAt',
                'state',
              ]),
              // Nobody has seen this one yet, or put it off.
              ...{ acknowledgedBy: null, snoozedUntil: null, remindedAt: null, endedAt: null, endedBy: null },
            },
            setWhere: eq(promise.state, 'dropped'),
          })
          .returning({ id: promise.id })
          .get();
        if (made !== undefined) checklists.make(made.id, items);
      }
    },
    /** A checklist that was kept is open again. */
    reopen(id: number, edit: PromiseEdit): void {
      db.update(promise)
        .set(edit)
        .where(and(eq(promise.id, id), eq(promise.state, 'kept')))
        .run();
    },
    /** Ends the open promises of these keys; others are left as they are. The reminders posted of them follow. */
    end(keys: readonly string[], state: 'kept' | 'dropped', by: string, now: Date): void {
      for (const key of keys) {
        const found = openByKey.get({ key });
        if (found !== undefined) change(found.id, { state, endedAt: now, endedBy: by }, now);
      }
    },
    change,
    openOfTool: (toolId: number): Promised[] =>
      db
        .select()
        .from(promise)
        .where(and(eq(promise.toolId, toolId), eq(promise.state, 'open')))
        .all(),
    /** Ends what a decision promised and is still open: another decision has taken its place. */
    endOfDecision(decisionId: number, state: 'kept' | 'dropped', by: string, now: Date): void {
      endAll(and(eq(promise.decisionId, decisionId), eq(promise.state, 'open')), state, by, now);
    },
    /** Drops what is open about a request that ended; what is promised of its tool stays with the tool. */
    dropOfRequest(requestId: number, by: string, now: Date): void {
      const about = and(eq(promise.requestId, requestId), isNull(promise.toolId), eq(promise.state, 'open'));
      endAll(about, 'dropped', by, now);
    },
  };
}

export type PromiseWriter = ReturnType<typeof promiseWriter>;

type Writers = { owe: OutboxWriter; keepAudit: AuditWriter; wake: () => void };

const subjectOf = ({ id, requestId, toolId }: Promised): string => {
  if (requestId !== null) return requestNumber(requestId);
  return toolId === null ? promiseNumber(id) : toolNumber(toolId);
};

/** A deferred request for which something has changed: who joined it; null where a constraint ended. */
export type DeferredChange = { promise: Promised; joinedBy: string | null };

/** What the team said it would come back to. */
export function promiseStore(open: Open, { owe, keepAudit, wake }: Writers) {
  const { db } = open;
  const writer = promiseWriter(open);
  const checklists = checklistWriter(open);
  const isOpen = eq(promise.state, 'open');
  // The plus keeps SQLite from walking every open promise in the order of their dates to find those of one subject.
  const openToo = sql`+${promise.state} = 'open'`;
  // As the index has it.
  const comesUp = sql`CASE WHEN ${promise.snoozedUntil} > ${promise.dueAt} THEN ${promise.snoozedUntil} ELSE ${promise.dueAt} END`;
  // Reviews of tools are asked for in messages of their own, by their own job (REV-1).
  const isReminded = ne(promise.kind, 'review');
  const one = db
    .select()
    .from(promise)
    .where(eq(promise.id, sql.placeholder('id')))
    .prepare();
  const ofRequest = db
    .select()
    .from(promise)
    .where(and(eq(promise.requestId, sql.placeholder('id')), openToo))
    .orderBy(asc(promise.dueAt))
    .prepare();
  const ofTool = db
    .select()
    .from(promise)
    .where(and(eq(promise.toolId, sql.placeholder('id')), openToo))
    .orderBy(asc(promise.dueAt))
    .prepare();
  const due = db
    .select()
    .from(promise)
    .where(
      and(isOpen, isReminded, lte(promise.dueAt, sql.placeholder('now')), sql`${comesUp} <= ${sql.placeholder('now')}`),
    )
    .orderBy(comesUp)
    .limit(sql.placeholder('limit'))
    .prepare();
  const soonest = db
    .select()
    .from(promise)
    .where(and(isOpen, sql`${comesUp} > 0`))
    .orderBy(comesUp)
    .limit(sql.placeholder('limit'))
    .prepare();
  const ofKind = db
    .select()
    .from(promise)
    .where(and(isOpen, eq(promise.kind, sql.placeholder('kind')), gt(promise.id, sql.placeholder('after'))))
    .orderBy(asc(promise.id))
    .limit(sql.placeholder('limit'))
    .prepare();

  const joined = open.client.prepare<[number, number], { entryId: number; id: number; joinedBy: string }>(`
    SELECT e.id AS entryId, p.id, e.author_name AS joinedBy
    FROM entry AS e CROSS JOIN promise AS p ON p.request_id = e.request_id
    WHERE e.id > ? AND e.kind = 'joined' AND +p.state = 'open' AND p.kind = 'deferred' AND e.at > p.created_at
    ORDER BY e.id LIMIT ?`);
  const lastEntry = open.client.prepare<[], number>('SELECT coalesce(max(id), 0) FROM entry').pluck();
  const lastEnded = open.client.prepare<[], number>('SELECT coalesce(max(ended_at), 0) FROM capacity').pluck();
  const freed = open.client.prepare<[number, number], { id: number }>(`
    SELECT id FROM promise WHERE state = 'open' AND kind = 'deferred' AND created_at < ? ORDER BY id LIMIT ?`);

  const found = <T extends { id: number }>(rows: readonly T[]): (T & { promise: Promised })[] =>
    rows.flatMap((row) => {
      const promised = one.get({ id: row.id });
      return promised === undefined ? [] : [{ ...row, promise: promised }];
    });

  const change = open.client.transaction((id: number, decide: DecidePromise, now: Date): Verdict<PromiseChange> => {
    const found = one.get({ id });
    if (found === undefined) return no('That is not known any more.');
    const verdict = decide(found, checklists.items(id));
    if (!verdict.ok) return verdict;
    const { actor, action, detail = {}, promise: edit, item, promises = [], endsToo = [], owed } = verdict.value;
    if (edit.state === 'open') writer.reopen(id, edit);
    else if (!writer.change(id, edit, now)) return no('That has ended meanwhile.');
    if (item !== undefined) checklists.change(item);
    if (edit.state === 'kept' || edit.state === 'dropped') writer.end(endsToo, edit.state, actor, now);
    writer.make(promises, now);
    keepAudit({ at: now, actor, subject: subjectOf(found), action, detail });
    owe(owed, now);
    return verdict;
  });

  const make = open.client.transaction((promises: readonly NewPromise[], now: Date) => writer.make(promises, now));

  return {
    async promise(id: number): Promise<Promised | null> {
      return one.get({ id }) ?? null;
    },
    /** Keeps promises by themselves, where no other change goes with them. */
    async makePromises(promises: readonly NewPromise[], now: Date): Promise<void> {
      make.immediate(promises, now);
    },
    /** Calls `decide` on the promise as it is inside the transaction; keeps what it says, or nothing when it refuses. */
    async changePromise(id: number, decide: DecidePromise, now: Date): Promise<Verdict<PromiseChange>> {
      const verdict = change.immediate(id, decide, now);
      wake();
      return verdict;
    },
    async openPromisesOfRequest(requestId: number): Promise<Promised[]> {
      return ofRequest.all({ id: requestId });
    },
    async openPromisesOfTool(toolId: number): Promise<Promised[]> {
      return ofTool.all({ id: toolId });
    },
    /** Open promises that are due and not put off, longest due first; reviews of tools are not among them (`toolsToReview`). */
    async promisesDueBefore(now: Date, limit: number): Promise<Promised[]> {
      return due.all({ now: now.getTime(), limit });
    },
    /** Open ones whose date is over, however they were snoozed; the longest first. */
    async overduePromises(now: Date, limit: number): Promise<Promised[]> {
      return db
        .select()
        .from(promise)
        .where(and(isOpen, lte(promise.dueAt, now)))
        .orderBy(asc(promise.dueAt))
        .limit(limit)
        .all();
    },
    /** Puts off until then what is open, without a word: nobody could be reminded of it now. */
    async putOff(id: number, until: Date): Promise<void> {
      const sooner = or(isNull(promise.snoozedUntil), lt(promise.snoozedUntil, until));
      db.update(promise)
        .set({ snoozedUntil: until })
        .where(and(eq(promise.id, id), isOpen, sooner))
        .run();
    },
    /** Open promises by when they come up next. */
    async openPromises(limit: number): Promise<Promised[]> {
      return soonest.all({ limit });
    },
    /** Open promises of one kind, by their number. */
    async openPromisesOfKind(kind: PromiseKind, after: number, limit: number): Promise<Promised[]> {
      return ofKind.all({ kind, after, limit });
    },
    /** What someone holds, by when it is due. */
    async openPromisesHeldBy(ownerId: string, limit: number): Promise<Promised[]> {
      const held = and(isOpen, eq(promise.ownerId, ownerId));
      return db.select().from(promise).where(held).orderBy(asc(promise.dueAt)).limit(limit).all();
    },
    /** Deferred requests that somebody joined since they were deferred (NEW-9), of the entries after this one; `upTo`: the last looked at. */
    async deferredJoinedAfter(entryId: number, limit: number): Promise<{ found: DeferredChange[]; upTo: number }> {
      const last = lastEntry.get() ?? 0;
      const rows = joined.all(entryId, limit);
      const upTo = rows.length < limit ? Math.max(last, rows.at(-1)?.entryId ?? 0) : (rows.at(-1)?.entryId ?? last);
      return { found: found(rows), upTo };
    },
    /** Deferred requests for whom a constraint ended since (NEW-9), where one has ended after this instant (ms); `upTo`: the newest end. */
    async deferredFreedAfter(endedAt: number, limit: number): Promise<{ found: DeferredChange[]; upTo: number }> {
      const last = lastEnded.get() ?? 0;
      const rows = last > endedAt ? freed.all(last, limit) : [];
      const upTo = rows.length < limit ? last : endedAt;
      return { found: found(rows).map((each) => ({ ...each, joinedBy: null })), upTo };
    },
  };
}
