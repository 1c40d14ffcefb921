import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Workflow } from '../src/deps.ts';
import { GitLabError } from '../src/gitlab/errors.ts';
import { createHookDesk } from '../src/hooks.ts';
import { adoptWorkflow } from '../src/workflows/adopt/workflow.ts';
import { CANDIDATE, openTeamWorld, TEAM_PROJECT, type TeamWorld } from './workflows/adopt/team-world.ts';

const SECRET = 'not a real secret';

let world: TeamWorld;
const waiting = new Map<string, () => Promise<void>>();
beforeEach(async () => {
  world = await openTeamWorld();
  waiting.clear();
  world.deps.whenQuiet = (name, work) => void waiting.set(name, work);
});
afterEach(() => world.close());

const issueHook = (iid: number) =>
  JSON.stringify({
    object_kind: 'issue',
    user: { id: 501, username: 'requester', name: 'Requester' },
    project: { id: TEAM_PROJECT },
    object_attributes: { iid, project_id: TEAM_PROJECT, action: 'update' },
  });

/** A desk with a workflow that does this with each hook, and who is at work at the same time. */
function deskFor(hook: (iid: number) => Promise<void> | void) {
  const seen: number[] = [];
  const at = { once: 0, most: 0 };
  const workflow: Workflow = {
    name: 'test',
    async hook(_deps, _kind, body) {
      const iid = Number((body as { issueIid: number }).issueIid);
      at.once += 1;
      at.most = Math.max(at.most, at.once);
      await new Promise((resolve) => setTimeout(resolve, 1));
      at.once -= 1;
      seen.push(iid);
      await hook(iid);
    },
  };
  return { desk: createHookDesk(world.deps, [workflow], SECRET), seen, at };
}

type Desk = ReturnType<typeof createHookDesk>;
const send = (desk: Desk, iid: number, id = `hook-${iid}`) =>
  desk.receive({ headers: { 'x-gitlab-token': SECRET, 'idempotency-key': id }, body: Buffer.from(issueHook(iid)) });
async function quiet(): Promise<void> {
  const works = [...waiting.values()];
  waiting.clear();
  await Promise.all(works.map((work) => work()));
}
const left = async () => (await world.deps.storage.facts.hooks(1_000, 1_000)).length;
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const down = () => new GitLabError('unavailable', 'GitLab cannot be reached');

describe('webhooks', () => {
  it('of a burst are all worked off, each once, in one pass at a time', async () => {
    const { desk, seen, at } = deskFor(() => {});
    const answers = await Promise.all(upTo(120).map((iid) => send(desk, iid)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    await Promise.all([quiet(), desk.workOff(), desk.workOff()]);
    expect([...seen].sort((a, b) => a - b)).toEqual(upTo(120));
    expect(at.most).toBe(1);
    expect(await left()).toBe(0);
  });

  it('that arrive during a pass are worked off after it', async () => {
    const { desk, seen } = deskFor(async (iid) => {
      if (iid !== 1) return;
      await send(desk, 2);
      void quiet();
    });
    await send(desk, 1);
    await quiet();
    await expect.poll(() => seen).toEqual([1, 2]);
  });

  it('sent again are answered, and change nothing', async () => {
    const { desk, seen } = deskFor(() => {});
    for (const _ of upTo(3)) expect((await send(desk, 7)).status).toBe(200);
    await quiet();
    expect(seen).toEqual([7]);
  });

  it('are all kept while GitLab is down, however long, and it is not asked for each of them', async () => {
    let isDown = true;
    const { desk, seen } = deskFor(() => {
      if (isDown) throw down();
    });
    for (const iid of upTo(8)) await send(desk, iid);
    await quiet();
    for (const _ of upTo(50)) await desk.workOff();
    expect(seen.length).toBeLessThanOrEqual(51 * 3);
    expect(await left()).toBe(8);
    isDown = false;
    seen.length = 0;
    await desk.workOff();
    expect([...seen].sort((a, b) => a - b)).toEqual(upTo(8));
    expect(await left()).toBe(0);
  });

  it('one that always fails for a reason of its own is given up after 10 tries, and holds up no other', async () => {
    const { desk, seen } = deskFor((iid) => {
      if (iid === 1) throw new Error('its own');
    });
    for (const iid of upTo(3)) await send(desk, iid);
    await quiet();
    expect(seen).toEqual([1, 2, 3]);
    for (const _ of upTo(8)) await desk.workOff();
    expect(await left()).toBe(1);
    for (const _ of upTo(5)) await desk.workOff();
    expect(seen.filter((iid) => iid === 1)).toHaveLength(10);
    expect(await left()).toBe(0);
  });

  it('one whose issue GitLab cannot give holds up no other', async () => {
    const { desk, seen } = deskFor((iid) => {
      if (iid === 1) throw down();
    });
    for (const iid of upTo(3)) await send(desk, iid);
    await quiet();
    expect(seen).toEqual([1, 2, 3]);
    expect(await left()).toBe(1);
  });

  it('of fifty issues at once, with GitLab down for a while, adopt each of them once', async () => {
    const desk = createHookDesk(world.deps, [adoptWorkflow], SECRET);
    world.later();
    for (const iid of upTo(50)) {
      world.gitlab.createIssue({
        as: 'requester',
        project: TEAM_PROJECT,
        title: `Request number ${iid}`,
        labels: [CANDIDATE],
      });
    }
    for (const round of ['a', 'b']) for (const iid of upTo(50)) await send(desk, iid, `${round}-${iid}`);
    world.gitlab.faults.next({ times: 1_000, behave: { status: 503 } });
    await quiet();
    expect((await world.requests()).length).toBe(0);
    world.gitlab.faults.clear();
    await desk.workOff();
    await desk.workOff();
    const titles = (await world.requests()).map(({ request }) => request.title);
    expect([titles.length, new Set(titles).size]).toEqual([50, 50]);
    expect(await left()).toBe(0);
  });
});
