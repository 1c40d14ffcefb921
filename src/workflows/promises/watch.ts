import type { Deps, Tick } from '../../deps.ts';
import { type Promised, promiseNumber, type Seen, type Watched } from '../../domain/promise.ts';
import { type DecidePromise, outlived } from '../../domain/promise-act.ts';
import { integrateSeen } from '../../domain/promise-category.ts';
import { askWhetherItMeets, compareSeen } from '../../domain/request-return.ts';
import { no, yes } from '../../domain/verdict.ts';
import { watchedPlace } from '../../domain/watched-work.ts';
import { GitLabError } from '../../gitlab/errors.ts';
import { back } from './returns.ts';

const AT_ONCE = 20;
const EARLY_MS = 2_000;
const LEASE = 'watch';
const LEASE_MS = 60_000;
const FACTS = { last: 'watch:last', after: { waiting: 'watch:after', integrate: 'watch:after:integrate' } } as const;

/**
 * Looks at the product work that requests wait for (NEW-8), and at what tools in Integrate go towards (INV-4), as often as GitLab is polled
 * and some of it at a time, in turn. One process at a time; what GitLab does not answer now is looked at again at its next turn.
 */
export const watchTick: Tick = {
  name: 'watch',
  async run(deps) {
    const { facts } = deps.storage;
    if (!(await isTurn(deps)) || !(await facts.takeLease(LEASE, deps.now(), LEASE_MS))) return;
    try {
      await facts.keepFact(FACTS.last, deps.now().toISOString());
      for (const kind of ['waiting', 'integrate'] as const) await lookAtSome(deps, kind);
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

async function lookAtSome(deps: Deps, kind: keyof typeof FACTS.after): Promise<void> {
  const { facts, promises } = deps.storage;
  const cursor = FACTS.after[kind];
  const after = Number((await facts.fact(cursor)) ?? 0);
  const some = await promises.openPromisesOfKind(kind, after, AT_ONCE);
  let seen = after;
  for (const promise of some) {
    if (kind === 'integrate') await compareMilestone(deps, promise);
    // Where GitLab is in trouble, going on is no use until the next turn.
    if (!(await lookAt(deps, promise))) return facts.keepFact(cursor, String(seen));
    seen = promise.id;
  }
  await facts.keepFact(cursor, String(some.length === AT_ONCE ? seen : 0));
}

/** The milestone of a tool in Integrate, as the poll kept it last: by its title; of several alike one that is open counts. */
async function compareMilestone(deps: Deps, promise: Promised): Promise<void> {
  const tool = await deps.storage.tools.tool(promise.toolId ?? 0);
  const titled = await deps.storage.milestones.milestonesTitled(tool?.links.milestone?.title ?? '');
  const milestone = titled.find(({ state }) => state === 'active') ?? titled[0];
  if (milestone === undefined) return;
  const state = milestone.state === 'closed' ? 'closed' : 'opened';
  await keepIntegrate(deps, promise, { milestone: { state, due: milestone.dueDate } });
}

async function keepIntegrate(deps: Deps, { id, toolId }: Promised, said: Parameters<typeof integrateSeen>[1]) {
  const now = deps.now();
  const tool = await deps.storage.tools.tool(toolId ?? 0);
  const keep: DecidePromise = (promise) => {
    const change = integrateSeen(promise, said, tool?.links.milestone?.due ?? null, now);
    if (change === null) return no('Nothing has changed.');
    const detail = { of: promise.key, seen: said };
    return yes({ actor: 'app', action: 'looked at watched work', detail, promise: change, owed: [], answer: '' });
  };
  await deps.storage.promises.changePromise(id, keep, now);
}

/** False where GitLab did not answer. */
async function lookAt(deps: Deps, { id }: Promised): Promise<boolean> {
  const promise = await deps.storage.promises.promise(id);
  const watch = promise?.watch ?? null;
  if (promise === null || watch === null) return true;
  const place = watchedPlace(watch.url, deps.gitlabUrl);
  try {
    if (place === null) await cannotSee(deps, promise, watch, 'The app cannot watch this address: look at it by hand.');
    else await compare(deps, promise, watch, await deps.gitlab.watchedWork(place));
    return true;
  } catch (error) {
    if (!(error instanceof GitLabError)) throw error;
    if (error.kind === 'forbidden' || error.kind === 'not-found') {
      await cannotSee(deps, promise, watch, unseen(watch));
      return true;
    }
    deps.log.info({ error, promise: promiseNumber(promise.id) }, 'watched work could not be read and is read again');
    return error.kind === 'rejected';
  }
}

const unseen = ({ kind }: Watched): string =>
  kind === 'epic'
    ? 'GitLab does not show the app this epic (epics need a paid tier): look at it by hand, or give an issue or milestone instead.'
    : `GitLab does not show the app this ${kind}: look at it by hand, or give the app access.`;

async function compare(deps: Deps, promise: Promised, watch: Watched, seen: Seen): Promise<void> {
  if (promise.kind === 'integrate') return keepIntegrate(deps, promise, { epic: seen });
  const verdict = compareSeen(watch.seen, seen);
  if (verdict === 'same' && watch.trouble === undefined) return;
  if (verdict === 'same' || verdict === 'first look')
    return keepSeen(deps, promise, { kind: watch.kind, url: watch.url, seen });
  if (verdict !== 'shipped') return back(deps, promise, `What it waits for ${verdict.changed}.`);
  const now = deps.now();
  const { requests, promises } = deps.storage;
  const asks = askWhetherItMeets({ ...promise, watch: { ...watch, seen } }, seen, now);
  const asked = promise.requestId !== null && (await requests.changeRequest(promise.requestId, asks, now)).ok;
  if (!asked) await promises.changePromise(promise.id, outlived(now), now);
}

/** Said once, and the team is reminded to look itself: nothing that is waited for is forgotten. */
async function cannotSee(deps: Deps, promise: Promised, watch: Watched, trouble: string): Promise<void> {
  if (watch.trouble === trouble) return;
  await keepSeen(deps, promise, { ...watch, trouble }, promise.dueAt ?? deps.now());
}

async function keepSeen(deps: Deps, { id }: Promised, watch: Watched, dueAt?: Date): Promise<void> {
  const keep: DecidePromise = ({ key }) => {
    const change = { watch, ...(dueAt === undefined ? {} : { dueAt }) };
    const detail = { of: key, seen: watch.seen, ...(watch.trouble === undefined ? {} : { trouble: watch.trouble }) };
    return yes({ actor: 'app', action: 'looked at watched work', detail, promise: change, owed: [], answer: '' });
  };
  await deps.storage.promises.changePromise(id, keep, deps.now());
}
