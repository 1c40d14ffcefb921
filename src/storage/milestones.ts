import { and, asc, desc, eq, gte, isNotNull, isNull, lt, or, sql } from 'drizzle-orm';
import type { Milestone, MilestoneLoad, MilestoneRead } from '../domain/milestone.ts';
import type { Open } from './database.ts';
import { asInserted } from './prepared.ts';
import { milestone } from './tables.ts';

const SAME_TITLE = 20;

/** GitLab's milestones, as they were read last. Days are YYYY-MM-DD. */
export function milestoneStore({ client, db }: Open) {
  const keep = client.transaction((read: readonly MilestoneRead[], seenAt: Date): void => {
    for (const each of read)
      db.insert(milestone)
        .values({ ...each, seenAt })
        .onConflictDoUpdate({
          target: milestone.id,
          set: asInserted(milestone, ['title', 'state', 'startDate', 'dueDate', 'url', 'seenAt']),
        })
        .run();
  });
  return {
    async milestone(id: number): Promise<Milestone | null> {
      const found = db
        .select()
        .from(milestone)
        .where(eq(milestone.id, sql.placeholder('id')));
      return found.prepare().get({ id }) ?? null;
    },
    /** All of this title: a project and a group may have one each. */
    async milestonesTitled(title: string): Promise<Milestone[]> {
      return db.select().from(milestone).where(eq(milestone.title, title)).limit(SAME_TITLE).all();
    },
    /** Those that work can be planned for, the next to end first; those without a last day come last. */
    async upcomingMilestones(today: string, limit: number): Promise<Milestone[]> {
      const open = eq(milestone.state, 'active');
      return db
        .select()
        .from(milestone)
        .where(and(open, or(isNull(milestone.dueDate), gte(milestone.dueDate, today))))
        .orderBy(sql`${milestone.dueDate} IS NULL`, asc(milestone.dueDate), asc(milestone.id))
        .limit(limit)
        .all();
    },
    /** Those whose last day is over, the newest first. */
    async pastMilestones(today: string, limit: number): Promise<Milestone[]> {
      return db
        .select()
        .from(milestone)
        .where(and(isNotNull(milestone.dueDate), lt(milestone.dueDate, today)))
        .orderBy(desc(milestone.dueDate), desc(milestone.id))
        .limit(limit)
        .all();
    },
    /** Keeps what GitLab says of them; the load of each stays as it was read. */
    async keepMilestones(read: readonly MilestoneRead[], now: Date): Promise<void> {
      keep.immediate(read, now);
    },
    /** Those that GitLab does not list as open any more, closed or deleted there, are over. `read` is when all open ones were read. */
    async closeMilestonesNotSeen(read: Date): Promise<void> {
      const unseen = and(eq(milestone.state, 'active'), lt(milestone.seenAt, read));
      db.update(milestone).set({ state: 'closed' }).where(unseen).run();
    },
    async keepMilestoneLoad(id: number, load: MilestoneLoad): Promise<void> {
      db.update(milestone).set(load).where(eq(milestone.id, id)).run();
    },
  };
}
