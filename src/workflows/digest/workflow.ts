import type { KnownBlock } from '@slack/types';
import type { Delivery, Deps, DigestPart, Job, Workflow } from '../../deps.ts';
import { onlyMembersRead } from '../../domain/audience.ts';
import type { Owed } from '../../domain/owed.ts';
import type { Channel, Roles } from '../../domain/people.ts';
import { context, header, type Message, message, section } from '../../slack/blocks.ts';
import type { Answer, Command } from '../../slack/command.ts';
import { truncateMarkup } from '../../slack/escape.ts';
import { namedChannel, teamMention } from '../../slack/places.ts';

/** The daily digest: what runs out, is breached or waits for somebody, gathered from every workflow (SLO-13). */
export const digestWorkflow: Workflow = {
  name: 'digest',
  commands: (deps) => [digestCommand(deps)],
  deliveries: { digest: digestDelivery() },
  jobs: [dailyDigest()],
};

/** What is owed of a day's digest: the channel's, and the team's own. */
const oweDigest = (slot: string): Owed[] =>
  (['channel', 'internal'] as const).map((where) => ({
    ...{ kind: 'digest', lane: `digest/${where}`, key: `digest:${where}:${slot}`, payload: { where } },
  }));

/** At the settings' time; one that was missed while nothing ran comes once, if it is still the same day. */
function dailyDigest(): Job {
  return {
    name: 'digest',
    when: ({ schedule }) => schedule.digest,
    catchUp: 'once, if still the same day',
    run: async (_deps, { key }) => oweDigest(key),
  };
}

const LINES = 12;
/** Lines in a paragraph, and characters in a line: a paragraph of Slack's takes 3,000. */
const A_BLOCK = 4;
const LINE = 700;

function digestDelivery(): Delivery {
  return {
    to: 'slack',
    async render(deps, { where }) {
      const internal = where === 'internal';
      const { channels } = deps.settings.slack;
      const parts = (await deps.screens.digest()).filter((part) => (part.where === 'internal') === internal);
      // To the team alone nothing is said on a quiet day.
      if (internal && isQuiet(parts)) return null;
      if (isQuiet(parts) && deps.settings.digest.quietDay === 'nothing') return null;
      const channel = await namedChannel(deps, internal ? channels.internal : channels.digest);
      return { to: { channel: channel.id }, message: await digestMessage(deps, parts, channel) };
    },
  };
}

const isQuiet = (parts: readonly DigestPart[]): boolean => parts.every(({ lines }) => lines.length === 0);

const QUIET = 'A quiet day: nothing runs out, nothing is breached, nothing waits.';

/** The group is tagged only when something needs a person. */
async function digestMessage(deps: Deps, parts: readonly DigestPart[], channel: Channel): Promise<Message> {
  if (isQuiet(parts)) return message(QUIET, [section(`:sunny: ${QUIET}`, { blockId: 'quiet' })]);
  const named = onlyMembersRead(channel) && deps.settings.inventory.visibleTo === 'members';
  const calls = parts.some(({ calls: needs, lines }) => needs && lines.length > 0);
  const tag = calls ? `${await teamMention(deps)} ` : '';
  const text = `${tag}The daily digest: ${countOf(parts)}.`;
  return message(text, [section(text, { blockId: 'head' }), ...partBlocks(parts, named)]);
}

function countOf(parts: readonly DigestPart[]): string {
  const told = parts.filter(({ lines }) => lines.length > 0);
  return told.map(({ title, lines }) => `${title}: ${lines.length}`).join(' · ');
}

function partBlocks(parts: readonly DigestPart[], named: boolean): KnownBlock[] {
  return parts.flatMap(({ title, lines, hidden }, index) => {
    const shown = named ? lines : hidden;
    if (shown.length === 0) return [];
    const rest = shown.length - LINES;
    const more = rest > 0 ? [context(`…and ${rest} more.`, `part${index}:more`)] : [];
    return [header(title, `part${index}`), ...linesIn(shown.slice(0, LINES), `part${index}`), ...more];
  });
}

/** A few lines a paragraph: cut at a line's end, and never within a link. */
function linesIn(lines: readonly string[], id: string): KnownBlock[] {
  const blocks: KnownBlock[] = [];
  for (let from = 0; from < lines.length; from += A_BLOCK) {
    const text = lines
      .slice(from, from + A_BLOCK)
      .map((line) => `• ${truncateMarkup(line, LINE)}`)
      .join('\n');
    blocks.push(section(text, { blockId: `${id}:${from}` }));
  }
  return blocks;
}

function digestCommand(deps: Deps): Command {
  return {
    ...{ word: 'digest', usage: '', run: async ({ roles, answer }) => answer(await digestNow(deps, roles)) },
    help: 'The daily digest as it would be now: what runs out, is breached or waits for somebody.',
  };
}

/** Only this person sees it. What concerns the team alone is for the team and leadership. */
async function digestNow(deps: Deps, roles: Roles): Promise<Answer> {
  const inside = roles.team || roles.leadership;
  const all = await deps.screens.digest();
  const parts = inside ? all : all.filter(({ where }) => where === 'channel');
  if (isQuiet(parts)) return { text: QUIET };
  const named = inside || deps.settings.inventory.visibleTo === 'members';
  return {
    text: `The digest now: ${countOf(parts)}.`,
    blocks: [section(`*The digest now:* ${countOf(parts)}.`, { blockId: 'head' }), ...partBlocks(parts, named)].slice(
      0,
      50,
    ),
  };
}
