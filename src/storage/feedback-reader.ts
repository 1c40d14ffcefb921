import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import type { Feedback, FeedbackItem } from '../domain/feedback.ts';
import type { Feature } from '../domain/interlock.ts';
import { feature, feedback, feedbackItem } from './charter-tables.ts';
import type { Open } from './database.ts';

const AT_MOST = 1_000;

/** The first of those that a piece of feedback is the same as: its own id where it joined none. */
export const rootOf = ({ id, sameAs }: Pick<Feedback, 'id' | 'sameAs'>): number => sameAs ?? id;

/** Reads feedback and its items inside the caller's transaction. */
export function feedbackReader({ db }: Open) {
  const root = sql<number>`coalesce(${feedback.sameAs}, ${feedback.id})`;
  return {
    featureBy: (id: number): Feature | null => db.select().from(feature).where(eq(feature.id, id)).get() ?? null,
    itemBy: (id: number | null): FeedbackItem | null =>
      id === null ? null : (db.select().from(feedbackItem).where(eq(feedbackItem.id, id)).get() ?? null),
    feedbackBy: (id: number): Feedback | null => db.select().from(feedback).where(eq(feedback.id, id)).get() ?? null,
    /** The oldest first. */
    inItem: (itemId: number): Feedback[] =>
      db.select().from(feedback).where(eq(feedback.itemId, itemId)).orderBy(asc(feedback.id)).limit(AT_MOST).all(),
    /** All feedback of these groups, by the id of the first of each, the oldest first. */
    inGroups: (featureId: number, roots: readonly number[]): Feedback[] =>
      db
        .select()
        .from(feedback)
        .where(and(eq(feedback.featureId, featureId), inArray(root, [...roots])))
        .orderBy(asc(feedback.id))
        .all(),
  };
}
