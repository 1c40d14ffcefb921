import type { Deps } from '../../deps.ts';
import { requestNumber } from '../../domain/owed.ts';
import { itemOf, type StageFile } from '../../domain/stage.ts';
import { type ItemRow, isAnswered, type ListRow } from '../../domain/stage-kind.ts';
import { stageKindOf } from '../../domain/stage-kinds.ts';
import { isTickable, tickMarker } from '../../domain/stage-ticks.ts';
import { toolNumber } from '../../domain/tool.ts';
import { inlineForGitLab, linkForGitLab, quoteForGitLab } from '../../gitlab/markdown.ts';
import { screenOf } from './kinds.ts';

/** The app's own part of the work item: its lists with what was answered, and who agreed. Activities are a checklist that may be ticked there. */
export async function issueContent(deps: Deps, file: StageFile): Promise<string> {
  const { stage, tool } = file;
  const kind = stageKindOf(stage);
  const about =
    tool === null
      ? `the request ${requestNumber(stage.requestId ?? 0)}`
      : `the tool ${toolNumber(tool.id)} ${inlineForGitLab(tool.name)}`;
  const state =
    stage.state === 'open'
      ? inlineForGitLab(kind.next(file))
      : `**${stage.state === 'ended' ? 'Ended' : 'Cancelled'}.**`;
  const own = (await screenOf(stage).sections?.(deps, file)) ?? [];
  return [
    `**${kind.label}** of ${about}. ${state}`,
    ...(stage.why === null ? [] : [quoteForGitLab(stage.why)]),
    ...own,
    ...kind.lists(stage).map((list) => listText(file, list)),
    ...voicesText(file),
    '_Ticks here and in Slack are the same. The rest of this part is written by ProdSecEng’s app; what you write around it stays._',
  ].join('\n\n');
}

const listText = (file: StageFile, list: ListRow): string =>
  [`## ${list.title}`, list.items.map((row) => rowText(file, list, row)).join('\n')].join('\n\n');

function rowText(file: StageFile, list: ListRow, row: ItemRow): string {
  const item = itemOf(file, list.id, row.key);
  const facts = [
    ...(item.state === 'open' || item.state === 'done' ? [] : [item.state]),
    ...(item.dueOn === null ? [] : [`due ${item.dueOn}`]),
    ...(item.link === null ? [] : [linkForGitLab(item.link)]),
    ...(item.note === null ? [] : [inlineForGitLab(item.note)]),
  ];
  const said = facts.length === 0 ? '' : `: ${facts.join(' · ')}`;
  const title = `${inlineForGitLab(row.title)}${row.optional === true ? ' (optional)' : ''}`;
  if (!isTickable(list)) return `- **${title}**${said === '' ? ': open' : said}`;
  return `- [${isAnswered(item) ? 'x' : ' '}] ${title}${said} ${tickMarker(list.id, row.key)}`;
}

function voicesText({ voices }: StageFile): string[] {
  if (voices.length === 0) return [];
  const lines = voices.map(
    ({ role, team, state, note }) =>
      `- ${inlineForGitLab(team ?? role)}: ${state}${note === null ? '' : ` · ${inlineForGitLab(note)}`}`,
  );
  return ['## Who was asked', lines.join('\n')];
}
