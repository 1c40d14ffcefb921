import type { CountedWork, WorkKind } from './counted-work.ts';
import { METRICS, type MetricId, metricLabel } from './metric-label.ts';
import type { Owed } from './owed.ts';
import type { Roles } from './people.ts';
import { no, type Verdict, yes } from './verdict.ts';

export type WorkRef = { kind: WorkKind; gitlabId: number };

/** What follows from setting a label: the copy has it at once, GitLab gets it by the outbox. */
export type MetricSet = {
  work: WorkRef;
  metric: MetricId;
  actor: string;
  refines: boolean;
  owed: Owed[];
  answer: string;
};

/** LOG-3: the team sets the metric label of a merge request, issue or epic. `refines`: of an open candidate, which is taking part (KPI-4). */
export const setMetric =
  ({ roles }: { roles: Roles }, chosen: string) =>
  (work: CountedWork | null): Verdict<MetricSet> => {
    const metric = METRICS.find(({ id }) => id === chosen)?.id;
    if (!roles.team) return no('Only ProdSecEng sets metric labels.');
    if (work === null || metric === undefined) return no('That is not known any more.');
    if (metric === 'sunsetting' && work.kind === 'merge_request')
      return no('Sunsetting is for issues of the team’s project. Tooling Integration may be what you mean.');
    const { kind, gitlabId, reference } = work;
    return yes({
      ...{ work: { kind, gitlabId }, metric, actor: roles.person.id },
      refines: kind === 'issue' && work.candidate && work.state === 'opened',
      owed: [oweMetric({ kind, gitlabId }, metric)],
      answer: `${reference} gets ${metricLabel(metric)}.`,
    });
  };

/** The label set in GitLab, and the other metric labels taken off. */
const oweMetric = ({ kind, gitlabId }: WorkRef, metric: MetricId): Owed => ({
  ...{
    kind: 'metric-label',
    lane: `work:${kind}:${gitlabId}/gitlab`,
    key: `metric-label:${kind}:${gitlabId}:${metric}`,
  },
  payload: { workKind: kind, gitlabId, metric },
});
