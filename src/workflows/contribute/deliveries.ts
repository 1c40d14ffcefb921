import type { KnownBlock } from '@slack/types';
import type { Delivery } from '../../deps.ts';
import { type Contribution, mergeRequestReference, oweContribution } from '../../domain/contribution.ts';
import type { Owed } from '../../domain/owed.ts';
import type { Tool } from '../../domain/tool.ts';
import { actions, message, section } from '../../slack/blocks.ts';
import { inline, mentionPerson } from '../../slack/escape.ts';
import { NotKnownYet } from '../../slack/places.ts';
import { lookAt } from './follow.ts';
import { contributionLines, reviewButtons } from './view.ts';

/** One message to a contributor, one to whoever is asked to review: each says how it stands now. */
const contribution: Delivery = {
  to: 'slack',
  async render(deps, { contributionId, personId, as }) {
    const found = await deps.storage.contributions.contribution(Number(contributionId));
    const tool = found === null ? null : await deps.storage.tools.tool(found.toolId);
    const who = await deps.access.who(String(personId), '');
    if (found === null || tool === null || !who.ok) return null;
    const reviews = as === 'reviewer';
    if (reviews && !who.roles.team) return null;
    const text = reviews ? askText(found, tool, who.roles.person.id) : toldText(found, tool);
    const blocks: KnownBlock[] = [
      section(`${text}\n${contributionLines(found, deps.now(), reviews)}`, { blockId: 'what' }),
      ...(reviews && found.state === 'opened' ? [actions(reviewButtons(found, who.roles), 'buttons')] : []),
    ];
    return { to: { person: who.roles.person.id }, message: message(text, blocks) };
  },
};

function askText({ state, reviewerId }: Contribution, { name }: Tool, personId: string): string {
  const of = `A contribution to *${inline(name)}*`;
  if (state !== 'opened') return `${of} is ${state}.`;
  if (reviewerId === personId) return `${of} waits for your review.`;
  return reviewerId === null ? `${of} needs a reviewer.` : `${of} is reviewed by ${mentionPerson(reviewerId)}.`;
}

function toldText({ state, reviewerId }: Contribution, { name }: Tool): string {
  const yours = `Your contribution to *${inline(name)}*`;
  if (state === 'merged') return `${yours} is merged. Thank you!`;
  if (state === 'closed') return `${yours} was closed in GitLab without being merged. The reasons are there.`;
  return reviewerId === null
    ? `${yours} is in ProdSecEng’s review queue.`
    : `${yours} is reviewed by ${mentionPerson(reviewerId)}.`;
}

/** While nobody reviews it, each of the team is asked, but for the one who contributed it; after that, what they were asked is brought up to date. */
const contributionTeam: Delivery = {
  to: 'team',
  async carryOut(deps, { payload }) {
    const found = await deps.storage.contributions.contribution(Number(payload.contributionId));
    const group = await deps.access.teamGroup();
    if (found === null) return;
    if (group === null) throw new NotKnownYet('the team is not known: Slack shows no such user group');
    const asks = found.reviewerId === null && found.state === 'opened';
    const owed: Owed[] = [];
    for (const personId of group.memberIds) {
      const ask = oweContribution(found, personId, 'reviewer');
      const follows = asks || (await deps.storage.messages.postedMessage(ask.key)) !== null;
      if (follows && personId !== found.contributorId) owed.push(ask);
    }
    await deps.storage.owe(owed, deps.now());
  },
};

/** Its title and state are read once it is handed in. One that GitLab does not show the app stays in the queue by its reference. */
const contributionLook: Delivery = {
  to: 'gitlab',
  async carryOut(deps, { payload }) {
    const found = await deps.storage.contributions.contribution(Number(payload.contributionId));
    if (found === null) return;
    const read = await lookAt(deps, found);
    if (read === 'not shown')
      deps.log.info({ at: mergeRequestReference(found) }, 'a contribution cannot be read in GitLab');
  },
};

export const contributionDeliveries = {
  contribution,
  'contribution-team': contributionTeam,
  'contribution-look': contributionLook,
} satisfies Record<string, Delivery>;
