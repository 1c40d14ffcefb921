import type { Button, KnownBlock, ModalView } from '@slack/types';
import type { Deps, ToolPart } from '../../deps.ts';
import { COMMITMENT_CAVEATS } from '../../domain/commitment.ts';
import { isSensitiveOutage, type Outage, type OutageFile, outageNumber } from '../../domain/outage.ts';
import { OUTAGE_BLOCKS, whyNoOutage } from '../../domain/outage-report.ts';
import type { Roles } from '../../domain/people.ts';
import type { Tool } from '../../domain/tool.ts';
import { mayReadTools } from '../../domain/tool-sight.ts';
import { actions, button, context, header, modal, said, section } from '../../slack/blocks.ts';
import { inline, moment, truncate } from '../../slack/escape.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import { buttonsOf } from './card.ts';
import { ACTIONS, VIEWS } from './ids.ts';
import { asOfNow, clockLine, headLine, issueLine, stateLine, toolOf } from './words.ts';

const TEXT = 2_000;

/**
 * INV-2: who may read an outage: whoever may read tools, and who reported it; one that its author in GitLab made confidential only
 * these, the team and leadership.
 */
export function mayReadOutage({ settings }: Deps, { outage }: OutageFile, roles: Roles): boolean {
  if (outage.reportedBy === roles.person.id || roles.team || roles.leadership) return true;
  return !isSensitiveOutage(outage) && mayReadTools(roles, settings.inventory.visibleTo);
}

/** One outage whole: its clocks, what happened, and what can be done. `done`: what was just done. */
export async function outagePage(deps: Deps, file: OutageFile, roles: Roles, done?: string): Promise<ModalView> {
  const tool = await toolOf(deps, file);
  const { outage, clocks } = await asOfNow(deps, file);
  const namesTool = mayReadTools(roles, deps.settings.inventory.visibleTo);
  const blocks = OUTAGE_BLOCKS.find(({ id }) => id === outage.blocks)?.label;
  const facts = [
    `opened ${moment(outage.openedAt)}`,
    ...(outage.since === null ? [] : [`since ${moment(outage.since)}`]),
    ...(blocks === undefined ? [] : [`blocks: ${blocks.toLowerCase()}`]),
    issueLine(file),
  ];
  return modal({
    ...{ title: `Outage ${outageNumber(outage.id)}`, callbackId: VIEWS.page, close: 'Close' },
    privateMetadata: JSON.stringify({ outage: String(outage.id) }),
    blocks: [
      ...(done === undefined ? [] : [context(`:white_check_mark: ${inline(done)}`, 'done')]),
      section(`${headLine(file, namesTool ? tool : null)}\n${inline(truncate(outage.title, 200))}`, {
        blockId: 'head',
      }),
      actions(pageButtons(file, roles), 'buttons'),
      section(
        [
          stateLine(file),
          ...(tool === null
            ? ['Its clocks are shown once its tool is known; they run from its opening.']
            : clocks.map(clockLine)),
        ].join('\n'),
        { blockId: 'clocks' },
      ),
      said(truncate(outage.what, TEXT) || 'Nothing was written.', 'what'),
      context(facts.join(' · '), 'facts'),
      context([...COMMITMENT_CAVEATS], 'caveats'),
    ].filter((block) => block.type !== 'actions' || block.elements.length > 0),
  });
}

/** What the team can do now; why the clocks stand where they do is for whoever reported it too. */
function pageButtons(file: OutageFile, roles: Roles): Button[] {
  const why = button({ text: 'Why these times?', actionId: SHARED_ACTIONS.whyClocks, value: String(file.outage.id) });
  const team = roles.team ? buttonsOf(file).filter(({ action_id }) => action_id !== ACTIONS.open) : [];
  const mayWhy = roles.team || roles.leadership || file.outage.reportedBy === roles.person.id;
  return mayWhy && file.clocks.length > 0 ? [...team, why] : team;
}

const SHOWN = 5;

/** The outages of a tool on its page, the newest first, and the button that reports one. */
export async function outagesOfTool(deps: Deps, tool: Tool, roles: Roles): Promise<ToolPart | null> {
  const found = await deps.storage.outages.outagesOfTool(tool.id, SHOWN);
  const offers = whyNoOutage(tool) === null ? [{ text: 'Report an outage', actionId: ACTIONS.report }] : [];
  const blocks = found.length === 0 ? [] : [header('Outages', 'outages'), ...found.map((each) => row(each, roles))];
  return { order: 40, blocks, offers };
}

/** The title of one that its author made confidential is for who may read it (INV-2). */
function row(outage: Outage, roles: Roles): KnownBlock {
  const state =
    outage.state === 'closed' ? 'restored' : outage.notBlocking === null ? ':rotating_light: open' : 'does not count';
  const open = button({
    text: 'Open',
    actionId: ACTIONS.open,
    value: String(outage.id),
    label: `Open ${outageNumber(outage.id)}`,
  });
  const whole = !isSensitiveOutage(outage) || roles.team || roles.leadership || outage.reportedBy === roles.person.id;
  const title = whole ? `\n${inline(truncate(outage.title, 150))}` : '';
  return section(`*${outageNumber(outage.id)}* · ${state} · ${moment(outage.openedAt)}${title}`, {
    ...{ blockId: `outage:${outage.id}`, accessory: open },
  });
}
