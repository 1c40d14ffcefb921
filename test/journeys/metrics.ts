import type { Sandbox } from '../../src/sandbox/start.ts';
import { GITLAB } from '../../src/sandbox/world.ts';

const PROJECT = GITLAB.project.id;
export const REPORT = (label: string) => ({ channel: 'G0INTERNL', textContains: `Metrics: ${label}` });

type Merged = { iid: number; on: string; label?: string; as?: number; sha?: string; title?: string; project?: number };

/** Somebody in the local GitLab by their user name. */
const idOf = (sandbox: Sandbox, name: string): number => {
  const found = ['requester', 'colleague', 'engineer', 'second-engineer', 'manager'].indexOf(name);
  if (found === -1) throw new Error(`no ${name} in ${sandbox.url}`);
  return 501 + found;
};

/** A merge request of the engineer's, merged at noon of a day. */
export function merge(
  sandbox: Sandbox,
  { iid, on, label, as = idOf(sandbox, 'engineer'), sha, title, project = PROJECT }: Merged,
): void {
  if (project !== PROJECT) {
    const memberIds = [900];
    sandbox.gitlabStandIn.addProject({ id: project, path: `${GITLAB.group.path}/other-${project}`, memberIds });
  }
  const mergedAt = `${on}T12:00:00.000Z`;
  sandbox.gitlabStandIn.putMergeRequest({
    ...{
      iid,
      projectId: project,
      title: title ?? `Change ${iid}`,
      state: 'merged',
      authorId: as,
      sha: sha ?? `sha${iid}`,
    },
    ...{
      labels: label === undefined ? [] : [`ProdSecEngMetric::${label}`],
      createdAt: mergedAt,
      mergedAt,
    },
  });
}

/** A quarter of a team's work around March 2026, with a known answer. */
export function workOfAQuarter(sandbox: Sandbox): void {
  merge(sandbox, { iid: 1, on: '2026-01-12', label: 'ProdSecRequirement' });
  merge(sandbox, { iid: 2, on: '2026-02-03', label: 'ProdSecRequirement' });
  merge(sandbox, { iid: 3, on: '2026-02-10', label: 'ProdSecRequirement', sha: 'same' });
  merge(sandbox, { iid: 4, on: '2026-02-11', label: 'ProdSecRequirement', sha: 'same' });
  merge(sandbox, { iid: 5, on: '2026-02-12', label: 'Paved Road' });
  merge(sandbox, { iid: 6, on: '2026-02-13', title: 'Nobody labelled this' });
  merge(sandbox, { iid: 7, on: '2026-02-14', label: 'ProdSecRequirement', as: idOf(sandbox, 'requester') });
  merge(sandbox, { iid: 8, on: '2026-03-02', label: 'Defense in Depth' });
}
