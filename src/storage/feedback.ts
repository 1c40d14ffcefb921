import { and, asc, count, desc, eq, inArray, isNull, lt, sql } from 'drizzle-orm';
import {
  type ConsolidateGiven,
  type Feedback,
  type FeedbackItem,
  followItem,
  type GivenAt,
  itemNumber,
  type NewFeedback,
  oweAsk,
  oweItem,
  oweMissed,
  oweTold,
  type Validation,
} from '../domain/feedback.ts';
import { type Feature, type FieldVerdict, featureNumber } from '../domain/interlock.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { AuditWriter } from './audit.ts';
import { feature, feedback, feedbackItem } from './charter-tables.ts';
import type { Open } from './database.ts';
import type { Doing } from './interlock.ts';
import type { OutboxWriter } from './outbox.ts';
import { newestRanked, quotedWords } from './search.ts';
import { draft } from './tables.ts';

type Writers = { owe: OutboxWriter; keepAudit: AuditWriter; wake: () => void };
type Place = { projectId: number; iid: number };
/** What is consolidated: groups of a feature, by the id of the first of each. `draftId`: the modal that it came from. */
type Picking = { featureId: number; roots: readonly number[]; draftId: string };
type DecideItem = (feature: Feature, picked: readonly Feedback[]) => FieldVerdict<ConsolidateGiven>;
type DecideAdded = (feature: Feature, picked: readonly Feedback[]) => FieldVerdict<FeedbackItem>;

const AT_MOST = 1_000;
const rootOf = ({ id, sameAs }: Pick<Feedback, 'id' | 'sameAs'>): number => sameAs ?? id;
const GONE = { ok: false as const, text: 'That is not known any more.' };

