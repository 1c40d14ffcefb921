import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NEW_FORM, OTHER_FORM } from '../../src/domain/intake-forms.ts';
import { handOver } from '../../src/domain/promise-act.ts';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { addTools } from './capacity-world.ts';
import { inDatabase } from './deciding.ts';
import { dmsOf } from './filing.ts';
import { fillNetNew, fillOther, fillSteps } from './fill.ts';
import { decided, fromMonday } from './promised.ts';

let sandbox: Sandbox;
let engineer: PersonDriver;

beforeEach(async () => {
  sandbox = await startSandbox({ port: 0, now: fromMonday() });
  engineer = sandbox.person('engineer');
});
afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

const shown = async (person = engineer): Promise<string> => screen(await person.modal());
/** When whom is to be met: what is promised and open. */
const openPromises = (): string[] =>
  inDatabase(sandbox, (client) =>
    client
      .prepare<[], { what: string; dueAt: number }>(
        `SELECT what, due_at AS dueAt FROM promise WHERE kind = 'engagement' AND state = 'open'`,
      )
      .all()
      .map(({ what, dueAt }) => `${what} ${new Date(dueAt).toISOString()}`),
  );

/** AppSec, every two weeks from that day, owned by the engineer, with the requester as its contact. */
async function setUp(day = '2026-03-09', own: Record<string, string | string[]> = {}): Promise<void> {
  await engineer.command('engage');
  await engineer.press('Set up');
  await engineer.fill({ Contact: 'requester', 'Next meeting': day, ...own });
  expect((await engineer.submit()).errors).toEqual({});
  await sandbox.settled();
}

async function keepMeeting(outcomes: string, agreed: string): Promise<void> {
  await engineer.press('Record a meeting');
  await engineer.fill({ 'What came of it?': outcomes, 'What was agreed?': agreed });
  expect((await engineer.submit()).errors).toEqual({});
  await sandbox.settled();
}

describe('CHA-3: teams that are met on a cadence', () => {
  it('proposes the charter’s teams, and sets up none until somebody says so', async () => {
    await engineer.command('engage');
    for (const team of ['AppSec', 'InfraSec', 'VulnMgmt', 'PSIRT', 'Security Platforms & Architecture (SPA)'])
      expect(await shown()).toContain(team.replace('&', '&amp;'));
    expect(await shown()).toContain('Nothing is set up until you say so.');
    expect(openPromises()).toEqual([]);
    await engineer.press('Not needed');
    expect(await shown()).toContain('AppSec is not proposed any more.');
    await engineer.closeModal({ all: true });
    await engineer.command('engage');
    expect(await shown()).not.toContain('AppSec');
    await engineer.press('Set up');
    await engineer.fill({ Every: '13', 'Weeks or months': 'months', Owner: 'requester' });
    expect((await engineer.submit()).errors).toHaveProperty('amount');
    await engineer.fill({ Every: '1' });
    expect((await engineer.submit()).errors.owner).toBe('Choose someone of ProdSecEng: they are reminded.');
    await engineer.fill({ Owner: 'engineer' });
    await engineer.submit();
    await sandbox.settled();
    expect(await shown()).toContain('InfraSec*\nevery month · next on 2026-03-02 · owner <@U0ENGINE1>');
    await engineer.closeModal({ all: true });
  });

  it('is for team, manager and leadership to see, and for the team to change', async () => {
    expect((await sandbox.person('requester').command('engage')).text).toContain(
      'for ProdSecEng and leadership to see',
    );
    const leader = sandbox.person('leadership');
    await leader.command('engage');
    expect(await shown(leader)).not.toContain('Set up');
    expect(await shown(leader)).toContain('Charter review');
    await leader.closeModal({ all: true });
    expect((await engineer.command('engage Nobody')).text).toContain('There is no engagement and no risk “Nobody”');
  });

  it('reminds the owner when it is due; keeping the meeting ends that, and the next is due a cadence later', async () => {
    await setUp();
    await engineer.closeModal({ all: true });
    expect(openPromises()).toEqual(['Meet AppSec 2026-03-09T09:00:00.000Z']);
    await sandbox.moveTo(new Date('2026-03-09T14:30:00Z'));
    const reminder = { dm: true as const, textContains: 'Meet AppSec' };
    expect(screen(await engineer.message(reminder))).toContain('Engagement due');
    await engineer.click(reminder, 'Open the agenda');
    expect(await shown()).toContain('next on 2026-03-09 · owner <@U0ENGINE1> · contact <@U0REQUEST>');
    await keepMeeting('They move to the new scanner.', '');
    expect(await shown()).toContain('It is recorded.');
    expect(await shown()).toContain('They move to the new scanner.');
    expect(openPromises()).toEqual(['Meet AppSec 2026-03-23T09:00:00.000Z']);
    expect(screen(await engineer.message(reminder))).toContain('Done by <@U0ENGINE1>');
    await engineer.press('Record a meeting');
    await engineer.fill({ 'What came of it?': 'Again' });
    expect((await engineer.submit()).errors.day).toBe('A meeting of that day is recorded already.');
    // One that is recorded late changes nothing of when the next is.
    await engineer.fill({ 'Held on': '2026-02-23' });
    expect((await engineer.submit()).errors).toEqual({});
    await sandbox.settled();
    expect(openPromises()).toEqual(['Meet AppSec 2026-03-23T09:00:00.000Z']);
    await engineer.closeModal({ all: true });
  });

  it('follows an owner and a day that are changed, and ends', async () => {
    await setUp();
    await engineer.press('Open');
    await engineer.press('Edit');
    await engineer.fill({ Owner: 'second-engineer', 'Next meeting': '2026-03-10' });
    await engineer.submit();
    await sandbox.settled();
    expect(openPromises()).toEqual(['Meet AppSec 2026-03-10T09:00:00.000Z']);
    await sandbox.moveTo(new Date('2026-03-10T23:00:00Z'));
    expect(await dmsOf(sandbox.person('second-engineer'))).toContain('Meet AppSec');
    expect(await dmsOf(engineer)).not.toContain('Meet AppSec');
    await engineer.press('End');
    expect(await shown()).toContain('It has ended.');
    await sandbox.settled();
    expect(openPromises()).toEqual([]);
    await engineer.closeModal({ all: true });
    await engineer.command('engage');
    expect(await shown()).toContain('No engagement is set up yet.');
    await engineer.closeModal({ all: true });
  });
});

