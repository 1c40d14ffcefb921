import { afterEach, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { GITLAB } from '../../src/sandbox/world.ts';
import { addTools } from './capacity-world.ts';
import { fromMonday } from './promised.ts';

const LABEL = 'ProdSecEng Tool Outage';
const TOOLS = 10_000;
const CHANGED = 20;
const TRACKED = 5;

let sandbox: Sandbox;
afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

it('reading GitLab costs as much as changed, not as there are tools: one listing, and three reads for each issue that is tracked', async () => {
  sandbox = await startSandbox({ port: 0, now: fromMonday() });
  await addTools(
    sandbox,
    Array.from({ length: TOOLS }, (_, index) => `Tool ${index}`),
  );
  const { gitlabStandIn } = sandbox;
  const project = GITLAB.project.id;
  for (let nth = 0; nth < CHANGED; nth += 1)
    gitlabStandIn.createIssue({
      as: 'requester',
      project,
      title: `Issue ${nth}`,
      labels: nth < TRACKED ? [LABEL] : [],
    });
  await sandbox.moveTo(new Date('2026-03-02T16:00:00Z'));
  await sandbox.settled();
  for (let iid = 1; iid <= CHANGED; iid += 1)
    gitlabStandIn.edit({ as: 'requester', project, iid, title: `Changed ${iid}` });
  gitlabStandIn.requests.splice(0);
  await sandbox.moveTo(new Date('2026-03-02T16:02:00Z'));
  const asked = gitlabStandIn.requests.map(({ method, path }) => `${method} ${path}`);
  const listings = asked.filter((line) => /\/groups\/[^/]+\/issues\?/.test(line));
  expect(listings).toHaveLength(1);
  const ofIssues = asked.filter((line) => /\/issues\/\d+/.test(line));
  expect(ofIssues).toHaveLength(3 * TRACKED);
  expect(asked.length - ofIssues.length).toBeLessThanOrEqual(3);
}, 60_000);
