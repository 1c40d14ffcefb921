import type { Workflow } from '../../deps.ts';
import { copyStatus, copyTick, keepIssue, keepMergeRequest, progressDelivery } from './copy.ts';
import { labelDelivery } from './labels.ts';
import { listenToMetrics } from './listeners.ts';
import { metricsCommand, monthlyReport, reportDelivery } from './report.ts';

/** Metrics and KPIs: the local copy of what is counted, the report, and the metric labels (KPI-1 to KPI-7, LOG-3). */
export const metricsWorkflow: Workflow = {
  name: 'metrics',
  commands: (deps) => [metricsCommand(deps)],
  listen: listenToMetrics,
  deliveries: { 'counted-progress': progressDelivery, 'metrics-report': reportDelivery, 'metric-label': labelDelivery },
  ticks: [copyTick],
  jobs: [monthlyReport],
  status: copyStatus,
  issue: keepIssue,
  hook: (deps, _kind, body) => keepMergeRequest(deps, body),
};
