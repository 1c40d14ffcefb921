import { afterEach, describe, expect, it } from 'vitest';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { GITLAB } from '../../src/sandbox/world.ts';
import { addTools } from './capacity-world.ts';
import { inDatabase } from './deciding.ts';

const INTAKE = 'C0INTAKE1';
const CARD = { channel: INTAKE, textContains: '*O-1*' };
const LABEL = 'ProdSecEng Tool Outage';
const TEAM_PROJECT = GITLAB.project.id;
const AT = { as: 'engineer', project: TEAM_PROJECT, iid: 1 };

let sandbox: Sandbox;
let engineer: PersonDriver;

afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

type Settings = NonNullable<Parameters<typeof startSandbox>[0]>['settings'];

async function start(at: string, { webhook = true, settings = {} }: { webhook?: boolean; settings?: Settings } = {}) {
  const began = Date.now();
  const now = () => new Date(Date.parse(at) + Date.now() - began);
  const people = { engineer: 'engineer@example.com' };
  sandbox = await startSandbox({ port: 0, now, webhook, settings: { gitlab: { people }, ...settings } });
  engineer = sandbox.person('engineer');
  await sandbox.tick();
}

/** A tool whose project is the team's own, so that an issue there is of it. */
const addTool = (more = {}) =>
  addTools(sandbox, ['Scanner'], { criticality: 'critical', project: GITLAB.project.path, ...more });

const open = (labels = [LABEL]) =>
  sandbox.gitlabStandIn.createIssue({ as: 'requester', project: TEAM_PROJECT, title: 'The scan stops', labels });

const card = async (): Promise<string> => screen(await engineer.message(CARD));

type Row = { clock: string; state: string; due: string | null; ended: string | null };
const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString().slice(0, 16));
const clocks = (): Row[] =>
  inDatabase(sandbox, (client) =>
    (
      client.prepare('SELECT clock, state, due_at AS due, ended_at AS ended FROM clock ORDER BY clock DESC').all() as {
        clock: string;
        state: string;
        due: number | null;
        ended: number | null;
      }[]
    ).map((row) => ({ ...row, due: iso(row.due), ended: iso(row.ended) })),
  );
const due = (): (string | null)[] => clocks().map((row) => row.due);

const reminders = async (): Promise<string[]> =>
  (await engineer.messages(INTAKE)).map((each) => screen(each)).filter((text) => /running out|is breached/.test(text));

