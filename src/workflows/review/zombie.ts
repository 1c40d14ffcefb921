import type { Delivery, Deps, DigestPart } from '../../deps.ts';
import { isOverdue, mayAnswerReview, type ReviewFile, zombieKey } from '../../domain/review.ts';
import { evidenceInWords } from '../../domain/review-zombie.ts';
import { toolNumber } from '../../domain/tool.ts';
import { actions, button, message, section } from '../../slack/blocks.ts';
import { inline } from '../../slack/escape.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import { waitForHours } from './asked.ts';
import { daysSince, moment, named, ownerOf, reviewButton } from './words.ts';

/** Its owner and the manager are told once that a tool is flagged, with the evidence; Sunset is proposed, never done (REV-2). */
export const reviewZombie: Delivery = {
  to: 'slack',
  async render(deps, payload) {
    const [id, personId] = [Number(payload.reviewId), String(payload.personId)];
    const file = await deps.storage.reviews.review(id);
    const who = await deps.access.who(personId, '');
    if (file === null || !who.ok || !mayAnswerReview(who.roles, file.tool)) return null;
    const { review, tool } = file;
    if ((await deps.storage.messages.postedMessage(zombieKey(id, personId))) === null) {
      if (review.zombieAt === null) return null;
      waitForHours(who.roles.person, deps.now());
    }
    const text = `${named(tool)} is flagged as a zombie. ${whyOf(file)}`;
    const buttons = [
      ...(review.state === 'open' ? [reviewButton(tool)] : []),
      ...(tool.category === 'sunset' ? [] : [sunsetButton(tool.id)]),
      button({ text: `Open ${toolNumber(tool.id)}`, actionId: SHARED_ACTIONS.openTool, value: String(tool.id) }),
    ];
    const note = 'Nothing of it is changed unless somebody decides so.';
    const blocks = [section(`${text}\n${note}`, { blockId: 'what' }), actions(buttons, 'buttons')];
    return { to: { person: personId }, message: message(text, blocks) };
  },
};

/** Opens the normal change of its category. */
export const sunsetButton = (toolId: number) =>
  button({ text: 'Propose Sunset', actionId: SHARED_ACTIONS.changeCategory, value: String(toolId) });

/** Why a tool is flagged, in our markup. */
export function whyOf({ review }: ReviewFile): string {
  if (review.state === 'unused') return 'Its review says that it is not used.';
  return `Nobody has confirmed it since its review was due, ${moment(review.dueAt)}. ${inline(evidenceInWords(review.evidence))}`;
}

const AT_ONCE = 100;

/** Overdue reviews in the channel (REV-3), zombies to the team only (REV-2). */
export async function reviewsInDigest(deps: Deps): Promise<DigestPart[]> {
  const { reviews } = deps.storage;
  const overdue = (await reviews.openReviewsDueBefore(deps.now(), AT_ONCE)).filter(({ review }) =>
    isOverdue(review, deps.now()),
  );
  const zombies = await reviews.zombies(AT_ONCE);
  const since = ({ review }: ReviewFile) => `due for ${daysSince(deps, review.dueAt)}`;
  return [
    {
      ...{ order: 40, where: 'channel', title: 'Overdue reviews', calls: true },
      lines: overdue.map((file) => `${named(file.tool)}: ${since(file)} · ${ownerOf(file.tool)}. Answer its review.`),
      hidden: overdue.map((file) => `*${toolNumber(file.tool.id)}*: review ${since(file)}.`),
    },
    {
      ...{ order: 45, where: 'internal', title: 'Zombies', calls: false },
      lines: zombies.map((file) => `${named(file.tool)} · ${ownerOf(file.tool)}. ${whyOf(file)} Sunset is proposed.`),
      hidden: zombies.map((file) => `*${toolNumber(file.tool.id)}*: flagged as a zombie.`),
    },
  ];
}
