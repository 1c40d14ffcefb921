import type { Button, KnownBlock } from '@slack/types';
import type { Delivery, Deps } from '../../deps.ts';
import { type Feedback, type FeedbackItem, oweAsk, oweMissed } from '../../domain/feedback.ts';
import { type Feature, mayLead } from '../../domain/interlock.ts';
import type { Roles } from '../../domain/people.ts';
import { actions, button, context, message, section } from '../../slack/blocks.ts';
import { inline, mentionPerson, truncate } from '../../slack/escape.ts';
import { itemState } from './feature-view.ts';
import { ACTIONS } from './ids.ts';
import { interlocked } from './leaders.ts';

type Found = { feedback: Feedback; item: FeedbackItem; feature: Feature };

async function load({ storage }: Deps, feedbackId: unknown): Promise<Found | null> {
  const feedback = await storage.feedback.feedback(Number(feedbackId));
  const item = feedback?.itemId == null ? null : await storage.feedback.feedbackItem(feedback.itemId);
  const feature = feedback === null ? null : await storage.interlock.feature(feedback.featureId);
  if (feedback === null || item === null || feature === null) return null;
  return { feedback, item, feature };
}

/** Someone as they may act now; null for who is no full member any more. */
async function member(deps: Deps, personId: string): Promise<Roles | null> {
  const who = await deps.access.who(personId, '');
  return who.ok ? who.roles : null;
}

const openButton = ({ id }: Feature) =>
  button({ text: 'Open the feature', actionId: ACTIONS.feature, value: String(id) });

const nameOf = ({ name }: Feature): string => `*${inline(truncate(name, 150))}*`;
const useCaseOf = ({ useCase }: Feedback): KnownBlock =>
  context(`Your use case: ${inline(truncate(useCase, 500))}`, 'use_case');

/** Whoever gave feedback is told what carries it, and how that stands: brought up to date in place (LOCK-4). */
export const feedbackTold: Delivery = {
  to: 'slack',
  async render(deps, { feedbackId, itemId }) {
    const found = await load(deps, feedbackId);
    if (found === null || found.item.id !== Number(itemId)) return null;
    const { feedback, item, feature } = found;
    if ((await member(deps, feedback.personId)) === null) return null;
    const text = `Your feedback on ${nameOf(feature)} is in a work item for the product team.`;
    const blocks = [
      section(`${text}\n${itemState(item)}`, { blockId: 'what' }),
      useCaseOf(feedback),
      actions([openButton(feature)], 'buttons'),
    ];
    return { to: { person: feedback.personId }, message: message(text, blocks) };
  },
};

/** Whether what was asked at that instant still stands: the item may have been opened again. */
const stands = ({ item }: Found, shippedAt: unknown): boolean => item.shippedAt?.toISOString() === shippedAt;

/** Whoever gave feedback is asked whether what shipped meets their use case; answered or withdrawn, the message says so (LOCK-4). */
export const feedbackAsk: Delivery = {
  to: 'slack',
  async render(deps, { feedbackId, shippedAt }) {
    const found = await load(deps, feedbackId);
    if (found === null || (await member(deps, found.feedback.personId)) === null) return null;
    const { feedback, item, feature } = found;
    const { key } = oweAsk(feedback.id, new Date(String(shippedAt)));
    const standing = stands(found, shippedAt);
    if (!standing && (await deps.storage.messages.postedMessage(key)) === null) return null;
    const text = standing
      ? `The work on your feedback on ${nameOf(feature)} is closed in GitLab. Does it meet your use case?`
      : `The work on your feedback on ${nameOf(feature)} was opened again. ${feedback.validated === 'yes' ? 'That it met your use case stands.' : 'You are asked when it is closed.'}`;
    const blocks = [
      section(`${text}\n${itemState(item)}`, { blockId: 'what' }),
      useCaseOf(feedback),
      ...(standing ? answered(feedback) : []),
      actions([...(standing ? answerButtons(feedback) : []), openButton(feature)], 'buttons'),
    ];
    return { to: { person: feedback.personId }, message: message(text, blocks) };
  },
};

/** What can be said still: both, or the other where something was said before. */
export function answerButtons({ id, useCase, validated }: Feedback): Button[] {
  const value = String(id);
  const shown = truncate(useCase, 50);
  const meets = {
    text: 'Yes, it does',
    actionId: ACTIONS.meets,
    value,
    style: 'primary',
    label: `Yes: ${shown}`,
  } as const;
  const misses = { text: 'No', actionId: ACTIONS.misses, value, label: `No: ${shown}` };
  return [...(validated === 'yes' ? [] : [button(meets)]), ...(validated === 'no' ? [] : [button(misses)])];
}

function answered({ validated, note }: Feedback): KnownBlock[] {
  if (validated === 'yes') return [context(':white_check_mark: You said that it does.', 'answer')];
  if (validated !== 'no') return [];
  return [context(`You said that it does not. Missing: ${inline(truncate(note ?? '', 800))}`, 'answer')];
}

/** A leader is told of a use case that what shipped does not meet, and of a change of mind (LOCK-4). */
export const feedbackMissed: Delivery = {
  to: 'slack',
  async render(deps, { feedbackId, personId, shippedAt }) {
    const found = await load(deps, feedbackId);
    const roles = await member(deps, String(personId));
    if (found === null || roles === null || !mayLead(await interlocked(deps, roles))) return null;
    const { feedback, item, feature } = found;
    const { key } = oweMissed(feedback.id, roles.person.id, new Date(String(shippedAt)));
    const holds = stands(found, shippedAt) && feedback.validated === 'no';
    if (!holds && (await deps.storage.messages.postedMessage(key)) === null) return null;
    const who = `${mentionPerson(feedback.personId)} (${inline(feedback.team)})`;
    const text = holds
      ? `What shipped for ${nameOf(feature)} does not meet a use case, says ${who}.`
      : `What ${who} missed at ${nameOf(feature)} is settled or worked on again.`;
    const missing = `Use case: ${inline(truncate(feedback.useCase, 500))}\nMissing: ${inline(truncate(feedback.note ?? '', 800))}`;
    const blocks = [
      section(`${text}\n${itemState(item)}`, { blockId: 'what' }),
      ...(holds ? [section(missing, { blockId: 'missing' })] : []),
      actions([openButton(feature)], 'buttons'),
    ];
    return { to: { person: roles.person.id }, message: message(text, blocks) };
  },
};
