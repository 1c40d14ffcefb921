import { desc, eq, sql } from 'drizzle-orm';
import type { NewPlannedWork, PlannedWork } from '../domain/planned-work.ts';
import type { Open } from './database.ts';
import { plannedWork } from './tables.ts';

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

/** Work that is planned, and where its issue is. */
export function plannedWorkStore({ db }: Open) {
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
  return {
    async plannedWork(id: number): Promise<PlannedWork | null> {
      return one.get({ id }) ?? null;
    },
    /** Newest first. */
    async plannedWorkOfTool(toolId: number, limit: number): Promise<PlannedWork[]> {
      return ofTool.all({ id: toolId, limit });
    },
    async recordPlannedIssue(id: number, issue: { projectId: number; iid: number; url: string }): Promise<void> {
      db.update(plannedWork).set(issue).where(eq(plannedWork.id, id)).run();
    },
  };
}
