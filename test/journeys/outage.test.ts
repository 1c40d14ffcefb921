import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { addTools } from './capacity-world.ts';
import { inDatabase } from './deciding.ts';
import { dmsOf } from './filing.ts';
import { fromMonday } from './promised.ts';

const INTAKE = 'C0INTAKE1';
const CARD = { channel: INTAKE, textContains: '*O-1*' };

const PEOPLE = { engineer: 'engineer@example.com' };

let sandbox: Sandbox;
let requester: PersonDriver;
let engineer: PersonDriver;

beforeEach(async () => {
  sandbox = await startSandbox({ port: 0, now: fromMonday(), webhook: true, settings: { gitlab: { people: PEOPLE } } });
  [requester, engineer] = [sandbox.person('requester'), sandbox.person('engineer')];
  await addTools(sandbox, ['Scanner'], { criticality: 'critical', ownerId: 'U0ENGINE1' });
});
afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

const ANSWERS = {
  'What is broken?': 'The nightly scan stops',
  'What happens, and what should happen?': 'It stops after a minute @channel /close',
  'Does it block something?': 'A release',
};

async function report(person: PersonDriver, own: Record<string, unknown> = {}, tool = 'Scanner'): Promise<string> {
  await person.command(`outage ${tool}`);
  await person.fill({ ...ANSWERS, ...own } as never);
  const sent = await person.submit();
  const told = JSON.stringify(sent);
  await person.closeModal({ all: true });
  await sandbox.settled();
  return told;
}

const card = async (): Promise<string> => screen(await engineer.message(CARD));
const clocks = () =>
  inDatabase(sandbox, (client) =>
    client.prepare('SELECT clock, state, due_at AS due FROM clock ORDER BY clock DESC').all(),
  ) as { clock: string; state: string; due: number | null }[];

describe('an outage is reported (SLO-9)', () => {
  it('by anyone: it is filed once with the label, shown in the channel, and says when response and recovery are due', async () => {
    const told = await report(requester);
    expect(told).toContain('is reported');
    expect(told).toContain('Response (SLO)');
    const shown = await card();
    expect(shown).toContain('Scanner');
    expect(shown).toContain('The nightly scan stops');
    expect(shown).toContain('Nobody is assigned');
    // 15:00 UTC on Monday: 4 and 12 business hours of the team's calendar (SLO-1, SLO-4).
    expect(clocks().map(({ clock, state }) => `${clock} ${state}`)).toEqual(['slo running', 'rto running']);
    expect(shown).toContain('GitLab issue');
  });

  it('refuses a tool that is not known, with what was meant, and a report without a word of what happens', async () => {
    await requester.command('outage Scaner');
    await requester.fill(ANSWERS);
    const sent = await requester.submit();
    expect(JSON.stringify(sent)).toContain('has no tool');
    await requester.fill({ 'Which tool?': 'scanner' });
    await requester.submit();
    await requester.closeModal({ all: true });
    await sandbox.settled();
    expect(await card()).toContain('Scanner');
  });

  it('sends an emergency to /security', async () => {
    expect(await report(requester, { 'What is broken?': 'Somebody has compromised the scanner' })).toContain(
      '/security',
    );
  });
});

describe('what the team does with it', () => {
  it('assigns and triages: the response is given (SLO-8); restored: the recovery is, and the issue is closed (SLO-7)', async () => {
    await report(requester);
    await engineer.click(CARD, 'Assign to me');
    await engineer.click(CARD, 'Triage');
    await sandbox.settled();
    expect(await card()).toContain('Assigned to <@U0ENGINE1>, triaged');
    expect(clocks()[0]).toMatchObject({ clock: 'slo', state: 'met' });
    await engineer.click(CARD, 'Restored');
    await engineer.fill({ 'What was it?': 'A full disk' });
    await engineer.submit();
    await engineer.closeModal({ all: true });
    await sandbox.settled();
    expect(clocks().map(({ state }) => state)).toEqual(['met', 'met']);
    expect(await card()).toContain('Restored');
  });

  it('says with a reason that it blocks nothing, and takes that back (SLO-3)', async () => {
    await report(requester);
    await engineer.click(CARD, 'Not blocking');
    await engineer.fill({ Why: 'Only the colours are wrong' });
    await engineer.submit();
    await engineer.closeModal({ all: true });
    await sandbox.settled();
    expect(await card()).toContain('Does not count: Only the colours are wrong');
    expect(clocks().map(({ state }) => state)).toEqual(['stopped', 'stopped']);
    await engineer.click(CARD, 'It does block');
    await sandbox.settled();
    expect(clocks().map(({ state }) => state)).toEqual(['running', 'running']);
  });

  it('is for ProdSecEng alone', async () => {
    await report(requester);
    await requester.click(CARD, 'Assign to me');
    expect(JSON.stringify(await requester.dms())).not.toContain('assigned to you');
    expect(await card()).toContain('Nobody is assigned');
  });
});