it('CHA-3: whoever takes the promise over owns the engagement from then on', async () => {
  await setUp();
  await engineer.closeModal({ all: true });
  const { storage, now, access } = sandbox.app().deps;
  const manager = await access.who('U0MANAGER', '');
  const second = await access.who('U0ENGINE2', '');
  if (!manager.ok || !second.ok) throw new Error('they are not known');
  const [promise] = await storage.promises.openPromisesOfKind('engagement', 0, 1);
  const decide = handOver({ roles: manager.roles, now: now() }, second.roles);
  await storage.promises.changePromise(promise?.id ?? 0, decide, now());
  await engineer.command('engage AppSec');
  expect(await shown()).toContain('owner <@U0ENGINE2>');
  await keepMeeting('Fine.', '');
  expect(await shown()).toContain('owner <@U0ENGINE2>');
  await engineer.closeModal({ all: true });
  const next = await storage.promises.openPromisesOfKind('engagement', 0, 1);
  expect(next[0]?.ownerId).toBe('U0ENGINE2');
});

it('CHA-3, CHA-4: who has left the team meanwhile changes nothing any more, by a button or a form that was open', async () => {
  await setUp();
  await engineer.press('Open');
  await engineer.press('Record a meeting');
  sandbox.directory.setGroupMembers('S0PRODSEC', ['U0ENGINE2']);
  await sandbox.settled();
  await engineer.fill({ 'What came of it?': 'Not mine any more' });
  expect((await engineer.submit()).errors.outcomes).toBe('Only ProdSecEng can do this.');
  await engineer.closeModal();
  for (const button of ['Record a meeting', 'Edit', 'End']) {
    await engineer.press(button);
    expect(await shown()).toContain('Only ProdSecEng can do this.');
    await engineer.closeModal();
  }
  await engineer.closeModal();
  for (const button of ['Set up', 'Not needed', 'Open the risks', 'Plan the next review', 'Change the day']) {
    if (!(await shown()).includes(`[${button}]`)) continue;
    await engineer.press(button);
    expect(await shown()).toMatch(/Only ProdSecEng|for ProdSecEng and leadership to see/);
    await engineer.closeModal();
  }
  await engineer.closeModal({ all: true });
  expect(openPromises()).toEqual(['Meet AppSec 2026-03-09T09:00:00.000Z']);
});

