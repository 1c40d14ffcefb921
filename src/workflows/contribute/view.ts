import type { KnownBlock, ModalView } from '@slack/types';
import { ageInWords } from '../../domain/age.ts';
import { type Contribution, mergeRequestReference } from '../../domain/contribution.ts';
import type { Roles } from '../../domain/people.ts';
import { mayReadScores } from '../../domain/tool-sight.ts';
import { lineInput, personInput } from '../../slack/ask.ts';
import { actions, button, context, modal, section } from '../../slack/blocks.ts';
import { inline, link, mentionPerson, truncate } from '../../slack/escape.ts';
import { ACTIONS, VIEWS } from './ids.ts';

/** Takes the address of the merge request (INV-10). `name`: the tool, as this person knows it; `of`: what rides along. */
export function handInModal(name: string, of: Record<string, string>): ModalView {
  return modal({
    ...{ title: 'Contribute it', callbackId: VIEWS.handIn, submit: 'Hand in', privateMetadata: JSON.stringify(of) },
    blocks: [
      section(
        `*${inline(truncate(name, 200))}*\nOpen a merge request in its project and give its address here. It lands in ProdSecEng’s review queue, and you are told who reviews it and when it is merged or closed.`,
        { blockId: 'intro' },
      ),
      lineInput(
        {
          ...{ id: 'address', label: 'Merge request' },
          hint: 'Its address in GitLab, which ends like “/-/merge_requests/12”.',
        },
        1_000,
      ),
    ],
  });
}

export function assignModal(contribution: Contribution): ModalView {
  return modal({
    ...{ title: 'Who reviews it?', callbackId: VIEWS.assign, submit: 'Name' },
    privateMetadata: JSON.stringify({ contribution: String(contribution.id) }),
    blocks: [
      section(`*${inline(mergeRequestReference(contribution))}*`, { blockId: 'what' }),
      personInput({
        ...{ id: 'reviewer', label: 'Reviewer' },
        hint: 'Someone of ProdSecEng. They are told by direct message, and so is the contributor.',
      }),
    ],
  });
}

/**
 * A contribution in a list: what, whose, who reviews it, for how long it has waited; the team can take it or name someone. The title is for
 * the team alone: GitLab showed it to the app, and not to everybody who gave an address.
 */
export function contributionRow(each: Contribution, roles: Roles, now: Date, list: string): KnownBlock[] {
  const id = `${list}:${each.id}`;
  const buttons = roles.team && each.state === 'opened' ? [actions(reviewButtons(each, roles), `${id}:buttons`)] : [];
  return [section(contributionLines(each, now, mayReadScores(roles)), { blockId: id }), ...buttons];
}

/** Two lines of markup about a contribution. */
export function contributionLines(each: Contribution, now: Date, titled: boolean): string {
  const reference = mergeRequestReference(each);
  const title = titled && each.title !== reference ? ` ${inline(truncate(each.title, 200))}` : '';
  const age = ageInWords(each.at, now);
  const facts = [
    `contributed by ${mentionPerson(each.contributorId)}`,
    each.state === 'opened' ? `waiting for ${age}` : `_${each.state}_`,
    each.reviewerId === null ? 'no reviewer yet' : `reviewed by ${mentionPerson(each.reviewerId)}`,
  ];
  return `${link(each.url, reference)}${title}\n${facts.join(' · ')}`;
}

/** Which of the two is offered depends on who looks: nobody takes what is theirs already, or reviews their own. */
export function reviewButtons({ id, reviewerId, contributorId }: Contribution, { person }: Pick<Roles, 'person'>) {
  const takes = reviewerId !== person.id && contributorId !== person.id;
  const value = String(id);
  return [
    ...(takes ? [button({ text: 'Review it', actionId: ACTIONS.review, value })] : []),
    button({ text: 'Someone else', actionId: ACTIONS.assign, value }),
  ];
}

export const more = (list: string, shown: boolean): KnownBlock[] =>
  shown ? [context('…and more, which came later.', `${list}:more`)] : [];
