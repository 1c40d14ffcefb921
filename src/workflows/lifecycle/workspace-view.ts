import type { Button, KnownBlock, ModalView } from '@slack/types';
import type { Deps } from '../../deps.ts';
import { requestNumber } from '../../domain/owed.ts';
import type { Roles } from '../../domain/people.ts';
import { itemOf, type StageFile, type StageItem, type StageKind, type StageVoice } from '../../domain/stage.ts';
import { type ItemRow, isAnswered, type ListRow, mayNotWorkOn, progressIn } from '../../domain/stage-kind.ts';
import { stageKindOf } from '../../domain/stage-kinds.ts';
import { toolNumber } from '../../domain/tool.ts';
import { actions, button, context, header, modal, section } from '../../slack/blocks.ts';
import { inline, link, mentionPerson, moment, truncate } from '../../slack/escape.ts';
import { ACTIONS, itemValue, VIEWS } from './ids.ts';
import { CLOSED, GONE } from './issue.ts';
import { screenOf } from './kinds.ts';
import { responsibilityButton } from './responsibility-view.ts';
import { valueBlocks } from './values-view.ts';

/** In which the parity of each value proposition counts (COC-4, SUN-4). */
const WITH_VALUES: readonly StageKind[] = ['cocreate', 'sunset'];

/** The workspace of a stage: where it stands, what is next, its lists, who was asked, and what can be done. */
export async function workspace(deps: Deps, file: StageFile, roles: Roles, done?: string): Promise<ModalView> {
  const { stage } = file;
  const kind = stageKindOf(stage);
  const works = mayNotWorkOn({ roles }, file) === null;
  const own = (await screenOf(stage).blocks?.(deps, file, roles)) ?? [];
  return modal({
    ...{ title: kind.label, callbackId: VIEWS.workspace, close: 'Close' },
    privateMetadata: JSON.stringify({ stage: String(stage.id) }),
    blocks: [
      ...(done === undefined ? [] : [context(`:white_check_mark: ${inline(done)}`, 'done')]),
      section(headOf(file), { blockId: 'head' }),
      ...troubleBlocks(file, works),
      ...(works ? offersOf(deps, file, roles) : []),
      ...own,
      ...kind.lists(stage).flatMap((list) => listBlocks(file, list, roles)),
      ...(WITH_VALUES.includes(stage.kind) ? valueBlocks(file, works) : []),
      ...voiceBlocks(file),
    ],
  });
}

/** What it is about, where it stands, and the next step. */
export function headOf(file: StageFile): string {
  const { stage, tool } = file;
  const kind = stageKindOf(stage);
  const subject = stage.toolId === null ? requestNumber(stage.requestId ?? 0) : toolNumber(stage.toolId);
  const phase = kind.phases.find(({ id }) => id === stage.phase)?.label ?? '';
  const state =
    stage.state === 'open'
      ? `${phase}, since ${moment(stage.startedAt)}`
      : `${stage.state === 'ended' ? 'Ended' : 'Cancelled'}${stage.endedAt === null ? '' : ` ${moment(stage.endedAt)}`}`;
  const lead = stage.ownerId === null ? 'Nobody leads it' : `Led by ${mentionPerson(stage.ownerId)}`;
  const follows = kind.filesIssue?.(stage) === false ? 'no work item yet' : 'its work item follows';
  const where = stage.url === null ? follows : link(stage.url, stage.reference ?? 'work item');
  return [
    `*${subject}* ${inline(truncate(tool?.name ?? stage.name, 150))}`,
    `${state} · ${lead} · ${where}`,
    ...(stage.state === 'open'
      ? [`*${inline(kind.next(file))}*`]
      : stage.why === null
        ? []
        : [inline(truncate(stage.why, 500))]),
  ].join('\n');
}

function troubleBlocks({ stage }: StageFile, works: boolean): KnownBlock[] {
  if (stage.trouble === null) return [];
  const text = `:warning: ${inline(stage.trouble)}`;
  if (!works) return [section(text, { blockId: 'trouble' })];
  if (stage.trouble.includes('was ticked in GitLab')) {
    const noted = button({ text: 'Noted', actionId: ACTIONS.noted, value: String(stage.id) });
    return [section(text, { blockId: 'trouble', accessory: noted })];
  }
  const way = stage.trouble === CLOSED ? 'Open it again' : stage.trouble === GONE ? 'File it again' : 'Noted';
  const mend = button({
    text: way,
    actionId: ACTIONS.mend,
    value: String(stage.id),
  });
  return [section(text, { blockId: 'trouble', accessory: mend })];
}

/** It stands out once nothing is missing any more; pressed before, it says what is. */
const endButton = ({ text, ready = true }: { text: string; ready?: boolean }, value: string) =>
  button({ text, actionId: ACTIONS.end, value, ...(ready ? { style: 'primary' as const } : {}) });

