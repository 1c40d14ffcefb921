import { afterEach, describe, expect, it } from 'vitest';
import { type Answer, clientOf, ISSUE, json, type Local, NOTE, serve, TOKEN } from './local-server.ts';

const running: Local[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((local) => local.stop()));
});

async function gitlab(answer: Answer, path = '') {
  const local = await serve(answer);
  running.push(local);
  return { ...local, client: clientOf(`${local.url}${path}`) };
}

describe('the GitLab client', () => {
  it('sends the token, and reads an issue with instants', async () => {
    const { client, seen } = await gitlab(json(200, ISSUE), '/gitlab/');
    const issue = await client.issue('group/project', 14);
    expect(seen[0]?.url).toBe('/gitlab/api/v4/projects/group%2Fproject/issues/14');
    expect(seen[0]?.headers['private-token']).toBe(TOKEN);
    expect(issue).toEqual({
      id: 84,
      iid: 14,
      projectId: 4,
      title: 'A title',
      description: '',
      state: 'opened',
      labels: ['one'],
      confidential: true,
      author: { id: 7, username: 'prodseceng-bot', name: 'Bot' },
      assignees: [{ id: 7, username: 'prodseceng-bot', name: 'Bot' }],
      webUrl: 'http://gitlab.example/group/project/-/issues/14',
      createdAt: new Date('2026-01-04T15:31:51.081Z'),
      updatedAt: new Date('2026-01-05T14:31:51.081Z'),
      closedAt: null,
      references: { full: 'group/project#14' },
      milestone: null,
      weight: null,
      ...{ epicIid: null, movedTo: null, duplicateOf: null },
    });
  });

  it.each([
    [{ internal: true, confidential: true }, true],
    [{ internal: true }, true],
    [{ confidential: true }, true],
    [{ internal: false, confidential: true }, true],
    [{ internal: false, confidential: false }, false],
    [{ internal: false }, false],
    [{ confidential: null }, false],
    [{}, true],
  ])('a note with %j is internal: %s (unless GitLab says that it is not)', async (said, internal) => {
    const { internal: _, confidential: __, ...note } = NOTE;
    const { client } = await gitlab(json(200, [{ ...note, ...said }]));
    const { notes } = await client.notes(4, 14, { page: 1, sort: 'asc', orderBy: 'created_at' });
    expect(notes.map((one) => one.internal)).toEqual([internal]);
  });

  it('asks group lists for every issue, by change, and gives the next page', async () => {
    const { client, seen } = await gitlab(json(200, [ISSUE], { 'x-next-page': '3', 'x-page': '2' }));
    const updatedAfter = new Date('2026-01-01T00:00:00Z');
    const { issues, nextPage } = await client.changedIssues({
      group: 'security',
      updatedAfter,
      page: 2,
      labels: ['a b'],
    });
    expect(issues).toHaveLength(1);
    expect(nextPage).toBe(3);
    const url = new URL(seen[0]?.url ?? '', 'http://gitlab.example');
    expect(url.pathname).toBe('/api/v4/groups/security/issues');
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      scope: 'all',
      order_by: 'updated_at',
      sort: 'asc',
      updated_after: '2026-01-01T00:00:00.000Z',
      labels: 'a b',
      page: '2',
      per_page: '100',
    });
    expect(seen).toHaveLength(1);
  });

  it('leaves out to-dos that are no mentions in issues', async () => {
    const todo = {
      id: 1,
      action_name: 'mentioned',
      target_type: 'Issue',
      target: ISSUE,
      target_url: ISSUE.web_url,
      project: { id: 4, path_with_namespace: 'group/project' },
      body: 'text',
      author: ISSUE.author,
      created_at: ISSUE.created_at,
    };
    const others = [
      { ...todo, action_name: 'assigned' },
      { ...todo, target_type: 'MergeRequest' },
      { ...todo, project: null },
    ];
    const { client } = await gitlab(json(200, [...others, todo]));
    expect((await client.todos({ page: 1 })).todos).toMatchObject([{ id: 1, projectId: 4, issueIid: 14 }]);
  });

  it('tells no member from no project', async () => {
    const { client } = await gitlab((req, res, count) => {
      const message = req.url?.includes('hidden') ? '404 Project Not Found' : '404 Not found';
      json(404, { message })(req, res, count);
    });
    expect(await client.isMember('group/project', 9)).toBe(false);
    await expect(client.isMember('hidden/project', 9)).rejects.toMatchObject({ kind: 'not-found' });
  });
});
