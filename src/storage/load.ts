import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Committed } from '../domain/commitment.ts';
import type { Owed } from '../domain/owed.ts';
import type { PlannedWork } from '../domain/planned-work.ts';
import type { ToolState } from '../domain/tool.ts';
import type { AuditWriter } from './audit.ts';
import type { Open } from './database.ts';
import type { OutboxWriter } from './outbox.ts';
import { plannedWork, tool } from './tables.ts';

type Writers = { owe: OutboxWriter; keepAudit: AuditWriter; wake: () => void };
/** Where work is moved to: GitLab's id and title of the milestone. */
export type Move = { milestoneId: number; milestone: string };

const COMMITTED: ToolState[] = ['operational', 'sunsetting'];
const ESCAPED = /[\\%_]/g;

/** What the team has on its hands, and what could make room. */
export function loadStore({ client, db }: Open, { owe, keepAudit, wake }: Writers) {
  const { state, criticality, category, support, interim, healthLevel } = tool;
  const alike = { state, criticality, category, support, interim, healthLevel };
  const isOpen = eq(plannedWork.state, 'opened');

  const move = client.transaction(
    (id: number, to: Move, { by, owed }: { by: string; owed: readonly Owed[] }, now: Date): void => {
      const before = db.select().from(plannedWork).where(eq(plannedWork.id, id)).get();
      if (before === undefined || before.state !== 'opened' || before.milestoneId === to.milestoneId) return;
      db.update(plannedWork).set(to).where(eq(plannedWork.id, id)).run();
      const detail = { from: before.milestone, to: to.milestone };
      keepAudit({ at: now, actor: by, subject: `W-${id}`, action: 'moved to another milestone', detail });
      owe(owed, now);
    },
  );

  return {
    /** What the commitments in force are derived from, with how many tools each: as many rows as there are kinds of tool. */
    async committedTools(): Promise<(Committed & { count: number })[]> {
      return db
        .select({ ...alike, count: sql<number>`count(*)` })
        .from(tool)
        .where(inArray(state, COMMITTED))
        .groupBy(...Object.values(alike))
        .all();
    },
    /** How many improvements are planned and not done, up to `most`. */
    async openImprovements(most: number): Promise<number> {
      const some = db
        .select({ one: sql`1` })
        .from(plannedWork)
        .where(and(isOpen, eq(plannedWork.kind, 'improvement')))
        .limit(most)
        .as('some');
      return db.select({ n: sql<number>`count(*)` }).from(some).get()?.n ?? 0;
    },
    /** Work that is planned and not done, newest first; `typed`: a part of its title. */
    async openWork(typed: string, limit: number): Promise<PlannedWork[]> {
      const part = `%${typed.trim().replace(ESCAPED, '\\$&')}%`;
      return db
        .select()
        .from(plannedWork)
        .where(and(isOpen, sql`${plannedWork.title} LIKE ${part} ESCAPE '\\'`))
        .orderBy(sql`${plannedWork.id} DESC`)
        .limit(limit)
        .all();
    },
    /** Plans open work for another milestone, once, with what is owed by it; where it is there already or done, nothing is changed. */
    async moveWork(id: number, to: Move, how: { by: string; owed: readonly Owed[] }, now: Date): Promise<void> {
      move.immediate(id, to, how, now);
      wake();
    },
  };
}
