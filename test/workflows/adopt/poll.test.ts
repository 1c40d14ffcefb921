import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pollGitLab, pollTick } from '../../../src/workflows/adopt/poll.ts';
import { CANDIDATE, OTHER_PROJECT, openTeamWorld, TEAM_PROJECT, type TeamWorld } from './team-world.ts';

let world: TeamWorld;
beforeEach(async () => {
  world = await openTeamWorld();
});
afterEach(() => world.close());

const poll = () => pollGitLab(world.deps);
const create = (title = 'Watch the logs', labels = [CANDIDATE]) =>
  world.gitlab.createIssue({ as: 'requester', project: TEAM_PROJECT, title, labels });
const comment = (body: string, more: { as?: string; iid?: number; internal?: boolean; project?: number } = {}) =>
  world.gitlab.comment({ as: 'engineer', project: TEAM_PROJECT, iid: 1, body, ...more });
const said = async (id = 1) => (await world.deps.storage.requests.entriesOf(id, 100)).map(({ text }) => text);
const titles = async () => (await world.requests()).map(({ request }) => request.title);
const notesAsked = () => world.asked().filter((line) => line.includes('/notes'));

async function adoptedRequest(): Promise<void> {
  world.later();
  create();
  await poll();
  await world.owed();
  world.later();
}

describe('the poll reads only what changed', () => {
  test('nothing changed: one question for changes, none for any issue', async () => {
    await adoptedRequest();
    await poll();
    world.asked();
    await poll();
    expect(world.asked().map((line) => line.split('?')[0])).toEqual([
      'GET /projects/security%2Fproduct-security-engineering-team/issues',
      'GET /todos',
    ]);
  });

  test('one of three issues changed: only its comments are read', async () => {
    world.later();
    for (const title of ['One', 'Two', 'Three']) create(title);
    await poll();
    await poll();
    world.later();
    comment('news', { iid: 2 });
    world.asked();
    await poll();
    expect(notesAsked()).toHaveLength(1);
    expect(await said(2)).toEqual(['news']);
  });

  test('the tick keeps to the interval of the settings', async () => {
    await pollTick.run(world.deps);
    world.asked();
    world.later(0.5);
    await pollTick.run(world.deps);
    expect(world.asked()).toEqual([]);
    world.later(0.5);
    await pollTick.run(world.deps);
    expect(world.asked()).not.toEqual([]);
  });

  test('more changes than one page holds, many in the same instant, are all worked off', async () => {
    for (let index = 0; index < 230; index += 1) create(`Request ${index}`);
    world.later();
    await poll();
    expect(new Set(await titles()).size).toBe(230);
  });

  test('a change that shows up a little late is not missed', async () => {
    await adoptedRequest();
    world.later(1);
    create('Newer');
    await poll();
    world.later(-1);
    create('Shows up late');
    world.later(1);
    await poll();
    expect(await titles()).toContain('Shows up late');
  });
});

