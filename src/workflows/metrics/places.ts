import type { Deps } from '../../deps.ts';

/** The fact that holds the number of the team's project. */
export const TEAM_PROJECT = 'counted:project';

type Place = { group: string } | { project: string };
type Known = { group: string | null; project: string };

// A path does not change while the app runs.
const known = new WeakMap<Deps['gitlab'], Known>();

async function pathsOf(deps: Deps): Promise<Known> {
  const kept = known.get(deps.gitlab);
  if (kept !== undefined) return kept;
  const { id, pathWithNamespace: project } = await deps.gitlab.project(deps.gitlabProject);
  await deps.storage.facts.keepFact(TEAM_PROJECT, String(id));
  const group = deps.gitlabGroup === null ? null : (await deps.gitlab.group(deps.gitlabGroup)).fullPath;
  known.set(deps.gitlab, { group, project });
  return { group, project };
}

const isWithin = (path: string, group: string): boolean => path.toLowerCase().startsWith(`${group.toLowerCase()}/`);

/** Where work is counted: the group with all its projects, and the team's project where it is none of them. */
export async function placesCounted(deps: Deps): Promise<Place[]> {
  const { group, project } = await pathsOf(deps);
  if (group === null) return [{ project }];
  return isWithin(project, group) ? [{ group }] : [{ group }, { project }];
}

/** Whether a project is among them. */
export async function isCountedIn(deps: Deps, projectPath: string): Promise<boolean> {
  const { group, project } = await pathsOf(deps);
  return projectPath.toLowerCase() === project.toLowerCase() || (group !== null && isWithin(projectPath, group));
}
