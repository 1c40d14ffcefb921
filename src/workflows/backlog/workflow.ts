import type { App } from '@slack/bolt';
import type { Deps, Workflow } from '../../deps.ts';
import type { Listening } from '../../slack/listen.ts';
import { issueDelivery, noteDelivery, notTakenDelivery } from './deliveries.ts';
import { backlogCommand, listenToBacklog } from './listeners.ts';
import { listenToPlanning, planHome } from './plan-listeners.ts';
import { weeklyDelivery, weeklyJob } from './weekly.ts';

/** The backlog of candidates: triaged, refined, moved on (LOG-1, LOG-2); and the plan of the next milestone. */
export const backlogWorkflow: Workflow = {
  name: 'backlog',
  commands: (deps) => [backlogCommand(deps)],
  listen,
  deliveries: {
    'backlog-issue': issueDelivery,
    'backlog-note': noteDelivery,
    'backlog-not-taken': notTakenDelivery,
    'backlog-week': weeklyDelivery,
  },
  jobs: [weeklyJob],
  home: planHome,
};

function listen(app: App, deps: Deps): void {
  const listening: Listening = { app, access: deps.access, client: deps.slack.waiting };
  listenToBacklog(listening, deps);
  listenToPlanning(listening, deps);
}
