import { afterEach, describe, expect, it } from 'vitest';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { fileSomething } from './filing.ts';

let sandbox: Sandbox;
afterEach(async () => {
  const problems = sandbox.problems();
  await sandbox.stop();
  expect(problems).toEqual([]);
});

const PEOPLE = { engineer: 'engineer@example.com', 'second-engineer': 'second-engineer@example.com' };
const card = { channel: 'C0INTAKE1', textContains: '*R-1*' };

async function filed(tier: 'free' | 'premium'): Promise<PersonDriver> {
  sandbox = await startSandbox({ port: 0, tier, settings: { gitlab: { people: PEOPLE } } });
  await fileSomething(sandbox.person('requester'), 1);
  await sandbox.settled();
  return sandbox.person('engineer');
}

const assigned = async () =>
  (await sandbox.gitlab.issue(1)).issue.assignees.map(({ username }: { username: string }) => username).sort();

async function press(person: PersonDriver, button: string, to?: string): Promise<void> {
  await person.command('request R-1');
  await person.press(button);
  if (to !== undefined) {
    await person.fill({ 'Who leads it now?': to });
    await person.submit();
  }
  await person.closeModal({ all: true });
  await sandbox.settled();
}

describe('who is assigned in GitLab', () => {
  it.each(['free', 'premium'] as const)('follows who leads, and ends with the claim (%s)', async (tier) => {
    const engineer = await filed(tier);
    await engineer.click(card, 'Claim');
    await sandbox.settled();
    expect(await assigned()).toEqual(['engineer']);
    await press(engineer, 'Reassign', 'second-engineer');
    expect(await assigned()).toEqual(['second-engineer']);
    await press(engineer, 'Release');
    expect(await assigned()).toEqual([]);
  });

  it('by people themselves stays, whoever claims, hands on or gives up', async () => {
    const engineer = await filed('premium');
    await sandbox.gitlab.assign({ as: 'manager', iid: 1, username: 'manager' });
    await engineer.click(card, 'Claim');
    await sandbox.settled();
    expect(await assigned()).toEqual(['engineer', 'manager']);
    await press(engineer, 'Reassign', 'second-engineer');
    expect(await assigned()).toEqual(['manager', 'second-engineer']);
    await press(engineer, 'Release');
    expect(await assigned()).toEqual(['manager']);
  });

  it('by people themselves stays too where an issue has room for one only', async () => {
    const engineer = await filed('free');
    await sandbox.gitlab.assign({ as: 'manager', iid: 1, username: 'manager' });
    await engineer.click(card, 'Claim');
    await sandbox.settled();
    expect(await assigned()).toEqual(['manager']);
    await press(engineer, 'Release');
    expect(await assigned()).toEqual(['manager']);
  });

  it('is taken off again although the answer to assigning them was lost', async () => {
    const engineer = await filed('premium');
    sandbox.gitlabFaults.next({ method: 'PUT', path: /\/issues\//, behave: 'do-then-502' });
    await engineer.click(card, 'Claim');
    await sandbox.settled();
    await press(engineer, 'Release');
    sandbox.clock.advance(60_000);
    await sandbox.settled();
    expect(await assigned()).toEqual([]);
  });
});
