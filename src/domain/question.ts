import type { Owed } from './owed.ts';

/** A general question (DOOR-2), or the optional advice that the self-service door offers (DOOR-7). */
export type Question = {
  id: number;
  askerId: string;
  topic: 'question' | 'advice';
  text: string;
  state: 'open' | 'answered' | 'turned';
  endedBy: string | null;
  requestId: number | null;
  draftId: string;
  createdAt: Date;
  endedAt: Date | null;
};

/** The question's message in the intake channel, posted or brought up to date. */
export function oweQuestion(questionId: number): Owed {
  return { kind: 'question', lane: `Q-${questionId}/slack`, key: `question:Q-${questionId}`, payload: { questionId } };
}
