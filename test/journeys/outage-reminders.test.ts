import { afterEach, describe, expect, it } from 'vitest';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { addTools } from './capacity-world.ts';
import { inDatabase } from './deciding.ts';

const INTAKE = 'C0INTAKE1';
const PEOPLE = { engineer: 'engineer@example.com', 'second-engineer': 'second-engineer@example.com' };

let sandbox: Sandbox;
let engineer: PersonDriver;
let second: PersonDriver;

afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

async function start(at: string): Promise<void> {
  const began = Date.now();
  const now = () => new Date(Date.parse(at) + Date.now() - began);
  sandbox = await startSandbox({ port: 0, now, webhook: true, settings: { gitlab: { people: PEOPLE } } });
  [engineer, second] = [sandbox.person('engineer'), sandbox.person('second-engineer')];
  await addTools(sandbox, ['Scanner', 'Signer'], { criticality: 'critical' });
  await sandbox.tick();
}

async function report(tool: string): Promise<void> {
  const requester = sandbox.person('requester');
  await requester.command(`outage ${tool}`);
  await requester.fill({
    'What is broken?': `${tool} stops`,
    'What happens, and what should happen?': 'It stops. It should not.',
    'Does it block something?': 'A release',
  });
  await requester.submit();
  await requester.closeModal({ all: true });
  await sandbox.settled();
}

const card = (id: number) => ({ channel: INTAKE, textContains: `*O-${id}* · ` });
const told = async (person: PersonDriver): Promise<string[]> =>
  (await person.dms()).map((each) => screen(each)).filter((text) => text.includes('Response (SLO)'));
const inChannel = async (pattern: RegExp): Promise<string[]> =>
  (await engineer.messages(INTAKE)).map((each) => screen(each)).filter((text) => pattern.test(text));

describe('reminders of outages (SLO-10)', () => {
  it('that fall together come as one message', async () => {
    await start('2026-03-02T15:00:00Z');
    await report('Scanner');
    await report('Signer');
    await sandbox.moveTo(new Date('2026-03-02T17:05:00Z'));
    const [reminder, ...more] = await inChannel(/running out/);
    expect(more).toEqual([]);
    expect(reminder).toContain('2 commitments are running out.');
    expect(reminder).toContain('*Scanner*');
    expect(reminder).toContain('*Signer*');
  });

  it('go to the members who are online, where the assignee has no working hours before it is due', async () => {
    // 22:00 UTC: New York has gone home, Sydney begins its Tuesday.
    await start('2026-03-02T22:00:00Z');
    await report('Scanner');
    await engineer.click(card(1), 'Assign to me');
    await sandbox.settled();
    await sandbox.moveTo(new Date('2026-03-03T00:05:00Z'));
    expect(await told(engineer)).toEqual([]);
    expect((await told(second)).join()).toContain('50 % of the time is used');
    expect(await inChannel(/running out/)).toEqual([]);
  });

  it('wait for the assignee’s working hours, where these come in time', async () => {
    await start('2026-03-02T15:00:00Z');
    await addTools(sandbox, ['Keeper'], { criticality: 'high' });
    await report('Keeper');
    await engineer.click(card(1), 'Assign to me');
    await sandbox.settled();
    // Half of a business day is over at 03:00 UTC, in the middle of New York's night; it is due at 15:00.
    await sandbox.moveTo(new Date('2026-03-03T03:05:00Z'));
    expect(await told(engineer)).toEqual([]);
    await sandbox.moveTo(new Date('2026-03-03T14:01:00Z'));
    expect(await told(engineer)).toHaveLength(1);
    expect(await told(second)).toEqual([]);
  });
});

describe('a Critical outage from its opening to its end', () => {
  it('is reminded of, breached, in the digest, taken, restored; and the ledger says which time counted', async () => {
    await start('2026-03-02T15:00:00Z');
    await report('Scanner');
    await sandbox.moveTo(new Date('2026-03-02T17:05:00Z'));
    expect(await inChannel(/50 % of the time is used/)).toHaveLength(1);
    await sandbox.moveTo(new Date('2026-03-02T19:01:00Z'));
    expect(await inChannel(/A commitment is breached/)).toHaveLength(1);
    await sandbox.moveTo(new Date('2026-03-03T09:00:30Z'));
    const [digest = ''] = await inChannel(/daily digest/);
    expect(digest).toContain('response breached since');
    await engineer.click({ channel: INTAKE, textContains: 'opened' }, 'Assign to me');
    await engineer.click({ channel: INTAKE, textContains: 'opened' }, 'Triage');
    await engineer.click({ channel: INTAKE, textContains: 'opened' }, 'Restored');
    await engineer.submit();
    await engineer.closeModal({ all: true });
    await sandbox.settled();
    const states = inDatabase(sandbox, (client) =>
      client.prepare('SELECT state FROM clock ORDER BY clock DESC').pluck().all(),
    );
    expect(states).toEqual(['breached', 'breached']);
    const issue = sandbox.gitlabStandIn.issue('security/product-security-engineering-team', 1, 'engineer').issue;
    expect(issue).toMatchObject({ state: 'closed', assignees: [{ username: 'engineer' }] });
    await sandbox.moveTo(new Date('2026-03-04T09:00:30Z'));
    expect((await inChannel(/daily digest|quiet day/)).at(-1)).toContain('A quiet day');
    await engineer.click({ channel: INTAKE, textContains: 'opened' }, 'Open');
    await engineer.press('Why these times?');
    expect(JSON.stringify(await engineer.modal())).toContain('outside everyone’s hours');
    await engineer.fill({ Calendar: 'Every hour of every day' });
    expect(JSON.stringify(await engineer.modal())).not.toContain('outside everyone’s hours');
  });

  it('is filed in the tool’s own project, where the app may write there', async () => {
    await start('2026-03-02T15:00:00Z');
    const { gitlabStandIn } = sandbox;
    gitlabStandIn.addProject({ id: 707, path: 'security/keeper', memberIds: [900, 503] });
    await addTools(sandbox, ['Keeper'], { criticality: 'critical', project: 'security/keeper' });
    await report('Keeper');
    const [issue] = gitlabStandIn.listIssues('engineer').filter(({ title }) => title === 'Keeper stops');
    expect(issue?.references.full).toBe('security/keeper#1');
    expect(issue?.labels).toContain('ProdSecEng Tool Outage');
  });
});
