import type { Delivery, Deps } from '../../deps.ts';
import { type CountedWork, countedWork, type WorkKind } from '../../domain/counted-work.ts';
import { METRICS } from '../../domain/metric-label.ts';
import { type Suggestion, suggestMetric } from '../../domain/metric-suggestion.ts';
import { GitLabError } from '../../gitlab/errors.ts';
import { TEAM_PROJECT } from './places.ts';
import { countedTeam } from './team.ts';

/** Older work is not asked about. */
const LOOKED_BACK_MS = 180 * 86_400_000;

/** The team's work without a metric label, and how much of it there is. */
export async function unlabelled(deps: Deps): Promise<CountedWork[]> {
  const projectId = Number((await deps.storage.facts.fact(TEAM_PROJECT)) ?? 0);
  const { scope } = await countedTeam(deps, projectId);
  return deps.storage.metricLabels.unlabelledWork(scope, new Date(deps.now().getTime() - LOOKED_BACK_MS));
}

/** What fits, and why: out of the request, epic or tool that it belongs to. */
export async function suggestionFor({ storage }: Deps, work: CountedWork): Promise<Suggestion | null> {
  const { kind, projectId, iid, epicIid } = work;
  const request = kind === 'issue' ? await storage.metricLabels.requestBehind(projectId, iid) : null;
  const epic = epicIid === null ? null : await storage.metricLabels.epicNumbered(epicIid);
  const path = work.reference.replace(/[!#&]\d+$/u, '');
  const contribution =
    kind === 'merge_request' ? await storage.contributions.contributionOf({ projectPath: path, iid }) : null;
  const contributed = contribution === null ? null : await storage.tools.tool(contribution.toolId);
  const tool = contributed ?? (await storage.tools.toolsOfProject(path))[0] ?? null;
  return suggestMetric(work, { request, epic, tool });
}

/** The label in GitLab, with the other metric labels taken off: done twice it is the same. A label that the project lacks is not made up. */
export const labelDelivery: Delivery = {
  to: 'gitlab',
  async carryOut(deps, { payload }) {
    const ref = { kind: payload.workKind as WorkKind, gitlabId: Number(payload.gitlabId) };
    const work = await deps.storage.countedWork.countedWork(ref.kind, ref.gitlabId);
    const metric = METRICS.find(({ id }) => id === payload.metric)?.id;
    if (work === null || metric === undefined) return;
    const names = deps.settings.gitlab.labels.metric;
    if (ref.kind !== 'epic' && !(await deps.gitlab.projectLabels(work.projectId)).includes(names[metric])) {
      await deps.storage.metricLabels.dropMetric(ref);
      throw new GitLabError(
        'rejected',
        `${work.reference}: its project has no label “${names[metric]}”; a label of the group serves all`,
      );
    }
    const remove = METRICS.map(({ id }) => names[id]).filter((name) => name !== names[metric]);
    const read = await deps.gitlab.labelWork(work, { add: [names[metric]], remove });
    await deps.storage.countedWork.keepCountedWork([countedWork(read, deps.settings.gitlab.labels)]);
  },
};
