import { and, asc, eq, sql } from 'drizzle-orm';
import type { Owed } from '../domain/owed.ts';
import type { Question } from '../domain/question.ts';
import { no, type Verdict, yes } from '../domain/verdict.ts';
import type { AuditWriter } from './audit.ts';
import type { Open } from './database.ts';
import type { OutboxWriter } from './outbox.ts';
import { draft, question } from './tables.ts';

type Writers = { owe: OutboxWriter; keepAudit: AuditWriter; wake: () => void };
type NewQuestion = Pick<Question, 'askerId' | 'topic' | 'text' | 'draftId'>;

/** General questions (DOOR-2): no work item is made of them. */
export function questionStore({ client, db }: Open, { owe, keepAudit, wake }: Writers) {
  const one = db
    .select()
    .from(question)
    .where(eq(question.id, sql.placeholder('id')))
    .prepare();
  const byDraft = db
    .select()
    .from(question)
    .where(eq(question.draftId, sql.placeholder('draftId')))
    .prepare();
  const open = db
    .select()
    .from(question)
    .where(eq(question.state, 'open'))
    .orderBy(asc(question.createdAt))
    .limit(sql.placeholder('limit'))
    .prepare();
  const ofAsker = db
    .select()
    .from(question)
    .where(and(eq(question.askerId, sql.placeholder('askerId')), eq(question.state, 'open')))
    .prepare();

  const ask = client.transaction((asked: NewQuestion, owed: (id: number) => Owed[], now: Date) => {
    const before = byDraft.get({ draftId: asked.draftId });
    if (before !== undefined) return { id: before.id, already: true };
    const values = { ...asked, state: 'open' as const, createdAt: now };
    const { id } = db.insert(question).values(values).returning({ id: question.id }).get();
    db.delete(draft).where(eq(draft.id, asked.draftId)).run();
    keepAudit({ at: now, actor: asked.askerId, subject: `Q-${id}`, action: 'asked', detail: { topic: asked.topic } });
    owe(owed(id), now);
    return { id, already: false };
  });

  const end = client.transaction((id: number, endedBy: string, owed: Owed[], now: Date): Verdict<Question> => {
    const found = one.get({ id });
    if (found === undefined) return no('That question is not known any more.');
    if (found.state !== 'open') return no(`<@${found.endedBy ?? ''}> has dealt with this question already.`);
    db.update(question).set({ state: 'answered', endedBy, endedAt: now }).where(eq(question.id, id)).run();
    keepAudit({ at: now, actor: endedBy, subject: `Q-${id}`, action: 'answered', detail: {} });
    owe(owed, now);
    return yes({ ...found, state: 'answered', endedBy, endedAt: now });
  });

  return {
    /** Keeps a question once: the same draft a second time gives the number it has. */
    async askQuestion(asked: NewQuestion, owed: (id: number) => Owed[], now: Date) {
      const kept = ask.immediate(asked, owed, now);
      wake();
      return kept;
    },
    /** Ends an open question as answered; refuses one that has ended. */
    async answerQuestion(id: number, endedBy: string, owed: Owed[], now: Date): Promise<Verdict<Question>> {
      const verdict = end.immediate(id, endedBy, owed, now);
      wake();
      return verdict;
    },
    async question(id: number): Promise<Question | null> {
      return one.get({ id }) ?? null;
    },
    /** Open questions, oldest first. */
    async openQuestions(limit: number): Promise<Question[]> {
      return open.all({ limit });
    },
    async openQuestionsOf(askerId: string): Promise<Question[]> {
      return ofAsker.all({ askerId });
    },
  };
}
