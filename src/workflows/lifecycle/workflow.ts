import type { Delivery, Workflow } from '../../deps.ts';
import { listenToStarts, stageCommands } from './commands.ts';
import { followStageIssue, stageItemsTick } from './follow.ts';
import { listenToRequestStart } from './for-request.ts';
import { listenToHandOffs } from './hand-off-start.ts';
import { stageClosing, stageIssue } from './issue.ts';
import { SCREENS } from './kinds.ts';
import { listenToLead } from './lead.ts';
import { listenToWorkspace } from './listeners.ts';
import { stagesInDigest, stagesOfRequest, stagesOfTool, stagesOnHome } from './parts.ts';
import { listenToPeople } from './people.ts';
import { handingDeliveries, listenToResponsibilities } from './responsibilities.ts';
import { sunsetsInDigest } from './sunset.ts';
import { listenToSunsets } from './sunset-listeners.ts';
import { adoptTemplate } from './template-adoption.ts';
import { listenToTemplates, templateDeliveries } from './template-ask.ts';
import { listenToClaims } from './transfer-claims.ts';
import { listenToValues } from './values.ts';
import { followValueIssue, valueIssue, valueIssuesTick, valueItemsTick } from './values-issue.ts';
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
    listenToResponsibilities(listening, deps);
    listenToClaims(listening, deps);
    listenToHandOffs(listening, deps);
    listenToTemplates(listening, deps);
    listenToValues(listening, deps);
    listenToLead(listening, deps);
    listenToPeople(listening, deps);
    listenToRequestStart(listening, deps);
    listenToSunsets(listening, deps);
    for (const { listen } of SCREENS) listen?.(listening, deps);
  },
  deliveries: {
    'stage-issue': stageIssue,
    'stage-closing': stageClosing,
    'stage-voice': stageVoice,
    ...handingDeliveries,
    ...templateDeliveries,
    'value-issue': valueIssue,
    ...OWN,
  },
  ticks: [stageItemsTick, valueIssuesTick, valueItemsTick, ...SCREENS.flatMap(({ ticks = [] }) => ticks)],
  tool: stagesOfTool,
  request: stagesOfRequest,
  home: stagesOnHome,
  digest: async (deps) => [...(await stagesInDigest(deps)), ...(await sunsetsInDigest(deps))],
  async issue(deps, issue) {
    await adoptTemplate(deps, issue);
    await followStageIssue(deps, issue);
    await followValueIssue(deps, issue);
  },
};
