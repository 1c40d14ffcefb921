import { and, desc, eq, sql } from 'drizzle-orm';
import type { Assessment } from '../domain/assessment.ts';
import type {
  DecideOn,
  Decision,
  DecisionChange,
  DecisionFile,
  Kept,
  Signature,
  ToolLeaving,
} from '../domain/decision.ts';
import { decisionNumber, type Owed, oweCommitted, requestNumber } from '../domain/owed.ts';
import { oweWork } from '../domain/planned-work.ts';
import type { RequestFile } from '../domain/request.ts';
import { toolNumber } from '../domain/tool.ts';
import { no, type Verdict, yes } from '../domain/verdict.ts';
import type { AuditWriter } from './audit.ts';
import type { Open } from './database.ts';
import type { OutboxWriter } from './outbox.ts';
import { plannedWorkWriter } from './planned-work.ts';
import type { PromiseWriter } from './promises.ts';
import type { RequestInside } from './requests.ts';
import { assessmentAnswer, decision, request, signature, tool } from './tables.ts';
import type { CategoryFollower, ToolWriter } from './tools.ts';

type Writers = {
  inside: RequestInside;
  promises: PromiseWriter;
  addTool: ToolWriter;
  followCategory: CategoryFollower;
  keepAudit: AuditWriter;
  owe: OutboxWriter;
  wake: () => void;
};

/** As a tool enters the inventory: nobody has scored or placed it. */
const UNPLACED = { scores: {}, placed: null };

