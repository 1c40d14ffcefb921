import type { KnownBlock } from '@slack/types';
import type { Deps } from '../../deps.ts';
import type { Roles } from '../../domain/people.ts';
import type { ReviewFile } from '../../domain/review.ts';
import { mayReadTools } from '../../domain/tool-sight.ts';
import { context, header, section } from '../../slack/blocks.ts';
import type { Answer, Call, Command } from '../../slack/command.ts';
import { inline } from '../../slack/escape.ts';
import { mayNotReview } from './answer.ts';
import { overdueReviews, reviewRow } from './parts.ts';
import { reviewModal } from './view.ts';
import { named, reviewButton } from './words.ts';

const SHOWN = 14;

/** `/prodseceng review` lists mine; `review TOOL` opens one now, early as well. */
export const reviewCommand = (deps: Deps): Command => ({
  ...{ word: 'review', usage: '[TOOL]', run: (call) => review(deps, call) },
  help: 'The reviews of your tools; with a name or number such as `T-1`, that review now.',
});

async function review(deps: Deps, { roles, rest, answer, open }: Call): Promise<void> {
  if (rest === '') return answer(await listFor(deps, roles));
  const tool = await deps.storage.tools.toolTyped(rest);
  const reads = mayReadTools(roles, deps.settings.inventory.visibleTo) || tool?.ownerId === roles.person.id;
  if (tool === null || !reads)
    return answer({
      text: `There is no tool “${inline(rest.slice(0, 80))}” that you can review. \`/prodseceng review\` lists yours.`,
    });
  const not = mayNotReview(roles, tool);
  return not === null ? open(() => reviewModal(deps, tool, roles)) : answer({ text: not });
}

async function listFor(deps: Deps, roles: Roles): Promise<Answer> {
  const { reviews, tools } = deps.storage;
  const mine = await reviews.openReviewsOf(roles.person.id, 100);
  const owned = await tools.toolsBy({ ownerId: roles.person.id, state: 'operational', order: 'name' }, 0, 100);
  const early = owned.tools.filter(({ id }) => mine.every((file) => file.tool.id !== id));
  const overdue = roles.manager ? await overdueReviews(deps) : [];
  const blocks = [
    ...list(
      'Waiting for your review',
      mine.map((file) => reviewRow(file, 'review')),
    ),
    ...list(
      'Your other tools',
      early.map((tool) =>
        section(named(tool), { blockId: `early:${tool.id}`, accessory: reviewButton(tool, 'Review now') }),
      ),
    ),
    ...list(
      'Overdue, of everyone',
      othersThan(mine, overdue).map((file) => reviewRow(file, 'overdue')),
    ),
  ];
  if (blocks.length === 0) return { text: 'No tool waits for your review, and you own none that is operational.' };
  const text = mine.length === 0 ? 'No review waits for you.' : `${mine.length} of your tools wait for a review.`;
  return { text, blocks };
}

const othersThan = (mine: readonly ReviewFile[], all: readonly ReviewFile[]): ReviewFile[] =>
  all.filter(({ review: { id } }) => mine.every((file) => file.review.id !== id));

const list = (title: string, rows: readonly KnownBlock[]): KnownBlock[] =>
  rows.length === 0
    ? []
    : [
        header(title),
        ...rows.slice(0, SHOWN),
        ...(rows.length > SHOWN
          ? [context(`…and ${rows.length - SHOWN} more. \`/prodseceng review NAME\` opens one.`)]
          : []),
      ];
