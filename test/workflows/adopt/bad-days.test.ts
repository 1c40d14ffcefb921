import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readCursor } from '../../../src/workflows/adopt/facts.ts';
import { pollGitLab } from '../../../src/workflows/adopt/poll.ts';
import { CANDIDATE, openTeamWorld, TEAM_PROJECT, type TeamWorld } from './team-world.ts';

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

describe('bad days', () => {
  test('an issue that fails does not stop the others, and is tried again', async () => {
    world.later();
    for (const title of ['One', 'Two', 'Three']) create(title);
    await poll();
    world.later();
    for (const iid of [1, 2, 3]) comment(`news ${iid}`, { iid });
    world.gitlab.faults.next({ path: /issues\/2\/notes/, behave: { status: 500 } });
    await poll();
    expect([await said(1), await said(2), await said(3)]).toEqual([['news 1'], [], ['news 3']]);
    world.later(1);
    await poll();
    expect(await said(2)).toEqual(['news 2']);
  });

  test('one that always fails is given up after some tries, and read again with its next change', async () => {
    await adoptedRequest();
    comment('first');
    world.gitlab.faults.next({
      path: /issues\/1\/notes/,
      times: 10_000,
      behave: { status: 422, body: { message: 'no' } },
    });
    for (let round = 0; round < 12; round += 1) {
      await poll();
      world.later(130);
    }
    world.asked();
    await poll();
    expect(notesAsked()).toEqual([]);
    world.gitlab.faults.clear();
    comment('second');
    await poll();
    expect(await said()).toEqual(['first', 'second']);
  });

  test.each([429, 401])('a GitLab that answers %i keeps the cursor where it is; nothing is missed', async (status) => {
    await adoptedRequest();
    comment('said meanwhile');
    const before = await readCursor(world.deps, 'first');
    world.gitlab.faults.next({ path: /notes/, times: 10, behave: { status, headers: { 'retry-after': '60' } } });
    await expect(poll()).rejects.toThrow();
    expect((await readCursor(world.deps, 'first')).at).toEqual(before.at);
    world.gitlab.faults.clear();
    await poll();
    expect(await said()).toEqual(['said meanwhile']);
  });

  test('a GitLab that fails for one issue after another is left alone; nothing is missed', async () => {
    world.later();
    for (let index = 1; index <= 8; index += 1) create(`Request ${index}`);
    await poll();
    world.later();
    for (let iid = 1; iid <= 8; iid += 1) comment(`news ${iid}`, { iid });
    world.gitlab.faults.next({ path: /notes/, times: 10_000, behave: { status: 503 } });
    world.asked();
    await expect(poll()).rejects.toThrow();
    expect(new Set(notesAsked().map((line) => /issues\/\d+/.exec(line)?.[0])).size).toBe(3);
    world.gitlab.faults.clear();
    world.later();
    await poll();
    for (let iid = 1; iid <= 8; iid += 1) expect(await said(iid)).toEqual([`news ${iid}`]);
  });

  test('a GitLab that is away: the poll says so, and everything is there afterwards', async () => {
    world.later();
    create();
    world.gitlab.faults.next({ times: 50, behave: 'html' });
    await expect(poll()).rejects.toThrow();
    world.gitlab.faults.clear();
    await poll();
    expect(await titles()).toEqual(['Watch the logs']);
  });
});
