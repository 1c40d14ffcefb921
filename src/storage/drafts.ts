import { and, desc, eq, lt, sql } from 'drizzle-orm';
import type { Open } from './database.ts';
import { draft } from './tables.ts';

/** What someone has filled in and not sent. `origin` keeps what it came from: a message's link, a question, a mention. */
export type Draft = {
  id: string;
  personId: string;
  form: string;
  step: number;
  answers: Record<string, unknown>;
  origin: Record<string, string>;
  updatedAt: Date;
};

export function draftStore({ db }: Open) {
  const one = db
    .select()
    .from(draft)
    .where(eq(draft.id, sql.placeholder('id')))
    .prepare();
  const mine = db
    .select()
    .from(draft)
    .where(eq(draft.personId, sql.placeholder('personId')))
    .orderBy(desc(draft.updatedAt))
    .limit(20)
    .prepare();
  return {
    /** Keeps a draft as it is now; adds it where it is new. */
    async keepDraft(kept: Draft): Promise<void> {
      const { step, answers, origin, updatedAt } = kept;
      db.insert(draft)
        .values(kept)
        .onConflictDoUpdate({ target: draft.id, set: { step, answers, origin, updatedAt } })
        .run();
    },
    async draft(id: string): Promise<Draft | null> {
      return one.get({ id }) ?? null;
    },
    /** A person's drafts, newest first. */
    async draftsOf(personId: string): Promise<Draft[]> {
      return mine.all({ personId });
    },
    /** Someone's own draft is removed; another's is left. */
    async dropDraft(id: string, personId: string): Promise<void> {
      db.delete(draft)
        .where(and(eq(draft.id, id), eq(draft.personId, personId)))
        .run();
    },
    async dropDraftsBefore(at: Date): Promise<void> {
      db.delete(draft).where(lt(draft.updatedAt, at)).run();
    },
  };
}
