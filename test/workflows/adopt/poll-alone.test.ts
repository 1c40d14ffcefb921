import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { pollGitLab, pollTick } from '../../../src/workflows/adopt/poll.ts';
import { CANDIDATE, openTeamWorld, TEAM_PROJECT, type TeamWorld } from './team-world.ts';

let world: TeamWorld;
beforeEach(async () => {
  world = await openTeamWorld();
});
afterEach(() => world.close());

const create = (title: string) =>
  world.gitlab.createIssue({ as: 'requester', project: TEAM_PROJECT, title, labels: [CANDIDATE] });
const changesAsked = () => world.asked().filter((line) => /team\/issues\?/.test(line)).length;
const titles = async () => (await world.requests()).map(({ request }) => request.title);

describe('two processes on one database', () => {
  test('that poll at the same time are one poll, and nothing is taken twice', async () => {
    world.later();
    for (const title of ['One', 'Two', 'Three']) create(title);
    world.gitlab.comment({ as: 'engineer', project: TEAM_PROJECT, iid: 2, body: 'news' });
    await pollGitLab(world.deps);
    world.asked();
    world.later();
    create('Four');
    await Promise.all([pollGitLab(world.deps), pollGitLab({ ...world.deps }), pollTick.run({ ...world.deps })]);
    expect(changesAsked()).toBe(1);
    expect(await titles()).toEqual(['One', 'Two', 'Three', 'Four']);
    expect(await world.deps.storage.requests.entriesOf(2, 10)).toHaveLength(1);
  });

  test('take turns: the next poll is done, also after one that failed', async () => {
    world.later();
    create('One');
    world.gitlab.faults.next({ times: 200, behave: { status: 503 } });
    await expect(pollGitLab(world.deps)).rejects.toThrow();
    world.gitlab.faults.clear();
    await pollGitLab(world.deps);
    expect(await titles()).toEqual(['One']);
  });

  test('one that died while it polled holds up the other for a minute', async () => {
    world.later();
    create('One');
    await world.deps.storage.facts.takeLease('poll', world.deps.now(), 60_000);
    await pollGitLab(world.deps);
    expect(await titles()).toEqual([]);
    world.later(1.1);
    await pollGitLab(world.deps);
    expect(await titles()).toEqual(['One']);
  });

  test('a poll that takes longer than its lease keeps it', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      world.later();
      create('One');
      let go = () => {};
      const slow = new Promise<void>((resolve) => {
        go = resolve;
      });
      let begun = false;
      const gitlab: typeof world.deps.gitlab = {
        ...world.deps.gitlab,
        async changedIssues(...asked) {
          begun = true;
          await slow;
          return world.deps.gitlab.changedIssues(...asked);
        },
      };
      const polling = pollGitLab({ ...world.deps, gitlab });
      await vi.waitFor(() => expect(begun).toBe(true));
      for (let n = 0; n < 4; n += 1) {
        world.later(0.5);
        await vi.advanceTimersByTimeAsync(30_000);
      }
      world.asked();
      await pollGitLab(world.deps);
      expect(world.asked()).toEqual([]);
      go();
      await polling;
      expect(await titles()).toEqual(['One']);
    } finally {
      vi.useRealTimers();
    }
  });
});
