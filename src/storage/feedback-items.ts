import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm';
import {
  type ConsolidateGiven,
  type Feedback,
  type FeedbackItem,
  followItem,
  itemNumber,
  oweAsk,
  oweItem,
  oweMissed,
  oweTold,
  type Validation,
} from '../domain/feedback.ts';
import type { Feature, FieldVerdict } from '../domain/interlock.ts';
import type { AuditWriter } from './audit.ts';
import { feedback, feedbackItem } from './charter-tables.ts';
import type { Open } from './database.ts';
import { feedbackReader, rootOf } from './feedback-reader.ts';
import type { Doing } from './interlock.ts';
import type { OutboxWriter } from './outbox.ts';

type Writers = { owe: OutboxWriter; keepAudit: AuditWriter; wake: () => void };
type Place = { projectId: number; iid: number };
/** What is consolidated: groups of a feature, by the id of the first of each. `draftId`: the modal that it came from. */
type Picking = { featureId: number; roots: readonly number[]; draftId: string };
type DecideItem = (feature: Feature, picked: readonly Feedback[]) => FieldVerdict<ConsolidateGiven>;
type DecideAdded = (feature: Feature, picked: readonly Feedback[]) => FieldVerdict<FeedbackItem>;

const GONE = { ok: false as const, text: 'That is not known any more.' };

/** The work items that like feedback is consolidated into: filed, followed in GitLab, validated (LOCK-4). */
export function feedbackItemStore(open: Open, { owe, keepAudit, wake }: Writers) {
  const { client, db } = open;
  const { featureBy, itemBy, feedbackBy, inItem, inGroups } = feedbackReader(open);
  const ofIssue = db
    .select()
    .from(feedbackItem)
    .where(and(eq(feedbackItem.projectId, sql.placeholder('projectId')), eq(feedbackItem.iid, sql.placeholder('iid'))))
    .prepare();

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

  const woken = <T>(value: T): T => {
    wake();
    return value;
  };

  return {
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
  };
}
