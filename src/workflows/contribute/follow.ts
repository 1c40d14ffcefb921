import { z } from 'zod';
import type { Deps, Tick } from '../../deps.ts';
import { type Contribution, mergeRequestReference, seenInGitLab } from '../../domain/contribution.ts';
import { GitLabError } from '../../gitlab/errors.ts';

const AT_ONCE = 20;
const EARLY_MS = 2_000;
const LEASE = 'contributions';
const LEASE_MS = 60_000;
const FACTS = { last: 'contributions:last', after: 'contributions:after' } as const;

/** Reads the merge request, and keeps what is new of it. Throws where another try may help. */
export async function lookAt(deps: Deps, { id, projectPath, iid }: Contribution): Promise<'read' | 'not shown'> {
  try {
    const seen = await deps.gitlab.mergeRequest(projectPath, iid);
    await deps.storage.contributions.changeContribution(id, seenInGitLab(seen, deps.now()), deps.now());
    return 'read';
  } catch (error) {
    if (error instanceof GitLabError && (error.kind === 'not-found' || error.kind === 'forbidden')) return 'not shown';
    throw error;
  }
}

const Hook = z.object({ kind: z.literal('merge_request'), projectPath: z.string(), iid: z.number() });

/** A webhook only says where to look. One about a merge request that nobody handed in is nothing to us. */
export async function workOffHook(deps: Deps, body: unknown): Promise<void> {
  const { data: hook } = Hook.safeParse(body);
  const found = hook === undefined ? null : await deps.storage.contributions.contributionOf(hook);
  if (found !== null) await lookAt(deps, found);
}

/** Looks at the open contributions as often as GitLab is polled, some of them at a time, in turn; one process at a time. */
export const followTick: Tick = {
  name: 'contributions',
  async run(deps) {
    const { facts } = deps.storage;
    if (!(await isTurn(deps)) || !(await facts.takeLease(LEASE, deps.now(), LEASE_MS))) return;
    try {
      await facts.keepFact(FACTS.last, deps.now().toISOString());
      await lookAtSome(deps);
    } finally {
      await facts.giveLeaseBack(LEASE);
    }
  },
};

async function isTurn({ storage, settings, now }: Deps): Promise<boolean> {
  const last = await storage.facts.fact(FACTS.last);
  const passed = last === null ? Number.POSITIVE_INFINITY : now().getTime() - Date.parse(last);
  return passed < 0 || passed >= settings.schedule.gitlabPoll.everySeconds * 1_000 - EARLY_MS;
}

/** Where GitLab is in trouble, going on is no use until the next turn, which begins where this one stopped. */
async function lookAtSome(deps: Deps): Promise<void> {
  const { facts, contributions } = deps.storage;
  const after = Number((await facts.fact(FACTS.after)) ?? 0);
  const some = await contributions.openContributionsAfter(after, AT_ONCE);
  let seen = after;
  try {
    for (const each of some) {
      await lookAt(deps, each);
      seen = each.id;
    }
    if (some.length < AT_ONCE) seen = 0;
  } catch (error) {
    if (!(error instanceof GitLabError)) throw error;
    const next = some.find(({ id }) => id > seen);
    deps.log.info({ error, at: next && mergeRequestReference(next) }, 'a contribution is looked at again');
    // What GitLab rejects does not hold up those behind it.
    if (error.kind === 'rejected') seen = next?.id ?? 0;
  } finally {
    await facts.keepFact(FACTS.after, String(seen));
  }
}