describe('reminders (SLO-10)', () => {
  it('go to the team while nobody is assigned: at half and three quarters of the time, at the breach, and once to the manager', async () => {
    await report(requester);
    const [slo] = clocks();
    const begin = sandbox.clock.now().getTime();
    const due = slo?.due ?? 0;
    const at = (share: number) => new Date(begin + (due - begin) * share + 60_000);
    const reminders = async (): Promise<number> =>
      (await engineer.messages(INTAKE))
        .map((each) => screen(each))
        .filter((text) => /running out|is breached/.test(text)).length;
    await sandbox.moveTo(at(0.5));
    expect(await reminders()).toBe(1);
    await sandbox.restartApp();
    await sandbox.tick();
    await sandbox.settled();
    expect(await reminders()).toBe(1);
    await sandbox.moveTo(at(0.75));
    expect(await reminders()).toBe(2);
    await sandbox.moveTo(new Date(due + 60_000));
    expect(await reminders()).toBe(3);
    await sandbox.tick();
    await sandbox.settled();
    expect(await dmsOf(sandbox.person('manager'))).toContain('You are told once, as manager');
  });

  it('go to whoever is assigned, stop where it is resolved, and can be acknowledged', async () => {
    await report(requester);
    await engineer.click(CARD, 'Assign to me');
    await sandbox.settled();
    const due = clocks()[1]?.due ?? 0;
    const begin = sandbox.clock.now().getTime();
    expect(due).toBeGreaterThan(begin);
    await sandbox.moveTo(new Date(clocks()[0]?.due ?? 0));
    expect(await dmsOf(engineer)).toContain('Response (SLO)');
    await engineer.click({ dm: true, textContains: 'Response (SLO)' }, 'Acknowledge');
    await sandbox.settled();
  });
});

describe('quieting a reminder (SLO-10)', () => {
  it('is for a time before the breach, or for the next working day; then it comes again, and the breach is told', async () => {
    await report(requester);
    await engineer.click(CARD, 'Assign to me');
    await sandbox.settled();
    const [slo] = clocks();
    const begin = sandbox.clock.now().getTime();
    const due = slo?.due ?? 0;
    await sandbox.moveTo(new Date(begin + (due - begin) / 2 + 60_000));
    const told = async () =>
      (await engineer.dms()).map((each) => screen(each)).filter((text) => text.includes('Response (SLO)')).length;
    expect(await told()).toBe(1);
    await engineer.click({ dm: true, textContains: 'Response (SLO)' }, 'Snooze');
    await engineer.fill({ 'Remind again': 'In 1 hour' });
    expect(JSON.stringify(await engineer.submit())).toContain('No reminder before then');
    await engineer.closeModal({ all: true });
    await sandbox.moveTo(new Date(begin + (due - begin) * 0.75 - 60_000));
    expect(await told()).toBe(1);
    await sandbox.moveTo(new Date(begin + (due - begin) * 0.75 + 120_000));
    expect(await told()).toBe(2);
    await sandbox.moveTo(new Date(due + 60_000));
    expect(await told()).toBe(3);
  });
});

it('is reported from a Slack message too, with its text carried in', async () => {
  const { ts } = await requester.say('general', 'The nightly scan stops\nconnection reset');
  await engineer.messageShortcut('message_to_outage', { channel: 'general', ts });
  await engineer.fill({ 'Which tool?': 'Scanner', 'Does it block something?': 'Neither' });
  await engineer.submit();
  await engineer.closeModal({ all: true });
  await sandbox.settled();
  expect(await card()).toContain('The nightly scan stops');
});

it('is reported in Socket Mode alike', async () => {
  await sandbox.stop();
  const settings = { gitlab: { people: PEOPLE } };
  sandbox = await startSandbox({ port: 0, now: fromMonday(), mode: 'socket', settings });
  [requester, engineer] = [sandbox.person('requester'), sandbox.person('engineer')];
  await addTools(sandbox, ['Scanner'], { criticality: 'critical' });
  await sandbox.tick();
  expect(await report(requester)).toContain('Response (SLO)');
  await engineer.click(CARD, 'Assign to me');
  await sandbox.settled();
  expect(await card()).toContain('Assigned to <@U0ENGINE1>');
});