function offersOf(deps: Deps, file: StageFile, roles: Roles): KnownBlock[] {
  const { stage } = file;
  const screen = screenOf(stage);
  const value = String(stage.id);
  const gate = screen.gate?.(deps, file) ?? null;
  const ending = screen.ending?.(file) ?? null;
  const buttons = [
    ...(ending === null ? [] : [endButton(ending, value)]),
    ...(gate === null ? [] : [button({ text: gate.title, actionId: ACTIONS.ask, value })]),
    ...(screen.offers?.(file, roles) ?? []).map(({ text, actionId, style }) =>
      button({ text, actionId, value, ...(style && { style }) }),
    ),
    button({ text: 'Change lead', actionId: ACTIONS.lead, value }),
    button({ text: 'Cancel it', actionId: ACTIONS.cancel, value }),
  ];
  return [actions(buttons, 'offers')];
}

function listBlocks(file: StageFile, list: ListRow, roles: Roles): KnownBlock[] {
  const { answered, total } = progressIn(file, list);
  if (isLater(file, list)) return [header(list.title, `list:${list.id}`), context(LATER, `later:${list.id}`)];
  return [
    header(`${list.title} (${answered} of ${total})`, `list:${list.id}`),
    ...list.items.map((row) => itemBlock(file, list, row, roles)),
  ];
}

const LATER = 'It begins once what stands above has ended.';

/** Of a phase that has not begun. */
function isLater({ stage }: StageFile, { phase }: ListRow): boolean {
  const order = stageKindOf(stage).phases.map(({ id }) => id);
  return phase !== null && order.indexOf(phase) > order.indexOf(stage.phase);
}

const MARKS: Record<StageItem['state'], string> = {
  open: ':white_large_square:',
  done: ':white_check_mark:',
  'not doing': ':heavy_minus_sign:',
  offered: ':outbox_tray:',
  accepted: ':white_check_mark:',
  'sent back': ':leftwards_arrow_with_hook:',
  declined: ':no_entry_sign:',
};

function itemBlock(file: StageFile, list: ListRow, row: ItemRow, roles: Roles): KnownBlock {
  const item = itemOf(file, list.id, row.key);
  const optional = row.optional === true && !isAnswered(item) ? ' _(optional)_' : '';
  const facts = [
    ...(list.of === 'responsibility' && item.state !== 'open' ? [`*${item.state}*`] : []),
    ...(item.assigneeId === null ? [] : [mentionPerson(item.assigneeId)]),
    ...(item.dueOn === null ? [] : [`due ${item.dueOn}`]),
    ...(item.link === null ? [] : [link(item.link, 'link')]),
    ...(item.note === null ? [] : [inline(truncate(item.note, 300))]),
  ];
  const hint = item.note === null && row.hint !== undefined ? [`_${row.hint}_`] : [];
  const text = [
    `${MARKS[item.state]} ${inline(row.title)}${optional}`,
    ...hint,
    ...(facts.length === 0 ? [] : [facts.join(' · ')]),
  ];
  const accessory = itemButton(file, list, row, roles);
  const shown = accessory === null ? {} : { accessory };
  return section(text.join('\n'), { blockId: `item:${list.id}:${row.key}`, ...shown });
}

/** What this person can say of an item now; null where nothing. */
function itemButton(file: StageFile, list: ListRow, row: ItemRow, roles: Roles): Button | null {
  if (list.of === 'responsibility') return responsibilityButton(file, list, row, roles);
  if (mayNotWorkOn({ roles }, file) !== null) return null;
  const item = itemOf(file, list.id, row.key);
  return button({
    ...{
      text: isAnswered(item) ? 'Change' : 'Answer',
      actionId: ACTIONS.item,
      value: itemValue(file.stage.id, list.id, row.key),
    },
    label: truncate(`Answer: ${titleAmong(file, list, row)}`, 75),
  });
}

/** Where two lists have a row of the same name, the list stands with it. */
function titleAmong({ stage }: StageFile, list: ListRow, { title }: ItemRow): string {
  const alike = stageKindOf(stage)
    .lists(stage)
    .flatMap(({ items }) => items)
    .filter((row) => row.title === title);
  return alike.length > 1 ? `${title} (${list.title})` : title;
}

const SAID: Record<StageVoice['state'], string> = { asked: 'asked', agreed: 'agreed', declined: 'declined' };

function voiceBlocks({ voices }: StageFile): KnownBlock[] {
  if (voices.length === 0) return [];
  const lines = voices.map(({ role, personId, team, state, note, at, askedAt }) => {
    const who = `${mentionPerson(personId)}, ${inline(team ?? role)}`;
    return `• ${who}: ${SAID[state]} ${moment(at ?? askedAt)}${note === null ? '' : `: ${inline(truncate(note, 200))}`}`;
  });
  return [header('Who was asked', 'voices'), section(truncate(lines.join('\n'), 2_900), { blockId: 'voices_list' })];
}
