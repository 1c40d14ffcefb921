import type { Button } from '@slack/types';
import type { Delivery, Deps, Post } from '../../deps.ts';
import { onlyMembersRead } from '../../domain/audience.ts';
import { signAskKey } from '../../domain/owed.ts';
import { isWatched, type Sign, signLabel } from '../../domain/sign.ts';
import { type Tool, toolNumber } from '../../domain/tool.ts';
import { actions, button, context, message, section } from '../../slack/blocks.ts';
import { inline, truncate } from '../../slack/escape.ts';
import { namedChannel, teamMention } from '../../slack/places.ts';
import { ACTIONS } from './ids.ts';
import { recipientOf } from './recipient.ts';
import { moment } from './words.ts';

/** Whoever is asked about a missing sign of life; what they were asked is brought up to date in place (REV-6). */
export const signAsk: Delivery = {
  to: 'slack',
  async render(deps, payload) {
    const at = new Date(String(payload.at));
    const id = Number(payload.signId);
    const sign = await deps.storage.signs.sign(id);
    const tool = sign === null ? null : await deps.storage.tools.tool(sign.toolId);
    const posted = await deps.storage.messages.postedMessage(signAskKey(id, at));
    if (sign === null || tool === null) return posted === null ? null : over(posted.channel);
    if (posted === null && standingOf(sign, tool, at, deps.now()) !== null) return null;
    return post(deps, { sign, tool, at }, posted?.channel ?? null);
  },
};

type Asked = { sign: Sign; tool: Tool; at: Date };

const STOPPED = 'This sign of life is not looked for any more.';
const over = (channel: string): Post => ({
  to: { channel },
  message: message(STOPPED, [section(STOPPED, { blockId: 'what' })]),
});

/** What has become of what was asked at this instant; null while an answer is waited for. */
function standingOf(sign: Sign, tool: Tool, at: Date, now: Date): string | null {
  const { missingSince, seenAt, known, mutedUntil, askedAt } = sign;
  if (!isWatched(tool)) return `The tool is ${tool.state}.`;
  if (missingSince === null) return `:white_check_mark: Seen again ${moment(seenAt ?? now)}.`;
  if (known !== null) return `Known: ${inline(truncate(known, 500))}`;
  if (mutedUntil !== null && mutedUntil > now) return `Muted until ${moment(mutedUntil)}.`;
  return askedAt?.getTime() === at.getTime() ? null : 'It was asked about again.';
}

async function post(deps: Deps, asked: Asked, channel: string | null): Promise<Post> {
  const { personId } = await recipientOf(deps, asked.tool, deps.now());
  const internal = await namedChannel(deps, deps.settings.slack.channels.internal);
  const isTeam = channel === null ? personId === null : channel === internal.id;
  if (!isTeam)
    return { to: channel === null ? { person: personId ?? '' } : { channel }, message: toOwner(deps, asked) };
  const named = onlyMembersRead(internal) && deps.settings.inventory.visibleTo === 'members';
  return { to: { channel: internal.id }, message: await toTeam(deps, asked, named) };
}

function toOwner(deps: Deps, asked: Asked) {
  const text = `No sign of life of ${inline(asked.tool.name)}`;
  return message(text, [section(whole(asked), { blockId: 'what' }), ...rest(deps, asked)]);
}

/** Where others read the channel as well nothing is said but the number of the tool (INV-2). */
async function toTeam(deps: Deps, asked: Asked, named: boolean) {
  const number = toolNumber(asked.tool.id);
  const head = `${await teamMention(deps)} No sign of life of ${number}, and its owner cannot be asked.`;
  return message(head, [section(named ? `${head}\n${whole(asked)}` : head, { blockId: 'what' }), ...rest(deps, asked)]);
}

function whole({ sign, tool }: Asked): string {
  const target = sign.target === '' ? '' : ` ${inline(truncate(sign.target, 300))}`;
  const since = sign.missingSince === null ? '' : ` since ${moment(sign.missingSince)}`;
  const trouble = sign.missingSince === null || sign.trouble === null ? '' : `\n${inline(truncate(sign.trouble, 300))}`;
  return `*${toolNumber(tool.id)}* · *${inline(tool.name)}*\nNo sign of life${since}.\n${signLabel(sign.kind)}${target}${trouble}`;
}

function rest(deps: Deps, { sign, tool, at }: Asked) {
  const standing = standingOf(sign, tool, at, deps.now());
  return standing === null
    ? [context('Nothing is reported unless you do.', 'how'), actions(buttonsOf(sign), 'buttons')]
    : [context(standing, 'state'), actions([openTool(sign)], 'buttons')];
}

const openTool = ({ toolId }: Sign): Button =>
  button({ text: `Open ${toolNumber(toolId)}`, actionId: ACTIONS.openTool, value: String(toolId) });

/** Who may is checked when it is pressed. */
function buttonsOf(sign: Sign): Button[] {
  const value = String(sign.id);
  return [
    button({ text: 'Report outage', actionId: ACTIONS.report, value: String(sign.toolId), style: 'primary' }),
    button({ text: 'Known', actionId: ACTIONS.known, value }),
    button({ text: 'Mute until', actionId: ACTIONS.mute, value }),
    openTool(sign),
  ];
}
