import { type DecideReview, oweZombie, type Review, type ReviewEvidence, type ReviewFile } from './review.ts';

const DAY_MS = 24 * 3_600_000;
/** REV-2: so long after it was due nobody has confirmed the tool. */
const UNCONFIRMED_DAYS = 14;
/** REV-2: nothing in its project for so long is no sign of use. */
const QUIET_DAYS = 90;

const daysBefore = (now: Date, days: number): Date => new Date(now.getTime() - days * DAY_MS);
const dayOfUtc = (at: Date): string => at.toISOString().slice(0, 10);

/** The last day (YYYY-MM-DD, UTC) on which anything was done; null where nothing was found. */
export const lastActivity = ({ lastCommit, lastPipeline, lastIssue }: ReviewEvidence): string | null =>
  [lastCommit, lastPipeline, lastIssue]
    .filter((day) => day !== null)
    .sort()
    .at(-1) ?? null;

/** Nobody has confirmed it for long enough, and no stakeholder needs it. */
function isUnconfirmed({ review, voices }: Pick<ReviewFile, 'review' | 'voices'>, now: Date): boolean {
  if (review.state !== 'open' || review.dueAt > daysBefore(now, UNCONFIRMED_DAYS)) return false;
  return voices.every(({ still }) => still !== 'needed');
}

/** Seen, and nothing done for 90 days. What could not be seen is no evidence. */
const isQuiet = (evidence: ReviewEvidence, now: Date): boolean =>
  evidence.trouble === undefined && (lastActivity(evidence) ?? '') < dayOfUtc(daysBefore(now, QUIET_DAYS));

/** REV-2: whether GitLab is to be asked: it was not yet, could not say, or what it said has become old. */
export function needsLook(file: Pick<ReviewFile, 'review' | 'voices'>, now: Date): boolean {
  const { evidence, zombieAt } = file.review;
  if (zombieAt !== null || !isUnconfirmed(file, now)) return false;
  return evidence === null || evidence.trouble !== undefined || isQuiet(evidence, now);
}

/**
 * REV-2: what GitLab said is kept; a tool that nobody confirmed and in whose project nothing was done is flagged, once, and `told` are
 * told (whoever is asked, and the manager). Nothing of the tool is changed.
 */
export const weighEvidence =
  (evidence: ReviewEvidence, told: readonly string[], now: Date): DecideReview =>
  ({ review, voices, tool }) => {
    if (review.state !== 'open') return { ok: false, text: 'This review has ended.' };
    const zombie = review.zombieAt === null && isUnconfirmed({ review, voices }, now) && isQuiet(evidence, now);
    return {
      ok: true,
      value: {
        ...{ actor: 'app', action: zombie ? 'flagged as a zombie' : 'looked at its use', answer: '' },
        detail: { review: review.id, ...evidence },
        edit: { evidence, ...(zombie && tool.state === 'operational' ? { zombieAt: now } : {}) },
        owed: zombie ? toldOf(review, told) : [],
      },
    };
  };

export const toldOf = (review: Pick<Review, 'id' | 'toolId'>, told: readonly string[]) =>
  [...new Set(told)].map((personId) => oweZombie(review, personId));

/** What was found, in a sentence of plain text. */
export function evidenceInWords(evidence: ReviewEvidence | null): string {
  if (evidence === null) return 'Its owner says that it is not used.';
  if (evidence.trouble !== undefined) return `What was done in its project is not known: ${evidence.trouble}`;
  const { lastCommit, lastPipeline, lastIssue } = evidence;
  const said = (what: string, day: string | null) => (day === null ? `no ${what}` : `last ${what} on ${day}`);
  return `In its project: ${said('commit', lastCommit)}, ${said('pipeline', lastPipeline)}, ${said('issue', lastIssue)}.`;
}
