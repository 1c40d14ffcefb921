import type { Workflow } from '../../deps.ts';
import { copyStatus, copyTick, keepIssue, keepMergeRequest, progressDelivery } from './copy.ts';

/** Metrics and KPIs: the local copy of what is counted, the report, and the metric labels (KPI-1 to KPI-7, LOG-3). */
export const metricsWorkflow: Workflow = {
  name: 'metrics',
  deliveries: { 'counted-progress': progressDelivery },
  ticks: [copyTick],
  status: copyStatus,
  issue: keepIssue,
  hook: (deps, _kind, body) => keepMergeRequest(deps, body),
};
