import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Deps } from '../../../src/deps.ts';
import { periodOf } from '../../../src/domain/report-period.ts';
import { copyStatus, copyTick, keepMergeRequest } from '../../../src/workflows/metrics/copy.ts';
import { reportOf } from '../../../src/workflows/metrics/gather.ts';
import { OTHER_PROJECT, openTeamWorld, type TeamWorld } from '../adopt/team-world.ts';
import { manyMerged, pagingGitLab } from './gitlab-pages.ts';

let world: TeamWorld;
beforeEach(async () => {
  world = await openTeamWorld((settings) => {
    settings.gitlab.people = { engineer: 'engineer@example.com' };
  }, 'security');
});
afterEach(() => world.close());

const turn = async (deps: Deps) => {
  world.later(1);
  await copyTick.run(deps);
};
const kept = async (deps: Deps) =>
  (await deps.storage.countedWork.countCountedWork()).find(({ kind }) => kind === 'merge_request')?.count ?? 0;

async function turns(deps: Deps, most: number): Promise<void> {
  for (let count = 0; count < most; count += 1) await turn(deps);
}

test('KPI-7: 50,000 merged MRs fill in with no more requests than pages, told as it goes; a month’s report then needs none', async () => {
  const gitlab = pagingGitLab(manyMerged(50_000));
  const deps = { ...world.deps, gitlab: gitlab.client };
  await turn(deps);
  expect(gitlab.pages()).toHaveLength(10);
  expect(JSON.stringify((await copyStatus(deps))?.blocks)).toContain(
    '1,000 merged merge requests (up to those made on 2020-02-11)',
  );
  expect((await world.owed()).map(({ kind }) => kind)).toEqual(['counted-progress']);
  await turns(deps, 49);
  expect(gitlab.pages()).toHaveLength(500);
  expect(await kept(deps)).toBe(50_000);
  await turns(deps, 3);
  expect(await copyStatus(deps)).toBeNull();
  const after = gitlab.pages().slice(500);
  expect(after.length).toBeLessThanOrEqual(3);
  expect(after.every((path) => path.includes('updated_after='))).toBe(true);
  const asked = gitlab.asked.length;
  const { figures } = await reportOf(deps, periodOf('2021-03', 'Etc/UTC'));
  expect(figures.kpis['KPI-6']).toMatchObject({ value: 0, notes: ['0 of 744: 744 merge requests, 0 issues'] });
  expect(gitlab.asked).toHaveLength(asked);
}, 120_000);

test('KPI-7: what is edited, merged late or new while the pages are read is neither lost nor doubled', async () => {
  const rows = manyMerged(1_250);
  const gitlab = pagingGitLab(rows, (count) => {
    const at = world.deps.now().getTime();
    const edited = rows[(count * 37) % rows.length];
    if (edited !== undefined) Object.assign(edited, { updatedAt: at, labels: ['ProdSecEngMetric::Paved Road'] });
    const [id, early] = [10_000 + count, Date.parse('2020-01-02T00:30:00Z') + count];
    rows.push({ id, createdAt: early, updatedAt: at });
  });
  const deps = { ...world.deps, gitlab: gitlab.client };
  await turns(deps, 5);
  // The rows of the last page that was made are known to the next turn only.
  await turn(deps);
  const missing = [];
  for (const row of rows.filter(({ updatedAt }) => updatedAt < deps.now().getTime())) {
    const found = await deps.storage.countedWork.countedWork('merge_request', row.id);
    if (found === null || found.metric !== (row.labels === undefined ? null : 'pavedRoad')) missing.push(row.id);
  }
  expect(missing).toEqual([]);
});

test('KPI-7: a page that GitLab cannot find far down is asked for from the last entry that was read', async () => {
  const rows = manyMerged(450);
  let failing = true;
  const gitlab = pagingGitLab(rows, (count) => {
    if (count >= 3 && failing) throw new TypeError('fetch failed');
  });
  const deps = { ...world.deps, gitlab: gitlab.client };
  await expect(turn(deps)).rejects.toThrow();
  failing = false;
  await turns(deps, 2);
  expect(await kept(deps)).toBe(450);
  expect(gitlab.pages().some((path) => path.includes('created_after='))).toBe(true);
}, 20_000);

test('KPI-7: where GitLab fails for merge requests, issues are read all the same, and it goes on once GitLab does', async () => {
  const { gitlab, deps } = world;
  gitlab.createIssue({ as: 'requester', project: 101, title: 'One' });
  gitlab.putMergeRequest({
    iid: 1,
    projectId: 101,
    title: 'M',
    state: 'merged',
    authorId: 503,
    mergedAt: '2026-11-01T10:00:00Z',
  });
  gitlab.faults.next({ path: /merge_requests/, behave: { status: 500 }, times: 9 });
  await expect(turn(deps)).rejects.toThrow('500');
  expect(await deps.storage.countedWork.countCountedWork()).toEqual([{ kind: 'issue', count: 1 }]);
  gitlab.faults.clear();
  await turn(deps);
  expect(await kept(deps)).toBe(1);
});

test('KPI-7: a webhook’s merge request is read at once, if it is merged and of the group', async () => {
  const { gitlab, deps } = world;
  gitlab.addProject({ id: 303, path: 'security/other', memberIds: [900] });
  const merged = { title: 'M', authorId: 503, mergedAt: '2026-11-01T10:00:00Z' };
  gitlab.putMergeRequest({ ...merged, iid: 1, projectId: 303, state: 'opened' });
  gitlab.putMergeRequest({ ...merged, iid: 2, projectId: 303, state: 'merged' });
  gitlab.putMergeRequest({ ...merged, iid: 3, projectId: OTHER_PROJECT, state: 'merged' });
  for (const [projectPath, iid] of [
    ['security/other', 1],
    ['security/other', 2],
    ['elsewhere/product', 3],
    ['security/other', 4],
  ])
    await keepMergeRequest(deps, { kind: 'merge_request', projectPath, iid });
  expect(await kept(deps)).toBe(1);
  expect(await deps.storage.countedWork.countedWorkAt('merge_request', 303, 2)).toMatchObject({
    reference: 'security/other!2',
  });
  await keepMergeRequest(deps, { kind: 'note', projectId: 303, issueIid: 1 });
});

test('KPI-7: where the group has no epics, as on the free tier, they are asked for once a day', async () => {
  world.gitlab.putMergeRequest({
    iid: 1,
    projectId: 101,
    title: 'M',
    state: 'merged',
    authorId: 503,
    mergedAt: '2026-11-01T10:00:00Z',
  });
  world.gitlab.putMergeRequest({ iid: 2, projectId: 101, title: 'Open', state: 'opened', authorId: 503 });
  world.gitlab.createIssue({ as: 'requester', project: 101, title: 'One' });
  await turns(world.deps, 5);
  const epics = world.asked().filter((path) => path.includes('/epics'));
  expect(epics).toHaveLength(1);
  expect(await world.deps.storage.countedWork.countCountedWork()).toEqual([
    { kind: 'issue', count: 1 },
    { kind: 'merge_request', count: 1 },
  ]);
  expect(await world.owed()).toEqual([]);
});