describe('an outage opened in GitLab counts the same (SLO-9)', () => {
  it('is found by webhook, belongs to the only tool of its project, and its clocks run from GitLab’s own time', async () => {
    await start('2026-03-02T15:00:00Z');
    await addTool();
    open();
    await sandbox.settled();
    expect(await card()).toContain('Scanner');
    // 10:00 in New York: seven hours there until 22:00 UTC, when Sydney begins its day.
    expect(due()).toEqual(['2026-03-02T19:00', '2026-03-03T03:00']);
  });

  it('without a webhook the next poll finds it, with all that was done meanwhile, at the times when it was done', async () => {
    await start('2026-03-02T15:00:00Z', { webhook: false });
    await addTool();
    open();
    await sandbox.clock.set(new Date('2026-03-02T16:00:00Z'));
    sandbox.gitlabStandIn.assign({ ...AT, username: 'engineer' });
    sandbox.gitlabStandIn.label({ ...AT, labels: ['workflow::in dev'] });
    await sandbox.moveTo(new Date('2026-03-02T21:00:00Z'));
    expect(clocks()[0]).toMatchObject({ clock: 'slo', state: 'met', ended: '2026-03-02T16:00' });
    expect(await card()).toContain('Assigned to <@U0ENGINE1>, triaged');
  });

  it('assigned in GitLab while the app was down: the downtime changes no clock', async () => {
    await start('2026-03-02T15:00:00Z', { webhook: false });
    await addTool();
    open();
    await sandbox.moveTo(new Date('2026-03-02T15:02:00Z'));
    await sandbox.restartApp();
    await sandbox.clock.set(new Date('2026-03-02T18:30:00Z'));
    sandbox.gitlabStandIn.assign({ ...AT, username: 'engineer' });
    sandbox.gitlabStandIn.label({ ...AT, labels: ['workflow::in dev'] });
    await sandbox.moveTo(new Date('2026-03-03T16:00:00Z'));
    expect(clocks()[0]).toMatchObject({ state: 'met', ended: '2026-03-02T18:30' });
    expect(clocks()[1]).toMatchObject({ state: 'breached' });
  });

  it('reopened its recovery goes on; while it was closed does not count (SLO-7)', async () => {
    await start('2026-03-02T15:00:00Z');
    await addTool();
    open();
    await sandbox.settled();
    await sandbox.moveTo(new Date('2026-03-02T16:00:00Z'));
    sandbox.gitlabStandIn.close(AT);
    await sandbox.settled();
    expect(await card()).toContain('Restored');
    expect(clocks()[1]).toMatchObject({ state: 'met', ended: '2026-03-02T16:00' });
    await sandbox.moveTo(new Date('2026-03-02T18:00:00Z'));
    sandbox.gitlabStandIn.reopen(AT);
    await sandbox.settled();
    // Two hours later than it would have been.
    expect(clocks()[1]).toMatchObject({ state: 'running', due: '2026-03-03T05:00' });
  });

  it('whose tool nobody can tell asks the team, and runs from its opening once they have said', async () => {
    await start('2026-03-02T15:00:00Z');
    await addTool({ project: 'security/elsewhere' });
    open();
    await sandbox.settled();
    expect(await card()).toContain('tool?');
    expect(due()).toEqual([null, null]);
    await sandbox.moveTo(new Date('2026-03-02T17:00:00Z'));
    await engineer.click(CARD, 'Which tool?');
    await engineer.fill({ Tool: 'scanner' });
    await engineer.submit();
    await engineer.closeModal({ all: true });
    await sandbox.settled();
    expect(await card()).toContain('Scanner');
    expect(due()).toEqual(['2026-03-02T19:00', '2026-03-03T03:00']);
  });

  it('is known by its label tool::NAME too, and the outage label taken away stops it (SLO-3)', async () => {
    await start('2026-03-02T15:00:00Z');
    await addTool({ project: 'security/elsewhere' });
    open([LABEL, 'tool::scanner']);
    await sandbox.settled();
    expect(await card()).toContain('Scanner');
    sandbox.gitlabStandIn.unlabel({ ...AT, labels: [LABEL] });
    await sandbox.settled();
    expect(await card()).toContain('Does not count');
    sandbox.gitlabStandIn.label({ ...AT, labels: [LABEL] });
    await sandbox.settled();
    expect(clocks().map(({ state }) => state)).toEqual(['running', 'running']);
  });
});

it('INV-2: one that its author made confidential has no title on the card, nor on the tool’s page for others', async () => {
  await start('2026-03-02T15:00:00Z');
  await addTool();
  const wanted = { as: 'requester', project: TEAM_PROJECT, title: 'A secret scan stops', labels: [LABEL] };
  sandbox.gitlabStandIn.createIssue({ ...wanted, confidential: true });
  await sandbox.settled();
  expect(await card()).not.toContain('secret scan');
  const colleague = sandbox.person('colleague');
  await colleague.command('tool Scanner');
  const page = JSON.stringify(await colleague.modal());
  expect(page).toContain('*O-1*');
  expect(page).not.toContain('secret scan');
  await engineer.command('tool Scanner');
  expect(JSON.stringify(await engineer.modal())).toContain('secret scan');
});

describe('what is promised (INV-9, SLO-1)', () => {
  it('a tool in Redirect is best effort; one on an improvement plan has the row below its criticality', async () => {
    await start('2026-03-02T15:00:00Z');
    await addTool({ category: 'redirect' });
    open();
    await sandbox.settled();
    expect(clocks().map(({ state }) => state)).toEqual(['best-effort', 'best-effort']);
    expect(await card()).toContain('best effort');
    await addTools(sandbox, ['Signer'], {
      criticality: 'critical',
      project: 'security/signer',
      support: 'improvement-plan',
    });
    const requester = sandbox.person('requester');
    await requester.command('outage Signer');
    await requester.fill({
      'What is broken?': 'It does not sign',
      'What happens, and what should happen?': 'Nothing is signed',
      'Does it block something?': 'Neither',
    });
    expect(JSON.stringify(await requester.submit())).toContain('is reported');
    await sandbox.settled();
    // One business day, and two, at the same time of the day (SLO-6).
    expect(due().slice(2).concat(due().slice(0, 2))).toContain('2026-03-03T15:00');
  });

  it('a change of the tool’s category works the clocks out anew from their events', async () => {
    await start('2026-03-02T15:00:00Z');
    await addTool();
    open();
    await sandbox.settled();
    const { storage, now } = sandbox.app().deps;
    const changed = await storage.tools.changeTool(
      1,
      (tool) => ({
        ok: true,
        value: {
          change: { actor: 'U0ENGINE1', action: 'category changed', why: 'test', fields: { category: 'redirect' } },
          ...{ priority: tool.priority, answer: '' },
        },
      }),
      now(),
    );
    expect(changed.ok).toBe(true);
    await sandbox.settled();
    expect(clocks().map(({ state }) => state)).toEqual(['best-effort', 'best-effort']);
  });
});

