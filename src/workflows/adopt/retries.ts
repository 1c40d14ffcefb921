import type { Deps } from '../../deps.ts';
import { keepRetries, type Retry, readRetries } from './facts.ts';
import { isGeneralTrouble, isOutOfReach } from './gitlab-side.ts';

const MOST_TRIES = 8;
const MOST_KEPT = 200;
const MOST_A_TURN = 20;
const FIRST_PAUSE_MS = 60_000;

/**
 * Puts an issue aside that could not be worked off, so that the others go on: it is tried again 8 times within about four hours,
 * and after that with its next change. When too many wait nothing is put aside: then something else is wrong, and the poll must
 * not go past.
 */
export async function putAside(deps: Deps, projectId: number, iid: number): Promise<'new' | 'known' | 'too many'> {
  const retries = await readRetries(deps);
  if (retries.some((each) => each.projectId === projectId && each.iid === iid)) return 'known';
  if (retries.length >= MOST_KEPT) return 'too many';
  await keepRetries(deps, [...retries, { projectId, iid, tries: 1, notBefore: later(deps, 1) }]);
  return 'new';
}

/** Looks again at what was put aside and is due. */
export async function workOffRetries(deps: Deps): Promise<void> {
  const retries = await readRetries(deps);
  const due = retries.filter(({ notBefore }) => notBefore <= deps.now()).slice(0, MOST_A_TURN);
  for (const retry of due) {
    const left = await tryAgain(deps, retry);
    const others = (await readRetries(deps)).filter((each) => !isSame(each, retry));
    await keepRetries(deps, left === null ? others : [...others, left]);
  }
}

const isSame = (a: Retry, b: Retry): boolean => a.projectId === b.projectId && a.iid === b.iid;

const later = (deps: Deps, tries: number): Date => new Date(deps.now().getTime() + FIRST_PAUSE_MS * 2 ** (tries - 1));

/** What is left to do: null when it is done or given up. */
async function tryAgain(deps: Deps, retry: Retry): Promise<Retry | null> {
  const { projectId, iid, tries } = retry;
  try {
    await deps.issueChanged(await deps.gitlab.issue(projectId, iid));
    return null;
  } catch (error) {
    if (isGeneralTrouble(error)) throw error;
    if (tries >= MOST_TRIES || isOutOfReach(error)) {
      deps.log.error({ error, projectId, iid, tries }, 'an issue is given up until it changes again');
      return null;
    }
    return { ...retry, tries: tries + 1, notBefore: later(deps, tries + 1) };
  }
}
