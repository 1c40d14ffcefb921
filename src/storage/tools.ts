import { eq, sql } from 'drizzle-orm';
import { type NewTool, type Tool, type ToolPerson, toolNumber } from '../domain/tool.ts';
import type { AuditWriter } from './audit.ts';
import type { Open } from './database.ts';
import { tool, toolPerson } from './tables.ts';

export type ToolFiling = {
  tool: NewTool;
  priority: number;
  people: Omit<ToolPerson, 'toolId' | 'muted'>[];
  actor: string;
  why: string;
};

/** Adds a tool to the inventory, inside the caller's transaction, and gives its id (INV-1, INV-12). Throws when the name is taken. */
export function toolWriter({ db }: Open, keepAudit: AuditWriter) {
  return ({ tool: added, priority, people, actor, why }: ToolFiling, now: Date): number => {
    const { id } = db
      .insert(tool)
      .values({ ...added, priority, createdAt: now, updatedAt: now })
      .returning({ id: tool.id })
      .get();
    for (const each of people)
      db.insert(toolPerson)
        .values({ toolId: id, ...each })
        .onConflictDoNothing()
        .run();
    keepAudit({ at: now, actor, subject: toolNumber(id), action: 'added to the inventory', detail: { why } });
    return id;
  };
}

export type ToolWriter = ReturnType<typeof toolWriter>;

/** The tools of the inventory. */
export function toolStore({ db }: Open) {
  const one = db
    .select()
    .from(tool)
    .where(eq(tool.id, sql.placeholder('id')))
    .prepare();
  const named = db
    .select()
    .from(tool)
    .where(sql`lower(${tool.name}) = lower(${sql.placeholder('name')})`)
    .prepare();
  return {
    async tool(id: number): Promise<Tool | null> {
      return one.get({ id }) ?? null;
    },
    /** By its name, in any letter case. */
    async toolNamed(name: string): Promise<Tool | null> {
      return named.get({ name: name.trim() }) ?? null;
    },
  };
}
