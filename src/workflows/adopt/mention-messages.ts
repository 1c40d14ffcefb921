import type { ActionsBlock, KnownBlock } from '@slack/types';
import type { Deps, Post } from '../../deps.ts';
import { onlyMembersRead } from '../../domain/audience.ts';
import { totalInWords } from '../../domain/counted.ts';
import type { Mention } from '../../domain/mention.ts';
import { requestNumber } from '../../domain/owed.ts';
import { actions, button, context, type Message, message, said, section } from '../../slack/blocks.ts';
import { date, inline, link, mentionPerson, truncate } from '../../slack/escape.ts';
import { intakeChannel, teamMention } from '../../slack/places.ts';
import type { OlderChoice } from './facts.ts';
import { requestOf } from './visit.ts';

export const ACTIONS = {
  answer: 'mention_answer',
  adopt: 'mention_adopt',
  name: 'mention_name',
  dismiss: 'mention_dismiss',
  adoptOlder: 'older_adopt',
  notNow: 'older_later',
} as const;

const EXCERPT = 700;

export const mentionNumber = (id: number): string => `M-${id}`;

/** The mention's message in the intake channel, from the state as it is now (DOOR-10). */
export async function renderMention(deps: Deps, mentionId: number): Promise<Post | null> {
  const mention = await deps.storage.mentions.mention(mentionId);
  if (mention === null || mention.kind !== 'mention') return null;
  const channel = await intakeChannel(deps);
  const open = onlyMembersRead(channel);
  const first = `${await teamMention(deps)} *${mentionNumber(mentionId)}*: the team is mentioned in GitLab.`;
  const blocks = [
    section(first, { blockId: 'mention' }),
    ...(open ? mentionBlocks(mention) : []),
    ...(mention.state === 'open' ? [mentionButtons(mention)] : [section(await endOf(deps, mention, open))]),
  ];
  return { to: { channel: channel.id }, message: message(first, blocks) };
}

/** What may be shown of a mention to members of the workspace: of a confidential place only where it is. */
export function mentionBlocks(mention: Mention): KnownBlock[] {
  const { title, url, confidential, authorName, authorUsername, text, at } = mention;
  const who = `${inline(authorName)} (${inline(authorUsername)} in GitLab)`;
  const when = date(at, `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`);
  if (confidential) return [section(`${link(url, 'Open it in GitLab')} · confidential · ${who} · ${when}`)];
  const excerpt = truncate(text.trim(), EXCERPT);
  return [
    section(`*${link(url, truncate(title, 200))}*\n${who} · ${when}`),
    ...(excerpt === '' ? [] : [said(excerpt)]),
  ];
}

export function mentionButtons({ id }: Pick<Mention, 'id'>): ActionsBlock {
  const value = String(id);
  return actions(
    [
      button({ text: 'Answer', actionId: ACTIONS.answer, value, style: 'primary' }),
      button({ text: 'Adopt', actionId: ACTIONS.adopt, value, label: `Adopt ${mentionNumber(id)} as a request` }),
      button({ text: 'Name the owning team', actionId: ACTIONS.name, value }),
      button({ text: 'Dismiss', actionId: ACTIONS.dismiss, value }),
    ],
    `mention:${id}`,
  );
}

/** How it ended. Words that were typed stay away where the place is confidential or others read along. */
async function endOf(deps: Deps, mention: Mention, open: boolean): Promise<string> {
  const { state, answer, endedBy } = mention;
  const by = endedBy === null || endedBy.startsWith('gitlab') ? '' : ` by ${mentionPerson(endedBy)}`;
  const [first = '', ...rest] = (answer ?? '').split('\n');
  const shows = open && !mention.confidential;
  const words = (text: string) => (shows && text.trim() !== '' ? `: ${inline(truncate(text, EXCERPT))}` : '.');
  switch (state) {
    case 'answered':
      return `:speech_balloon: Answered on the issue${by}${words(answer ?? '')}`;
    case 'named':
      return `:point_right: The owning team was named on the issue${by}${words([first, ...rest].join(' – '))}`;
    case 'dismissed':
      return `:wastebasket: Dismissed${by}${words(answer ?? '')}`;
    default: {
      const file = await requestOf(deps, mention);
      const number = file === null ? 'a request' : `*${requestNumber(file.request.id)}*`;
      return `:inbox_tray: Adopted as ${number}${by}.`;
    }
  }
}

/** The one message about candidates from before the first start (DOOR-9): numbers only, so it may stand anywhere. */
export function olderMessage(count: number, chosen: OlderChoice | null): Message {
  const text = olderText(count, chosen);
  const adopt = button({ text: 'Adopt them', actionId: ACTIONS.adoptOlder, value: 'older', style: 'primary' });
  const later = button({ text: 'Not now', actionId: ACTIONS.notNow, value: 'older' });
  const buttons = chosen === null ? [adopt, later] : [adopt];
  const offered = count > 0 && chosen?.choice !== 'adopt';
  return message(text, [
    section(text, { blockId: 'older' }),
    ...(offered ? [actions(buttons, 'older-actions')] : []),
    ...(offered ? [context('Each one adopted gets a number, a card and a thread here, oldest first.')] : []),
  ]);
}

function olderText(count: number, chosen: OlderChoice | null): string {
  const issues = count === 1 ? '1 candidate' : `${totalInWords(count)} candidates`;
  if (chosen === null)
    return `${issues} in GitLab ${count === 1 ? 'is' : 'are'} older than this app, and no request yet.`;
  const by = mentionPerson(chosen.by);
  if (chosen.choice === 'later') return `${issues} older than this app: left as they are for now by ${by}.`;
  return count === 0
    ? `The older candidates are adopted, as ${by} asked.`
    : `${by} asked to adopt the older candidates: ${totalInWords(count)} to go.`;
}