describe('CHA-3: the agenda', () => {
  it('holds the team’s open and decided requests, its completed automation once, at-risk tools and priorities', async () => {
    const requester = sandbox.person('requester');
    const colleague = sandbox.person('colleague');
    await addTools(sandbox, ['Keeper']);
    await fillNetNew(colleague, { 'Requesting team': 'Application Security', Title: 'Rotate tokens' });
    await colleague.closeModal({ all: true });
    await fillOther(colleague, {
      'Kind of request': 'Something else',
      'Requesting team': 'Somebody else',
      Title: 'Unrelated wish',
    });
    await colleague.closeModal({ all: true });
    await fillOther(requester, {
      'Kind of request': 'Something else',
      'Requesting team': 'Another name',
      Title: 'Wish of the contact',
    });
    await requester.closeModal({ all: true });
    await sandbox.settled();
    await setUp();
    await engineer.press('Open');
    const agenda = await shown();
    expect(agenda).toMatch(/Open requests\*[\s\S]*R-3 Wish of the contact[\s\S]*R-1 Rotate tokens/);
    expect(agenda).not.toContain('Unrelated wish');
    expect(agenda).toContain('T-1 Keeper (High)');
    expect(agenda).toContain('No tool is at risk.');
    await decided(sandbox, 1);
    inDatabase(sandbox, (client) => {
      client.prepare(`UPDATE work_item SET state = 'closed' WHERE request_id = 1`).run();
      client
        .prepare(
          `INSERT INTO entry (request_id, kind, author_name, text, said_at, key, at) VALUES (1, 'decided', 'E', 'x', ?, 'd1', 1)`,
        )
        .run(sandbox.clock.now().getTime());
    });
    await engineer.closeModal();
    await engineer.press('Open');
    expect(await shown()).toMatch(/Decided since the last meeting\*\n• R-1 Rotate tokens \(shipped\)/);
    expect(await shown()).toMatch(/Completed automation\*\n• R-1 Rotate tokens \(shipped\)/);
    await keepMeeting('All is well.', '');
    expect(await shown()).toContain('No automation was completed that was not talked about yet.');
    expect(await shown()).not.toContain('R-1 Rotate tokens');
    await engineer.press('Its agenda');
    expect(await shown()).toContain('Completed automation: R-1 Rotate tokens (shipped)');
    await engineer.closeModal({ all: true });
  });

  it('names tools at risk, as leadership’s Home counts them', async () => {
    await addTools(sandbox, ['Keeper'], { criticality: 'critical' });
    await sandbox.tick();
    await setUp();
    await engineer.closeModal({ all: true });
    const requester = sandbox.person('requester');
    await requester.command('outage Keeper');
    await requester.fill({
      ...{ 'What is broken?': 'It stops', 'What happens, and what should happen?': 'It stops. It should not.' },
      'Does it block something?': 'A release',
    });
    await requester.submit();
    await requester.closeModal({ all: true });
    await sandbox.settled();
    await engineer.command('engage AppSec');
    expect(await shown()).toContain('No tool is at risk.');
    await engineer.closeModal({ all: true });
    await sandbox.moveTo(new Date('2026-03-02T17:05:00Z'));
    await engineer.command('engage AppSec');
    expect(await shown()).toContain('O-1 Keeper: a commitment runs out');
    await engineer.closeModal({ all: true });
    expect(screen(await sandbox.person('leadership').home())).toContain('At-risk tools: 1.');
    await sandbox.moveTo(new Date('2026-03-04T17:05:00Z'));
    await engineer.command('engage AppSec');
    expect(await shown()).toContain('O-1 Keeper: a commitment is breached');
    await engineer.closeModal({ all: true });
  });

  it('opens what was agreed as a request of the contact: number, card and work item, and the meeting names it', async () => {
    await setUp();
    await engineer.press('Open');
    await keepMeeting('Two things.', '- Rotate the tokens\nDraw a map of services');
    expect(await shown()).toContain('Agreed: Rotate the tokens');
    await engineer.press('Open as net-new request');
    expect(JSON.stringify(await engineer.values())).toContain('Rotate the tokens');
    await fillSteps(engineer, NEW_FORM, {
      ...{ Title: 'Rotate the tokens', 'Requesting team': 'AppSec', Source: 'ProdSec automation request' },
    });
    await engineer.submit();
    await engineer.closeModal({ all: true });
    await sandbox.settled();
    const { request, workItem } = (await sandbox.app().deps.storage.requests.request(1)) ?? {};
    expect(request).toMatchObject({ door: 'new', title: 'Rotate the tokens', requesterId: 'U0REQUEST' });
    expect(workItem?.iid).toBe(1);
    await engineer.command('engage appsec');
    expect(await shown()).toContain('[Open R-1]');
    await engineer.press('Open as other request');
    await fillSteps(engineer, OTHER_FORM, {
      'Kind of request': 'Something else',
      Title: 'Draw a map of services',
      'Requesting team': 'AppSec',
    });
    const both = await engineer.submitTwice();
    expect(both.some(({ ok }) => ok)).toBe(true);
    await engineer.closeModal({ all: true });
    await engineer.command('engage appsec');
    expect(await shown()).toContain('[Open R-2]');
    expect(await shown()).not.toContain('Open as other request');
    await engineer.closeModal({ all: true });
    const count = inDatabase(sandbox, (client) => client.prepare('SELECT count(*) FROM request').pluck().get());
    expect(count).toBe(2);
  });
});