describe('comments from GitLab', () => {
  test('come over once, oldest first, with author and link; also many pages of them', async () => {
    await adoptedRequest();
    for (let index = 0; index < 130; index += 1) comment(`comment ${index}`);
    await poll();
    await poll();
    const entries = await world.deps.storage.requests.entriesOf(1, 1_000);
    expect(entries.map(({ text }) => text)).toEqual(Array.from({ length: 130 }, (_, index) => `comment ${index}`));
    expect(entries[0]).toMatchObject({ kind: 'gitlab', authorName: 'Engineer', authorId: null });
    expect(entries[0]?.link).toMatch(/\/-\/issues\/1#note_\d+$/);
    expect((await world.owed()).filter(({ kind }) => kind === 'thread')).toHaveLength(130);
  });

  test('internal notes, system notes and the app’s own words do not come over', async () => {
    await adoptedRequest();
    comment('between us', { internal: true });
    comment('by the app', { as: 'prodseceng-bot' });
    comment('<!-- prodseceng:note:x -->\nby an earlier bot of the app');
    world.gitlab.assign({ as: 'engineer', project: TEAM_PROJECT, iid: 1, username: 'engineer' });
    comment('for everyone');
    await poll();
    expect(await said()).toEqual(['for everyone']);
  });

  test('what was said between opening and adopting comes along', async () => {
    world.later();
    create();
    comment('at once');
    await poll();
    expect(await said()).toEqual(['at once']);
  });

  test('what was said on an old issue long before stays there', async () => {
    world.later();
    create('Old discussion', []);
    comment('weeks ago');
    world.later(3 * 24 * 60);
    world.gitlab.label({ as: 'engineer', project: TEAM_PROJECT, iid: 1, labels: [CANDIDATE] });
    comment('just now');
    await poll();
    expect(await said()).toEqual(['just now']);
  });

  test('of a request whose issue is in another project they come over too', async () => {
    const issue = world.gitlab.createIssue({ as: 'requester', project: OTHER_PROJECT, title: 'Elsewhere' });
    const request = {
      door: 'other' as const,
      title: 'Elsewhere',
      answers: {},
      sensitive: false,
      origin: 'gitlab' as const,
      requesterId: null,
      authorName: 'Requester',
      gitlabAuthor: 'requester',
      contactId: null,
      draftId: null,
    };
    const place = {
      projectId: OTHER_PROJECT,
      iid: issue.iid,
      url: issue.webUrl,
      reference: 'x#1',
      state: 'opened' as const,
    };
    await world.deps.storage.requests.fileRequest(
      { request, people: [], adopts: place, actor: 'test', owed: () => [] },
      world.deps.now(),
    );
    world.later();
    comment('over there', { as: 'requester', project: OTHER_PROJECT });
    await poll();
    expect(await said()).toEqual(['over there']);
    world.asked();
    await poll();
    expect(notesAsked()).toEqual([]);
  });

  test('an issue closed in GitLab is known to be closed', async () => {
    await adoptedRequest();
    world.gitlab.close({ as: 'engineer', project: TEAM_PROJECT, iid: 1 });
    await poll();
    expect((await world.requests())[0]?.workItem?.state).toBe('closed');
    expect((await world.owed()).map(({ kind }) => kind)).toEqual(['card']);
  });
});

describe('where a group is set', () => {
  const GROUP = 'security';
  const inGroup = 303;
  const outside = 404;

  async function groupWorld(group = GROUP): Promise<void> {
    await world.close();
    world = await openTeamWorld(() => {}, group);
    world.gitlab.addProject({ id: inGroup, path: 'security/tool', visibility: 'public', memberIds: [] });
    world.gitlab.addGroup({ id: 9, path: 'elsewhere', name: 'Elsewhere', memberIds: [] });
    world.gitlab.addProject({ id: outside, path: 'elsewhere/more', visibility: 'public', memberIds: [] });
  }
  const lists = () => world.asked().filter((line) => /\/issues\?/.test(line));

  test('one listing of the group finds what changed in all its projects, and asks for no issue by itself', async () => {
    await groupWorld();
    await poll();
    world.later();
    create('One of the team');
    world.gitlab.createIssue({
      as: 'requester',
      project: inGroup,
      title: 'Look, @product-security-engineering',
      labels: [],
      description: 'cc @product-security-engineering',
    });
    world.asked();
    await poll();
    expect(lists().map((line) => line.split('?')[0])).toEqual(['GET /groups/security/issues']);
    expect(await titles()).toEqual(['One of the team']);
    expect(await world.deps.storage.mentions.mentionsAt(inGroup, 1)).toHaveLength(1);
  });

  test('two issues of the same number in two projects are two', async () => {
    await groupWorld();
    await poll();
    world.later();
    world.gitlab.createIssue({
      as: 'requester',
      project: inGroup,
      title: 'Tool',
      labels: [],
      description: '@product-security-engineering please',
    });
    await poll();
    create('Team');
    await poll();
    expect(await titles()).toEqual(['Team']);
    expect(await world.deps.storage.mentions.mentionsAt(inGroup, 1)).toHaveLength(1);
  });

  test('the team’s project is listed too where it is in another group', async () => {
    await groupWorld('elsewhere');
    await poll();
    world.later();
    create('Of the team');
    world.asked();
    await poll();
    expect(lists().map((line) => line.split('?')[0])).toEqual([
      'GET /groups/elsewhere/issues',
      'GET /projects/security%2Fproduct-security-engineering-team/issues',
    ]);
    expect(await titles()).toEqual(['Of the team']);
  });
});
