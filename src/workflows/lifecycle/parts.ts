import type { KnownBlock } from '@slack/types';
import type { Deps, DigestPart, HomePart, RequestPart, ToolPart } from '../../deps.ts';
import { dayIn } from '../../domain/day.ts';
import type { Roles } from '../../domain/people.ts';
import type { RequestFile } from '../../domain/request.ts';
import type { Stage } from '../../domain/stage.ts';
import { rowOf } from '../../domain/stage-kind.ts';
import { stageKindOf } from '../../domain/stage-kinds.ts';
import type { Tool } from '../../domain/tool.ts';
import { mayNotChange } from '../../domain/tool-act.ts';
import { button, header, section } from '../../slack/blocks.ts';
import { inline, moment, truncate } from '../../slack/escape.ts';
import { offersStart } from './for-request.ts';
import { canBeHandedOff, HAND_OFF_ACTIONS, handedOff } from './handed-off.ts';
import { ACTIONS } from './ids.ts';
import { SCREENS } from './kinds.ts';
import { valuesOnPage } from './values-view.ts';

const ON_TOOL = 5;
const ON_HOME = 8;
const AT_ONCE = 100;
const VALUES_READ = 200;

const openButton = (stage: Stage) =>
  button({
    text: 'Open',
    actionId: ACTIONS.open,
    value: String(stage.id),
    label: truncate(`Open ${stageKindOf(stage).label}: ${stage.name}`, 75),
  });

function stageRow(stage: Stage, prefix: string, more = ''): KnownBlock {
  const kind = stageKindOf(stage);
  const phase = kind.phases.find(({ id }) => id === stage.phase)?.label ?? '';
  const state =
    stage.state === 'open' ? phase : `${stage.state}${stage.endedAt === null ? '' : ` ${moment(stage.endedAt)}`}`;
  const text = `*${kind.label}* ${inline(truncate(stage.name, 150))}: ${state}${more}`;
  return section(text, { blockId: `${prefix}:${stage.id}`, accessory: openButton(stage) });
}

/** Where the tool stands on its way, on its page, and what can be started. */
export async function stagesOfTool(deps: Deps, tool: Tool, roles: Roles): Promise<ToolPart | null> {
  const found = await deps.storage.stages.stagesOfTool(tool.id, ON_TOOL);
  const rows = found.map((stage) => stageRow(stage, 'stage'));
  const values = await deps.storage.valuePropositions.valuesOfTool(tool.id, VALUES_READ);
  const changes = mayNotChange({ roles }, tool) === null;
  const starts = changes
    ? SCREENS.filter(
        ({ kind, start }) =>
          start !== undefined && found.every((stage) => stage.kind !== kind || stage.state !== 'open'),
      ).map(({ kind, start }) => ({ text: start?.title ?? '', actionId: `${ACTIONS.start}_${kind}` }))
    : [];
  const list = { text: 'Value propositions', actionId: ACTIONS.values };
  const handOff = { text: 'Hand off to the product team', actionId: HAND_OFF_ACTIONS.ofTool };
  const handsOff = changes && canBeHandedOff(found);
  const offers = [...(changes || values.length > 0 ? [list] : []), ...starts, ...(handsOff ? [handOff] : [])];
  if (rows.length === 0 && offers.length === 0) return null;
  const stages = rows.length === 0 ? [] : [header('On its way', 'stages'), ...rows];
  return { order: 35, blocks: [...valuesOnPage(values), ...stages], offers };
}

/** A co-creation without a tool stands with its request. */
export async function stagesOfRequest(deps: Deps, file: RequestFile, roles: Roles): Promise<RequestPart | null> {
  const { id } = file.request;
  const found = await deps.storage.stages.stagesOfRequest(id, ON_TOOL);
  const starts = await offersStart(deps, file, roles);
  const handsOff = roles.team && (await handedOff(deps, 'request', id)) !== null;
  if (found.length === 0 && !starts && !handsOff) return null;
  const start = { text: 'Start co-create', actionId: ACTIONS.startForRequest, style: 'primary' as const };
  const handOff = { text: 'Hand off to the product team', actionId: HAND_OFF_ACTIONS.ofRequest };
  const offers = [...(starts ? [start] : []), ...(handsOff ? [handOff] : [])];
  return { order: 25, blocks: found.map((stage) => stageRow(stage, 'stage')), offers };
}

/** What waits for someone at a gate, what they do and what they lead. */
export async function stagesOnHome(deps: Deps, roles: Roles): Promise<HomePart | null> {
  const { stages } = deps.storage;
  const me = roles.person.id;
  const asked = await stages.askedOf(me, ON_HOME + 1);
  const mine = await stages.itemsAssignedTo(me, ON_HOME + 1);
  const led = await stages.stagesLedBy(me, ON_HOME);
  if (asked.length + mine.length + led.length === 0) return null;
  const rows = [
    ...asked.map(({ stage, voice }) => [
      stageRow(stage, `asked:${voice.id}`, `\n*You are asked as ${inline(voice.team ?? voice.role)}.*`),
    ]),
    ...mine.map(({ stage, item }) => {
      const title = rowOf(stageKindOf(stage), stage, item.list, item.key)?.row.title ?? item.key;
      return [
        stageRow(stage, `mine:${item.id}`, `\n*${inline(title)}*${item.dueOn === null ? '' : `, due ${item.dueOn}`}`),
      ];
    }),
  ];
  const blocks =
    led.length === 0 ? [] : [header('Tools on their way', 'stages'), ...led.map((stage) => stageRow(stage, 'led'))];
  return { order: 35, blocks, waiting: { order: 25, rows: rows.slice(0, ON_HOME), count: rows.length } };
}

/** What is late in co-creations, sunsets, transfers and hand-offs. */
export async function stagesInDigest(deps: Deps): Promise<DigestPart[]> {
  const today = dayIn(deps.now(), deps.settings.calendar.homeTimeZone);
  const late = await deps.storage.stages.lateStages(today, AT_ONCE);
  const lines = late.map(
    ({ stage, late: count, since }) =>
      `*${stageKindOf(stage).label}* ${inline(truncate(stage.name, 100))}: ${count} late, since ${since}`,
  );
  const hidden = late.map(
    ({ stage, late: count, since }) => `*${stageKindOf(stage).label}* (S-${stage.id}): ${count} late, since ${since}`,
  );
  return [{ order: 35, where: 'channel', title: 'Tools on their way', lines, hidden, calls: false }];
}
