import { type BacklogIssue, lacksInBacklog, workflowInWords } from '../../domain/backlog.ts';
import type { CountedWork } from '../../domain/counted-work.ts';
import { type MetricId, metricLabel } from '../../domain/metric-label.ts';
import { inline, link, truncate } from '../../slack/escape.ts';

const TITLE_SHOWN = 150;

export const metricInWords = (metric: MetricId | null): string => (metric === null ? 'none' : metricLabel(metric));

/** `group/project#12` as a link. */
export const issueLink = ({ url, reference }: Pick<CountedWork, 'url' | 'reference'>): string => link(url, reference);

/** Its first line in a list of the team's; a lock before what is confidential. */
export function issueTitle(work: CountedWork): string {
  const lock = work.confidential ? ':lock: ' : '';
  return `*${issueLink(work)}* ${lock}${inline(truncate(work.title, TITLE_SHOWN))}`;
}

/** What it has as weight, workflow label and milestone. */
export function scopeInWords({ weight, workflow, milestone }: CountedWork): string {
  return [
    weight === null ? 'no weight' : `weight ${weight}`,
    inline(workflowInWords(workflow)).toLowerCase(),
    milestone === null ? 'no milestone' : `milestone ${inline(truncate(milestone, 80))}`,
  ].join(' · ');
}

/** What it lacks, or that it lacks nothing. `planning`: where a milestone is being chosen, it is not what lacks. */
export function lacksInWords({ work }: Pick<BacklogIssue, 'work'>, { planning = false } = {}): string {
  const lacks = lacksInBacklog(work).filter((each) => !planning || each !== 'milestone');
  return lacks.length === 0 ? ':white_check_mark: Lacks nothing' : `:warning: Lacks ${lacks.join(', ')}`;
}