/** Feedback on target features, and the work items that it is consolidated into (LOCK-4). */
export function feedbackStore(open: Open, { owe, keepAudit, wake }: Writers) {
  const { client, db } = open;
  const featureBy = (id: number): Feature | null => db.select().from(feature).where(eq(feature.id, id)).get() ?? null;
  const itemBy = (id: number | null): FeedbackItem | null =>
    id === null ? null : (db.select().from(feedbackItem).where(eq(feedbackItem.id, id)).get() ?? null);
  const feedbackBy = (id: number): Feedback | null =>
    db.select().from(feedback).where(eq(feedback.id, id)).get() ?? null;
  const ofIssue = db
    .select()
    .from(feedbackItem)
    .where(and(eq(feedbackItem.projectId, sql.placeholder('projectId')), eq(feedbackItem.iid, sql.placeholder('iid'))))
    .prepare();
  const inItem = (itemId: number): Feedback[] =>
    db.select().from(feedback).where(eq(feedback.itemId, itemId)).orderBy(asc(feedback.id)).limit(AT_MOST).all();
  const root = sql<number>`coalesce(${feedback.sameAs}, ${feedback.id})`;
  const inGroups = (featureId: number, roots: readonly number[]): Feedback[] =>
    db
      .select()
      .from(feedback)
      .where(and(eq(feedback.featureId, featureId), inArray(root, [...roots])))
      .orderBy(asc(feedback.id))
      .all();
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

  /** What is picked is what is in no item yet. Where a group has nothing such any more, all of it, so that it is refused. */
  function picked({ featureId, roots }: Picking): Feedback[] {
    const all = inGroups(featureId, roots);
    const free = all.filter(({ itemId }) => itemId === null);
    return roots.every((id) => free.some((each) => rootOf(each) === id)) ? free : all;
  }

  function carry(item: number, all: readonly Feedback[], { actor, at }: Doing, action: string): void {
    for (const { id } of all) db.update(feedback).set({ itemId: item }).where(eq(feedback.id, id)).run();
    const detail = { feedback: all.map(({ id }) => id) };
    keepAudit({ at, actor, subject: itemNumber(item), action, detail });
    owe([oweItem(item), ...all.map(({ id }) => oweTold(id, item))], at);
  }

  const consolidating = client.transaction(
    (picking: Picking, decide: DecideItem, doing: Doing): FieldVerdict<FeedbackItem> => {
      const { featureId, draftId } = picking;
      const before = db.select().from(feedbackItem).where(eq(feedbackItem.draftId, draftId)).get();
      const found = featureBy(featureId);
      if (before !== undefined) return { ok: true, value: before };
      if (found === null) return GONE;
      const all = picked(picking);
      const verdict = decide(found, all);
      if (!verdict.ok) return verdict;
      const { title, body, url } = verdict.value;
      const row = { featureId, title, body, url: url === '' ? null : url, state: 'opened' as const, draftId };
      const { actor: by, at } = doing;
      const item = db
        .insert(feedbackItem)
        .values({ ...row, by, at })
        .returning()
        .get();
      carry(item.id, all, doing, 'feedback consolidated');
      return { ok: true, value: item };
    },
  );

  const addingTo = client.transaction(
    (picking: Picking, decide: DecideAdded, doing: Doing): FieldVerdict<FeedbackItem> => {
      const found = featureBy(picking.featureId);
      if (found === null) return GONE;
      const all = picked(picking);
      const verdict = decide(found, all);
      if (verdict.ok) carry(verdict.value.id, all, doing, 'feedback added');
      return verdict;
    },
  );

  const following = client.transaction((place: Place, seen: FeedbackItem['state'], now: Date): void => {
    const item = ofIssue.get(place);
    if (item === undefined) return;
    const all = inItem(item.id);
    const change = followItem(item, seen, all, now);
    if (change === null) return;
    const { state, shippedAt, asks, forgets } = change;
    db.update(feedbackItem).set({ state, shippedAt }).where(eq(feedbackItem.id, item.id)).run();
    if (asks.length > 0)
      db.update(feedback).set({ validated: 'asked', note: null }).where(inArray(feedback.id, asks)).run();
    if (forgets.length > 0)
      db.update(feedback).set({ validated: null, note: null }).where(inArray(feedback.id, forgets)).run();
    const action = state === 'closed' ? 'item closed' : 'item opened again';
    keepAudit({ at: now, actor: 'gitlab', subject: itemNumber(item.id), action, detail: { asked: asks } });
    const before = item.shippedAt;
    const asked = shippedAt === null ? [] : asks.map((id) => oweAsk(id, shippedAt));
    const withdrawn = before === null ? [] : all.map(({ id }) => oweAsk(id, before));
    owe([...all.map(({ id }) => oweTold(id, item.id)), ...asked, ...withdrawn, oweItem(item.id)], now);
  });

  const validating = client.transaction(
    (
      id: number,
      decide: (feedback: Feedback, item: FeedbackItem | null) => FieldVerdict<Validation>,
      leaders: readonly string[],
      { actor, at }: Doing,
    ): FieldVerdict<Validation> => {
      const found = feedbackBy(id);
      const item = itemBy(found?.itemId ?? null);
      if (found === null) return GONE;
      const verdict = decide(found, item);
      if (!verdict.ok || item?.shippedAt == null) return verdict;
      const same = found.validated === verdict.value.validated && found.note === verdict.value.note;
      if (same) return verdict;
      db.update(feedback).set(verdict.value).where(eq(feedback.id, id)).run();
      const { validated } = verdict.value;
      const detail = { feedback: id, ...verdict.value };
      keepAudit({ at, actor, subject: itemNumber(item.id), action: `validated: ${validated}`, detail });
      const { shippedAt } = item;
      // Who was told of a no is told, in the same message, that it is a yes now.
      const told = validated === 'no' || found.validated === 'no' ? leaders.filter((each) => each !== actor) : [];
      owe([oweAsk(id, shippedAt), oweItem(item.id), ...told.map((each) => oweMissed(id, each, shippedAt))], at);
      return verdict;
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
    /** Like feedback becomes one item, once for its draft; its issue is owed. Nothing is kept where `decide` refuses. */
    async consolidateFeedback(...given: Parameters<typeof consolidating>): Promise<FieldVerdict<FeedbackItem>> {
      return woken(consolidating.immediate(...given));
    },
    async addFeedbackToItem(...given: Parameters<typeof addingTo>): Promise<FieldVerdict<FeedbackItem>> {
      return woken(addingTo.immediate(...given));
    },
    async feedbackItem(id: number): Promise<FeedbackItem | null> {
      return itemBy(id);
    },
    async feedbackOfItem(itemId: number): Promise<Feedback[]> {
      return inItem(itemId);
    },
    /** Open ones first, then the newest. */
    async itemsOf(featureId: number, limit: number): Promise<FeedbackItem[]> {
      const order = [sql`${feedbackItem.state} = 'opened' DESC`, desc(feedbackItem.id)];
      const mine = eq(feedbackItem.featureId, featureId);
      return db
        .select()
        .from(feedbackItem)
        .where(mine)
        .orderBy(...order)
        .limit(limit)
        .all();
    },
    async itemOfIssue(place: Place): Promise<FeedbackItem | null> {
      return ofIssue.get(place) ?? null;
    },
    /** Open items whose issue is in another project than this one, by id after `after`, to look at them in turn. */
    async itemsElsewhere(projectId: number, after: number, limit: number): Promise<FeedbackItem[]> {
      const away = sql`${feedbackItem.projectId} <> ${projectId} AND ${feedbackItem.id} > ${after}`;
      return db.select().from(feedbackItem).where(away).orderBy(asc(feedbackItem.id)).limit(limit).all();
    },
    /** Keeps where the item's issue is; everyone in it is told. */
    async recordItemIssue(id: number, issue: Place & { url: string }, now: Date): Promise<void> {
      client
        .transaction(() => {
          db.update(feedbackItem).set(issue).where(eq(feedbackItem.id, id)).run();
          owe(
            inItem(id).map((each) => oweTold(each.id, id)),
            now,
          );
        })
        .immediate();
      wake();
    },
    /** What GitLab says of an issue, where it is one of an item; anything else is left alone. */
    async followItemIssue(place: Place, state: FeedbackItem['state'], now: Date): Promise<void> {
      const item = ofIssue.get(place);
      if (item === undefined || item.state === state) return;
      following.immediate(place, state, now);
      wake();
    },
    /** Calls `decide` inside the transaction and keeps what the person says. `leaders`: who is told of a no. */
    async validateFeedback(...given: Parameters<typeof validating>): Promise<FieldVerdict<Validation>> {
      return woken(validating.immediate(...given));
    },
    /** What somebody is asked to validate and has not answered, with its item. */
    async validationsAskedOf(personId: string, limit: number): Promise<{ feedback: Feedback; item: FeedbackItem }[]> {
      const asked = and(eq(feedback.personId, personId), eq(feedback.validated, 'asked'));
      return db
        .select({ feedback, item: feedbackItem })
        .from(feedback)
        .innerJoin(feedbackItem, eq(feedbackItem.id, feedback.itemId))
        .where(asked)
        .orderBy(asc(feedback.id))
        .limit(limit)
        .all();
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
