import type { Deps } from '../../deps.ts';

export type Issue = Awaited<ReturnType<Deps['gitlab']['issue']>>;
export type Note = Awaited<ReturnType<Deps['gitlab']['note']>>;

type Known = { bot?: number; project?: number };

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

/** The id of the team's project; asked once. */
export async function teamProjectId(deps: Deps): Promise<number> {
  const kept = knownOf(deps);
  kept.project ??= (await deps.gitlab.project(deps.gitlabProject)).id;
  return kept.project;
}

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
