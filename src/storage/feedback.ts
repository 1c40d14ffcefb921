import { and, asc, count, desc, eq, inArray, isNull, lt } from 'drizzle-orm';
import { type Feedback, type GivenAt, type NewFeedback, oweItem, oweTold } from '../domain/feedback.ts';
import { featureNumber } from '../domain/interlock.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { AuditWriter } from './audit.ts';
import { feature, feedback } from './charter-tables.ts';
import type { Open } from './database.ts';
import { feedbackReader, rootOf } from './feedback-reader.ts';
import type { Doing } from './interlock.ts';
import type { OutboxWriter } from './outbox.ts';
import { newestRanked, quotedWords } from './search.ts';
import { draft } from './tables.ts';

type Writers = { owe: OutboxWriter; keepAudit: AuditWriter; wake: () => void };

/** Feedback on target features: given, joined, found (LOCK-4). */
export function feedbackStore(open: Open, { owe, keepAudit, wake }: Writers) {
  const { client, db } = open;
  const { featureBy, itemBy, feedbackBy, inGroups } = feedbackReader(open);
  const index = client.prepare<[number, string, string]>(
    'INSERT INTO feedback_search (rowid, use_case, body) VALUES (?, ?, ?)',
  );
  const ranked = newestRanked(open, 'feedback_search', 'use_case');

  function joined(id: number | null): GivenAt['joins'] {
    const found = id === null ? null : feedbackBy(id);
    const first = found === null ? null : feedbackBy(rootOf(found));
    if (first === null) return null;
    const all = inGroups(first.featureId, [first.id]);
    // The newest item that carries some of them: feedback that came after an item was closed is in none.
    const itemId = Math.max(...all.map((each) => each.itemId ?? 0));
    return { first, all, item: itemBy(itemId) };
  }

  const giving = client.transaction(
    (
      about: { featureId: number; joins: number | null; draftId: string; keptAs: string },
      decide: (at: GivenAt) => Verdict<NewFeedback>,
      { actor, at }: Doing,
    ): Verdict<{ id: number; already: boolean }> => {
      const before = db.select().from(feedback).where(eq(feedback.draftId, about.draftId)).get();
      if (before !== undefined) return { ok: true, value: { id: before.id, already: true } };
      const verdict = decide({ feature: featureBy(about.featureId), joins: joined(about.joins) });
      if (!verdict.ok) return verdict;
      const { featureId, draftId } = about;
      const row = { ...verdict.value, featureId, draftId, at };
      const { id } = db.insert(feedback).values(row).returning({ id: feedback.id }).get();
      const { useCase, happened, evidence, sameAs, itemId, hurts } = verdict.value;
      index.run(id, useCase, `${happened}\n${evidence}`);
      db.delete(draft).where(eq(draft.id, about.keptAs)).run();
      const detail = { feedback: id, hurts, sameAs, item: itemId };
      keepAudit({ at, actor, subject: featureNumber(featureId), action: 'feedback given', detail });
      if (itemId !== null) owe([oweItem(itemId), oweTold(id, itemId)], at);
      return { ok: true, value: { id, already: false } };
    },
  );

  const perFeature = client.prepare<[], { id: number; waiting: number; items: number }>(`
    SELECT f.id, (SELECT count(*) FROM feedback WHERE feature_id = f.id AND item_id IS NULL) AS waiting,
      (SELECT count(*) FROM feedback_item WHERE feature_id = f.id AND state = 'opened') AS items
    FROM feature AS f WHERE f.state = 'target'`);

  const woken = <T>(value: T): T => {
    wake();
    return value;
  };

  return {
    async feedback(id: number): Promise<Feedback | null> {
      return feedbackBy(id);
    },
    /** Feedback on a feature that is in no work item yet, the oldest first. */
    async openFeedback(featureId: number, limit: number): Promise<Feedback[]> {
      const mine = and(eq(feedback.featureId, featureId), isNull(feedback.itemId));
      return db.select().from(feedback).where(mine).orderBy(asc(feedback.id)).limit(limit).all();
    },
    /** What looks alike among the newest feedback on a feature, the best first: one of each group, never of a group that the person is in. */
    async feedbackLike(
      about: { featureId: number; personId: string; typed: string },
      limit: number,
    ): Promise<Feedback[]> {
      const ids = ranked(quotedWords(about.typed)).map(({ id }) => id);
      const rows = new Map(
        (ids.length === 0 ? [] : db.select().from(feedback).where(inArray(feedback.id, ids)).all()).map((each) => [
          each.id,
          each,
        ]),
      );
      const found = ids.flatMap((id) => rows.get(id) ?? []).filter(({ featureId }) => featureId === about.featureId);
      const roots = [...new Set(found.map(rootOf))];
      const others: Feedback[] = [];
      for (const id of roots) {
        if (others.length >= limit) break;
        const all = inGroups(about.featureId, [id]);
        const first = all.find((each) => each.id === id);
        if (first !== undefined && all.every(({ personId }) => personId !== about.personId)) others.push(first);
      }
      return others;
    },
    /** The team that somebody named when they gave feedback last; empty where they gave none. */
    async teamNamedBy(personId: string): Promise<string> {
      const mine = eq(feedback.personId, personId);
      return db.select().from(feedback).where(mine).orderBy(desc(feedback.id)).limit(1).get()?.team ?? '';
    },
    /** Whether the modal of that draft was sent: what comes late of it is not kept any more. */
    async isFeedbackSent(draftId: string): Promise<boolean> {
      return db.select({ id: feedback.id }).from(feedback).where(eq(feedback.draftId, draftId)).get() !== undefined;
    },
    /** Calls `decide` inside the transaction; keeps the feedback once for its draft, and removes what was `keptAs` a draft. */
    async giveFeedback(...given: Parameters<typeof giving>): Promise<Verdict<{ id: number; already: boolean }>> {
      return woken(giving.immediate(...given));
    },
    /** Of each target feature: feedback in no work item yet, and open work items. */
    async countsByFeature(): Promise<Map<number, { waiting: number; items: number }>> {
      return new Map(perFeature.all().map(({ id, ...counts }) => [id, counts]));
    },
    /** Of target features: how much feedback is in no item, how much of that is older than `before`, and how many say no to what shipped. */
    async countFeedback(before: Date): Promise<{ open: number; late: number; missed: number }> {
      const targets = db.select({ id: feature.id }).from(feature).where(eq(feature.state, 'target'));
      const here = and(isNull(feedback.itemId), inArray(feedback.featureId, targets));
      const counted = (which: typeof here): number =>
        db.select({ count: count() }).from(feedback).where(which).get()?.count ?? 0;
      return {
        open: counted(here),
        late: counted(and(here, lt(feedback.at, before))),
        missed: counted(and(eq(feedback.validated, 'no'), inArray(feedback.featureId, targets))),
      };
    },
  };
}
