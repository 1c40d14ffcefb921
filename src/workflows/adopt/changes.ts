import { type Deps, SYNCED } from '../../deps.ts';
import {
  type Cursor,
  type CursorName,
  keepChange,
  keepCursor,
  keepRound,
  readChange,
  readCursor,
  readRound,
} from './facts.ts';
import {
  groupPath,
  type Issue,
  isGeneralTrouble,
  isOutOfReach,
  isPassing,
  isWithin,
  teamProject,
} from './gitlab-side.ts';
import { putAside } from './retries.ts';

/** GitLab may show a change a little after others that are newer. */
const OVERLAP_MS = 2 * 60 * 1_000;
const MOST_PAGES = 10;
/** So many failures one after another are GitLab's trouble, not an issue's. */
const MOST_FAILURES = 3;

/**
 * Works off every issue of the group (where none is set, of the team's project) that changed since the last time, in the order of
 * their changes: what it costs grows with what changed, not with how many tools or requests there are. It goes on from the
 * last one worked off rather than from a page number, since pages move while issues change. An issue that fails is put
 * aside and tried again; when GitLab itself fails, the cursor stays before the first issue that was not worked off.
 */
export async function workOffChanges(deps: Deps): Promise<void> {
  const began = deps.now();
  let all = true;
  for (const place of await placesRead(deps)) all = (await workOffChangesIn(deps, place)) && all;
  if (all) await deps.storage.facts.keepFact(SYNCED, began.toISOString());
}

type Place = { cursor: CursorName; query: { group: string } | { project: string } };

/** The group with all its projects, and the team's project where it is none of them. */
async function placesRead(deps: Deps): Promise<Place[]> {
  const project = { project: deps.gitlabProject };
  const group = await groupPath(deps);
  if (group === null) return [{ cursor: 'first', query: project }];
  const inside = isWithin((await teamProject(deps)).path, group);
  const all: Place[] = [{ cursor: 'first', query: { group } }];
  return inside ? all : [...all, { cursor: 'second', query: project }];
}

/** Whether all that changed was worked off: a long list is gone on with at the next turn. */
async function workOffChangesIn(deps: Deps, place: Place): Promise<boolean> {
  let cursor = await readCursor(deps, place.cursor);
  let from = cursor.rest ?? { at: new Date(cursor.at.getTime() - OVERLAP_MS), page: 1 };
  for (let read = 0; read < MOST_PAGES; read += 1) {
    const { issues, nextPage } = await deps.gitlab.changedIssues({
      ...place.query,
      updatedAfter: from.at,
      page: from.page,
    });
    cursor = await workOffPage(deps, place, issues, cursor);
    const last = issues.at(-1);
    if (last === undefined || nextPage === null) {
      if (cursor.rest !== null) await keepCursor(deps, place.cursor, { ...cursor, rest: null });
      return true;
    }
    // Where a whole page changed in the same instant, only the page number leads on.
    from = last.updatedAt > from.at ? { at: last.updatedAt, page: 1 } : { at: from.at, page: nextPage };
  }
  // From here on at the next turn: read again from before the last change, a long list would never end.
  await keepCursor(deps, place.cursor, { ...cursor, rest: from });
  return false;
}

async function workOffPage(deps: Deps, place: Place, issues: readonly Issue[], before: Cursor): Promise<Cursor> {
  let cursor = before;
  let failures = 0;
  try {
    for (const issue of issues.filter((each) => cursor.seen[placeOf(each)] !== each.updatedAt.toISOString())) {
      const outcome = await workOff(deps, issue);
      failures = outcome === 'failed' ? failures + 1 : 0;
      if (failures >= MOST_FAILURES) throw new Error('GitLab failed for several issues one after another');
      if (outcome === 'done') cursor = movedTo(cursor, issue);
    }
    const last = issues.at(-1);
    if (last !== undefined) cursor = movedTo(cursor, last);
  } finally {
    if (cursor !== before) await keepCursor(deps, place.cursor, cursor);
  }
  return cursor;
}

type Outcome = 'done' | 'failed' | 'put aside';

/**
 * `failed`: GitLab did, for the first time with this issue, which may be its own trouble; `put aside`: the issue's. General
 * trouble is thrown.
 */
async function workOff(deps: Deps, issue: Issue): Promise<Outcome> {
  try {
    await deps.issueChanged(issue);
    return 'done';
  } catch (error) {
    if (isGeneralTrouble(error)) throw error;
    deps.log.warn({ error, projectId: issue.projectId, iid: issue.iid }, 'an issue could not be worked off');
    const aside = await putAside(deps, issue.projectId, issue.iid);
    if (aside === 'too many') throw error;
    return aside === 'new' && isPassing(error) ? 'failed' : 'put aside';
  }
}

const placeOf = ({ projectId, iid }: Issue): string => `${projectId}#${iid}`;

/** Up to and with this issue all is worked off; what is read again because of the overlap is remembered. */
function movedTo({ at, seen, rest }: Cursor, issue: Issue): Cursor {
  const moved = issue.updatedAt > at ? issue.updatedAt : at;
  const oldest = new Date(moved.getTime() - OVERLAP_MS).toISOString();
  const kept = Object.entries(seen).filter(([, changed]) => changed >= oldest);
  return { at: moved, rest, seen: { ...Object.fromEntries(kept), [placeOf(issue)]: issue.updatedAt.toISOString() } };
}

const ELSEWHERE_A_TURN = 25;

/**
 * Looks at requests whose issue is in a project that no listing covers, some at each turn; only what changed is read further.
 */
export async function workOffElsewhere(deps: Deps): Promise<void> {
  const [{ id }, group] = [await teamProject(deps), await groupPath(deps)];
  const after = await readRound(deps);
  const items = await deps.storage.requests.workItemsElsewhere(id, after, ELSEWHERE_A_TURN);
  const listed = (url: string) => group !== null && isWithin(new URL(url).pathname.slice(1), group);
  for (const { requestId, projectId, iid, url } of items)
    if (!listed(url)) await lookElsewhere(deps, requestId, projectId, iid);
  const last = items.length < ELSEWHERE_A_TURN ? 0 : (items.at(-1)?.requestId ?? 0);
  if (last !== after) await keepRound(deps, last);
}

async function lookElsewhere(deps: Deps, requestId: number, projectId: number, iid: number): Promise<void> {
  try {
    const issue = await deps.gitlab.issue(projectId, iid);
    const last = await readChange(deps, requestId);
    if (last !== null && issue.updatedAt <= last) return;
    await deps.issueChanged(issue);
    await keepChange(deps, requestId, issue.updatedAt);
  } catch (error) {
    if (isGeneralTrouble(error)) throw error;
    if (!isOutOfReach(error)) deps.log.warn({ error, projectId, iid }, 'an issue could not be worked off');
  }
}
