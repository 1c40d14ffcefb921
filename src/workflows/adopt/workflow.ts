import type { Workflow } from '../../deps.ts';
import { adoptHome, syncPart } from './home.ts';
import { workOffHook } from './hook.ts';
import { listenToMentions } from './listeners.ts';
import { mentionDeliveries } from './mention-deliveries.ts';
import { pollTick } from './poll.ts';
import { workOffIssue } from './visit.ts';

/** GitLab as a door: issues become requests, comments come over, mentions of the team are dealt with (DOOR-9, DOOR-10). */
export const adoptWorkflow: Workflow = {
  name: 'adopt',
  listen: listenToMentions,
  deliveries: mentionDeliveries,
  ticks: [pollTick],
  home: adoptHome,
  status: syncPart,
  issue: async (deps, issue) => {
    await workOffIssue(deps, issue);
  },
  hook: (deps, _kind, body) => workOffHook(deps, body),
};
