import { and, desc, eq, lt, sql } from 'drizzle-orm';
import { INTAKE_FORMS } from '../domain/intake-forms.ts';
import type { Open } from './database.ts';
import { asInserted, slotsOf } from './prepared.ts';
import { draft, question, request } from './tables.ts';

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

const MOST_LISTED = 20;
const LISTED = JSON.stringify(INTAKE_FORMS.map(({ id }) => id));

export function draftStore({ client, db }: Open) {
  const one = db
    .select()
    .from(draft)
    .where(eq(draft.id, sql.placeholder('id')))
    .prepare();
  // Not IN: for a list SQLite sets up a table of its own with each query, which takes ten times as long as this one.
  const isListed = sql`instr(${LISTED}, '"' || ${draft.form} || '"') > 0`;
  const mine = db
    .select()
    .from(draft)
    .where(and(eq(draft.personId, sql.placeholder('personId')), isListed))
    .orderBy(desc(draft.updatedAt))
    .limit(sql.placeholder('limit'))
    .prepare();
  const filed = db
    .select({ id: request.id })
    .from(request)
    .where(eq(request.draftId, sql.placeholder('id')))
    .prepare();
  const asked = db
    .select({ id: question.id })
    .from(question)
    .where(eq(question.draftId, sql.placeholder('id')))
    .prepare();
  const put = db
    .insert(draft)
    .values(slotsOf(draft))
    .onConflictDoUpdate({
      target: draft.id,
      set: asInserted(draft, ['form', 'step', 'answers', 'origin', 'updatedAt']),
    })
    .prepare();
  const keep = client.transaction((kept: Draft): boolean => {
    if (filed.get({ id: kept.id }) !== undefined || asked.get({ id: kept.id }) !== undefined) return false;
    put.run(kept);
    return true;
  });
  return {
    /** Keeps a draft as it is now; adds it where it is new. False, and nothing is kept, once it was sent: what comes late stays out. */
    async keepDraft(kept: Draft): Promise<boolean> {
      return keep.immediate(kept);
    },
    async draft(id: string): Promise<Draft | null> {
      return one.get({ id }) ?? null;
    },
    /** A person's drafts of the intake's forms, newest first. */
    async draftsOf(personId: string, limit = MOST_LISTED): Promise<Draft[]> {
      return mine.all({ personId, limit });
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
