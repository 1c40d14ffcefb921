import { and, asc, eq, gt, isNotNull, isNull, ne, notInArray, sql } from 'drizzle-orm';
import { oweStageIssue } from '../domain/stage.ts';
import type { DecideValue, ValueLook, ValueVerdict } from '../domain/value-acts.ts';
import { oweValueIssue, subjectOfValue, type ValueHome, type ValueProposition } from '../domain/value-proposition.ts';
import type { AuditWriter } from './audit.ts';
import type { Open } from './database.ts';
import { stage, valueProposition } from './lifecycle-tables.ts';
import type { OutboxWriter } from './outbox.ts';
import { tool } from './tables.ts';

/** More than anybody writes for one tool; a bound for reading them. */
const MOST = 200;
const NEW = { parity: null, matches: '', state: 'tool', reason: null, links: [] } satisfies Partial<ValueProposition>;

/** Adds what a tool gives its users as it enters the inventory, inside the caller's transaction. */
export const valueWriter =
  ({ db }: Open) =>
  (toolId: number, whats: readonly string[], at: Date): void => {
    for (const what of new Set(whats))
      db.insert(valueProposition)
        .values({ ...NEW, toolId, what, at })
        .run();
  };

type Writers = { owe: OutboxWriter; keepAudit: AuditWriter; wake: () => void };

/** Value propositions: what tools do for people, and where each stands on its way into the product (COC-4, COC-5, KPI-3). */
export function valueStore(open: Open, { owe, keepAudit, wake }: Writers) {
  const { client, db } = open;
  const one = db
    .select()
    .from(valueProposition)
    .where(eq(valueProposition.id, sql.placeholder('id')))
    .prepare();

  const homeOf = ({ toolId, stageId }: ValueHome) =>
    toolId === null ? eq(valueProposition.stageId, stageId ?? 0) : eq(valueProposition.toolId, toolId);

  const allOf = (home: ValueHome, limit: number): ValueProposition[] =>
    db.select().from(valueProposition).where(homeOf(home)).orderBy(asc(valueProposition.id)).limit(limit).all();

  function look(home: ValueHome): ValueLook {
    const { toolId, stageId } = home;
    return {
      tool: toolId === null ? null : (db.select().from(tool).where(eq(tool.id, toolId)).get() ?? null),
      stage: stageId === null ? null : (db.select().from(stage).where(eq(stage.id, stageId)).get() ?? null),
      others: allOf(home, MOST),
    };
  }

  /** The work items that show the list. */
  function oweStages({ toolId, stageId }: ValueHome, now: Date): void {
    const about = toolId === null ? eq(stage.id, stageId ?? 0) : eq(stage.toolId, toolId);
    const found = db
      .select()
      .from(stage)
      .where(and(about, eq(stage.state, 'open'), ne(stage.kind, 'transfer')))
      .all();
    owe(found.map(oweStageIssue), now);
  }

  const setting = client.transaction((given: ValueHome | number, decide: DecideValue, now: Date): ValueVerdict => {
    const before = typeof given === 'number' ? (one.get({ id: given }) ?? null) : null;
    const home = typeof given === 'number' ? before : given;
    if (home === null) return { ok: false, text: 'That is not known any more.' };
    const at = look(home);
    const verdict = decide(before, at);
    if (!verdict.ok) return verdict;
    const { actor, action, why, fields } = verdict.value;
    const id =
      before?.id ??
      db
        .insert(valueProposition)
        .values({ toolId: home.toolId, stageId: home.stageId, ...fields, at: now })
        .returning({ id: valueProposition.id })
        .get().id;
    if (before !== null)
      db.update(valueProposition)
        .set({ ...fields, at: now })
        .where(eq(valueProposition.id, id))
        .run();
    const subject = subjectOfValue(home.toolId, at.stage?.requestId ?? null);
    keepAudit({ at: now, actor, subject, action, detail: { value: id, why } });
    owe([oweValueIssue(id)], now);
    oweStages(home, now);
    return verdict;
  });

  const kept = (verdict: ValueVerdict): ValueVerdict => {
    if (verdict.ok) wake();
    return verdict;
  };

  return {
    async value(id: number): Promise<ValueProposition | null> {
      return one.get({ id }) ?? null;
    },
    /** In the order in which they were added. */
    async valuesOfTool(toolId: number, limit: number): Promise<ValueProposition[]> {
      return allOf({ toolId, stageId: null }, limit);
    },
    /** What they hang on, as it is now. */
    async valueLook(home: ValueHome): Promise<ValueLook> {
      return look(home);
    },
    /** Adds one by what `decide` says; its issue is owed, and the work items that show it. */
    async addValue(home: ValueHome, decide: DecideValue, now: Date): Promise<ValueVerdict> {
      return kept(setting.immediate(home, decide, now));
    },
    /** Changes one by what `decide` says of it as it is inside the transaction. */
    async changeValue(id: number, decide: DecideValue, now: Date): Promise<ValueVerdict> {
      return kept(setting.immediate(id, decide, now));
    },
    async valueOfIssue(projectId: number, iid: number): Promise<ValueProposition | null> {
      const place = and(eq(valueProposition.projectId, projectId), eq(valueProposition.iid, iid));
      return db.select().from(valueProposition).where(place).limit(1).get() ?? null;
    },
    /** Where its issue is; null: it is gone, and the next delivery files another one. */
    async recordValueIssue(id: number, place: { projectId: number; iid: number; url: string } | null): Promise<void> {
      db.update(valueProposition)
        .set(place ?? { projectId: null, iid: null, url: null })
        .where(eq(valueProposition.id, id))
        .run();
    },
    /** Keeps what was found wrong with its issue, in the place of a reason; nothing where it is settled. */
    async keepValueFinding(id: number, reason: string | null): Promise<void> {
      const unsettled = sql`${valueProposition.state} NOT IN ('shipped', 'dropped')`;
      db.update(valueProposition)
        .set({ reason })
        .where(and(eq(valueProposition.id, id), unsettled))
        .run();
    },
    /** Those that are not settled and have an issue, with an id after this one. */
    async valuesInGitLabAfter(id: number, limit: number): Promise<ValueProposition[]> {
      return db
        .select()
        .from(valueProposition)
        .where(
          and(
            gt(valueProposition.id, id),
            isNotNull(valueProposition.iid),
            notInArray(valueProposition.state, ['shipped', 'dropped']),
          ),
        )
        .orderBy(asc(valueProposition.id))
        .limit(limit)
        .all();
    },
    /** Those without an issue, with an id after this one: what an import or a decision brought. */
    async valuesWithoutIssueAfter(id: number, limit: number): Promise<ValueProposition[]> {
      return db
        .select()
        .from(valueProposition)
        .where(and(gt(valueProposition.id, id), isNull(valueProposition.iid)))
        .orderBy(asc(valueProposition.id))
        .limit(limit)
        .all();
    },
  };
}
