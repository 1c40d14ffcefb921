import { and, eq, lt, sql } from 'drizzle-orm';
import type { CountedWork, WorkKind } from '../domain/counted-work.ts';
import { countedWork, refinement } from './charter-tables.ts';
import type { Open } from './database.ts';
import { asInserted, slotsOf } from './prepared.ts';

const KEPT = [
  ...(['projectId', 'iid', 'reference', 'url', 'title', 'state', 'confidential', 'author', 'assignees'] as const),
  ...(['metric', 'workflow', 'candidate', 'weight', 'acceptance', 'milestoneId', 'milestone', 'epicIid'] as const),
  ...(['sameAs', 'createdAt', 'mergedAt', 'closedAt', 'updatedAt'] as const),
];

export type TookPart = typeof refinement.$inferInsert;

/** Keeps that somebody took part in refining an issue, inside the caller's transaction: of several times the last. */
export const refinementWriter =
  ({ db }: Open) =>
  (took: TookPart): void => {
    const { milestoneId = null, at } = took;
    db.insert(refinement)
      .values(took)
      .onConflictDoUpdate({
        target: [refinement.gitlabId, refinement.person, refinement.what],
        set: { milestoneId, at },
        setWhere: lt(refinement.at, at),
      })
      .run();
  };

/** The local copy of GitLab's merge requests, issues and epics (KPI-1 to KPI-6, LOG-1 to LOG-3). */
export function countedWorkStore({ client, db }: Open) {
  const put = db
    .insert(countedWork)
    // As numbers: a placeholder of an instant takes no null.
    .values({
      ...slotsOf(countedWork),
      mergedAt: sql`${sql.placeholder('mergedAt')}`,
      closedAt: sql`${sql.placeholder('closedAt')}`,
    })
    .onConflictDoUpdate({
      target: [countedWork.kind, countedWork.gitlabId],
      set: asInserted(countedWork, KEPT),
      setWhere: sql`excluded."updated_at" >= ${countedWork.updatedAt}`,
    })
    .prepare();
  const keep = client.transaction((rows: readonly CountedWork[]): void => {
    for (const row of rows)
      put.run({ ...row, mergedAt: row.mergedAt?.getTime() ?? null, closedAt: row.closedAt?.getTime() ?? null });
  });
  const tookPart = refinementWriter({ client, db });
  const keepParts = client.transaction((all: readonly TookPart[]): void => {
    for (const took of all) tookPart(took);
  });
  const one = db
    .select()
    .from(countedWork)
    .where(and(eq(countedWork.kind, sql.placeholder('kind')), eq(countedWork.gitlabId, sql.placeholder('gitlabId'))))
    .prepare();
  const at = db
    .select()
    .from(countedWork)
    .where(
      and(
        eq(countedWork.kind, sql.placeholder('kind')),
        eq(countedWork.projectId, sql.placeholder('projectId')),
        eq(countedWork.iid, sql.placeholder('iid')),
      ),
    )
    .prepare();
  return {
    /** Keeps each once, by GitLab's id: what was read earlier never replaces what was changed later. */
    async keepCountedWork(rows: readonly CountedWork[]): Promise<void> {
      keep.immediate(rows);
    },
    async countedWork(kind: WorkKind, gitlabId: number): Promise<CountedWork | null> {
      return one.get({ kind, gitlabId }) ?? null;
    },
    /** By where it is: project (of an epic its group) and number there. */
    async countedWorkAt(kind: WorkKind, projectId: number, iid: number): Promise<CountedWork | null> {
      return at.get({ kind, projectId, iid }) ?? null;
    },
    /** Keeps who took part in refining issues (KPI-4). */
    async keepRefinements(all: readonly TookPart[]): Promise<void> {
      keepParts.immediate(all);
    },
    async countCountedWork(): Promise<{ kind: WorkKind; count: number }[]> {
      return db
        .select({ kind: countedWork.kind, count: sql<number>`count(*)` })
        .from(countedWork)
        .groupBy(countedWork.kind)
        .all();
    },
  };
}
