import type { KnownBlock } from '@slack/types';
import type { Deps, RequestPart, ToolPart } from '../../deps.ts';
import { criteriaFrom, healthOf } from '../../domain/health.ts';
import type { Roles } from '../../domain/people.ts';
import { mayNotPlan } from '../../domain/plan-work.ts';
import type { PlannedWork } from '../../domain/planned-work.ts';
import { type RequestFile, sightOf } from '../../domain/request.ts';
import type { Tool } from '../../domain/tool.ts';
import { mayNotChange } from '../../domain/tool-act.ts';
import { button, context, section } from '../../slack/blocks.ts';
import { inline, link, truncate } from '../../slack/escape.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import { ACTIONS } from './ids.ts';
import { workRow } from './view.ts';

const SHOWN = 8;
const LOOKED_AT = 100;
/** Below the decision. */
const ON_REQUEST = 6;
const ON_TOOL = 20;

/** The work planned for a request, for whoever may read its answers, and *Plan work* for the team (NEW-6, HAND-6). */
export async function planOnRequest({ storage }: Deps, file: RequestFile, roles: Roles): Promise<RequestPart | null> {
  const about = { requestId: file.request.id };
  const may = mayNotPlan({ roles }, await storage.plannedWork.planAt(about)) === null;
  const reads = sightOf(file, roles) === 'answers';
  const work = reads ? await storage.plannedWork.plannedWorkOfRequest(about.requestId, LOOKED_AT) : [];
  if (!may && work.length === 0) return null;
  const first = work.length === 0 ? ({ style: 'primary' } as const) : {};
  const offers = may ? [{ text: 'Plan work', actionId: ACTIONS.ofRequest, ...first }] : [];
  return { order: ON_REQUEST, blocks: shortList(work), offers };
}

/** The work planned for a tool, and gaps whose work item is closed (REV-4). What was planned for a request is for those who belong to the team. */
export async function planOnTool(deps: Deps, tool: Tool, roles: Roles): Promise<ToolPart | null> {
  const { plannedWork } = deps.storage;
  const may = mayNotPlan({ roles }, await plannedWork.planAt({ toolId: tool.id })) === null;
  const all = await plannedWork.plannedWorkOfTool(tool.id, LOOKED_AT);
  const belongs = roles.team || roles.manager || roles.leadership;
  const work = all.filter(({ kind, requestId }) => belongs || kind === 'improvement' || requestId === null);
  const blocks = [...toConfirm(deps, tool, all, roles), ...shortList(work)];
  if (!may && blocks.length === 0) return null;
  return { order: ON_TOOL, blocks, offers: may ? [{ text: 'Plan work', actionId: ACTIONS.ofTool }] : [] };
}

/** What is open first, then the newest; all of it is behind *Plan work*. */
function shortList(work: readonly PlannedWork[]): KnownBlock[] {
  if (work.length === 0) return [];
  const open = work.filter(({ state }) => state === 'opened');
  const closed = work.filter(({ state }) => state === 'closed');
  const rows = [...open, ...closed].slice(0, SHOWN).map((each) => workRow(each));
  const head = section(`*Planned work*: ${open.length} open, ${closed.length} closed`, { blockId: 'work' });
  const rest = work.length > SHOWN ? [context(`…and ${work.length - SHOWN} more.`, 'work_more')] : [];
  return [head, ...rows, ...rest];
}

/** Gaps whose work item is closed while the health says that they are open: the team confirms, or files it anew (INV-9). */
function toConfirm({ settings }: Deps, tool: Tool, work: readonly PlannedWork[], roles: Roles): KnownBlock[] {
  const { gaps } = healthOf(criteriaFrom(settings.health.criteria), tool.health);
  const mayAssess = mayNotChange({ roles }, tool) === null;
  return gaps.flatMap(({ id, level }) => {
    const ofGap = work.filter(({ criterion, kind }) => criterion === id && kind === 'improvement');
    const done = ofGap.some(({ state }) => state === 'opened') ? undefined : ofGap[0];
    if (done === undefined) return [];
    const where = done.url === null ? '' : ` (${link(done.url, `#${done.iid}`)})`;
    const text = `:mag: ${inline(truncate(done.title, 200))}${where}\nclosed: confirm that the gap is met`;
    const assess = button({ text: 'Assess', actionId: SHARED_ACTIONS.assessTool, value: `${tool.id} ${level}` });
    return [section(text, { blockId: `confirm:${done.id}`, ...(mayAssess ? { accessory: assess } : {}) })];
  });
}
