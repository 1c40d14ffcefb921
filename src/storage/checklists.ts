import { and, asc, count, eq, inArray, ne, sql } from 'drizzle-orm';
import type { ChecklistItem, ChecklistProgress, ItemEdit } from '../domain/checklist.ts';
import type { Promised } from '../domain/promise.ts';
import type { Open } from './database.ts';
import { checklistItem, promise } from './tables.ts';

/** The items of checklists, inside the caller's transaction. */
export function checklistWriter({ db }: Open) {
  const ofPromise = db
    .select()
    .from(checklistItem)
    .where(eq(checklistItem.promiseId, sql.placeholder('id')))
    .orderBy(asc(checklistItem.id))
    .prepare();
  return {
    items: (promiseId: number): ChecklistItem[] => ofPromise.all({ id: promiseId }),
    /** A promise that was dropped and is made again keeps what was said of its items. */
    make(promiseId: number, items: readonly string[]): void {
      if (items.length === 0 || ofPromise.all({ id: promiseId }).length > 0) return;
      db.insert(checklistItem)
        .values(items.map((what) => ({ promiseId, what, state: 'open' as const })))
        .run();
    },
    change({ id, ...edit }: ItemEdit): void {
      db.update(checklistItem).set(edit).where(eq(checklistItem.id, id)).run();
    },
  };
}

/** A promise that is a checklist, with its items in order. */
export type Checklist = { promise: Promised; items: ChecklistItem[] };

/** Checklists: their items, who answered each and when (HAND-6). */
export function checklistStore(open: Open) {
  const { db } = open;
  const { items } = checklistWriter(open);
  return {
    async itemsOf(promiseId: number): Promise<ChecklistItem[]> {
      return items(promiseId);
    },
    /** How far the checklists of these promises are; those that have none are absent. */
    async progressOf(promiseIds: readonly number[]): Promise<Map<number, ChecklistProgress>> {
      const found = db
        .select({
          id: checklistItem.promiseId,
          total: count(),
          answered: sql<number>`sum(${checklistItem.state} <> 'open')`,
        })
        .from(checklistItem)
        .where(inArray(checklistItem.promiseId, [...promiseIds]))
        .groupBy(checklistItem.promiseId)
        .all();
      return new Map(found.map(({ id, ...progress }) => [id, progress]));
    },
    /** The checklists about a request that are not dropped, oldest first. */
    async checklistsOfRequest(requestId: number): Promise<Checklist[]> {
      const about = and(eq(promise.requestId, requestId), ne(promise.state, 'dropped'));
      const found = db.select().from(promise).where(about).orderBy(asc(promise.id)).all();
      const all = found.map((each) => ({ promise: each, items: items(each.id) }));
      return all.filter((each) => each.items.length > 0);
    },
  };
}
