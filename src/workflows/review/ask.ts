import type { KnownBlock } from '@slack/types';
import type { Delivery, Deps } from '../../deps.ts';
import { type ReviewFile, reviewAskKey } from '../../domain/review.ts';
import { context, message, section } from '../../slack/blocks.ts';
import { dayOf, spanOf, waitForHours } from './asked.ts';
import { fileLine, ownerOf, reviewButton } from './words.ts';

const MOST = 200;
const SHOWN = 20;

/**
 * Whoever is asked about tools gets one message for all that are due on a day, in their working hours; it says how each ended. A week later
 * what still waits comes in one more (REV-1, REV-3).
 */
export const reviewAsk: Delivery = {
  to: 'slack',
  async render(deps, payload) {
    const [personId, day] = [String(payload.personId), String(payload.day)];
    const who = await deps.access.who(personId, '');
    if (!who.ok) return null;
    const files = await deps.storage.reviews.reviewsAskedOf(personId, spanOf(deps, day), MOST);
    const open = files.filter(({ review }) => review.state === 'open');
    const posted = await deps.storage.messages.postedMessage(reviewAskKey(personId, day));
    if (posted === null) {
      if (open.length === 0) return null;
      waitForHours(who.roles.person, deps.now());
    }
    const text = headOf(deps, open, day);
    return {
      to: { person: personId },
      message: message(text, blocksOf(text, personId, posted === null ? open : files)),
    };
  },
};

function headOf(deps: Deps, open: readonly ReviewFile[], day: string): string {
  const count = open.length === 1 ? 'A tool' : `${open.length} tools`;
  if (open.length === 0) return 'These reviews are done. Thank you.';
  const chased = open.some(({ review }) => dayOf(deps)(review.openedAt) !== day);
  const verb = open.length === 1 ? 'waits' : 'wait';
  return chased
    ? `${count} still ${verb} for your review.`
    : `${count} ${verb} for your review: confirm, correct, or flag as unused.`;
}

const blocksOf = (text: string, personId: string, files: readonly ReviewFile[]): KnownBlock[] => [
  section(`*${text}*`, { blockId: 'head' }),
  ...files.slice(0, SHOWN).map((file) => row(file, personId)),
  ...(files.length > SHOWN ? [context(`…and ${files.length - SHOWN} more: \`/prodseceng review\``, 'more')] : []),
];

function row(file: ReviewFile, personId: string): KnownBlock {
  const { review, tool } = file;
  const stands = tool.ownerId === personId ? '' : ` · owner: ${ownerOf(tool)}`;
  const accessory = review.state === 'open' ? { accessory: reviewButton(tool) } : {};
  return section(`${fileLine(file)}${stands}`, { blockId: `review:${review.id}`, ...accessory });
}
