import type { Deps } from '../../deps.ts';

export type Issue = Awaited<ReturnType<Deps['gitlab']['issue']>>;
export type Note = Awaited<ReturnType<Deps['gitlab']['note']>>;

type Known = { bot?: number; project?: { id: number; path: string }; group?: string };

// A token's user and a path's project do not change while the app runs.
const known = new WeakMap<Deps['gitlab'], Known>();

function knownOf({ gitlab }: Deps): Known {
  const found = known.get(gitlab) ?? {};
  known.set(gitlab, found);
  return found;
}

/** The GitLab user that the token belongs to; asked once. */
export async function botId(deps: Deps): Promise<number> {
  const kept = knownOf(deps);
  kept.bot ??= (await deps.gitlab.me()).id;
  return kept.bot;
}

/** The team's project, with its whole path; asked once. */
export async function teamProject(deps: Deps): Promise<{ id: number; path: string }> {
  const kept = knownOf(deps);
  if (kept.project === undefined) {
    const { id, pathWithNamespace } = await deps.gitlab.project(deps.gitlabProject);
    kept.project = { id, path: pathWithNamespace };
  }
  return kept.project;
}

export const teamProjectId = async (deps: Deps): Promise<number> => (await teamProject(deps)).id;

/** The whole path of the group that is read, asked once; null where none is set. */
export async function groupPath(deps: Deps): Promise<string | null> {
  if (deps.gitlabGroup === null) return null;
  const kept = knownOf(deps);
  kept.group ??= (await deps.gitlab.group(deps.gitlabGroup)).fullPath;
  return kept.group;
}

/** Whether a path is of something in that group, however deep. */
export const isWithin = (path: string, group: string): boolean =>
  path.toLowerCase().startsWith(`${group.toLowerCase()}/`);

/** Everything is refused or nothing is answered: going on to the next issue would not help. */
export function isGeneralTrouble(error: unknown): boolean {
  return ['rate-limited', 'unauthorized'].includes(kindOf(error));
}

/** It may well go better later. */
export function isPassing(error: unknown): boolean {
  return ['rate-limited', 'unauthorized', 'unavailable', 'unknown-outcome'].includes(kindOf(error));
}

/** It is not there, or not for the bot's eyes. */
export function isOutOfReach(error: unknown): boolean {
  return ['not-found', 'forbidden'].includes(kindOf(error));
}

/** The kind of a GitLab error; empty for any other. */
function kindOf(error: unknown): string {
  const kind = error instanceof Error && 'kind' in error ? error.kind : '';
  return typeof kind === 'string' ? kind : '';
}
