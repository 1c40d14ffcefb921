import { and, asc, desc, eq, gt, gte, inArray, lt, lte, ne, or, sql } from 'drizzle-orm';
import type { Owed } from '../domain/owed.ts';
import type { NewPromise } from '../domain/promise.ts';
import type { DecideReview, Review, ReviewChange, ReviewFile, ReviewVerdict, ReviewVoice } from '../domain/review.ts';
import { type Tool, toolNumber } from '../domain/tool.ts';
import type { AuditWriter } from './audit.ts';
import { review, reviewVoice } from './commitment-tables.ts';
import type { Open } from './database.ts';
import type { OutboxWriter } from './outbox.ts';
import { amongIds } from './prepared.ts';
import { promiseWriter } from './promises.ts';
import { promise, tool, toolPerson } from './tables.ts';
import type { ToolChanger } from './tools.ts';

type Writers = { owe: OutboxWriter; keepAudit: AuditWriter; wake: () => void; changeTool: ToolChanger };

/** A tool whose review is due, and since when. */
export type ToReview = { tool: Tool; dueAt: Date };
/** A review that begins: who is asked (null: nobody can be), and what is owed by it. */
export type Opening = { toolId: number; ownerId: string | null; dueAt: Date; owed: readonly Owed[] };
/** From an instant on, up to another. */
export type Span = { from: Date; to: Date };

/** A rule of the inventory refused a correction: nothing of the review is kept. */
class Refusal extends Error {
  readonly verdict: Extract<ReviewVerdict, { ok: false }>;
  constructor(verdict: Extract<ReviewVerdict, { ok: false }>) {
    super(verdict.text);
    this.verdict = verdict;
  }
}

