import { and, eq, sql } from 'drizzle-orm';
import type { AssessmentChange, DecideAssessment } from '../domain/assess.ts';
import type { Assessment } from '../domain/assessment.ts';
import type { Answers } from '../domain/form.ts';
import { requestNumber } from '../domain/owed.ts';
import { no, type Verdict } from '../domain/verdict.ts';
import type { AuditWriter } from './audit.ts';
import type { Open } from './database.ts';
import type { OutboxWriter } from './outbox.ts';
import { asInserted, slotsOf } from './prepared.ts';
import { assessmentAnswer, request } from './tables.ts';

type Writers = { owe: OutboxWriter; keepAudit: AuditWriter; wake: () => void };

/** Assessments of requests: one row an answer, so that each keeps who gave it and when. */
export function assessmentStore({ client, db }: Open, { owe, keepAudit, wake }: Writers) {
  const one = db
    .select()
    .from(request)
    .where(eq(request.id, sql.placeholder('id')))
    .prepare();
  const ofRequest = db
    .select()
    .from(assessmentAnswer)
    .where(eq(assessmentAnswer.requestId, sql.placeholder('id')))
    .prepare();
  const put = db
    .insert(assessmentAnswer)
    .values(slotsOf(assessmentAnswer))
    .onConflictDoUpdate({
      target: [assessmentAnswer.requestId, assessmentAnswer.field],
      set: asInserted(assessmentAnswer, ['answer', 'by', 'at']),
    })
    .prepare();
  const takeBack = db
    .delete(assessmentAnswer)
    .where(
      and(eq(assessmentAnswer.requestId, sql.placeholder('id')), eq(assessmentAnswer.field, sql.placeholder('field'))),
    )
    .prepare();

  const read = (id: number): Assessment =>
    Object.fromEntries(ofRequest.all({ id }).map(({ field, answer, by, at }) => [field, { answer, by, at }]));

  function keepAnswers(requestId: number, answers: Answers, by: string, at: Date): void {
    for (const [field, answer] of Object.entries(answers)) {
      if (answer.length === 0) takeBack.run({ id: requestId, field });
      else put.run({ requestId, field, answer, by, at });
    }
  }

  const keep = client.transaction((id: number, decide: DecideAssessment, now: Date): Verdict<AssessmentChange> => {
    const found = one.get({ id });
    if (found === undefined) return no(`There is no ${requestNumber(id)}. See \`/prodseceng requests\`.`);
    const verdict = decide(found, read(id));
    if (!verdict.ok || verdict.value.change === null) return verdict;
    const { answers, change } = verdict.value;
    const { actor, action, detail = {} } = change;
    keepAnswers(id, answers, actor, now);
    db.update(request)
      .set({ ...change.request, updatedAt: now })
      .where(eq(request.id, id))
      .run();
    keepAudit({ at: now, actor, subject: requestNumber(id), action, detail });
    owe(change.owed, now);
    return verdict;
  });

  return {
    /** What is assessed so far; empty where nothing is. */
    async assessmentOf(requestId: number): Promise<Assessment> {
      return read(requestId);
    },
    /** Calls `decide` on request and assessment as they are inside the transaction; keeps what it says, or nothing when it refuses. */
    async keepAssessment(requestId: number, decide: DecideAssessment, now: Date): Promise<Verdict<AssessmentChange>> {
      const verdict = keep.immediate(requestId, decide, now);
      wake();
      return verdict;
    },
  };
}
