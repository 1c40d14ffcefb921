import type { Answers } from './form.ts';

/** What was found of a tool's use; days are YYYY-MM-DD, null where nothing was found; `trouble`: why GitLab could not be asked. */
export type ReviewEvidence = {
  lastCommit: string | null;
  lastPipeline: string | null;
  lastIssue: string | null;
  trouble?: string;
};

/** One round of asking about a tool (REV-1). */
export type Review = {
  id: number;
  toolId: number;
  ownerId: string | null;
  dueAt: Date;
  state: 'open' | 'confirmed' | 'corrected' | 'unused' | 'dropped';
  answers: Answers;
  evidence: ReviewEvidence | null;
  /** When it was flagged as a zombie (REV-2). */
  zombieAt: Date | null;
  /** When it was chased last (REV-3). */
  chasedAt: Date | null;
  openedAt: Date;
  endedAt: Date | null;
  endedBy: string | null;
};

/** What a stakeholder says in a review. */
export type ReviewVoice = {
  reviewId: number;
  personId: string;
  still: 'needed' | 'not needed' | 'moved';
  text: string;
  at: Date;
};
