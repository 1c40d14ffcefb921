import { z } from 'zod';
import type { Deps } from '../../deps.ts';
import { countedWork, isCounted, type WorkKind, type WorkRead } from '../../domain/counted-work.ts';
import { GitLabError } from '../../gitlab/errors.ts';

type Place = { group: string } | { project: string };
export type Listing = { kind: WorkKind; place: Place };

const Instant = z.coerce.date();
/** From where on a listing is read next, by the last change. */
const Rest = z.object({ at: Instant, page: z.number() });
/**
 * How far a listing is read. `fill`: from its first entry on, in the order in which they were made; pages of that order do not move
 * while people change things. `follow`: what changed since; `rest`: where it goes on, as there was more than one turn reads. `off`: GitLab has no such list, which is looked at again after `at`.
 */
const Reach = z.discriminatedUnion('phase', [
  z.object({
    phase: z.literal('fill'),
    began: Instant,
    from: Instant.nullable(),
    page: z.number(),
    last: Instant.nullable(),
    read: z.number(),
  }),
  z.object({ phase: z.literal('follow'), at: Instant, read: z.number(), rest: Rest.nullable().default(null) }),
  z.object({ phase: z.literal('off'), at: Instant, read: z.number() }),
]);
export type Reach = z.infer<typeof Reach>;
type Filling = Extract<Reach, { phase: 'fill' }>;
type Following = Extract<Reach, { phase: 'follow' }>;

/** GitLab may show a change a little after others that are newer. */
const OVERLAP_MS = 2 * 60 * 1_000;
/** Further into one list GitLab does not page; the list is then begun anew from the last entry that was read. */
const MOST_PAGES = 500;
const OFF_FOR_MS = 24 * 3_600_000;

const factOf = ({ kind, place }: Listing): string =>
  `counted:${kind}:${'group' in place ? `group:${place.group}` : `project:${place.project}`}`;

/** How far this listing is read. */
export async function reachOf({ storage, now }: Deps, listing: Listing): Promise<Reach> {
  const kept = await storage.facts.fact(factOf(listing));
  const read = kept === null ? undefined : Reach.safeParse(JSON.parse(kept)).data;
  return read ?? { phase: 'fill', began: now(), from: null, page: 1, last: null, read: 0 };
}

const keepReach = ({ storage }: Deps, listing: Listing, reach: Reach): Promise<void> =>
  storage.facts.keepFact(factOf(listing), JSON.stringify(reach));

/**
 * Reads at most `most` pages of the listing into the copy, and gives how many were read. Each page is kept before the cursor moves
 * on, and keeping one twice changes nothing, so that a stop at any moment loses none.
 */
export async function readListing(deps: Deps, listing: Listing, most: number): Promise<number> {
  let pages = 0;
  for (let reach = await reachOf(deps, listing); pages < most; pages += 1) {
    if (reach.phase === 'off' && deps.now() < reach.at) return pages;
    const next: { reach: Reach; done: boolean } = await readOne(deps, listing, reach);
    await keepReach(deps, listing, next.reach);
    reach = next.reach;
    if (next.done) return pages + 1;
  }
  return pages;
}

async function readOne(deps: Deps, listing: Listing, reach: Reach): Promise<{ reach: Reach; done: boolean }> {
  if (reach.phase === 'follow') return follow(deps, listing, reach);
  try {
    const filling: Filling =
      reach.phase === 'fill' ? reach : { phase: 'fill', began: deps.now(), from: null, page: 1, last: null, read: 0 };
    return await fillOne(deps, listing, filling);
  } catch (error) {
    if (listing.kind === 'epic' && isRefused(error)) {
      const at = new Date(deps.now().getTime() + OFF_FOR_MS);
      return { reach: { phase: 'off', at, read: 0 }, done: true };
    }
    if (reach.phase === 'fill') await keepReach(deps, listing, fromLast(reach));
    throw error;
  }
}

/** GitLab's free tier has no epics. */
const isRefused = (error: unknown): boolean =>
  error instanceof GitLabError && (error.kind === 'forbidden' || error.kind === 'not-found');

async function fillOne(deps: Deps, listing: Listing, filling: Filling) {
  const { began, from, page } = filling;
  const { items, nextPage } = await deps.gitlab.workPage({ ...listing, createdAfter: from, page });
  await keepWork(deps, items);
  const last = items.at(-1)?.createdAt ?? filling.last;
  const read = filling.read + items.length;
  if (nextPage === null) return { reach: { phase: 'follow', at: began, read, rest: null } as const, done: true };
  const on: Filling = { ...filling, page: nextPage, last, read };
  return { reach: nextPage > MOST_PAGES ? fromLast(on) : on, done: false };
}

/** The list anew from the last entry that was read: a page far down in a list may be more than GitLab can find. */
function fromLast(filling: Filling): Filling {
  const { from, last, page } = filling;
  const moves = page > 1 && last !== null && (from === null || last > from);
  return moves ? { ...filling, from: last, page: 1 } : filling;
}

/** From the last change that was read on, rather than by page numbers: in this order pages move while things change. */
async function follow(deps: Deps, listing: Listing, { at, read, rest }: Following) {
  let from = rest ?? { at: new Date(at.getTime() - OVERLAP_MS), page: 1 };
  const reach = { phase: 'follow' as const, at, read, rest: null as Following['rest'] };
  for (let pages = 0; pages < FOLLOWED; pages += 1) {
    const { items, nextPage } = await deps.gitlab.workPage({ ...listing, updatedAfter: from.at, page: from.page });
    await keepWork(deps, items);
    const last = items.at(-1)?.updatedAt;
    if (last !== undefined && last > reach.at) reach.at = last;
    if (last === undefined || nextPage === null) return { reach, done: true };
    // Where a whole page changed in the same instant, only the page number leads on.
    from = last > from.at ? { at: last, page: 1 } : { at: from.at, page: nextPage };
  }
  // From here on at the next turn: read again from before the last change, a long list would never end.
  return { reach: { ...reach, rest: from }, done: true };
}

const FOLLOWED = 10;

/** Keeps what was read, as it is counted. */
export async function keepWork({ storage, settings }: Deps, read: readonly WorkRead[]): Promise<void> {
  const rows = read.filter(isCounted).map((each) => countedWork(each, settings.gitlab.labels));
  if (rows.length > 0) await storage.countedWork.keepCountedWork(rows);
}
