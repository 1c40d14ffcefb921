import type { CategoryId } from './category.ts';
import type { CountedWork } from './counted-work.ts';
import { type MetricId, metricLabel } from './metric-label.ts';
import { requestNumber } from './owed.ts';
import { toolNumber } from './tool.ts';

/** What a work item belongs to, as far as that is known here. */
export type Belongs = {
  /** The request that it is the work item of, or was planned for, with the label of its decision. */
  request: { id: number; metric: MetricId | null } | null;
  epic: { reference: string; metric: MetricId | null } | null;
  /** The tool whose project it is in, or to which it was contributed. */
  tool: { id: number; category: CategoryId } | null;
};

export type Suggestion = { metric: MetricId; reason: string };

/** LOG-3: which label fits, and why. It is only ever suggested: a person sets it. Null where nothing speaks for one. */
export function suggestMetric(work: Pick<CountedWork, 'kind'>, { request, epic, tool }: Belongs): Suggestion | null {
  if (request !== null && isDefinite(request.metric))
    return {
      metric: request.metric,
      reason: `${requestNumber(request.id)}, which it belongs to, was decided with ${metricLabel(request.metric)}`,
    };
  if (epic !== null && isDefinite(epic.metric))
    return { metric: epic.metric, reason: `its epic ${epic.reference} has ${metricLabel(epic.metric)}` };
  if (tool === null) return null;
  const metric = BY_CATEGORY[tool.category] ?? 'customTooling';
  // The charter keeps Sunsetting for issues.
  if (metric === 'sunsetting' && work.kind !== 'issue') return null;
  return { metric, reason: `it belongs to ${toolNumber(tool.id)}, ${WHY[metric] ?? 'a tool outside of the product'}` };
}

const isDefinite = (metric: MetricId | null): metric is MetricId => metric !== null && metric !== 'pending';

const BY_CATEGORY: Partial<Record<CategoryId, MetricId>> = {
  integrate: 'toolingIntegration',
  'improve-integrate': 'toolingIntegration',
  sunset: 'sunsetting',
};

const WHY: Partial<Record<MetricId, string>> = {
  toolingIntegration: 'a tool on its way into the product',
  sunsetting: 'a tool that is being sunset',
};
