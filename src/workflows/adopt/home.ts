import type { KnownBlock } from '@slack/types';
import type { Deps, HomePart } from '../../deps.ts';
import { leftOut, totalInWords } from '../../domain/counted.ts';
import type { Roles } from '../../domain/people.ts';
import { actions, button, context, header, section } from '../../slack/blocks.ts';
import { date } from '../../slack/escape.ts';
import { lastSync, readOlderChoice } from './facts.ts';
import { ACTIONS, mentionBlocks, mentionButtons, mentionNumber } from './mention-messages.ts';

const SHOWN = 5;
/** Below the queue of requests, above what is only of interest. */
const ORDER = 60;

/** The team's part of Home: mentions in GitLab that nobody has dealt with, oldest first, and older candidates. */
export async function adoptHome(deps: Deps, roles: Roles): Promise<HomePart | null> {
  if (!roles.team) return null;
  const blocks = [...(await openMentions(deps)), ...(await olderCandidates(deps))];
  return blocks.length === 0 ? null : { order: ORDER, blocks };
}

/** In `/prodseceng status`: when GitLab was read last. */
export async function syncPart(deps: Deps): Promise<HomePart | null> {
  const { read, tried } = await lastSync(deps);
  if (tried === null) return null;
  const when = read === null ? 'never yet' : moment(read);
  const failing = read === null || read < tried;
  const text = failing
    ? `:warning: GitLab was read last: ${when}. The last try, ${moment(tried)}, did not read all of it; it is tried again by itself.`
    : `GitLab was read last: ${when}`;
  return { order: 90, blocks: [context(text, 'sync')] };
}

const moment = (at: Date): string => date(at, `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`);

async function openMentions(deps: Deps): Promise<KnownBlock[]> {
  const count = await deps.storage.mentions.countOpenMentions('mention');
  if (count === 0) return [];
  const shown = await deps.storage.mentions.openMentions('mention', SHOWN);
  const blocks = shown.flatMap((mention) => [
    section(`*${mentionNumber(mention.id)}*`, { blockId: `mention-number:${mention.id}` }),
    ...mentionBlocks(mention),
    mentionButtons(mention),
  ]);
  const more =
    count > shown.length ? [context(`…and ${leftOut(count, shown.length)} more, in the intake channel.`)] : [];
  return [header(`Mentioned in GitLab (${totalInWords(count)})`), ...blocks, ...more];
}

async function olderCandidates(deps: Deps): Promise<KnownBlock[]> {
  const count = await deps.storage.mentions.countOpenMentions('older');
  if (count === 0) return [];
  const chosen = await readOlderChoice(deps);
  const adopt = button({ text: 'Adopt them', actionId: ACTIONS.adoptOlder, value: 'older' });
  const buttons = chosen?.choice === 'adopt' ? [] : [actions([adopt], 'older-home')];
  return [
    section(`Candidates in GitLab from before this app that are no requests yet: *${totalInWords(count)}*.`),
    ...buttons,
  ];
}
