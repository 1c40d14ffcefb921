import type { Deps } from '../../deps.ts';
import { type Tool, toolNumber } from '../../domain/tool.ts';
import { section } from '../../slack/blocks.ts';
import type { Call, Command } from '../../slack/command.ts';
import { inline } from '../../slack/escape.ts';
import { mayRead, NOT_FOR_YOU } from './act.ts';
import { listView, toolRow } from './list-view.ts';
import { toolView } from './page-view.ts';

/** `/prodseceng tools` and `/prodseceng tool NAME`. */
export function toolCommands(deps: Deps): Command[] {
  return [
    {
      ...{ word: 'tools', usage: '[WORDS]', run: (call) => listTools(deps, call) },
      help: 'The tools that ProdSecEng owns: filter, search, and open one. For example `/prodseceng tools scanner`.',
    },
    {
      ...{ word: 'tool', usage: 'NAME', run: (call) => showTool(deps, call) },
      help: 'One tool whole: its commitment and why, health and gaps, links, history. By its name, or `T-1`.',
    },
  ];
}

async function listTools(deps: Deps, { roles, rest, answer, open }: Call): Promise<void> {
  if (!mayRead(deps, roles)) return answer({ text: NOT_FOR_YOU });
  await open(() => listView(deps, roles, rest === '' ? {} : { search: rest }));
}

const HOW = '`/prodseceng tools` lists them.';
const NEAR = 5;

async function showTool(deps: Deps, { roles, rest, answer, open }: Call): Promise<void> {
  if (!mayRead(deps, roles)) return answer({ text: NOT_FOR_YOU });
  if (rest === '') return answer({ text: `Which tool? Type its name or number, such as \`T-1\`. ${HOW}` });
  const found = await deps.storage.tools.toolTyped(rest);
  if (found !== null) return open(() => toolView(deps, found, roles));
  const near = await deps.storage.tools.toolsAlike(rest, NEAR);
  const text = `There is no tool “${inline(rest.slice(0, 80))}”.${near.length === 0 ? ` ${HOW}` : ' Did you mean one of these?'}`;
  await answer({ text, ...(near.length === 0 ? {} : { blocks: nearBlocks(text, near) }) });
}

const nearBlocks = (text: string, near: readonly Tool[]) => [
  section(text, { blockId: 'unknown' }),
  ...near.map((tool) => toolRow(tool)),
];

export const noSuchTool = (id: number): string => `There is no ${toolNumber(id)}. ${HOW}`;
