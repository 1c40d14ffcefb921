import { and, desc, eq, sql } from 'drizzle-orm';
import { oweWorkItemUpdate } from '../domain/owed.ts';
import type { PlanAt, PlanChange, PlanVerdict } from '../domain/plan-work.ts';
import {
  followIssue,
  type NewPlannedWork,
  oweWork,
  type PlannedWork,
  type SeenIssue,
  subjectOfWork,
  type WorkChange,
  workKeys,
} from '../domain/planned-work.ts';
import type { AuditWriter } from './audit.ts';
import type { Open } from './database.ts';
import type { OutboxWriter } from './outbox.ts';
import { promiseWriter } from './promises.ts';
import { decision, plannedWork, request, tool } from './tables.ts';

const EMPTY = {
  ...{ requestId: null, toolId: null, decisionId: null, criterion: null, weight: null, milestone: null },
  ...{ milestoneId: null, projectId: null, iid: null, url: null, state: 'opened' as const },
};

/** Keeps planned work inside the caller's transaction, and gives its id. */
export function plannedWorkWriter({ db }: Open) {
  return (work: NewPlannedWork, at: Date): number => {
    const row: Omit<PlannedWork, 'id'> = { ...EMPTY, ...work, at };
    return db.insert(plannedWork).values(row).returning({ id: plannedWork.id }).get().id;
  };
}

type Writers = { owe: OutboxWriter; keepAudit: AuditWriter; wake: () => void };

/** For what work is planned: a request, or a tool by itself. */
export type PlanFor = { requestId: number } | { toolId: number };

