import type { Workflow } from '../../deps.ts';
import { contributionDeliveries } from './deliveries.ts';
import { followTick, workOffHook } from './follow.ts';
import { listenToContributions } from './listeners.ts';
import { contributionsToTool, offerOnRequest, queueOnHome } from './parts.ts';

/** Where features are refused people contribute: their merge requests, in the team's review queue (INV-10). */
export const contributeWorkflow: Workflow = {
  name: 'contribute',
  listen: listenToContributions,
  deliveries: contributionDeliveries,
  ticks: [followTick],
  home: queueOnHome,
  tool: contributionsToTool,
  request: offerOnRequest,
  hook: (deps, _kind, body) => workOffHook(deps, body),
};