/** Reviews of tools: who is asked when, what they and the stakeholders said, and how each ended (REV-1). */
export function reviewStore(open: Open, { owe, keepAudit, wake, changeTool }: Writers) {
  const { client, db } = open;
  const promises = promiseWriter(open);
  const isOpen = eq(review.state, 'open');
  const one = db
    .select()
    .from(review)
    .where(eq(review.id, sql.placeholder('id')))
    .prepare();
  const openOne = db
    .select()
    .from(review)
    .where(and(eq(review.toolId, sql.placeholder('toolId')), isOpen))
    .prepare();
  const lastOne = db
    .select()
    .from(review)
    .where(and(eq(review.toolId, sql.placeholder('toolId')), ne(review.state, 'dropped')))
    .orderBy(desc(review.id))
    .limit(1)
    .prepare();
  const lastEnded = db
    .select()
    .from(review)
    .where(and(eq(review.toolId, sql.placeholder('toolId')), ne(review.state, 'open'), ne(review.state, 'dropped')))
    .orderBy(desc(review.id))
    .limit(1)
    .prepare();
  const voices = db
    .select()
    .from(reviewVoice)
    .where(eq(reviewVoice.reviewId, sql.placeholder('id')))
    .orderBy(asc(reviewVoice.at))
    .prepare();
  const toolOf = db
    .select()
    .from(tool)
    .where(eq(tool.id, sql.placeholder('id')))
    .prepare();

  function fileOf(found: Review): ReviewFile {
    const about = toolOf.get({ id: found.toolId });
    if (about === undefined) throw new Error(`review ${found.id} is about no tool`);
    return { review: found, tool: about, voices: voices.all({ id: found.id }) };
  }

  function keepVoice(reviewId: number, voice: Omit<ReviewVoice, 'reviewId'>): void {
    const { still, text, at } = voice;
    db.insert(reviewVoice)
      .values({ reviewId, ...voice })
      .onConflictDoUpdate({ target: [reviewVoice.reviewId, reviewVoice.personId], set: { still, text, at } })
      .run();
  }

  /** The promise that woke it is kept, and the next one made. */
  function dateNext(
    { review: ended, tool: { id, name, ownerId } }: ReviewFile,
    by: string,
    dueAt: Date,
    now: Date,
  ): void {
    const about = promises.openOfTool(id).filter(({ kind }) => kind === 'review');
    promises.end(
      about.map(({ key }) => key),
      'kept',
      by,
      now,
    );
    const next: NewPromise = {
      ...{ kind: 'review', key: `review:${toolNumber(id)}:after-${ended.id}`, toolId: id, ownerId, dueAt },
      what: `Review of ${name}`,
    };
    promises.make([next], now);
  }

  function keep(file: ReviewFile, change: ReviewChange, now: Date): void {
    const { id, toolId } = file.review;
    const { actor, action, detail = {}, edit, voice, rules = [], nextAt, owed } = change;
    for (const rule of rules) {
      const verdict = changeTool(toolId, rule, now);
      if (!verdict.ok) throw new Refusal(verdict);
    }
    if (Object.keys(edit).length > 0) db.update(review).set(edit).where(eq(review.id, id)).run();
    if (voice !== undefined) keepVoice(id, voice);
    if (nextAt !== undefined) dateNext(file, actor, nextAt, now);
    keepAudit({ at: now, actor, subject: toolNumber(toolId), action, detail });
    owe(owed, now);
  }

  function decided(found: Review, decide: DecideReview, now: Date): ReviewVerdict {
    const file = fileOf(found);
    const verdict = decide(file);
    if (!verdict.ok) throw new Refusal(verdict);
    keep(file, verdict.value, now);
    return verdict;
  }

  const insert = ({ toolId, ownerId, dueAt }: Omit<Opening, 'owed'>, now: Date): Review =>
    db
      .insert(review)
      .values({ ...{ toolId, ownerId, dueAt, openedAt: now, answers: {} }, state: 'open' })
      .returning()
      .get();

  const changing = client.transaction((id: number, decide: DecideReview, now: Date): ReviewVerdict => {
    const found = one.get({ id });
    if (found === undefined) throw new Refusal({ ok: false, text: 'That review is not known any more.' });
    return decided(found, decide, now);
  });

  const ending = client.transaction((toolId: number, after: number, decide: DecideReview, now: Date): ReviewVerdict => {
    const about = toolOf.get({ id: toolId });
    if (about === undefined) throw new Refusal({ ok: false, text: `There is no ${toolNumber(toolId)}.` });
    if ((lastEnded.get({ toolId })?.id ?? 0) !== after)
      throw new Refusal({ ok: false, text: 'Somebody has answered this review meanwhile. Open it again to see how.' });
    const found = openOne.get({ toolId }) ?? insert({ toolId, ownerId: about.ownerId, dueAt: now }, now);
    return decided(found, decide, now);
  });

  const beginning = client.transaction((openings: readonly Opening[], now: Date): void => {
    for (const opening of openings) {
      const { toolId, dueAt, owed } = opening;
      if (openOne.get({ toolId }) !== undefined) continue;
      const { id } = insert(opening, now);
      const detail = { review: id, due: dueAt.toISOString() };
      keepAudit({ at: now, actor: 'app', subject: toolNumber(toolId), action: 'review began', detail });
      owe(owed, now);
    }
  });

  const chasing = client.transaction(
    (ids: readonly number[], personId: string, owed: readonly Owed[], now: Date): void => {
      const which = and(amongIds(review.id, JSON.stringify(ids)), isOpen);
      db.update(review).set({ ownerId: personId, chasedAt: now }).where(which).run();
      owe([...owed], now);
    },
  );

  /** A refusal takes back what was done in the transaction. */
  function verdictOf(run: () => ReviewVerdict): ReviewVerdict {
    try {
      const verdict = run();
      wake();
      return verdict;
    } catch (error) {
      if (error instanceof Refusal) return error.verdict;
      throw error;
    }
  }

  const within = ({ from, to }: Span) =>
    or(
      and(gte(review.openedAt, from), lt(review.openedAt, to)),
      and(gte(review.chasedAt, from), lt(review.chasedAt, to)),
    );

  return {
    async review(id: number): Promise<ReviewFile | null> {
      const found = one.get({ id });
      return found === undefined ? null : fileOf(found);
    },
    /** The open review of a tool, else the last one; null where there was none. */
    async lastReviewOf(toolId: number): Promise<ReviewFile | null> {
      const found = openOne.get({ toolId }) ?? lastOne.get({ toolId });
      return found === undefined ? null : fileOf(found);
    },
    /** The last review of a tool that was answered; 0 where none was: what `endReview` is told. */
    async lastAnswered(toolId: number): Promise<number> {
      return lastEnded.get({ toolId })?.id ?? 0;
    },
    /** Operational tools whose review is due and has not begun, longest due first. */
    async toolsToReview(now: Date, limit: number): Promise<ToReview[]> {
      const comesUp = sql`CASE WHEN ${promise.snoozedUntil} > ${promise.dueAt} THEN ${promise.snoozedUntil} ELSE ${promise.dueAt} END`;
      const begun = sql`EXISTS (SELECT 1 FROM review r WHERE r.tool_id = ${promise.toolId} AND r.state = 'open')`;
      const rows = db
        .select({ tool, dueAt: promise.dueAt })
        .from(promise)
        .innerJoin(tool, eq(tool.id, promise.toolId))
        .where(
          and(
            eq(promise.state, 'open'),
            eq(promise.kind, 'review'),
            sql`${comesUp} <= ${now.getTime()}`,
            eq(tool.state, 'operational'),
            sql`NOT ${begun}`,
          ),
        )
        .orderBy(comesUp)
        .limit(limit)
        .all();
      return rows.map(({ tool: found, dueAt }) => ({ tool: found, dueAt: dueAt ?? now }));
    },
    /** Begins reviews, all or none; a tool whose review is open already keeps that one. */
    async beginReviews(openings: readonly Opening[], now: Date): Promise<void> {
      beginning.immediate(openings, now);
      wake();
    },
    /** Calls `decide` on the review as it is inside the transaction; keeps what it says, or nothing when it refuses. */
    async changeReview(id: number, decide: DecideReview, now: Date): Promise<ReviewVerdict> {
      return verdictOf(() => changing.immediate(id, decide, now));
    },
    /** Ends the open review of a tool, or one that begins with it; refused where one was answered since `after`. */
    async endReview(toolId: number, after: number, decide: DecideReview, now: Date): Promise<ReviewVerdict> {
      return verdictOf(() => ending.immediate(toolId, after, decide, now));
    },
    /** These are asked of this person from now on, and were chased now (REV-3). */
    async chaseReviews(ids: readonly number[], personId: string, owed: readonly Owed[], now: Date): Promise<void> {
      chasing.immediate(ids, personId, owed, now);
      wake();
    },
    /** Open reviews by their number, a page at a time. */
    async openReviewsAfter(id: number, limit: number): Promise<ReviewFile[]> {
      return db
        .select()
        .from(review)
        .where(and(isOpen, gt(review.id, id)))
        .orderBy(asc(review.id))
        .limit(limit)
        .all()
        .map(fileOf);
    },
    /** Open reviews that were due by then, longest due first. */
    async openReviewsDueBefore(dueBy: Date, limit: number): Promise<ReviewFile[]> {
      const which = and(isOpen, lte(review.dueAt, dueBy));
      return db.select().from(review).where(which).orderBy(asc(review.dueAt)).limit(limit).all().map(fileOf);
    },
    /** Open reviews that somebody is asked for, or whose tool they own. */
    async openReviewsOf(personId: string, limit: number): Promise<ReviewFile[]> {
      return db
        .select({ review })
        .from(review)
        .innerJoin(tool, eq(tool.id, review.toolId))
        .where(and(isOpen, or(eq(tool.ownerId, personId), eq(review.ownerId, personId))))
        .orderBy(asc(review.dueAt))
        .limit(limit)
        .all()
        .map(({ review: found }) => fileOf(found));
    },
    /** What somebody was asked for in that span: reviews that began or were chased then, ended ones among them. */
    async reviewsAskedOf(personId: string, span: Span, limit: number): Promise<ReviewFile[]> {
      const which = and(eq(review.ownerId, personId), within(span), ne(review.state, 'dropped'));
      return db.select().from(review).where(which).orderBy(asc(review.id)).limit(limit).all().map(fileOf);
    },
    /** Reviews that began in that span, of tools on which somebody is named, not muted, and that they do not own. */
    async reviewsForVoice(personId: string, { from, to }: Span, limit: number): Promise<ReviewFile[]> {
      const named = and(eq(toolPerson.personId, personId), eq(toolPerson.muted, false), eq(toolPerson.asked, false));
      return db
        .selectDistinct({ id: review.id })
        .from(toolPerson)
        .innerJoin(review, eq(review.toolId, toolPerson.toolId))
        .where(and(named, gte(review.openedAt, from), lt(review.openedAt, to), ne(review.state, 'dropped')))
        .orderBy(asc(review.id))
        .limit(limit)
        .all()
        .flatMap(({ id }) => one.all({ id }))
        .map(fileOf)
        .filter((file) => file.tool.ownerId !== personId);
    },
    /** Operational tools that are flagged as zombies (REV-2), and not in Sunset or confirmed since. */
    async zombies(limit: number): Promise<ReviewFile[]> {
      const since = sql`EXISTS (SELECT 1 FROM review r WHERE r.tool_id = ${review.toolId} AND r.id > ${review.id} AND r.state IN ('confirmed', 'corrected'))`;
      const again = sql`EXISTS (SELECT 1 FROM review r WHERE r.tool_id = ${review.toolId} AND r.id > ${review.id} AND r.zombie_at > 0)`;
      return db
        .select({ review })
        .from(review)
        .innerJoin(tool, eq(tool.id, review.toolId))
        .where(
          and(
            inArray(review.state, ['open', 'unused']),
            gt(review.zombieAt, new Date(0)),
            eq(tool.state, 'operational'),
            ne(tool.category, 'sunset'),
            sql`NOT ${since}`,
            sql`NOT ${again}`,
          ),
        )
        .orderBy(asc(review.zombieAt))
        .limit(limit)
        .all()
        .map(({ review: found }) => fileOf(found));
    },
  };
}
