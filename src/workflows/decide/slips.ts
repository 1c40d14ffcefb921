import type { Deps } from '../../deps.ts';
import { dayIn } from '../../domain/day.ts';
import { isUpcoming, type Milestone } from '../../domain/milestone.ts';
import { requestNumber } from '../../domain/owed.ts';
import type { PlannedWork } from '../../domain/planned-work.ts';
import { peopleConcerned, type RequestFile } from '../../domain/request.ts';
import {
  type Affected,
  affectedIds,
  lowered,
  type Room,
  roomProblems,
  type Slip,
  slipLine,
} from '../../domain/room.ts';
import { type Tool, toolNumber } from '../../domain/tool.ts';

/** What slips by what was picked, in the order in which it was picked; and what is wrong with it, by field. */
export type Preview = { slips: Slip[]; lines: string[]; problems: ReturnType<typeof roomProblems> };

const PEOPLE = 50;
const NAME_MAX = 60;

/** What slips by this as things are now, who is affected, and what is wrong with what was picked (HAND-8). */
export async function previewOf(deps: Deps, room: Room): Promise<Preview> {
  const { storage, settings } = deps;
  const today = dayIn(deps.now(), settings.calendar.homeTimeZone);
  const tools = known(await Promise.all(room.toolIds.map((id) => storage.tools.tool(id))));
  const found = known(await Promise.all(room.workIds.map((id) => storage.plannedWork.plannedWork(id))));
  const work = found.filter(({ state }) => state === 'opened');
  const milestone = room.milestoneId === null ? null : await storage.milestones.milestone(room.milestoneId);
  const to = milestone !== null && isUpcoming(milestone, today) ? milestone : null;
  const slips = [
    ...(await Promise.all(tools.map((tool) => toolSlip(deps, tool, room)))),
    ...(await Promise.all(work.map((each) => workSlip(deps, each, to)))),
  ].filter((slip) => slip !== null);
  const nameOf = await namesOf(deps, slips);
  const lines = slips.map((slip) => slipLine(slip, nameOf));
  return { slips, lines, problems: roomProblems(room, { tools, work, to, today }) };
}

const known = <T>(found: readonly (T | null)[]): T[] => found.filter((each) => each !== null);

/** In one line, and not longer than the impact can bear. */
const short = (name: string): string => {
  const line = [...name.replace(/\s+/g, ' ').trim()];
  return line.length <= NAME_MAX ? line.join('') : `${line.slice(0, NAME_MAX - 1).join('')}…`;
};

/** The decision is read by people who may not read the inventory (INV-2): where it is the team's alone, tools go by number. */
const toolName = ({ settings }: Deps, { id, name }: Tool): string =>
  settings.inventory.visibleTo === 'members' ? `${short(name)} (${toolNumber(id)})` : toolNumber(id);

async function toolSlip(deps: Deps, tool: Tool, { lower, until }: Room): Promise<Slip | null> {
  const drop = lowered(tool, lower);
  if (drop === null) return null;
  const affected = await affectedByTool(deps, tool);
  return { kind: 'tool', id: tool.id, name: toolName(deps, tool), ...drop, until, affected };
}

async function workSlip(deps: Deps, work: PlannedWork, to: Milestone | null): Promise<Slip | null> {
  if (to === null) return null;
  const request = work.requestId === null ? null : await deps.storage.requests.request(work.requestId);
  const affected = await affectedByWork(deps, work);
  const from = work.milestone === null ? null : short(work.milestone);
  return { kind: 'work', id: work.id, name: workName(work, request), from, to: short(to.title), affected };
}

/** What a sensitive request is about stays with those who may read it. */
function workName({ title }: PlannedWork, file: RequestFile | null): string {
  const number = file === null ? '' : requestNumber(file.request.id);
  if (file?.request.sensitive === true) return `A work item of ${number}`;
  return file === null ? short(title) : `${short(title)} (${number})`;
}

/** Owner and stakeholders. */
export async function affectedByTool({ storage }: Deps, { id, ownerId }: Tool): Promise<Affected> {
  const people = await storage.tools.peopleOfTool(id, PEOPLE);
  return { ownerId, others: people.filter(({ role }) => role === 'stakeholder').map(({ personId }) => personId) };
}

/** Those of its tool, and those of the request for which it is planned. */
export async function affectedByWork(deps: Deps, { toolId, requestId }: PlannedWork): Promise<Affected> {
  const tool = toolId === null ? null : await deps.storage.tools.tool(toolId);
  const file = requestId === null ? null : await deps.storage.requests.request(requestId);
  const ofTool = tool === null ? { ownerId: null, others: [] } : await affectedByTool(deps, tool);
  return { ...ofTool, others: [...new Set([...ofTool.others, ...(file === null ? [] : peopleConcerned(file))])] };
}

async function namesOf({ storage }: Deps, slips: readonly Slip[]): Promise<(id: string) => string> {
  const ids = [...new Set(slips.flatMap(({ affected }) => affectedIds(affected)))];
  const people = await Promise.all(ids.map((id) => storage.people.person(id)));
  const names = new Map(ids.map((id, index) => [id, people[index]?.name ?? id]));
  return (id) => names.get(id) ?? id;
}
