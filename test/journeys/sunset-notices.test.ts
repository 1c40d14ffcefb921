import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { INTAKE } from './deciding.ts';
import { fromMonday } from './promised.ts';
import { addNamed, beginSunset, dmsWith, screenOf, setDates, workspaceOf } from './sunsetting.ts';

let sandbox: Sandbox;
let engineer: PersonDriver;
let requester: PersonDriver;

beforeEach(async () => {
  sandbox = await startSandbox({ port: 0, now: fromMonday() });
  [engineer, requester] = [sandbox.person('engineer'), sandbox.person('requester')];
  await addNamed(sandbox, [
    { personId: 'U0REQUEST', role: 'user' },
    { personId: 'U0ENGINE2', role: 'stakeholder' },
    { personId: 'U0COLLEAG', role: 'stakeholder' },
  ]);
  await sandbox.app().deps.storage.tools.changeToolPeople(
    1,
    () => ({
      ok: true,
      value: {
        actor: 'U0COLLEAG',
        action: 'muted',
        why: '',
        mute: { personId: 'U0COLLEAG', muted: true },
        owed: [],
        answer: '',
      },
    }),
    sandbox.clock.now(),
  );
  await beginSunset(sandbox, engineer);
});
afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

const at = (text: string): Promise<void> => sandbox.moveTo(new Date(text));
const RETIRED = 'going to be retired';
const inIntake = async (): Promise<string[]> =>
  (await engineer.messages(INTAKE)).map((each) => screen(each)).filter((text) => text.includes(RETIRED));

describe('the dates of a sunset (SUN-4)', () => {
  it('come in their order, and leave the notice period', async () => {
    expect(await setDates(engineer, { Decommission: '2026-03-29' })).toEqual({
      decommission: expect.stringContaining(
        '28 days of notice from the announcement on, so not before Mon, 30 Mar 2026',
      ),
    });
    await engineer.fill({ Decommission: '2026-03-30', 'End of the rollback window': '2026-03-20' });
    expect((await engineer.submit()).errors.rollback).toContain(
      'before the date above it (Decommission, Mon, 30 Mar 2026)',
    );
    await engineer.fill({ Announcement: '2026-03-01', 'End of the rollback window': '2026-04-10' });
    expect((await engineer.submit()).errors.announcement).toContain('That day is over');
    await engineer.fill({ Announcement: '2026-03-02', 'Notice period, in days': 'a month' });
    expect((await engineer.submit()).errors.noticeDays).toContain('whole number');
    await engineer.fill({ 'Notice period, in days': '28' });
    expect((await engineer.submit()).errors).toEqual({});
    await sandbox.settled();
    const shown = await workspaceOf(engineer);
    expect(shown).toContain('*Decommission:* Mon, 30 Mar 2026 (in 28 days): it is shut down');
    expect(shown).toContain('Notice period: 28 days');
    const [issue] = await sandbox.gitlab.issues();
    expect(issue?.description).toContain('- **Decommission:** 2026-03-30');
  });
});

