import type { Button, KnownBlock } from '@slack/types';
import type { Delivery } from '../../deps.ts';
import { onlyMembersRead } from '../../domain/audience.ts';
import { isOpenOutage, isSensitiveOutage, type OutageFile, outageNumber } from '../../domain/outage.ts';
import { outageCardKey } from '../../domain/owed.ts';
import type { Tool } from '../../domain/tool.ts';
import { actions, button, context, message, section } from '../../slack/blocks.ts';
import { inline, mentionPerson, moment, truncate } from '../../slack/escape.ts';
import { intakeChannel, teamMention } from '../../slack/places.ts';
import { ACTIONS } from './ids.ts';
import { asOfNow, clockLine, headLine, issueLine, stateLine, toolOf } from './words.ts';

/** SLO-9: the card of an outage in the intake channel, brought up to date in place. */
export const outageCard: Delivery = {
  to: 'slack',
  async render(deps, payload) {
    const file = await deps.storage.outages.outage(Number(payload.outageId));
    if (file === null) return null;
    const { outage } = file;
    const posted = await deps.storage.messages.postedMessage(outageCardKey(outage.id));
    // Found in GitLab when it was over already: it counts, and nobody needs to be called.
    if (posted === null && !isOpenOutage(outage)) return null;
    const channel = await intakeChannel(deps);
    const tool = await toolOf(deps, file);
    const named =
      onlyMembersRead(channel) && deps.settings.inventory.visibleTo === 'members' && !isSensitiveOutage(outage);
    const team = await teamMention(deps);
    const blocks = named ? openCard(await asOfNow(deps, file), tool, team) : hiddenCard(file, team);
    const text = `${outageNumber(outage.id)}: an outage of a tool, ${outage.state}`;
    return { to: { channel: channel.id }, message: message(text, [...blocks, actions(buttonsOf(file), 'buttons')]) };
  },
};

const sign = ({ outage }: OutageFile): string => (isOpenOutage(outage) ? ':rotating_light: ' : '');

/** Number and state, for channels that others read as well (INV-2). */
function hiddenCard(file: OutageFile, team: string): KnownBlock[] {
  const state = isOpenOutage(file.outage) ? 'open' : 'over';
  return [
    section(`${sign(file)}*${outageNumber(file.outage.id)}* · outage of a tool · _${state}_`, { blockId: 'title' }),
    context([team, 'Open it to read the details, if you may.'], 'small'),
  ];
}

function openCard(file: OutageFile, tool: Tool | null, team: string): KnownBlock[] {
  const { outage, clocks } = file;
  const who = outage.reportedBy === null ? inline(outage.author ?? 'GitLab') : mentionPerson(outage.reportedBy);
  return [
    section(`${sign(file)}${headLine(file, tool)}\n${inline(truncate(outage.title, 200))}`, { blockId: 'title' }),
    section([...(tool === null ? [] : clocks.map(clockLine)), stateLine(file)].join('\n'), { blockId: 'clocks' }),
    context([team, `${issueLine(file)} · opened ${moment(outage.openedAt)} by ${who}`], 'small'),
  ];
}

/** What can be done now, for whoever reads it; who may is checked when it is pressed. */
export function buttonsOf({ outage }: OutageFile): Button[] {
  const value = String(outage.id);
  const of = (text: string, actionId: string, style?: 'primary') =>
    button({ text, actionId, value, ...(style === undefined ? {} : { style }) });
  const open = of('Open', ACTIONS.open);
  if (outage.state === 'closed') return [open];
  if (outage.notBlocking !== null) return [of('It does block', ACTIONS.blocking), open];
  return [
    ...(outage.toolId === null ? [of('Which tool?', ACTIONS.nameTool, 'primary')] : []),
    of('Assign to me', ACTIONS.assign, ...(outage.assignees.length === 0 ? (['primary'] as const) : [])),
    ...(outage.triaged ? [] : [of('Triage', ACTIONS.triage)]),
    of('Restored', ACTIONS.restored),
    of('Not blocking', ACTIONS.notBlocking),
    open,
  ];
}
