import type { KnownBlock } from '@slack/types';
import type { Deps, HomePart, ToolPart } from '../../deps.ts';
import type { Roles } from '../../domain/people.ts';
import { isOverdue, type ReviewFile } from '../../domain/review.ts';
import { reviewStateLabel } from '../../domain/review-end.ts';
import type { Tool } from '../../domain/tool.ts';
import { context, header, section } from '../../slack/blocks.ts';
import { mentionPerson } from '../../slack/escape.ts';
import { mayNotReview } from './answer.ts';
import { ACTIONS } from './ids.ts';
import { fileLine, moment, ownerOf, reviewButton, voiceLines } from './words.ts';
import { whyOf } from './zombie.ts';

const SHOWN = 8;
const READ = 100;
const VOICES_SHOWN = 10;

/** A review with its button, for whoever may answer it. `list`: where it stands, so that its block is the only one of its id. */
export const reviewRow = (file: ReviewFile, list: string): KnownBlock =>
  section(`${fileLine(file)} · ${ownerOf(file.tool)}`, {
    ...{ blockId: `${list}:${file.review.id}`, accessory: reviewButton(file.tool) },
  });

/** Overdue reviews of all tools, longest due first. */
export async function overdueReviews({ storage, now }: Deps): Promise<ReviewFile[]> {
  const due = await storage.reviews.openReviewsDueBefore(now(), READ);
  return due.filter(({ review }) => isOverdue(review, now()));
}

/** What waits for this person's review; for the manager also what is overdue of everyone (REV-3). */
export async function reviewsHome(deps: Deps, roles: Roles): Promise<HomePart | null> {
  const mine = await deps.storage.reviews.openReviewsOf(roles.person.id, READ);
  const overdue = roles.manager ? await overdueReviews(deps) : [];
  if (mine.length + overdue.length === 0) return null;
  const rest = overdue.length - SHOWN;
  const more = rest > 0 ? [context(`…and ${rest} more: \`/prodseceng review\``, 'overdue_reviews:more')] : [];
  const rows = overdue.slice(0, SHOWN).map((file) => reviewRow(file, 'overdue_review'));
  return {
    order: 65,
    blocks: overdue.length === 0 ? [] : [header('Overdue reviews', 'overdue_reviews'), ...rows, ...more],
    waiting: {
      order: 25,
      rows: mine.slice(0, SHOWN).map((file) => [reviewRow(file, 'waiting_review')]),
      count: mine.length,
    },
  };
}

/** How the last review of a tool stands, and what stakeholders said in it, on the tool's page. */
export async function reviewOfTool(deps: Deps, tool: Tool, roles: Roles): Promise<ToolPart | null> {
  const offers = mayNotReview(roles, tool) === null ? [{ text: 'Review', actionId: ACTIONS.open }] : [];
  const last = await deps.storage.reviews.lastReviewOf(tool.id);
  if (last === null) return offers.length === 0 ? null : { order: 60, blocks: [], offers };
  const { review, voices } = last;
  const lines = [
    `*Review*: ${stateOf(last)}`,
    ...(review.zombieAt === null ? [] : [`:zombie: Flagged as a zombie. ${whyOf(last)}`]),
    ...voiceLines(voices.slice(0, VOICES_SHOWN)),
    ...(voices.length > VOICES_SHOWN ? [`…and ${voices.length - VOICES_SHOWN} more`] : []),
  ];
  return { order: 60, blocks: [section(lines.join('\n'), { blockId: 'review' })], offers };
}

function stateOf({ review }: ReviewFile): string {
  if (review.state === 'open') return `due since ${moment(review.dueAt)}`;
  const by = review.endedBy === null ? '' : ` by ${mentionPerson(review.endedBy)}`;
  return `${reviewStateLabel(review.state)}${by}${review.endedAt === null ? '' : `, ${moment(review.endedAt)}`}`;
}
