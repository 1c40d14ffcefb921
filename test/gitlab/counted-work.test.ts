import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { defaultSettings, settingsFrom } from '../../src/config/settings.ts';
import { countedWork } from '../../src/domain/counted-work.ts';
import { createGitLab } from '../../src/gitlab/client.ts';
import type { WorkQuery } from '../../src/gitlab/counted-work.ts';

const { labels } = defaultSettings().gitlab;
const fixture = (name: string): unknown => {
  const read: unknown = JSON.parse(readFileSync(`test/fixtures/gitlab/${name}.json`, 'utf8'));
  return typeof read === 'object' && read !== null && 'body' in read ? read.body : read;
};

/** What a client makes of these answers, and what it asked. */
async function pageOf(body: unknown, query: Partial<WorkQuery> = {}) {
  const asked: string[] = [];
  const client = createGitLab({
    ...{ url: 'https://gitlab.example.com', token: 'glpat-x', now: () => new Date() },
    fetch: async (input) => {
      asked.push(input instanceof Request ? input.url : String(input));
      return new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } });
    },
  });
  const all = { kind: 'merge_request', place: { group: 'gitlab-org' }, page: 3, createdAfter: null, ...query };
  const { items } = await client.workPage(all as WorkQuery);
  return { items, asked };
}

test('KPI-1: the example answers of GitLab are read: labels, people, milestone, reference', async () => {
  const { items, asked } = await pageOf(fixture('testdata_get_merge_requests'));
  expect(items).toHaveLength(3);
  const named = settingsFrom({
    gitlab: { labels: { workflow: { inDev: 'workflow::In dev' }, metric: { pavedRoad: 'api' } } },
  });
  if (!named.ok) throw new Error(named.problems.join());
  const rows = items.map((each) => countedWork(each, named.settings.gitlab.labels));
  expect(rows[0]).toMatchObject({
    ...{ kind: 'merge_request', gitlabId: 35385049, projectId: 278964, iid: 15442 },
    ...{ reference: 'gitlab-org/gitlab-ee!15442', author: 'hfyngvason', assignees: ['hfyngvason'] },
    ...{ metric: null, workflow: null, milestone: null, mergedAt: null, state: 'opened' },
  });
  expect(rows[1]).toMatchObject({ workflow: 'inDev', metric: 'pavedRoad', milestoneId: 731038, milestone: '12.3' });
  const url = new URL(asked[0] ?? '');
  expect(url.pathname).toBe('/api/v4/groups/gitlab-org/merge_requests');
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    ...{ state: 'merged', scope: 'all', order_by: 'created_at', sort: 'asc', per_page: '100', page: '3' },
  });
});

test('KPI-1: an answer that lacks what is counted by is left out, and does not hold up the others', async () => {
  const merged = fixture('group_milestones.TestGroupMilestonesService_GetGroupMilestoneMergeRequests.78');
  const whole = fixture('testdata_get_merge_requests');
  const { items } = await pageOf([merged, whole].flat());
  expect(items).toHaveLength(3);
  const epics = await pageOf(fixture('epics.TestListGroupEpics.99'), { kind: 'epic' });
  expect(epics.items).toEqual([]);
  expect(new URL(epics.asked[0] ?? '').pathname).toBe('/api/v4/groups/gitlab-org/epics');
});

test('KPI-6: an issue that was moved says where to; it is the same work', async () => {
  const moved = { ...(fixture('testdata_issue_move') as object), references: { full: 'example/example#11' } };
  const [target] = (await pageOf([moved], { kind: 'issue' })).items;
  expect(target).toMatchObject({ gitlabId: 92, author: 'solon.cremin', assignees: ['axel.block'], movedTo: null });
  const [source] = (await pageOf([{ ...moved, id: 1, moved_to_id: 92 }], { kind: 'issue' })).items;
  if (source === undefined) throw new Error('not read');
  expect(countedWork(source, labels).sameAs).toBe('issue:92');
});