describe('notices of a sunset (SUN-2, SUN-3)', () => {
  it('go out once to each who is named and has not muted, in their working hours, and to the intake channel', async () => {
    await setDates(engineer);
    await at('2026-03-02T15:30:00Z');
    const [first = ''] = await dmsWith(requester, RETIRED);
    expect(first).toContain('*What to use instead:* The dependency scanner');
    expect(first).toContain('*Decommission:* Mon, 30 Mar 2026');
    expect(await dmsWith(sandbox.person('colleague'), RETIRED)).toEqual([]);
    // In Sydney it is night.
    expect(await dmsWith(sandbox.person('second-engineer'), RETIRED)).toEqual([]);
    expect(await inIntake()).toHaveLength(1);
    await at('2026-03-02T23:30:00Z');
    expect(await dmsWith(sandbox.person('second-engineer'), RETIRED)).toHaveLength(1);
    await sandbox.restartApp();
    await sandbox.tick();
    await sandbox.settled();
    expect(await dmsWith(requester, RETIRED)).toHaveLength(1);
    await at('2026-03-09T15:00:00Z');
    await sandbox.restartApp();
    await sandbox.tick();
    await sandbox.settled();
    const second = await dmsWith(requester, RETIRED);
    expect(second).toHaveLength(2);
    expect(second[1]).toContain('in 14 days, on Mon, 23 Mar 2026: it becomes read-only');
    expect(await inIntake()).toHaveLength(2);
  });

  it('that were missed while the app was down are one; dates that move replace those that have not gone out, and are told', async () => {
    await setDates(engineer);
    await at('2026-03-02T15:30:00Z');
    await at('2026-03-17T15:00:00Z');
    expect(await dmsWith(requester, RETIRED)).toHaveLength(2);
    await workspaceOf(engineer);
    expect(
      await setDates(engineer, {
        'Read-only': '2026-04-20',
        Decommission: '2026-04-27',
        'End of the rollback window': '2026-05-04',
      }),
    ).toEqual({});
    await at('2026-03-17T15:10:00Z');
    expect((await dmsWith(requester, 'have changed'))[0]).toContain('Mon, 27 Apr 2026 (in 41 days)');
    await at('2026-03-24T15:00:00Z');
    const later = await dmsWith(requester, RETIRED);
    expect(later).toHaveLength(3);
    expect(later[2]).toContain('Mon, 20 Apr 2026: it becomes read-only');
    await at('2026-03-30T14:00:00Z');
    const told = await dmsWith(requester, RETIRED);
    expect(told).toHaveLength(4);
    expect(told[3]).toContain('in 28 days, on Mon, 27 Apr 2026: it is shut down');
  });

  it('say no tool in a channel that guests read (INV-2)', async () => {
    sandbox.directory.shareChannel(INTAKE);
    await sandbox.settled();
    await setDates(engineer);
    await at('2026-03-02T15:30:00Z');
    expect(await inIntake()).toEqual([]);
  });
});

describe('user teams (SUN-2)', () => {
  it('confirm that they have moved, or say what is missing and are asked again with the next notice', async () => {
    await setDates(engineer);
    await at('2026-03-02T15:30:00Z');
    await workspaceOf(engineer);
    await engineer.press('Ask a user team');
    await engineer.fill({ Team: 'Vulnerability Management', 'Who answers for it': 'requester' });
    await engineer.submitTwice();
    await sandbox.settled();
    await at('2026-03-02T15:40:00Z');
    expect(await dmsWith(requester, 'Answer asked for')).toEqual([]);
    const question = { dm: true as const, textContains: 'You are asked as Vulnerability Management' };
    await requester.click(question, 'Not yet');
    await requester.fill({ 'What is missing?': 'The export' });
    await requester.submit();
    await sandbox.settled();
    expect(await workspaceOf(engineer)).toContain('*not yet*: The export');
    await at('2026-03-09T15:00:00Z');
    await at('2026-03-11T15:10:00Z');
    expect((await dmsWith(requester, 'Answer asked for')).length).toBeGreaterThan(0);
    await requester.clickTwice(question, 'Moved');
    await sandbox.settled();
    expect(await workspaceOf(engineer)).toContain('Vulnerability Management (<@U0REQUEST>): *moved*');
    await engineer.press('Ask a user team');
    await engineer.fill({ Team: 'vulnerability management', 'Who answers for it': 'colleague' });
    expect((await engineer.submit()).errors.team).toContain('has confirmed already');
  });

  it('are asked in words that mention nobody, whatever the team is called', async () => {
    await engineer.press('Ask a user team');
    await engineer.fill({ Team: '<!channel> <@U0ENGINE1>', 'Who answers for it': 'requester' });
    await engineer.submit();
    await sandbox.settled();
    const said = sandbox.apiCalls().filter(({ method }) => method === 'chat.postMessage');
    expect(said.map(({ args }) => args.text).join('\n')).toContain('moved away from VulnMapper');
    expect(said.map(({ args }) => args.text).join('\n')).not.toMatch(/<!channel|<@U0ENGINE1>/);
  });
});

describe('the digest', () => {
  it('names a date that has passed undone', async () => {
    await setDates(engineer);
    await at('2026-03-31T15:00:00Z');
    const { text } = await engineer.command('digest');
    expect(text).toContain('*VulnMapper*: Decommission was Mon, 30 Mar 2026, and is not done');
  });

  it('is not for others to change: no button, and a refusal on an old one (SUN-1)', async () => {
    expect(await screenOf(engineer)).toContain('[Set the dates]');
    sandbox.directory.setGroupMembers('S0PRODSEC', ['U0ENGINE2']);
    await sandbox.settled();
    await engineer.press('Set the dates');
    expect(await screenOf(engineer)).toContain('Only ProdSecEng can do this.');
    await requester.command('sunset T-1');
    expect(await screenOf(requester)).not.toContain('[Set the dates]');
  });
});
