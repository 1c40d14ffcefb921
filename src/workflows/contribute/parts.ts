import type { Deps, HomePart, RequestPart, ToolPart } from '../../deps.ts';
import type { Roles } from '../../domain/people.ts';
import { answersFor, type RequestFile } from '../../domain/request.ts';
import type { Tool } from '../../domain/tool.ts';
import { featureAnswer, isFeatureRequest, mayReadTools } from '../../domain/tool-sight.ts';
import { header } from '../../slack/blocks.ts';
import { ACTIONS } from './ids.ts';
import { contributionRow, more } from './view.ts';

const ON_HOME = 8;
const ON_TOOL = 5;

/** The team's review queue on Home, longest waiting first (INV-10). */
export async function queueOnHome(deps: Deps, roles: Roles): Promise<HomePart | null> {
  if (!roles.team) return null;
  const found = await deps.storage.contributions.reviewQueue(ON_HOME + 1);
  if (found.length === 0) return null;
  const rows = found.slice(0, ON_HOME).flatMap((each) => contributionRow(each, roles, deps.now(), 'home_contribution'));
  return {
    order: 60,
    blocks: [header('Review queue', 'contributions'), ...rows, ...more('contributions', found.length > ON_HOME)],
  };
}

/** What was contributed to a tool, on its page. */
export async function contributionsToTool(deps: Deps, tool: Tool, roles: Roles): Promise<ToolPart | null> {
  const found = await deps.storage.contributions.contributionsTo(tool.id, ON_TOOL);
  if (found.length === 0) return null;
  const rows = found.flatMap((each) => contributionRow(each, roles, deps.now(), 'contribution'));
  return { order: 60, blocks: [header('Contributions', 'contributions'), ...rows] };
}

/**
 * Whoever asked for a feature that the tool's category refuses can contribute it: at once where they may read tools, else once the team has
 * answered (INV-2, INV-10).
 */
export async function offerOnRequest(deps: Deps, file: RequestFile, roles: Roles): Promise<RequestPart | null> {
  const tool = await refusingTool(deps, file, roles);
  if (tool === null) return null;
  return { order: 16, blocks: [], offers: [{ text: 'Contribute it', actionId: ACTIONS.fromRequest }] };
}

/** The tool of such a request; null where nothing is offered. */
export async function refusingTool(deps: Deps, { request }: RequestFile, roles: Roles): Promise<Tool | null> {
  if (!isFeatureRequest(request) || !answersFor(request, roles.person.id)) return null;
  const answered = request.state === 'decided';
  if (!answered && !mayReadTools(roles, deps.settings.inventory.visibleTo)) return null;
  const tool = await deps.storage.tools.toolTyped(String(request.answers.tool));
  return tool !== null && featureAnswer(tool).refused ? tool : null;
}
