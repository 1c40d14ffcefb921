import type { ModalView, PlainTextOption } from '@slack/types';
import type { Deps } from '../../deps.ts';
import { constraintNumber } from '../../domain/capacity.ts';
import { criticalityLabel } from '../../domain/criticality.ts';
import { dayIn } from '../../domain/day.ts';
import type { DecisionFile } from '../../domain/decision.ts';
import type { Answers } from '../../domain/form.ts';
import type { OutcomeId } from '../../domain/outcome.ts';
import type { PlannedWork } from '../../domain/planned-work.ts';
import { decidedRoom, lowered, readRoom } from '../../domain/room.ts';
import type { Tool } from '../../domain/tool.ts';
import { option } from '../../slack/blocks.ts';
import { truncate } from '../../slack/escape.ts';
import { type Listening, onSearched } from '../../slack/listen.ts';
import { roomView } from './room-view.ts';
import { previewOf } from './slips.ts';

const OFFERED = 100;

/** The menus in which the proposer searches for what makes room: for the team only. */
export function offerRoom(listening: Listening, deps: Deps): void {
  onSearched(listening, 'roomTools', async (typed, { team }) => (team ? toolOptions(deps, typed) : []));
  onSearched(listening, 'roomWork', async (typed, { team }) => {
    const found = team ? await deps.storage.load.openWork(typed, OFFERED) : [];
    return found.map(workOption);
  });
}

/** Tools with a commitment that can drop: the best matches, or the first of the order where nothing is typed. */
async function toolOptions({ storage }: Deps, typed: string): Promise<PlainTextOption[]> {
  const search = typed.trim() === '' ? {} : { search: typed };
  const { tools } = await storage.tools.toolsBy(search, 0, OFFERED);
  return tools.flatMap(toolOption);
}

function toolOption(tool: Tool): PlainTextOption[] {
  const drop = lowered(tool, 'one-lower');
  return drop === null ? [] : [option(`${truncate(tool.name, 60)} (${criticalityLabel(drop.from)})`, String(tool.id))];
}

const workOption = ({ id, title, milestone }: PlannedWork): PlainTextOption =>
  option(`${truncate(title, 50)}${milestone === null ? '' : ` (${truncate(milestone, 20)})`}`, String(id));

/** The screen on which what makes room is picked. */
export async function roomModal(deps: Deps, at: DecisionFile, answers: Answers): Promise<ModalView> {
  const { storage } = deps;
  const { toolIds, workIds } = readRoom(answers);
  const tools = await Promise.all(toolIds.map((id) => storage.tools.tool(id)));
  const work = await Promise.all(workIds.map((id) => storage.plannedWork.plannedWork(id)));
  return roomView(at, answers, {
    tools: tools.flatMap((tool) => (tool === null ? [] : toolOption(tool))),
    work: work.flatMap((each) => (each?.state === 'opened' ? [workOption(each)] : [])),
    milestones: await storage.milestones.upcomingMilestones(today(deps), OFFERED),
  });
}

const today = ({ now, settings }: Deps): string => dayIn(now(), settings.calendar.homeTimeZone);

/**
 * What the app writes down with a proposal: what slips by a reprioritisation (HAND-8), and which constraints were in force when something
 * was deferred (REV-5): by number, because not everyone who reads the decision reads what they are (INV-2).
 */
export async function recordedWith(
  deps: Deps,
  outcome: OutcomeId,
  answers: Answers,
): Promise<Record<string, string | string[]>> {
  if (outcome === 'defer') {
    const inForce = await deps.storage.capacity.constraintsInForce(today(deps));
    const named = inForce.slice(0, 20).map(({ id, until }) => `${constraintNumber(id)} (until ${until})`);
    return named.length === 0 ? {} : { constraints: named.join(', ') };
  }
  if (outcome !== 'reprioritise') return {};
  const { slips, lines } = await previewOf(deps, readRoom(answers));
  return { ...decidedRoom(slips), slips: lines.join('\n') };
}
