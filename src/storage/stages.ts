import { and, asc, desc, eq, exists, inArray, isNotNull, isNull, like, lt, lte, ne, not, or, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import {
  type DecideStage,
  type NewStage,
  oweStageClosing,
  oweStageIssue,
  type Stage,
  type StageChange,
  type StageFile,
  type StageKind,
  type StageVerdict,
  stageRefusal,
  subjectOfStage,
  TAKEN_OVER,
} from '../domain/stage.ts';
import type { StageHome } from '../domain/stage-home.ts';
import { stageKindOf } from '../domain/stage-kinds.ts';
import { lettingGo } from '../domain/stage-over.ts';
import type { DecideTool } from '../domain/tool-act.ts';
import { endedOffer, isUnclaimed, transferOf } from '../domain/transfer-claim.ts';
import { oweValueIssue } from '../domain/value-proposition.ts';
import type { AuditWriter } from './audit.ts';
import type { Open } from './database.ts';
import { stage, stageItem, stageNotice, stageVoice, valueProposition } from './lifecycle-tables.ts';
import type { OutboxWriter } from './outbox.ts';
import { promiseWriter } from './promises.ts';
import { promise, tool } from './tables.ts';
import type { ToolChanger } from './tools.ts';

type Writers = { owe: OutboxWriter; keepAudit: AuditWriter; wake: () => void; changeTool: ToolChanger };

/** Where the own part of a stage stands in GitLab; an epic is in no project. */
export type StagePlace = { projectId: number | null; iid: number | null; url: string; reference: string };

const NOWHERE = { projectId: null, iid: null };

/** A notice that is due, with its stage. */
export type DueNotice = { id: number; stageId: number; date: string; daysBefore: number; dueAt: Date };

/** What was promised to be started is kept by its start. */
const STARTS: Partial<Record<StageKind, 'start-cocreate' | 'start-sunset'>> = {
  cocreate: 'start-cocreate',
  sunset: 'start-sunset',
};

/** That nobody claimed a tool by the date is answered by its sunset (SUN-6). */
const UNCLAIMED = and(eq(promise.kind, 'transfer'), like(promise.key, '%:over:%'));

class Refusal extends Error {
  readonly verdict: Extract<StageVerdict, { ok: false }>;
  constructor(verdict: Extract<StageVerdict, { ok: false }>) {
    super(verdict.text);
    this.verdict = verdict;
  }
}

/** Co-creations, sunsets, transfers and hand-offs: their lists, who was asked what, their notices (COC-*, SUN-*, CHA-2). */
export function stageStore(open: Open, { owe, keepAudit, wake, changeTool }: Writers) {
  const { client, db } = open;
  const promises = promiseWriter(open);
  const one = db
    .select()
    .from(stage)
    .where(eq(stage.id, sql.placeholder('id')))
    .prepare();
  const ofIssue = db
    .select()
    .from(stage)
    .where(and(eq(stage.projectId, sql.placeholder('projectId')), eq(stage.iid, sql.placeholder('iid'))))
    .prepare();
  const itemsOf = db
    .select()
    .from(stageItem)
    .where(eq(stageItem.stageId, sql.placeholder('id')))
    .orderBy(asc(stageItem.id))
    .prepare();
  const voicesOf = db
    .select()
    .from(stageVoice)
    .where(eq(stageVoice.stageId, sql.placeholder('id')))
    .orderBy(asc(stageVoice.id))
    .prepare();

  function fileOf(found: Stage): StageFile {
    const { id, toolId } = found;
    const about = toolId === null ? eq(valueProposition.stageId, id) : eq(valueProposition.toolId, toolId);
    return {
      stage: found,
      items: itemsOf.all({ id }),
      voices: voicesOf.all({ id }),
      tool: toolId === null ? null : (db.select().from(tool).where(eq(tool.id, toolId)).get() ?? null),
      takenOver: found.kind !== 'transfer' && isTakenOver(found),
      values: db.select().from(valueProposition).where(about).orderBy(asc(valueProposition.id)).all(),
    };
  }

  /** What is open already, so that the same is not opened twice. */
  function sameOpen({ kind, toolId = null, requestId = null, draftId = null }: NewStage): Stage | undefined {
    if (draftId !== null) {
      const filed = db.select().from(stage).where(eq(stage.draftId, draftId)).get();
      if (filed !== undefined) return filed;
    }
    const about =
      toolId === null ? and(isNull(stage.toolId), eq(stage.requestId, requestId ?? 0)) : eq(stage.toolId, toolId);
    return db
      .select()
      .from(stage)
      .where(and(about, eq(stage.kind, kind), eq(stage.state, 'open')))
      .get();
  }

  /** From the accepted claim until the transfer is done nothing else begins or ends for a tool (SUN-6). */
  const isTakenOver = ({ kind, toolId = null }: Pick<NewStage, 'kind' | 'toolId'>): boolean =>
    kind !== 'hand-off' &&
    toolId !== null &&
    db
      .select({ id: stage.id })
      .from(stage)
      .where(
        and(eq(stage.toolId, toolId), eq(stage.kind, 'transfer'), eq(stage.state, 'open'), eq(stage.phase, 'accepted')),
      )
      .get() !== undefined;

  function insert(made: NewStage, by: string, now: Date): number {
    const { id } = db
      .insert(stage)
      .values({ ...{ details: {} }, ...made, state: 'open', startedBy: by, startedAt: now })
      .returning({ id: stage.id })
      .get();
    const subject = { toolId: made.toolId ?? null, requestId: made.requestId ?? null };
    keepAudit({
      at: now,
      actor: by,
      subject: subjectOfStage(subject),
      action: `${made.kind} began`,
      detail: { stage: id, why: made.why ?? '' },
    });
    const started = STARTS[made.kind];
    if (started !== undefined) endStarts(started, subject, by, now);
    if (made.kind === 'sunset' && subject.toolId !== null) endUnclaimed(subject.toolId, by, now);
    return id;
  }

  function endStarts(
    kind: 'start-cocreate' | 'start-sunset',
    about: Pick<Stage, 'toolId' | 'requestId'>,
    by: string,
    now: Date,
  ): void {
    const of = about.toolId === null ? eq(promise.requestId, about.requestId ?? 0) : eq(promise.toolId, about.toolId);
    const found = db
      .select({ key: promise.key })
      .from(promise)
      .where(
        and(
          of,
          eq(promise.state, 'open'),
          or(eq(promise.kind, kind), kind === 'start-sunset' ? and(UNCLAIMED, lte(promise.dueAt, now)) : undefined),
        ),
      )
      .all();
    promises.end(
      found.map(({ key }) => key),
      'kept',
      by,
      now,
    );
  }

  function keepItems(stageId: number, items: StageChange['items'] = []): void {
    for (const { list, key, ...edit } of items)
      db.insert(stageItem)
        .values({ stageId, list, key, state: 'open', ...edit })
        .onConflictDoUpdate({ target: [stageItem.stageId, stageItem.list, stageItem.key], set: edit })
        .run();
  }

  function keepVoices(stageId: number, voices: StageChange['voices'] = [], now: Date): void {
    for (const { gate, role, personId, state, ...more } of voices) {
      const asked = state === 'asked';
      const set = { state, ...more, ...(asked ? { askedAt: now, at: null } : { at: now }) };
      db.insert(stageVoice)
        .values({ stageId, gate, role, personId, askedAt: now, ...set })
        .onConflictDoUpdate({
          target: [stageVoice.stageId, stageVoice.gate, stageVoice.role, stageVoice.personId],
          set,
        })
        .run();
    }
  }

  function keepNotices(stageId: number, notices: NonNullable<StageChange['notices']>): void {
    db.delete(stageNotice)
      .where(and(eq(stageNotice.stageId, stageId), isNull(stageNotice.sentAt)))
      .run();
    for (const notice of notices)
      db.insert(stageNotice)
        .values({ stageId, ...notice })
        .onConflictDoNothing()
        .run();
  }

  function letGo(over: Stage, by: string, now: Date): void {
    keepNotices(over.id, []);
    const { drops, owed } = lettingGo(fileOf(over));
    promises.end(drops, 'dropped', by, now);
    owe(owed, now);
  }

  function keep({ stage: found }: StageFile, change: StageChange, now: Date): void {
    const { id, toolId } = found;
    const { actor, action, why, edit = {}, rules = [], opens = [], values = [] } = change;
    for (const rule of rules) changed(toolId, rule, now);
    if (Object.keys(edit).length > 0) db.update(stage).set(edit).where(eq(stage.id, id)).run();
    for (const gate of change.silences ?? [])
      db.delete(stageVoice)
        .where(and(eq(stageVoice.stageId, id), eq(stageVoice.gate, gate)))
        .run();
    keepItems(id, change.items);
    keepVoices(id, change.voices, now);
    if (change.notices !== undefined) keepNotices(id, change.notices);
    if (edit.state !== undefined && edit.state !== 'open') letGo(found, actor, now);
    for (const { id: valueId, ...value } of values)
      db.update(valueProposition)
        .set({ ...value, at: now })
        .where(eq(valueProposition.id, valueId))
        .run();
    owe(
      values.map(({ id: valueId }) => oweValueIssue(valueId)),
      now,
    );
    keepAudit({
      at: now,
      actor,
      subject: subjectOfStage(found),
      action,
      detail: { stage: id, ...(why === undefined ? {} : { why }) },
    });
    promises.make(change.promises ?? [], now);
    promises.end(change.keeps ?? [], 'kept', actor, now);
    promises.end(change.drops ?? [], 'dropped', actor, now);
    if (change.endsOthers !== undefined && toolId !== null) cancelOthers(toolId, id, actor, change.endsOthers, now);
    for (const next of opens) begin({ fromId: id, ...next }, actor, now);
    owe(change.owed ?? [], now);
  }

  function cancelOthers(toolId: number, but: number, by: string, why: string, now: Date): void {
    const others = and(
      eq(stage.toolId, toolId),
      eq(stage.state, 'open'),
      ne(stage.kind, 'hand-off'),
      ne(stage.id, but),
    );
    for (const each of db.select().from(stage).where(others).all()) cancelWith(each, by, why, now);
  }

  function cancelWith(over: Stage, by: string, why: string, now: Date): void {
    const { id, kind } = over;
    const left = kind === 'transfer' ? endedOffer(fileOf(over), why) : { edit: {}, drops: [], owed: [] };
    db.update(stage)
      .set({ ...left.edit, state: 'cancelled', endedBy: by, endedAt: now, why })
      .where(eq(stage.id, id))
      .run();
    const detail = { stage: id, why };
    keepAudit({ at: now, actor: by, subject: subjectOfStage(over), action: `${kind} cancelled`, detail });
    promises.end(left.drops, 'dropped', by, now);
    letGo(over, by, now);
    owe([...left.owed, oweStageIssue(over), oweStageClosing(over)], now);
  }

  /** A sunset goes on where nobody claimed the tool by the date: the offer is over (SUN-6). One that still runs stays. */
  function endUnclaimed(toolId: number, by: string, now: Date): void {
    const offers = and(eq(stage.toolId, toolId), eq(stage.kind, 'transfer'), eq(stage.state, 'open'));
    for (const each of db.select().from(stage).where(offers).all())
      if (isUnclaimed(each, now))
        cancelWith(each, by, `Nobody claimed it by ${transferOf(each).until}: its sunset goes on.`, now);
  }

  function changed(toolId: number | null, rule: DecideTool, now: Date): void {
    const verdict = toolId === null ? stageRefusal('It has no tool.') : changeTool(toolId, rule, now);
    if (!verdict.ok) throw new Refusal(verdict);
  }

  function begin(given: NewStage, by: string, now: Date): number {
    const there = sameOpen(given);
    if (there !== undefined) return there.id;
    const id = insert(given, by, now);
    const found = one.get({ id });
    if (found === undefined) return id;
    const { owed, promises: made } = stageKindOf(found).begins?.(found, now) ?? {
      owed: [oweStageIssue(found)],
      promises: [],
    };
    owe(owed, now);
    promises.make(made, now);
    return id;
  }

  const opening = client.transaction(
    (made: NewStage, by: string, rules: readonly DecideTool[], now: Date): { id: number; already: boolean } => {
      const there = sameOpen(made);
      if (there !== undefined) return { id: there.id, already: true };
      if (isTakenOver(made)) throw new Refusal(stageRefusal(TAKEN_OVER));
      for (const rule of rules) changed(made.toolId ?? null, rule, now);
      return { id: begin(made, by, now), already: false };
    },
  );

  const changing = client.transaction((id: number, decide: DecideStage, now: Date): StageVerdict => {
    const found = one.get({ id });
    if (found === undefined) throw new Refusal(stageRefusal('That is not known any more.'));
    const file = fileOf(found);
    const verdict = decide(file);
    if (!verdict.ok) throw new Refusal(verdict);
    keep(file, verdict.value, now);
    return verdict;
  });

  const homed = (home: StageHome) => sql`json_set(${stage.details}, '$.home', json(${JSON.stringify(home)}))`;

  const recording = client.transaction((id: number, place: StagePlace, home: StageHome): void => {
    const { projectId, iid } = place;
    if (projectId !== null && iid !== null)
      db.update(stage)
        .set(NOWHERE)
        .where(and(eq(stage.projectId, projectId), eq(stage.iid, iid), ne(stage.state, 'open'), ne(stage.id, id)))
        .run();
    db.update(stage)
      .set({ ...place, details: homed(home) })
      .where(eq(stage.id, id))
      .run();
  });

  const listed = (which: ReturnType<typeof and>, limit: number): Stage[] =>
    db.select().from(stage).where(which).orderBy(sql`${stage.state} <> 'open'`, desc(stage.id)).limit(limit).all();

  return {
    async stage(id: number): Promise<StageFile | null> {
      const found = one.get({ id });
      return found === undefined ? null : fileOf(found);
    },
    async stageOfIssue(projectId: number, iid: number): Promise<StageFile | null> {
      const found = ofIssue.get({ projectId, iid });
      return found === undefined ? null : fileOf(found);
    },
    /** The open stage of this kind of a tool, else its last one; null where there was none. */
    async lastStageOf(toolId: number, kind: StageKind): Promise<StageFile | null> {
      const of = and(eq(stage.toolId, toolId), eq(stage.kind, kind));
      const [found] = db
        .select()
        .from(stage)
        .where(of)
        .orderBy(sql`${stage.state} <> 'open'`, desc(stage.id))
        .limit(1)
        .all();
      return found === undefined ? null : fileOf(found);
    },
    /** The stages of a tool: those that are open first, then the newest. */
    async stagesOfTool(toolId: number, limit: number): Promise<Stage[]> {
      return listed(eq(stage.toolId, toolId), limit);
    },
    async stagesOfRequest(requestId: number, limit: number): Promise<Stage[]> {
      return listed(eq(stage.requestId, requestId), limit);
    },
    async openStages(limit: number, kind?: StageKind): Promise<Stage[]> {
      return listed(and(eq(stage.state, 'open'), kind === undefined ? undefined : eq(stage.kind, kind)), limit);
    },
    /** Open ones that somebody leads. */
    async stagesLedBy(personId: string, limit: number): Promise<Stage[]> {
      return listed(and(eq(stage.ownerId, personId), eq(stage.state, 'open')), limit);
    },
    /** Open stages in which something was due before this day (YYYY-MM-DD), each with how much. */
    async lateStages(today: string, limit: number): Promise<{ stage: Stage; late: number; since: string }[]> {
      return db
        .select({ stage, late: sql<number>`count(*)`, since: sql<string>`min(${stageItem.dueOn})` })
        .from(stageItem)
        .innerJoin(stage, eq(stage.id, stageItem.stageId))
        .where(
          and(
            inArray(stageItem.state, ['open', 'offered', 'sent back']),
            lt(stageItem.dueOn, today),
            eq(stage.state, 'open'),
          ),
        )
        .groupBy(stage.id)
        .orderBy(sql`min(${stageItem.dueOn})`)
        .limit(limit)
        .all();
    },
    /** What waits for an answer of this person at a gate of an open stage, oldest first. */
    async askedOf(personId: string, limit: number) {
      return db
        .select({ stage, voice: stageVoice })
        .from(stageVoice)
        .innerJoin(stage, eq(stage.id, stageVoice.stageId))
        .where(and(eq(stageVoice.personId, personId), eq(stageVoice.state, 'asked'), eq(stage.state, 'open')))
        .orderBy(asc(stageVoice.askedAt))
        .limit(limit)
        .all();
    },
    /** What of open stages is assigned to this person or handed to them, and not done; what is due first. */
    async itemsAssignedTo(personId: string, limit: number) {
      return db
        .select({ stage, item: stageItem })
        .from(stageItem)
        .innerJoin(stage, eq(stage.id, stageItem.stageId))
        .where(
          and(
            eq(stageItem.assigneeId, personId),
            inArray(stageItem.state, ['open', 'offered', 'sent back', 'declined']),
            eq(stage.state, 'open'),
          ),
        )
        .orderBy(sql`${stageItem.dueOn} IS NULL`, asc(stageItem.dueOn), asc(stageItem.id))
        .limit(limit)
        .all();
    },
    /** Opens a stage, unless the same is open: its audit, its work item owed, what promised its start kept. `rules` change its tool with it. */
    async openStage(
      made: NewStage,
      by: string,
      rules: readonly DecideTool[],
      now: Date,
    ): Promise<{ ok: true; id: number; already: boolean } | Extract<StageVerdict, { ok: false }>> {
      try {
        const opened = opening.immediate(made, by, rules, now);
        wake();
        return { ok: true, ...opened };
      } catch (error) {
        if (error instanceof Refusal) return error.verdict;
        throw error;
      }
    },
    /** Calls `decide` on the stage as it is inside the transaction; keeps all that it says, or nothing where something refuses. */
    async changeStage(id: number, decide: DecideStage, now: Date): Promise<StageVerdict> {
      try {
        const verdict = changing.immediate(id, decide, now);
        wake();
        return verdict;
      } catch (error) {
        if (error instanceof Refusal) return error.verdict;
        throw error;
      }
    },
    /** Where its own part stands in GitLab; whose that issue or epic is (null: the app filed it). A stage that is over gives its place up. */
    async recordStageIssue(id: number, place: StagePlace, home: StageHome = null): Promise<void> {
      recording.immediate(id, place, home);
    },
    /** Which items stood ticked in its work item when it was last written or read (`LIST/KEY`): what differs from that, people changed. */
    async recordStageTicks(id: number, ticked: readonly string[], readAt: Date): Promise<void> {
      const details = sql`json_remove(json_set(${stage.details}, '$.ticked', json(${JSON.stringify(ticked)})), '$.reopen')`;
      db.update(stage).set({ details, readAt }).where(eq(stage.id, id)).run();
    },
    /** Keeps what was found wrong with its work item; null: nothing any more. */
    async keepStageTrouble(id: number, trouble: string | null): Promise<void> {
      db.update(stage).set({ trouble }).where(eq(stage.id, id)).run();
    },
    /** The work item is gone or to be filed anew: the next delivery makes another. */
    async forgetStageIssue(id: number): Promise<void> {
      db.update(stage)
        .set({ ...NOWHERE, url: null, reference: null, trouble: null, details: homed(null) })
        .where(eq(stage.id, id))
        .run();
    },
    /** Notices that are due and have not gone out, the oldest first. None while another team takes the tool over (SUN-6). */
    async dueNotices(now: Date, limit: number): Promise<DueNotice[]> {
      const transfer = alias(stage, 'transfer');
      const handedOver = db
        .select({ id: transfer.id })
        .from(transfer)
        .where(
          and(
            eq(transfer.toolId, stage.toolId),
            eq(transfer.kind, 'transfer'),
            eq(transfer.state, 'open'),
            eq(transfer.phase, 'accepted'),
          ),
        );
      return db
        .select({
          id: stageNotice.id,
          stageId: stageNotice.stageId,
          date: stageNotice.date,
          daysBefore: stageNotice.daysBefore,
          dueAt: stageNotice.dueAt,
        })
        .from(stageNotice)
        .innerJoin(stage, eq(stage.id, stageNotice.stageId))
        .where(
          and(
            isNull(stageNotice.sentAt),
            lte(stageNotice.dueAt, now),
            eq(stage.state, 'open'),
            not(exists(handedOver)),
          ),
        )
        .orderBy(asc(stageNotice.dueAt))
        .limit(limit)
        .all();
    },
    /** Which notices of a stage there are, and which went out. */
    async noticesOf(stageId: number) {
      return db
        .select()
        .from(stageNotice)
        .where(eq(stageNotice.stageId, stageId))
        .orderBy(asc(stageNotice.dueAt))
        .all();
    },
    /** A notice goes out: with what is owed by it, once, whoever does it. False where it went out already. */
    sendNotice: (() => {
      const sending = client.transaction((id: number, owed: Parameters<OutboxWriter>[0], now: Date): boolean => {
        const which = and(eq(stageNotice.id, id), isNull(stageNotice.sentAt));
        if (db.update(stageNotice).set({ sentAt: now }).where(which).run().changes === 0) return false;
        owe(owed, now);
        return true;
      });
      return async (id: number, owed: Parameters<OutboxWriter>[0], now: Date): Promise<boolean> => {
        const sent = sending.immediate(id, owed, now);
        wake();
        return sent;
      };
    })(),
    /** Open stages whose own part stands in GitLab, with an id after this one: for looking whether it is still there. */
    async stagesInGitLabAfter(id: number, limit: number): Promise<Stage[]> {
      const which = and(eq(stage.state, 'open'), isNotNull(stage.url), sql`${stage.id} > ${id}`);
      return db.select().from(stage).where(which).orderBy(asc(stage.id)).limit(limit).all();
    },
  };
}
