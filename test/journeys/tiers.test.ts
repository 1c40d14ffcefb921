import { afterEach, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { assessedAnswers, health, seedAssessment } from '../assessed.ts';
import { fileFor, inDatabase, metricsOn, openPromises, propose, stateOf, toolRows } from './deciding.ts';

// The sandbox's GitLab is on the free tier unless told otherwise: so are the journeys of the eleven outcomes.

let sandbox: Sandbox;
afterEach(async () => {
  const problems = sandbox.problems();
  await sandbox.stop();
  expect(problems).toEqual([]);
});

it.each(['free', 'premium'] as const)('NEW-2: of several metric labels the decided one is left (%s)', async (tier) => {
  sandbox = await startSandbox({ tier });
  await fileFor(sandbox, 'redirect');
  for (const label of ['ProdSecEngMetric::Internal', 'ProdSecEngMetric::Sunsetting'])
    await sandbox.gitlab.label({ as: 'engineer', iid: 1, add: [label] });
  expect(await metricsOn(sandbox)).toHaveLength(tier === 'free' ? 3 : 1);
  await propose(sandbox, sandbox.person('engineer'), 'redirect');
  expect(await metricsOn(sandbox)).toEqual(['ProdSecEngMetric::ProdSecRequirement']);
});

it('INV-4: where GitLab has no epics, Integrate takes a parent issue', async () => {
  sandbox = await startSandbox({ tier: 'free' });
  await fileFor(sandbox, 'accept', { 'Tool name': 'Keeper' });
  const [parent] = await sandbox.gitlab.issues();
  const own = { ...health('good'), category: 'integrate', epic: parent?.webUrl ?? '' };
  inDatabase(sandbox, (client) => seedAssessment(client, 1, assessedAnswers('handover', own)));
  await propose(sandbox, sandbox.person('engineer'), 'accept');
  expect(toolRows(sandbox)).toMatchObject([{ name: 'Keeper', state: 'operational' }]);
  const tool = await sandbox.app().deps.storage.tools.tool(1);
  expect([tool?.category, tool?.links.epic]).toEqual(['integrate', parent?.webUrl]);
  expect(openPromises(sandbox)).toContain('start-cocreate');
});

it('NEW-8: an epic that the free tier does not show can be waited for, and it is said that nobody watches it', async () => {
  sandbox = await startSandbox({ tier: 'free' });
  await fileFor(sandbox, 'wait');
  const epic = `${sandbox.gitlabUrl}/groups/security/-/epics/5`;
  await propose(sandbox, sandbox.person('engineer'), 'wait', { 'Product work that is waited for': epic });
  await sandbox.person('requester').click({ dm: true, textContains: 'needs your agreement' }, 'Agree');
  await sandbox.settled();
  sandbox.clock.advance(10 * 60_000);
  await sandbox.tick();
  await sandbox.settled();
  expect(stateOf(sandbox)).toBe('decided');
  const [waiting] = await sandbox.app().deps.storage.promises.openPromisesOfRequest(1);
  expect(waiting?.watch).toMatchObject({ url: epic, trouble: expect.stringContaining('epics need a paid tier') });
});
