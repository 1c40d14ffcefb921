import type { OutcomeId } from './outcome.ts';
import type { IntakeRequest } from './request.ts';
import { TRIAGE_ENDS } from './request-triage.ts';

/** A request with what its work says: its work item, the issues planned for it, and the decision in force. */
export type RequestProgress = {
  request: Pick<IntakeRequest, 'id' | 'door' | 'title' | 'state' | 'sensitive' | 'reason' | 'createdAt'>;
  workItem: { state: 'opened' | 'closed'; url: string } | null;
  planned: { closed: number; total: number };
  outcome: OutcomeId | null;
  /** When it was decided or triaged last; null while it is not. */
  decidedAt: Date | null;
};

export type Standing = 'waiting' | 'under way' | 'shipped' | 'not done';

/** By these the team leaves the work to others, or does none. */
const ELSEWHERE: readonly OutcomeId[] = ['redirect', 'self-serve', 'alternative'];
const BACKLOG = TRIAGE_ENDS.find(({ id }) => id === 'backlog')?.label ?? '';

/**
 * Where a request's work stands: `waiting` to be decided; `under way`; `shipped` once all its planned issues are closed, or its work item is;
 * `not done` where it was withdrawn, is a duplicate, or was decided to be done by others or by nobody.
 */
export function standingOf({ request, workItem, planned, outcome }: RequestProgress): Standing {
  const { state, door, reason } = request;
  if (state === 'withdrawn' || state === 'duplicate') return 'not done';
  if (state !== 'decided') return 'waiting';
  if (outcome !== null && ELSEWHERE.includes(outcome)) return 'not done';
  if (door === 'other' && !(reason ?? '').startsWith(BACKLOG)) return 'not done';
  const allPlanned = planned.total > 0 && planned.closed === planned.total;
  return allPlanned || workItem?.state === 'closed' ? 'shipped' : 'under way';
}
