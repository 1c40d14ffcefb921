import { and, asc, desc, eq, gt, isNotNull, lte, sql } from 'drizzle-orm';
import type { Outage, OutageClock } from '../domain/outage.ts';
import type { IntakeRequest } from '../domain/request.ts';
import type { NewTool, Tool } from '../domain/tool.ts';
import type { ValueProposition } from '../domain/value-proposition.ts';
import { clock, outage } from './commitment-tables.ts';
import type { Open } from './database.ts';
import { valueProposition } from './lifecycle-tables.ts';
import { decision, promise, request, tool } from './tables.ts';

export type DecisionRow = typeof decision.$inferSelect;
export type ToolWithValues = Tool & Pick<NewTool, 'valuePropositions'>;
export type OutageWithClocks = Outage & { clocks: OutageClock[] };

/** Everything of a kind, by number, a bounded piece at a time: those after this number. */
export function exportStore({ db }: Open) {
  const after = sql.placeholder('after');
  const limit = sql.placeholder('limit');
  const tools = db.select().from(tool).where(gt(tool.id, after)).orderBy(asc(tool.id)).limit(limit).prepare();
  const requests = db
    .select()
    .from(request)
    .where(gt(request.id, after))
    .orderBy(asc(request.id))
    .limit(limit)
    .prepare();
  const decisions = db
    .select()
    .from(decision)
    .where(gt(decision.id, after))
    .orderBy(asc(decision.id))
    .limit(limit)
    .prepare();
  const outages = db.select().from(outage).where(gt(outage.id, after)).orderBy(asc(outage.id)).limit(limit).prepare();
  const clocks = db
    .select()
    .from(clock)
    .where(and(gt(clock.outageId, after), lte(clock.outageId, sql.placeholder('last'))))
    .orderBy(asc(clock.outageId), desc(clock.clock))
    .prepare();
  const values = db
    .select({ toolId: valueProposition.toolId, what: valueProposition.what })
    .from(valueProposition)
    .where(and(gt(valueProposition.toolId, after), lte(valueProposition.toolId, sql.placeholder('last'))))
    .orderBy(asc(valueProposition.id))
    .prepare();
  return {
    outagesAfter: async (id: number, most: number): Promise<OutageWithClocks[]> => {
      const found = outages.all({ after: id, limit: most });
      const of = new Map(found.map((each): [number, OutageWithClocks] => [each.id, { ...each, clocks: [] }]));
      for (const each of clocks.all({ after: id, last: found.at(-1)?.id ?? id }))
        of.get(each.outageId)?.clocks.push(each);
      return [...of.values()];
    },
    /** By tool; ADRs are owed at the first instant of a day in UTC. */
    adrsOwed: async (): Promise<Map<number, string>> => {
      const open = and(eq(promise.kind, 'adrs'), eq(promise.state, 'open'), isNotNull(promise.toolId));
      const found = db.select({ toolId: promise.toolId, dueAt: promise.dueAt }).from(promise).where(open).all();
      return new Map(found.map(({ toolId, dueAt }) => [toolId ?? 0, dueAt?.toISOString().slice(0, 10) ?? '']));
    },
    toolsAfter: async (id: number, most: number): Promise<ToolWithValues[]> => {
      const found = tools.all({ after: id, limit: most });
      const of = new Map(found.map((each): [number, ToolWithValues] => [each.id, { ...each, valuePropositions: [] }]));
      for (const { toolId, what } of values.all({ after: id, last: found.at(-1)?.id ?? id }))
        of.get(toolId ?? 0)?.valuePropositions.push(what);
      return [...of.values()];
    },
    valuesAfter: async (id: number, most: number): Promise<ValueProposition[]> =>
      db
        .select()
        .from(valueProposition)
        .where(gt(valueProposition.id, id))
        .orderBy(asc(valueProposition.id))
        .limit(most)
        .all(),
    requestsAfter: async (id: number, most: number): Promise<IntakeRequest[]> =>
      requests.all({ after: id, limit: most }),
    decisionsAfter: async (id: number, most: number): Promise<DecisionRow[]> =>
      decisions.all({ after: id, limit: most }),
  };
}
