import { z } from 'zod';
import { type Delivery, type Deps, type HomePart, SYNCED, type Tick } from '../../deps.ts';
import { type WorkKind, workOfIssue } from '../../domain/counted-work.ts';
import type { Owed } from '../../domain/owed.ts';
import type { Issue } from '../../gitlab/schema.ts';
import { context, message, section } from '../../slack/blocks.ts';
import { namedChannel } from '../../slack/places.ts';
import { keepWork, type Listing, type Reach, reachOf, readListing } from './fill.ts';
import { isCountedIn, placesCounted } from './places.ts';
import { isRefused, keepRefining } from './refining.ts';
import { linkTeam } from './team.ts';

/** Pages a minute at most, so that a first fill leaves GitLab's limits to what people wait for. */
const PAGES_A_TURN = 10;
const EPICS_EVERY_MS = 10 * 60_000;
const LINKED_EVERY_MS = 24 * 3_600_000;
const EARLY_MS = 2_000;
const LEASE = 'counted work';
const LEASE_MS = 120_000;
const FACTS = {
  last: 'counted:last',
  epics: 'counted:epics',
  state: 'counted:state',
  progress: 'counted:progress',
  linked: 'counted:linked',
  /** When a turn began that read all there was. */
  read: 'counted:read',
} as const;
const KINDS: readonly WorkKind[] = ['merge_request', 'issue', 'epic'];

/** What is listed: epics are a group's alone. */
async function listings(deps: Deps): Promise<Listing[]> {
  const places = await placesCounted(deps);
  return KINDS.flatMap((kind) =>
    places.filter((place) => kind !== 'epic' || 'group' in place).map((place) => ({ kind, place })),
  );
}

/**
 * Keeps the copy of what is counted: filled the first time, a bounded number of pages a turn; from then on only what changed. Issues
 * that changed come from the poll. One process at a time.
 */
export const copyTick: Tick = {
  name: 'counted work',
  async run(deps) {
    const { facts } = deps.storage;
    if (!(await passed(deps, FACTS.last, deps.settings.schedule.gitlabPoll.everySeconds * 1_000 - EARLY_MS))) return;
    if (!(await facts.takeLease(LEASE, deps.now(), LEASE_MS))) return;
    try {
      await facts.keepFact(FACTS.last, deps.now().toISOString());
      await readAll(deps);
    } finally {
      await facts.giveLeaseBack(LEASE);
    }
  },
};

async function passed({ storage, now }: Deps, fact: string, ms: number): Promise<boolean> {
  const last = await storage.facts.fact(fact);
  const since = last === null ? Number.POSITIVE_INFINITY : now().getTime() - Date.parse(last);
  return since < 0 || since >= ms;
}

/** Each listing by itself: where one fails the others go on. Throws what failed first. */
async function readAll(deps: Deps): Promise<void> {
  const began = deps.now().toISOString();
  let left = PAGES_A_TURN;
  const failed: unknown[] = [];
  for (const listing of await listings(deps)) {
    if (left <= 0 || !(await isDue(deps, listing))) continue;
    left -= await readListing(deps, listing, left).catch((error: unknown) => {
      failed.push(error);
      return 1;
    });
  }
  if (failed.length === 0 && left > 0 && (await isReadToTheEnd(deps)))
    await deps.storage.facts.keepFact(FACTS.read, began);
  await tellProgress(deps);
  if (await passed(deps, FACTS.linked, LINKED_EVERY_MS)) {
    await linkTeam(deps);
    await deps.storage.facts.keepFact(FACTS.linked, deps.now().toISOString());
  }
  if (failed.length > 0) throw failed[0];
}

/** Whether no listing had more changes than one turn reads. */
async function isReadToTheEnd(deps: Deps): Promise<boolean> {
  const all = await Promise.all((await listings(deps)).map((listing) => reachOf(deps, listing)));
  return all.every((reach) => reach.phase !== 'follow' || reach.rest === null);
}

/** Whether there is something to read: what follows issues is the poll, and epics change seldom. */
async function isDue(deps: Deps, listing: Listing): Promise<boolean> {
  const { phase } = await reachOf(deps, listing);
  if (phase === 'fill') return true;
  if (listing.kind === 'issue') return false;
  if (listing.kind === 'merge_request') return true;
  if (!(await passed(deps, FACTS.epics, EPICS_EVERY_MS))) return false;
  await deps.storage.facts.keepFact(FACTS.epics, deps.now().toISOString());
  return true;
}

const PROGRESS: Owed = { kind: 'counted-progress', lane: 'metrics/progress', key: 'counted-progress', payload: {} };

