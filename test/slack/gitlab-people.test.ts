import { afterEach, beforeEach, expect, test } from 'vitest';
import { personOfAuthor } from '../../src/slack/gitlab-people.ts';
import { openTeamWorld, type TeamWorld } from '../workflows/adopt/team-world.ts';

let world: TeamWorld;
beforeEach(async () => {
  world = await openTeamWorld((settings) => {
    settings.gitlab.people = { 'Nick-Name': 'colleague@example.com', visitor: 'U0GUEST01' };
  });
});
afterEach(() => world.close());

const slackId = async (username: string, id?: number) =>
  (await personOfAuthor(world.deps, { username, ...(id === undefined ? {} : { id }) }))?.id ?? null;

test('DOOR-9: the settings say who a GitLab user is, in any letter case, without asking GitLab', async () => {
  expect(await slackId('nick-name')).toBe('U0COLLEAG');
  expect(world.asked()).toEqual([]);
});

test('DOOR-9: a public e-mail equal to the Slack e-mail links the author, and is not asked for again the same day', async () => {
  expect(await slackId('requester')).toBe('U0REQUEST');
  world.asked();
  world.later(60);
  expect(await slackId('requester')).toBe('U0REQUEST');
  expect(world.asked()).toEqual([]);
});

test('DOOR-9: someone without a public e-mail is nobody, which is looked up again a day later', async () => {
  world.gitlab.addUser({ id: 700, username: 'shy', name: 'Requester', publicEmail: null });
  expect(await slackId('shy', 700)).toBeNull();
  expect(world.asked()).toEqual(['GET /users/700']);
  expect(await slackId('shy', 700)).toBeNull();
  expect(world.asked()).toEqual([]);
  world.later(24 * 60 + 1);
  expect(await slackId('shy', 700)).toBeNull();
  expect(world.asked()).toEqual(['GET /users/700']);
});

test('DOOR-9: what a team member said counts, whatever the e-mail says', async () => {
  const link = { username: 'requester', personId: 'U0COLLEAG', by: 'team' as const, at: world.deps.now() };
  await world.deps.storage.gitlabPeople.keepGitLabLink(link);
  world.later(3 * 24 * 60);
  expect(await slackId('requester')).toBe('U0COLLEAG');
});

test('INV-2: nobody is linked to a guest, nor to someone who has left', async () => {
  expect(await slackId('visitor')).toBeNull();
  const requester = await world.deps.storage.people.person('U0REQUEST');
  if (requester !== null) await world.deps.storage.people.keepPeople([{ ...requester, deleted: true }]);
  expect(await slackId('requester')).toBeNull();
});

test('a GitLab that fails is no proof that the author is nobody', async () => {
  world.gitlab.faults.next({ path: /users\/501/, times: 5, behave: { status: 500 } });
  await expect(slackId('requester', 501)).rejects.toThrow();
  world.gitlab.faults.clear();
  expect(await slackId('requester', 501)).toBe('U0REQUEST');
});
