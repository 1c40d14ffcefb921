import type { AssessedAnswer, Assessment } from './assessment.ts';
import type { Answer, Answers } from './form.ts';
import { oweCard, oweWorkItemUpdate, requestNumber } from './owed.ts';
import type { Roles } from './people.ts';
import { type IntakeRequest, isOpen, type RequestChange } from './request.ts';
import { type Act, TEAM_ONLY } from './request-act.ts';
import { no, type Verdict, yes } from './verdict.ts';

/** What a person sent of a screen: each answer (empty: none), and the mark of the one that they were shown. */
export type Sent = { answers: Answers; marks: Readonly<Record<string, string>> };

/** An answer that someone else gave meanwhile, which is left as it is. Null: they took it back. */
export type Stale = { field: string; now: AssessedAnswer | null };

export type AssessmentChange = {
  /** What is kept, by field; empty takes an answer back. */
  answers: Answers;
  stale: Stale[];
  /** What follows for the request; null where nothing is kept. */
  change: RequestChange | null;
};

/** Calls on the request and the assessment as they are inside the transaction. */
export type DecideAssessment = (request: IntakeRequest, assessment: Assessment) => Verdict<AssessmentChange>;

/** Whether the team may assess this request now, or why not. */
export function mayAssess(roles: Roles, request: IntakeRequest): Verdict<null> {
  const number = requestNumber(request.id);
  if (!roles.team) return no(TEAM_ONLY);
  if (request.door === 'other') return no(`${number} is an other request: it has no assessment.`);
  if (request.state === 'proposed')
    return no(`A decision on ${number} is proposed. It can be assessed again once that is declined or withdrawn.`);
  if (!isOpen(request)) return no(`${number} is ${request.state} already, so it cannot be assessed any more.`);
  return yes(null);
}

/**
 * Keeps what was changed, with who changed it: what is the same keeps its author, and what someone else changed since it was shown
 * is not overwritten but told. The first answer puts the request in assessment.
 */
export function assess(act: Act, sent: Sent): DecideAssessment {
  return (request, assessment) => {
    const may = mayAssess(act.roles, request);
    if (!may.ok) return may;
    const { answers, stale } = changesIn(sent, assessment);
    if (Object.keys(answers).length === 0) return yes({ answers, stale, change: null });
    return yes({ answers, stale, change: followUp(act, request, assessment, answers) });
  };
}

function followUp({ roles }: Act, request: IntakeRequest, assessment: Assessment, answers: Answers): RequestChange {
  const first = Object.keys(assessment).length === 0;
  const begins = request.state === 'new' || (request.state === 'needs information' && first);
  return {
    actor: roles.person.id,
    action: 'assessed',
    detail: { fields: Object.keys(answers) },
    ...(begins ? { request: { state: 'in assessment', asked: null, askedBy: null } } : {}),
    owed: [oweCard(request.id), oweWorkItemUpdate(request.id)],
    answer: 'Kept.',
  };
}

function changesIn({ answers, marks }: Sent, assessment: Assessment): { answers: Answers; stale: Stale[] } {
  const changed: Record<string, Answer> = {};
  const stale: Stale[] = [];
  for (const [field, answer] of Object.entries(answers)) {
    const now = assessment[field] ?? null;
    const [before, mine, seen] = [markOf(now?.answer), markOf(answer), marks[field]];
    if (mine === before || mine === seen) continue;
    if (seen === before) changed[field] = answer;
    else stale.push({ field, now });
  }
  return { answers: changed, stale };
}

/** A short mark of an answer, the same for the same answer. Nothing and an empty answer have the same one. */
export function markOf(answer: Answer | undefined): string {
  const text = answer === undefined || answer.length === 0 ? '' : JSON.stringify(answer);
  let sum = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  return (sum >>> 0).toString(36);
}
