import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { screen } from '../../../src/sandbox/screen.ts';
import { adoptOlder, chooseOlder, renderOlder } from '../../../src/workflows/adopt/older.ts';
import { pollGitLab } from '../../../src/workflows/adopt/poll.ts';
import { CANDIDATE, openTeamWorld, TEAM_PROJECT, type TeamWorld } from './team-world.ts';

let world: TeamWorld;
beforeEach(async () => {
  world = await openTeamWorld();
  world.later();
});
afterEach(() => world.close());

const create = (title: string) =>
  world.gitlab.createIssue({ as: 'requester', project: TEAM_PROJECT, labels: [CANDIDATE], title });

describe('DOOR-9: older candidates are adopted when the team says so', () => {
  test('a few each minute; the message counts them down', async () => {
    world.later(-60);
    for (let index = 0; index < 23; index += 1) {
      create(`Old ${index}`);
    }
    world.later(60);
    await pollGitLab(world.deps);
    await adoptOlder(world.deps);
    expect(await world.requests()).toEqual([]);
    const message = async () => screen((await renderOlder(world.deps))?.message ?? { blocks: [] });
    expect(await message()).toContain('23 candidates');
    await chooseOlder(world.deps, { choice: 'later', by: 'U0ENGINE1' });
    await adoptOlder(world.deps);
    expect(await world.requests()).toEqual([]);
    await chooseOlder(world.deps, { choice: 'adopt', by: 'U0ENGINE1' });
    await adoptOlder(world.deps);
    expect(await world.requests()).toHaveLength(10);
    expect(await message()).toContain('13 to go');
    world.gitlab.close({ as: 'requester', project: TEAM_PROJECT, iid: 23 });
    for (let turn = 0; turn < 3; turn += 1) await adoptOlder(world.deps);
    expect(await world.requests()).toHaveLength(22);
    expect(await message()).toContain('are adopted');
  });

  test('one that fails does not stop the others', async () => {
    world.later(-60);
    for (const title of ['a', 'b', 'c']) create(title);
    world.later(60);
    await pollGitLab(world.deps);
    await chooseOlder(world.deps, { choice: 'adopt', by: 'U0ENGINE1' });
    world.gitlab.faults.next({ path: /issues\/1$/, behave: { status: 500 } });
    await adoptOlder(world.deps);
    expect(await world.requests()).toHaveLength(2);
    await adoptOlder(world.deps);
    expect(await world.requests()).toHaveLength(3);
  });
});
