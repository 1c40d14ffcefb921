import type { KnownBlock } from '@slack/types';
import type { Delivery, Job } from '../../deps.ts';
import { onlyMembersRead } from '../../domain/audience.ts';
import { lacksToBeReady } from '../../domain/backlog.ts';
import type { CountedWork } from '../../domain/counted-work.ts';
import { context, message, section } from '../../slack/blocks.ts';
import { inline, truncate } from '../../slack/escape.ts';
import { namedChannel } from '../../slack/places.ts';
import { issueLink } from './words.ts';

const SHOWN = 10;

/** Once a week, on Monday morning: issues that are said to be ready and are not, and work in dev that nobody is assigned to (LOG-2). */
export const weeklyJob: Job = {
  name: 'backlog',
  when: ({ calendar }) => ({ cron: '0 9 * * 1', timeZone: calendar.homeTimeZone }),
  catchUp: { each: 1 },
  run: async (_deps, { key }) => [
    { kind: 'backlog-week', lane: 'backlog/week', key: `backlog-week:${key}`, payload: {} },
  ],
};

/** In the team's own channel; nothing where there is nothing to point at. Where others read it too, counts alone (INV-2). */
export const weeklyDelivery: Delivery = {
  to: 'slack',
  async render(deps) {
    const { backlog } = deps.storage;
    const ready = await backlog.readyButNot(deps.gitlabProject, SHOWN);
    const alone = await backlog.inDevByNobody(deps.gitlabProject, SHOWN);
    if (ready.count + alone.count === 0) return null;
    const channel = await namedChannel(deps, deps.settings.slack.channels.internal);
    const named = onlyMembersRead(channel);
    const text = 'This week in the backlog:';
    const blocks = [
      section(`*${text}* \`/prodseceng backlog\``, { blockId: 'head' }),
      ...part('ready', readyTitle(ready.count), named ? ready.issues.map(readyLine) : [], ready.count),
      ...part('alone', aloneTitle(alone.count), named ? alone.issues.map(line) : [], alone.count),
    ];
    return { to: { channel: channel.id }, message: message(text, blocks) };
  },
};

const issues = (count: number): string => (count === 1 ? '1 issue is' : `${count} issues are`);
const readyTitle = (count: number): string => `*${issues(count)} marked ready for development, and not ready:*`;
const aloneTitle = (count: number): string => `*${issues(count)} in dev, with nobody assigned:*`;

function part(id: string, title: string, lines: readonly string[], count: number): KnownBlock[] {
  if (count === 0) return [];
  const rest = count - lines.length;
  const text = [title, ...lines.map((each) => `• ${each}`)].join('\n');
  const more = lines.length > 0 && rest > 0 ? [context(`…and ${rest} more.`, `${id}:more`)] : [];
  return [section(text, { blockId: id }), ...more];
}

/** Confidential issues stand here without their titles: the team's channel may have readers who are not of the team. */
const line = (work: CountedWork): string =>
  work.confidential ? `${issueLink(work)} :lock:` : `${issueLink(work)} ${inline(truncate(work.title, 120))}`;

const readyLine = (work: CountedWork): string => `${line(work)}: has not yet ${lacksToBeReady(work).join(' and ')}`;