/** Work that is planned, and where its issue is. */
export function plannedWorkStore(open: Open, { owe, keepAudit, wake }: Writers) {
  const { client, db } = open;
  const add = plannedWorkWriter(open);
  const promises = promiseWriter(open);
  const byId = (id: number) => db.select().from(plannedWork).where(eq(plannedWork.id, id)).get();
  const one = db
    .select()
    .from(plannedWork)
    .where(eq(plannedWork.id, sql.placeholder('id')))
    .prepare();
  const ofTool = db
    .select()
    .from(plannedWork)
    .where(eq(plannedWork.toolId, sql.placeholder('id')))
    .orderBy(desc(plannedWork.id))
    .limit(sql.placeholder('limit'))
    .prepare();
  const ofRequest = db
    .select()
    .from(plannedWork)
    .where(eq(plannedWork.requestId, sql.placeholder('id')))
    .orderBy(desc(plannedWork.id))
    .limit(sql.placeholder('limit'))
    .prepare();
  const ofIssue = db
    .select()
    .from(plannedWork)
    .where(and(eq(plannedWork.projectId, sql.placeholder('projectId')), eq(plannedWork.iid, sql.placeholder('iid'))))
    .limit(1)
    .prepare();
  const waits = client.prepare<[string, string], number>('SELECT 1 FROM outbox WHERE key IN (?, ?) LIMIT 1').pluck();

  function look(about: PlanFor): PlanAt {
    const found =
      'toolId' in about
        ? db.select().from(tool).where(eq(tool.id, about.toolId)).get()
        : db.select().from(tool).where(eq(tool.requestId, about.requestId)).get();
    const requestId = 'requestId' in about ? about.requestId : (found?.requestId ?? 0);
    const final = and(eq(decision.requestId, requestId), eq(decision.state, 'final'));
    const asked = 'requestId' in about ? db.select().from(request).where(eq(request.id, requestId)).get() : undefined;
    return {
      request: asked ?? null,
      decision: db.select().from(decision).where(final).orderBy(desc(decision.id)).limit(1).get() ?? null,
      tool: found ?? null,
      titled: (title) => openWith(about, title),
    };
  }

  function openWith(about: PlanFor, title: string): PlannedWork | null {
    const mine = 'toolId' in about ? eq(plannedWork.toolId, about.toolId) : eq(plannedWork.requestId, about.requestId);
    const alike = and(mine, eq(plannedWork.title, title), eq(plannedWork.state, 'opened'));
    return db.select().from(plannedWork).where(alike).limit(1).get() ?? null;
  }

  const planning = client.transaction(
    (about: PlanFor, decide: (at: PlanAt) => PlanVerdict<PlanChange>, now: Date): PlanVerdict<PlanChange> => {
      const verdict = decide(look(about));
      if (!verdict.ok || verdict.value.work === null) return verdict;
      const { work, actor } = verdict.value;
      const id = add(work, now);
      const { title, weight, milestone } = work;
      const detail = { work: id, why: title, weight, milestone };
      keepAudit({ at: now, actor, subject: subjectOfWork(work), action: 'work planned', detail });
      owe([oweWork(work, id)], now);
      return verdict;
    },
  );

  function keep(work: PlannedWork, { actor, action, edit, promises: made, drops, owed }: WorkChange, now: Date): void {
    db.update(plannedWork).set(edit).where(eq(plannedWork.id, work.id)).run();
    const detail = { work: work.id, why: work.title, ...edit };
    keepAudit({ at: now, actor, subject: subjectOfWork(work), action, detail });
    promises.make(made ?? [], now);
    promises.end(drops ?? [], 'dropped', actor, now);
    owe(owed, now);
  }

  const changing = client.transaction(
    (id: number, decide: (work: PlannedWork) => PlanVerdict<WorkChange>, now: Date): PlanVerdict<WorkChange> => {
      const found = byId(id);
      if (found === undefined) return { ok: false, text: 'That work is not known any more.' };
      const verdict = decide(found);
      if (verdict.ok) keep(found, verdict.value, now);
      return verdict;
    },
  );

  const following = client.transaction((place: { projectId: number; iid: number }, seen: SeenIssue, now: Date) => {
    const work = ofIssue.get(place);
    if (work === undefined) return;
    const of = work.toolId === null ? undefined : db.select().from(tool).where(eq(tool.id, work.toolId)).get();
    // What was changed here and is not in GitLab yet is newer than what GitLab says.
    const ours = waits.get(...workKeys(work.id)) !== undefined;
    const change = followIssue(work, ours ? { ...seen, weight: null, milestone: null } : seen, of ?? null, now);
    if (change !== null) keep(work, change, now);
  });

  const filing = client.transaction((id: number, issue: FiledIssue, now: Date) => {
    const filed = db.update(plannedWork).set(issue).where(eq(plannedWork.id, id)).returning().get();
    if (filed?.requestId != null) owe([oweWorkItemUpdate(filed.requestId)], now);
  });

  return {
    async plannedWork(id: number): Promise<PlannedWork | null> {
      return one.get({ id }) ?? null;
    },
    /** Newest first. */
    async plannedWorkOfTool(toolId: number, limit: number): Promise<PlannedWork[]> {
      return ofTool.all({ id: toolId, limit });
    },
    /** Newest first. */
    async plannedWorkOfRequest(requestId: number, limit: number): Promise<PlannedWork[]> {
      return ofRequest.all({ id: requestId, limit });
    },
    /** For what it is planned, as it is now. */
    async planAt(about: PlanFor): Promise<PlanAt> {
      return look(about);
    },
    /** Calls `decide` on what it is planned for inside the transaction; keeps the work and owes its issue, or nothing when it refuses. */
    async planWork(
      about: PlanFor,
      decide: (at: PlanAt) => PlanVerdict<PlanChange>,
      now: Date,
    ): Promise<PlanVerdict<PlanChange>> {
      const verdict = planning.immediate(about, decide, now);
      if (verdict.ok) wake();
      return verdict;
    },
    /** Calls `decide` on the work as it is inside the transaction; keeps what it says, or nothing when it refuses. */
    async changePlannedWork(
      id: number,
      decide: (work: PlannedWork) => PlanVerdict<WorkChange>,
      now: Date,
    ): Promise<PlanVerdict<WorkChange>> {
      const verdict = changing.immediate(id, decide, now);
      if (verdict.ok) wake();
      return verdict;
    },
    /** Keeps what GitLab says of an issue, where it is one of planned work; anything else is left alone. */
    async followPlannedIssue(place: { projectId: number; iid: number }, seen: SeenIssue, now: Date): Promise<void> {
      if (ofIssue.get(place) === undefined) return;
      following.immediate(place, seen, now);
      wake();
    },
    /** Keeps where the issue is; the request's work item lists it from then on. */
    async recordPlannedIssue(id: number, issue: FiledIssue, now: Date): Promise<void> {
      filing.immediate(id, issue, now);
      wake();
    },
  };
}

type FiledIssue = { projectId: number; iid: number; url: string };
