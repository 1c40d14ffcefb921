import type { Delivery, Workflow } from '../../deps.ts';
import { listenToStarts, stageCommands } from './commands.ts';
import { followStageIssue } from './follow.ts';
import { stageClosing, stageIssue } from './issue.ts';
import { SCREENS } from './kinds.ts';
import { listenToWorkspace } from './listeners.ts';
import { stagesInDigest, stagesOfRequest, stagesOfTool, stagesOnHome } from './parts.ts';
import { listenToVoices, stageVoice } from './voices.ts';

const OWN: Record<string, Delivery> = Object.assign({}, ...SCREENS.map(({ deliveries = {} }) => deliveries));

/** The ways of a tool: co-create, Transition & Sunset, transfer, hand-off. Each is a table of lists and gates; what is its own stands in its file. */
export const lifecycleWorkflow: Workflow = {
  name: 'lifecycle',
  commands: stageCommands,
  listen(app, deps) {
    const listening = { app, access: deps.access, client: deps.slack.waiting };
    listenToStarts(listening, deps);
    listenToWorkspace(listening, deps);
    listenToVoices(listening, deps);
    for (const { listen } of SCREENS) listen?.(listening, deps);
  },
  deliveries: { 'stage-issue': stageIssue, 'stage-closing': stageClosing, 'stage-voice': stageVoice, ...OWN },
  ticks: SCREENS.flatMap(({ ticks = [] }) => ticks),
  tool: stagesOfTool,
  request: stagesOfRequest,
  home: stagesOnHome,
  digest: stagesInDigest,
  issue: followStageIssue,
};
