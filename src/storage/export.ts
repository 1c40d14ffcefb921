import { asc, gt, sql } from 'drizzle-orm';
import type { IntakeRequest } from '../domain/request.ts';
import type { Tool } from '../domain/tool.ts';
import type { Open } from './database.ts';
import { decision, request, tool } from './tables.ts';

export type DecisionRow = typeof decision.$inferSelect;

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
  return {
    toolsAfter: async (id: number, most: number): Promise<Tool[]> => tools.all({ after: id, limit: most }),
    requestsAfter: async (id: number, most: number): Promise<IntakeRequest[]> =>
      requests.all({ after: id, limit: most }),
    decisionsAfter: async (id: number, most: number): Promise<DecisionRow[]> =>
      decisions.all({ after: id, limit: most }),
  };
}