type Read = Listing & { reach: Reach };

/** A first fill that takes more than one turn is told of, in one message that is brought up to date until it is done. */
async function tellProgress(deps: Deps): Promise<void> {
  const { facts } = deps.storage;
  const read = await Promise.all(
    (await listings(deps)).map(async (listing) => ({ ...listing, reach: await reachOf(deps, listing) })),
  );
  const filled = read.every(({ reach }) => reach.phase !== 'fill');
  const state = await facts.fact(FACTS.state);
  // Another group in the settings is a first fill again.
  if (state === 'filled' && filled) return;
  await facts.keepFact(FACTS.progress, progressText(read, filled));
  await facts.keepFact(FACTS.state, filled ? 'filled' : 'filling');
  if (!filled || state !== null) await deps.storage.owe([PROGRESS], deps.now());
}

/** Whether all that GitLab has was read once: until then the figures are too small. */
export const isFilled = async ({ storage }: Deps): Promise<boolean> =>
  (await storage.facts.fact(FACTS.state)) === 'filled';

/** Whether all that happened in GitLab before this instant was read since: only then figures up to it do not change any more. */
export async function isReadUpTo(deps: Deps, at: Date): Promise<boolean> {
  const { facts } = deps.storage;
  const read = [await facts.fact(FACTS.read), await facts.fact(SYNCED)];
  return (await isFilled(deps)) && read.every((each) => each !== null && Date.parse(each) >= at.getTime());
}

const NAMES: Record<WorkKind, string> = { merge_request: 'merged merge requests', issue: 'issues', epic: 'epics' };

/** How far the first fill is, in a sentence. */
function progressText(all: readonly Read[], filled: boolean): string {
  const parts = KINDS.flatMap((kind) => {
    const of = all.filter((each) => each.kind === kind && each.reach.phase !== 'off');
    if (of.length === 0) return [];
    const read = of.reduce((sum, { reach }) => sum + reach.read, 0);
    const filling = of.find(({ reach }) => reach.phase === 'fill')?.reach;
    const upTo = filling?.phase === 'fill' ? filling.last : null;
    const where = upTo === null ? '' : ` (up to those made on ${upTo.toISOString().slice(0, 10)})`;
    return [`${read.toLocaleString('en-US')} ${NAMES[kind]}${where}`];
  });
  const head = filled
    ? ':white_check_mark: GitLab was read for the metrics'
    : ':hourglass_flowing_sand: GitLab is read for the metrics. Until it is done their figures are too small. So far';
  return `${head}: ${parts.join(', ')}.`;
}

/** The message about the first fill, in the team's own channel. */
export const progressDelivery: Delivery = {
  to: 'slack',
  async render(deps) {
    const { id } = await namedChannel(deps, deps.settings.slack.channels.internal);
    const text = (await deps.storage.facts.fact(FACTS.progress)) ?? '';
    return { to: { channel: id }, message: message(text, [section(text, { blockId: 'progress' })]) };
  },
};

/** In `/prodseceng status`, while the first fill goes on. */
export async function copyStatus(deps: Deps): Promise<HomePart | null> {
  const text = (await isFilled(deps)) ? null : await deps.storage.facts.fact(FACTS.progress);
  return text === null ? null : { order: 91, blocks: [context(text, 'counted')] };
}

/**
 * An issue that the poll or a webhook found new or changed. Who refined it is kept before the copy: where GitLab fails in between, another try still
 * sees what has changed.
 */
export async function keepIssue(deps: Deps, issue: Issue): Promise<void> {
  const before = await deps.storage.countedWork.countedWork('issue', issue.id);
  const isNew = before !== null && issue.updatedAt > before.updatedAt;
  if (isNew && issue.state === 'opened' && issue.labels.includes(deps.settings.gitlab.labels.candidate))
    await keepRefining(deps, { issue, before, since: new Date(before.updatedAt.getTime() - OVERLAP_MS) });
  await keepWork(deps, [workOfIssue(issue)]);
}

const OVERLAP_MS = 2 * 60_000;

const Hook = z.object({ kind: z.literal('merge_request'), projectPath: z.string(), iid: z.number() });

/** A merge request that a webhook tells of is read at once; what the token may not see is not counted. */
export async function keepMergeRequest(deps: Deps, body: unknown): Promise<void> {
  const { data: hook } = Hook.safeParse(body);
  if (hook === undefined || !(await isCountedIn(deps, hook.projectPath))) return;
  try {
    await keepWork(deps, [await deps.gitlab.mergeRequestWork(hook.projectPath, hook.iid)]);
  } catch (error) {
    if (!isRefused(error)) throw error;
  }
}
