import type { Workflow } from '../../deps.ts';
import { plannedIssue } from './issue.ts';
import { listenToPlanning } from './listeners.ts';
import { planOnRequest, planOnTool } from './parts.ts';

/** Work that a decision plans, or that closes a gap of a tool: scoped here, an issue in GitLab (NEW-6, HAND-6, REV-4). */
export const planWorkflow: Workflow = {
  name: 'plan',
  listen: listenToPlanning,
  // `improvement`: what was owed under the older name.
  deliveries: { 'planned-work': plannedIssue, improvement: plannedIssue },
  issue: (deps, issue) => deps.storage.plannedWork.followPlannedIssue(issue, issue, deps.now()),
  request: planOnRequest,
  tool: planOnTool,
};
