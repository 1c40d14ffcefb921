import type { KnownBlock } from '@slack/types';
import type { Deps, ToolPart } from '../../deps.ts';
import { ageInWords } from '../../domain/age.ts';
import type { Roles } from '../../domain/people.ts';
import type { OpenWork } from '../../domain/security-work.ts';
import { isWatched } from '../../domain/sign.ts';
import type { Tool } from '../../domain/tool.ts';
import { mayReadScores } from '../../domain/tool-sight.ts';
import { header, section } from '../../slack/blocks.ts';
import { inline, link, truncate } from '../../slack/escape.ts';
import { ACTIONS } from './ids.ts';
import { signLines } from './words.ts';

const SHOWN = 5;

/**
 * Its signs of life and its open security work, on the page of a tool (REV-6). Addresses, and what vulnerabilities are about, are for the
 * team and leadership; others read that there are some, and how old (INV-2).
 */
export async function signsOfTool(deps: Deps, tool: Tool, roles: Roles): Promise<ToolPart | null> {
  if (!isWatched(tool)) return null;
  const [signs, work] = await Promise.all([
    deps.storage.signs.signsOfTool(tool.id),
    deps.storage.signs.openSecurityWork(tool.id),
  ]);
  const whole = mayReadScores(roles);
  const rows = signs
    .slice(0, SHOWN)
    .map((sign) => section(signLines(sign, whole, deps.now()), { blockId: `tool_sign:${sign.id}` }));
  return {
    order: 50,
    blocks: [
      ...(rows.length === 0 ? [] : [header('Signs of life', 'signs'), ...rows]),
      ...workBlocks(deps, work?.items ?? [], whole),
    ],
    offers: roles.team ? [{ text: 'Signs of life', actionId: ACTIONS.open }] : [],
  };
}

function workBlocks(deps: Deps, items: readonly OpenWork[], whole: boolean): KnownBlock[] {
  const shown = whole ? items : items.filter(({ confidential }) => !confidential);
  const [oldest] = shown;
  if (oldest === undefined) return [];
  const lines = whole
    ? shown.map(
        (item) => `• ${link(item.url, `#${item.iid}`)} ${inline(truncate(item.title, 120))} · ${age(deps, item)}`,
      )
    : [`${shown.length === 1 ? '1 is' : `${shown.length} are`} open, the oldest for ${age(deps, oldest)}.`];
  return [
    header('Dependencies and vulnerabilities', 'security_work'),
    section(lines.join('\n'), { blockId: 'security_work_lines' }),
  ];
}

const age = ({ now }: Deps, { since }: OpenWork): string => ageInWords(since, now());