/** Decisions with what everyone was asked in them. */
export function decisionStore({ client, db }: Open, writers: Writers) {
  const { inside, promises, addTool, wake } = writers;
  const newest = db
    .select()
    .from(decision)
    .where(eq(decision.requestId, sql.placeholder('id')))
    .orderBy(desc(decision.id))
    .limit(sql.placeholder('limit'))
    .prepare();
  const final = db
    .select()
    .from(decision)
    .where(and(eq(decision.requestId, sql.placeholder('id')), eq(decision.state, 'final')))
    .orderBy(desc(decision.id))
    .limit(1)
    .prepare();
  const asked = db
    .select()
    .from(signature)
    .where(eq(signature.decisionId, sql.placeholder('id')))
    .orderBy(signature.askedAt, signature.role, signature.personId)
    .prepare();
  const assessed = db
    .select()
    .from(assessmentAnswer)
    .where(eq(assessmentAnswer.requestId, sql.placeholder('id')))
    .prepare();
  const toolOf = db
    .select({ id: tool.id })
    .from(tool)
    .where(eq(tool.requestId, sql.placeholder('id')))
    .limit(1)
    .prepare();
  const toolById = db
    .select()
    .from(tool)
    .where(eq(tool.id, sql.placeholder('id')))
    .prepare();
  const underWay = client
    .prepare<[number, string | null], number>(
      "SELECT 1 FROM planned_work WHERE tool_id = ? AND criterion = ? AND state = 'opened'",
    )
    .pluck();
  const promisedOf = client
    .prepare<[number], string>("SELECT key FROM promise WHERE tool_id = ? AND state = 'open'")
    .pluck();
  const planWork = plannedWorkWriter({ client, db });
  const taken = client.prepare<[string], number>('SELECT 1 FROM tool WHERE lower(name) = lower(?)').pluck();
  const waiting = db
    .select({ requestId: decision.requestId, signature })
    .from(signature)
    .innerJoin(decision, eq(decision.id, signature.decisionId))
    .innerJoin(request, eq(request.id, decision.requestId))
    .where(
      and(
        eq(signature.personId, sql.placeholder('personId')),
        eq(signature.state, 'open'),
        sql`((${signature.kind} = 'agreement' AND ${decision.state} = 'proposed' AND ${request.state} = 'proposed') OR (${signature.kind} = 'awareness' AND ${decision.state} = 'final'))`,
      ),
    )
    .orderBy(signature.askedAt)
    .limit(sql.placeholder('limit'))
    .prepare();

  function fileOf(found: RequestFile): DecisionFile {
    const { id } = found.request;
    const current = newest.get({ id, limit: 1 }) ?? null;
    const assessment: Assessment = Object.fromEntries(
      assessed.all({ id }).map(({ field, answer, by, at }) => [field, { answer, by, at }]),
    );
    return {
      file: found,
      decision: current,
      signatures: current === null ? [] : asked.all({ id: current.id }),
      inForce: final.get({ id }) ?? null,
      assessment,
      toolId: toolOf.get({ id })?.id ?? null,
      nameTaken: (name) => taken.get(name.trim()) !== undefined,
    };
  }

  function keepSignatures(decisionId: number, changes: DecisionChange['signatures'] = []): void {
    for (const each of changes) {
      const { state, text, askedAt, at } = each;
      db.insert(signature)
        .values({ decisionId, ...each })
        .onConflictDoUpdate({
          target: [signature.decisionId, signature.kind, signature.role, signature.personId],
          set: { state, text, askedAt, at },
        })
        .run();
    }
  }

  /** A tool that an earlier decision took on is brought in line with this one; what people changed since stays. */
  function keepTool(at: DecisionFile, { actor, tool: filing, toolLeaves }: DecisionChange, now: Date): number | null {
    if (toolLeaves !== undefined && at.toolId !== null) leave(at.toolId, toolLeaves, actor, now);
    if (filing === undefined) return at.toolId;
    if (at.toolId === null) return addTool({ ...filing, priority: filing.priority(UNPLACED), actor }, now);
    const { criticality, category, categoryReason, health, healthLevel, support, interim } = filing.tool;
    const changed = { criticality, category, categoryReason, health, healthLevel, support, interim };
    const before = toolById.get({ id: at.toolId });
    const links = { ...before?.links, ...filing.tool.links };
    const priority = filing.priority(before ?? UNPLACED);
    writers.owe([oweCommitted(at.toolId)], now);
    const { state, operationalAt, owningTeam, owningTeamBefore } = filing.tool;
    const gone = before?.state === 'transferred' || before?.state === 'retired';
    const back = gone ? { state, operationalAt, owningTeam, owningTeamBefore } : {};
    db.update(tool)
      .set({ ...changed, ...back, links, priority, updatedAt: now })
      .where(eq(tool.id, at.toolId))
      .run();
    const detail = { why: filing.why, to: { criticality, category, support, interim } };
    writers.keepAudit({ at: now, actor, subject: `T-${at.toolId}`, action: 'decided anew', detail });
    return at.toolId;
  }

  /** It leaves the inventory with a line of its history; what was promised of it is not owed any more. */
  function leave(toolId: number, { state, owningTeam, why }: ToolLeaving, actor: string, now: Date): void {
    const before = db.select().from(tool).where(eq(tool.id, toolId)).get();
    const stays = before === undefined || (state === 'retired' && before.state !== 'planned') || before.state === state;
    if (stays) return;
    const fields = owningTeam === null ? { state } : { state, owningTeam, owningTeamBefore: before.owningTeam };
    db.update(tool)
      .set({ ...fields, updatedAt: now })
      .where(eq(tool.id, toolId))
      .run();
    const changes = { state: { from: before.state, to: state } };
    writers.keepAudit({ at: now, actor, subject: toolNumber(toolId), action: state, detail: { why, changes } });
    promises.end(promisedOf.all(toolId), 'dropped', actor, now);
  }

  /** Work for the tool, filed as issues; a gap that has work under way already gets no second one. */
  function keepWork(at: DecisionFile, { work = [] }: DecisionChange, { decisionId, toolId }: Kept, now: Date): Owed[] {
    if (toolId === null) return [];
    const missing = work.filter(({ criterion = null }) => underWay.get(toolId, criterion) === undefined);
    const about = { requestId: at.file.request.id, decisionId, toolId };
    return missing.map((each) => oweWork(about, planWork({ ...each, ...about }, now)));
  }

  function keepDecision(at: DecisionFile, value: DecisionChange): number {
    if (value.supersedes === true && at.inForce !== null)
      db.update(decision).set({ state: 'superseded' }).where(eq(decision.id, at.inForce.id)).run();
    if (value.propose !== undefined) {
      const added = { ...value.propose, requestId: at.file.request.id };
      return db.insert(decision).values(added).returning({ id: decision.id }).get().id;
    }
    const current = at.decision?.id ?? 0;
    if (value.decision !== undefined) db.update(decision).set(value.decision).where(eq(decision.id, current)).run();
    return current;
  }

  /** The evaluation of best-effort support ends in a new decision (HAND-9); what else the old one promised is not owed any more. */
  function endPromisesOf({ id }: Decision, by: string, now: Date): void {
    promises.end([`evaluation:${decisionNumber(id)}`], 'kept', by, now);
    promises.endOfDecision(id, 'dropped', by, now);
  }

  const change = client.transaction((requestId: number, decide: DecideOn, now: Date): Verdict<string> => {
    const found = inside.look(requestId);
    if (found === null) return no(`There is no ${requestNumber(requestId)}. See \`/prodseceng requests\`.`);
    const at = fileOf(found);
    const verdict = decide(at);
    if (!verdict.ok) return verdict;
    const { value } = verdict;
    if (inside.isKept({ entries: value.entries ?? [] })) return yes(`${value.answer} (That was kept already.)`);
    const decisionId = keepDecision(at, value);
    keepSignatures(decisionId, value.signatures);
    const toolBefore = at.toolId === null ? null : (toolById.get({ id: at.toolId }) ?? null);
    const kept: Kept = { decisionId, toolId: keepTool(at, value, now) };
    const { keys = [], state = 'kept' } = value.endPromises ?? {};
    promises.end(keys, state, value.actor, now);
    if (value.supersedes === true && at.inForce !== null) endPromisesOf(at.inForce, value.actor, now);
    promises.make(value.promises?.(kept) ?? [], now);
    if (value.tool !== undefined && kept.toolId !== null)
      writers.followCategory(kept.toolId, toolBefore, value.actor, now);
    const owed = [...value.owed(kept), ...keepWork(at, value, kept, now)];
    const { actor, action, detail, request: changed, join, entries, answer } = value;
    const asRequest = { actor, action, detail, request: changed, join, entries, answer, owed };
    inside.change(requestId, () => yes(withoutUndefined(asRequest)), now);
    return yes(answer);
  });

  return {
    /** Decides about a request inside one transaction; what the rule says is kept whole, or nothing is. */
    async changeDecision(requestId: number, decide: DecideOn, now: Date): Promise<Verdict<string>> {
      const verdict = change.immediate(requestId, decide, now);
      if (verdict.ok) wake();
      return verdict;
    },
    async decisionFile(requestId: number): Promise<DecisionFile | null> {
      const found = inside.look(requestId);
      return found === null ? null : fileOf(found);
    },
    /** The decisions about a request, newest first, with what everyone was asked in each. */
    async decisionsOf(requestId: number, limit: number): Promise<{ decision: Decision; signatures: Signature[] }[]> {
      return newest
        .all({ id: requestId, limit })
        .map((each) => ({ decision: each, signatures: asked.all({ id: each.id }) }));
    },
    /** What waits for this person's answer, longest first. */
    async signaturesAwaiting(personId: string, limit: number): Promise<{ requestId: number; signature: Signature }[]> {
      return waiting.all({ personId, limit });
    },
  };
}

type Loose<T> = { [K in keyof T]: Exclude<T[K], undefined> };

const withoutUndefined = <T extends object>(values: T): Loose<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Loose<T>;
