import { desc, eq, sql } from 'drizzle-orm';
import type { Open } from './database.ts';
import { audit } from './tables.ts';

export type AuditLine = { at: Date; actor: string; subject: string; action: string; detail: Record<string, unknown> };

/** Keeps who did what, inside the caller's transaction. */
export function auditWriter({ db }: Open) {
  const insert = db
    .insert(audit)
    .values({
      at: sql.placeholder('at'),
      actor: sql.placeholder('actor'),
      subject: sql.placeholder('subject'),
      action: sql.placeholder('action'),
      detail: sql.placeholder('detail'),
    })
    .prepare();
  return (line: AuditLine): void => {
    insert.run(line);
  };
}

export type AuditWriter = ReturnType<typeof auditWriter>;

export function auditStore({ db }: Open) {
  const bySubject = db
    .select()
    .from(audit)
    .where(eq(audit.subject, sql.placeholder('subject')))
    .orderBy(desc(audit.id))
    .limit(sql.placeholder('limit'))
    .prepare();
  return {
    /** The newest lines about a subject (`R-1`), newest first. */
    async auditOf(subject: string, limit: number): Promise<AuditLine[]> {
      return bySubject.all({ subject, limit });
    },
  };
}
