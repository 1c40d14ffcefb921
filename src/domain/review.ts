import type { Answers } from './form.ts';
import type { Owed } from './owed.ts';
import type { Roles } from './people.ts';
import { type Tool, toolNumber } from './tool.ts';
import type { DecideTool } from './tool-act.ts';

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
  /** Who is asked: the owner, else the manager; null where nobody can be. */
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

/** A review with its tool and what was said of it so far. */
export type ReviewFile = { review: Review; tool: Tool; voices: readonly ReviewVoice[] };

/** What follows from an act on a review: all of it one transaction. */
export type ReviewChange = {
  actor: string;
  action: string;
  detail?: Record<string, unknown>;
  edit: Partial<Omit<Review, 'id' | 'toolId' | 'openedAt' | 'dueAt'>>;
  voice?: Omit<ReviewVoice, 'reviewId'>;
  /** Corrections, by the rules of the inventory, in their order: a refusal of one refuses all. */
  rules?: readonly DecideTool[];
  /** When the tool is reviewed next; its review promise is kept by this. */
  nextAt?: Date;
  owed: Owed[];
  answer: string;
};

/** A refusal names the field that it is about, where there is one. */
export type ReviewVerdict = { ok: true; value: ReviewChange } | { ok: false; text: string; field?: string };
export type DecideReview = (file: ReviewFile) => ReviewVerdict;

/** Who acts, when, and the team's day (YYYY-MM-DD) of an instant. */
export type ReviewAct = { roles: Roles; now: Date; dayOf: (at: Date) => string };

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A week, less what the hour of a day's job may vary. */
const WEEK_MS = 7 * DAY_MS - 12 * HOUR_MS;

/** REV-3: nobody has answered it for a week after it was due. */
export const isOverdue = ({ state, dueAt }: Review, now: Date): boolean =>
  state === 'open' && now.getTime() - dueAt.getTime() >= WEEK_MS;

/** REV-3: a week has passed since its owner was asked last. */
export const chaseIsDue = ({ state, openedAt, chasedAt }: Review, now: Date): boolean =>
  state === 'open' && now.getTime() - (chasedAt ?? openedAt).getTime() >= WEEK_MS;

export const ONLY_OWNER = 'Only the owner of the tool and ProdSecEng can answer its review.';

/** The owner answers for the tool, and so may anyone of the team. */
export const mayAnswerReview = ({ team, person }: Roles, { ownerId }: Pick<Tool, 'ownerId'>): boolean =>
  team || ownerId === person.id;

const over = ({ review }: ReviewFile): string | null =>
  review.state === 'open' ? null : 'This review has ended. `/prodseceng review` shows what is open.';

/** Somebody who is named on the tool says whether they still need it (REV-1); it takes back a flag as zombie (REV-2). They may change their mind while the review is open. */
export const speakInReview =
  ({ roles, now, dayOf }: ReviewAct, still: ReviewVoice['still'], text: string): DecideReview =>
  (file) => {
    const ended = over(file);
    if (ended !== null) return { ok: false, text: ended };
    if (still === 'moved' && text.trim() === '') return { ok: false, text: 'Say to what you moved.', field: 'to' };
    const { review, tool, voices } = file;
    const personId = roles.person.id;
    const said = voices.find((voice) => voice.personId === personId);
    if (said?.still === still && said.text === text.trim()) return { ok: false, text: 'You have said so already.' };
    const unflags = still === 'needed' && review.zombieAt !== null;
    return {
      ok: true,
      value: {
        ...{ actor: personId, action: `said in a review: ${still}`, detail: { review: review.id, text } },
        edit: unflags ? { zombieAt: null } : {},
        voice: { personId, still, text: text.trim(), at: now },
        owed: [oweVoiceAsk(personId, dayOf(review.openedAt)), ...oweAsked(review, dayOf)],
        answer: `Noted for ${tool.name}: ${VOICES[still]}.`,
      },
    };
  };

/** What a stakeholder said, as people read it. */
export const VOICES = { needed: 'still needed', 'not needed': 'not needed any more', moved: 'moved to something else' };

/** One message for all reviews that somebody is asked for on a day, posted or brought up to date. */
export const oweReviewAsk = (personId: string, day: string): Owed => ({
  ...{ kind: 'review-ask', lane: `reviews/${personId}`, key: reviewAskKey(personId, day), payload: { personId, day } },
});
export const reviewAskKey = (personId: string, day: string): string => `review-ask:${personId}:${day}`;

/** The messages in which its owner was asked, brought up to date. */
export function oweAsked({ ownerId, openedAt, chasedAt }: Review, dayOf: (at: Date) => string): Owed[] {
  if (ownerId === null) return [];
  const days = [openedAt, chasedAt].flatMap((at) => (at === null ? [] : [dayOf(at)]));
  return [...new Set(days)].map((day) => oweReviewAsk(ownerId, day));
}

/** The same for whoever is named on tools under review. */
export const oweVoiceAsk = (personId: string, day: string): Owed => ({
  ...{ kind: 'review-voice', lane: `reviews/${personId}`, key: voiceAskKey(personId, day), payload: { personId, day } },
});
export const voiceAskKey = (personId: string, day: string): string => `review-voice:${personId}:${day}`;

/** Somebody is told once that a tool is flagged as a zombie (REV-2). */
export const oweZombie = ({ id, toolId }: Pick<Review, 'id' | 'toolId'>, personId: string): Owed => ({
  ...{ kind: 'review-zombie', lane: `${toolNumber(toolId)}/${personId}`, key: zombieKey(id, personId) },
  payload: { reviewId: id, personId },
});
export const zombieKey = (reviewId: number, personId: string): string => `review-zombie:${reviewId}:${personId}`;

/** GitLab is asked for what was done in the tool's project lately. */
export const oweEvidence = ({ id, toolId }: Pick<Review, 'id' | 'toolId'>): Owed => ({
  ...{ kind: 'review-evidence', lane: `${toolNumber(toolId)}/evidence`, key: `review-evidence:${id}` },
  payload: { reviewId: id },
});