describe('business hours follow the team (SLO-4, SLO-5)', () => {
  it('over a weekend, with members in New York and Sydney: nothing counts from Friday evening to Monday in Sydney', async () => {
    // Friday 16:00 in New York: an hour there, then nothing until Monday 09:00 in Sydney, which is Sunday 22:00 UTC.
    await start('2026-03-06T21:00:00Z');
    await addTool();
    open();
    await sandbox.settled();
    expect(due()).toEqual(['2026-03-09T01:00', '2026-03-09T16:00']);
    expect(await reminders()).toEqual([]);
    await sandbox.moveTo(new Date('2026-03-08T12:00:00Z'));
    expect(await reminders()).toEqual([]);
  });

  it('over the change to daylight-saving time in New York: an hour on the wall is an hour', async () => {
    // On Sunday 2026-03-08 New York springs forward: 09:00 there is 13:00 UTC from then on.
    await start('2026-03-09T12:00:00Z', {
      settings: {
        calendar: {
          coverage: { windows: [{ timeZone: 'America/New_York', days: ['mon'], from: '09:00', to: '17:00' }] },
        },
      },
    });
    await addTool();
    open();
    await sandbox.settled();
    expect(due()[0]).toBe('2026-03-09T17:00');
  });

  it('an absence moves what is due, and cancelling it moves it back', async () => {
    await start('2026-03-02T12:00:00Z');
    await addTool();
    open();
    await sandbox.settled();
    expect(due()[0]).toBe('2026-03-02T18:00');
    expect((await engineer.command('away 2026-03-02..2026-03-03')).text).toContain('You are away');
    await sandbox.tick();
    // Only Sydney is left: Tuesday 09:00 there is Monday 22:00 UTC.
    expect(due()[0]).toBe('2026-03-03T02:00');
    await engineer.command('away');
    await engineer.click({ channel: 'general', textContains: 'U0ENGINE1> from 2026-03-02' }, 'Cancel it');
    await sandbox.tick();
    await sandbox.settled();
    expect(due()[0]).toBe('2026-03-02T18:00');
  });
});

describe('the daily digest (SLO-13)', () => {
  it('lists what runs out, is breached and unassigned, tags the team, and comes once', async () => {
    await start('2026-03-02T15:00:00Z');
    await addTool();
    open();
    await sandbox.settled();
    await sandbox.moveTo(new Date('2026-03-03T09:00:30Z'));
    const digests = async () =>
      (await engineer.messages(INTAKE)).map((each) => screen(each)).filter((text) => text.includes('daily digest'));
    const [digest, ...more] = await digests();
    expect(more).toEqual([]);
    expect(digest).toContain('S0PRODSEC');
    expect(digest).toContain('At-risk tools');
    expect(digest).toContain('*O-1* *Scanner*');
    expect(digest).toContain('breached since');
    expect(digest).toContain('nobody assigned');
    await sandbox.restartApp();
    await sandbox.tick();
    await sandbox.settled();
    expect(await digests()).toHaveLength(1);
    expect((await engineer.command('digest')).text).toContain('At-risk tools');
  });

  it('is one line on a quiet day', async () => {
    await start('2026-03-02T15:00:00Z');
    await sandbox.moveTo(new Date('2026-03-03T09:00:30Z'));
    expect((await engineer.messages(INTAKE)).map((each) => screen(each)).join()).toContain('A quiet day');
  });
});

describe('the clock ledger', () => {
  it('says why it is breached: which time counted, which did not and why; and is replayed under another calendar', async () => {
    await start('2026-03-06T21:00:00Z');
    await addTool();
    open();
    await sandbox.settled();
    await sandbox.moveTo(new Date('2026-03-09T15:00:00Z'));
    await engineer.click({ channel: INTAKE, textContains: 'opened' }, 'Open');
    await engineer.press('Why these times?');
    const shown = JSON.stringify(await engineer.modal());
    expect(shown).toContain('weekend');
    expect(shown).toContain('counted');
    expect(shown).toContain('breached');
  });
});
