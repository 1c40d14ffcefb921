import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { outlived } from '../../src/domain/promise-act.ts';
import { watchFor } from '../../src/domain/watched-work.ts';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { GITLAB } from '../../src/sandbox/world.ts';
import { inDatabase } from './deciding.ts';
import { dmsOf, fileSomething, threadOf } from './filing.ts';
import { decided, fromMonday, promised } from './promised.ts';

const INTAKE = 'C0INTAKE1';
const card = { channel: INTAKE, textContains: '*R-1* · ' };

let sandbox: Sandbox;
let requester: PersonDriver;
let engineer: PersonDriver;
let manager: PersonDriver;

beforeEach(async () => {
  sandbox = await startSandbox({ port: 0, now: fromMonday() });
  [requester, engineer, manager] = [sandbox.person('requester'), sandbox.person('engineer'), sandbox.person('manager')];
  await fileSomething(requester, 1);
  await sandbox.settled();
});
afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

const at = (text: string): Date => new Date(text);
const moveTo = (text: string): Promise<void> => sandbox.moveTo(at(text));
const reminders = async (person: PersonDriver): Promise<string[]> =>
  (await person.dms()).map((each) => screen(each)).filter((text) => text.includes('Documentation checklist'));
const checklist = (change = {}) => ({
  ...{ kind: 'documentation' as const, key: 'documentation:R-1', what: 'README names the new owner', requestId: 1 },
  ...{ ownerId: 'U0ENGINE1', dueAt: at('2026-03-03T03:00:00Z'), ...change },
});
const stateOf = async (): Promise<string> =>
  (await sandbox.app().deps.storage.requests.request(1))?.request.state ?? '';
const thread = async (): Promise<string> => threadOf(engineer, INTAKE, (await engineer.message(card)).ts);

describe('a reminder', () => {
  it('comes within the owner’s working hours, once for each working day, also after a restart', async () => {
    await promised(sandbox, checklist());
    await moveTo('2026-03-03T03:30:00Z');
    await sandbox.tick();
    expect(await reminders(engineer)).toEqual([]);
    await sandbox.moveTo('reminder');
    expect(sandbox.clock.now().toISOString().slice(0, 16)).toBe('2026-03-03T14:00');
    await sandbox.restartApp();
    await sandbox.tick();
    await sandbox.settled();
    expect(await reminders(engineer)).toHaveLength(1);
    await moveTo('2026-03-03T21:30:00Z');
    expect(await reminders(engineer)).toHaveLength(1);
    await moveTo('2026-03-04T14:00:30Z');
    expect(await reminders(engineer)).toHaveLength(2);
  });

  it('stays away for days once it is acknowledged, and until the instant it is snoozed to', async () => {
    await promised(sandbox, checklist());
    await moveTo('2026-03-03T15:00:00Z');
    await engineer.clickTwice({ dm: true, textContains: 'README names' }, 'Acknowledge');
    await sandbox.settled();
    expect((await reminders(engineer))[0]).toContain('Acknowledged by <@U0ENGINE1>');
    await moveTo('2026-03-05T15:00:00Z');
    expect(await reminders(engineer)).toHaveLength(1);
    await moveTo('2026-03-10T16:00:00Z');
    expect(await reminders(engineer)).toHaveLength(2);
    await engineer.click({ dm: true, textContains: 'README names' }, 'Snooze');
    await engineer.fill({ 'No reminder before': at('2026-03-12T16:00:00Z').getTime() / 1_000 });
    await engineer.submit();
    await engineer.closeModal({ all: true });
    await moveTo('2026-03-12T15:59:00Z');
    expect(await reminders(engineer)).toHaveLength(2);
    await moveTo('2026-03-12T16:00:30Z');
    expect(await reminders(engineer)).toHaveLength(3);
  });

  it('ends in place when it is done, with a reason where it is not needed any more; only for who may', async () => {
    const id = await promised(sandbox, checklist());
    await moveTo('2026-03-03T15:00:00Z');
    await engineer.click({ dm: true, textContains: 'README names' }, 'Done');
    await engineer.fill({ 'How does it end?': 'It is not needed any more' });
    expect((await engineer.submit()).errors).toEqual({ text: 'Say why it is not needed any more.' });
    await engineer.fill({ Reason: 'The tool went elsewhere.' });
    await engineer.submit();
    await engineer.closeModal({ all: true });
    await sandbox.settled();
    const [shown = ''] = await reminders(engineer);
    expect(shown).toContain('Not needed any more by <@U0ENGINE1>');
    expect(shown).not.toContain('[Snooze]');
    await moveTo('2026-03-04T15:00:00Z');
    expect(await reminders(engineer)).toHaveLength(1);
    expect((await sandbox.app().deps.storage.promises.promise(id))?.state).toBe('dropped');
  });

  it('is not sent for a promise that ended while Slack was down', async () => {
    const id = await promised(sandbox, checklist());
    sandbox.slackFaults.next({ method: 'chat.postMessage', behave: { error: 'internal_error' }, times: 99 });
    sandbox.clock.set(at('2026-03-03T15:00:00Z'));
    await sandbox.tick();
    // What is under way has been refused by Slack.
    await sandbox.settled();
    const { storage, now } = sandbox.app().deps;
    expect((await storage.promises.promise(id))?.remindedAt).not.toBeNull();
    await storage.promises.changePromise(id, outlived(now()), now());
    sandbox.slackFaults.clear();
    sandbox.clock.advance(600_000);
    await sandbox.settled();
    expect(await reminders(engineer)).toEqual([]);
  });

  it('is sent once although Slack’s answer was lost and the app was started anew', async () => {
    await promised(sandbox, checklist());
    sandbox.slackFaults.next({ method: 'chat.postMessage', behave: 'do-then-drop' });
    sandbox.clock.set(at('2026-03-03T15:00:00Z'));
    await sandbox.tick();
    await sandbox.restartApp();
    sandbox.clock.advance(120_000);
    await sandbox.tick();
    await sandbox.settled();
    sandbox.clock.advance(120_000);
    await sandbox.settled();
    expect(await reminders(engineer)).toHaveLength(1);
  });

  it('of the team goes to who leads the request, else to the thread with the group, which reads no word of it', async () => {
    await promised(sandbox, checklist({ ownerId: null }));
    await sandbox.moveTo('reminder');
    expect(await thread()).toContain('<!subteam^S0PRODSEC> *R-1*: Documentation checklist. Nobody leads it.');
    expect(await thread()).not.toContain('README names');
    await engineer.click(card, 'Claim');
    await moveTo('2026-03-04T15:00:00Z');
    expect(await reminders(engineer)).toHaveLength(1);
    await requester.click(
      { channel: INTAKE, thread: (await engineer.message(card)).ts, textContains: 'Nobody leads it' },
      'Done',
    );
    const told = await requester.messages(INTAKE, { thread: (await engineer.message(card)).ts });
    const all = [...told, ...(await requester.messages(INTAKE))].map((each) => screen(each)).join('\n');
    expect(all).toContain('Only who holds this promise and ProdSecEng can do this.');
  });

  it('of someone who left the team comes no more: the manager hands it over', async () => {
    await promised(sandbox, checklist({ kind: 'planned-tool', what: 'Make it operational' }));
    await engineer.click(card, 'Claim');
    await sandbox.settled();
    sandbox.directory.setGroupMembers('S0PRODSEC', ['U0ENGINE2']);
    await sandbox.settled();
    await moveTo('2026-03-03T15:00:00Z');
    expect(await dmsOf(engineer)).not.toContain('Make it operational');
    const home = screen(await manager.home());
    expect(home).toContain('Held by someone who is gone');
    expect(home).toContain('*Promise: Planned tool* · R-1 Make it operational');
    expect(home).toContain('*Leads R-1*');
    await manager.clickHome('Hand over…');
    await manager.fill({ 'Who of ProdSecEng takes 1 claim and 1 promise?': 'second-engineer' });
    await manager.submit();
    await manager.closeModal({ all: true });
    await sandbox.moveTo('reminder');
    expect(await dmsOf(sandbox.person('second-engineer'))).toMatch(/\*Planned tool\* \(\*R-1\*\)\nMake it operational/);
  });

  it('stands on the request and on Home of who holds it', async () => {
    await promised(sandbox, checklist());
    await engineer.command('request R-1');
    expect(screen(await engineer.modal())).toContain('README names the new owner');
    await engineer.closeModal({ all: true });
    expect(screen(await engineer.home())).toContain('Documentation checklist');
    expect(screen(await sandbox.person('colleague').home())).not.toContain('README names');
  });
});

describe('a request that waits for product work (NEW-8)', () => {
  const plan = { id: 5, iid: 5, projectId: null, groupId: GITLAB.group.id, title: 'Next', state: 'opened' as const };
  const milestone = (dueDate: string) => sandbox.gitlabStandIn.putPlan({ ...plan, kind: 'milestone', dueDate });
  const waiting = (path: string) => ({
    ...{ kind: 'waiting' as const, key: 'waiting:R-1', what: 'Scanning ships in the product', requestId: 1 },
    watch: watchFor(`${sandbox.gitlabUrl}/${path}`, sandbox.gitlabUrl),
  });

  it('comes back when its due date changes, and who leads it and the requester are told', async () => {
    milestone('2026-04-01');
    await decided(sandbox, 1);
    await promised(sandbox, waiting('groups/security/-/milestones/5'));
    await moveTo('2026-03-02T15:10:00Z');
    expect(await stateOf()).toBe('decided');
    milestone('2026-06-01');
    await moveTo('2026-03-02T15:20:00Z');
    expect(await stateOf()).toBe('in assessment');
    expect(await thread()).toContain('What it waits for is due 2026-06-01 instead of 2026-04-01.');
    expect(await dmsOf(engineer)).toContain('*R-1* is looked at again');
    expect(await dmsOf(requester)).toContain('*R-1* is looked at again');
    expect(screen(await engineer.message(card))).toContain('in assessment');
  });

  it.each(['Yes, it does', 'No'])('asks the requester when it ships, who says %s', async (answer) => {
    const { iid } = await sandbox.gitlab.create({ as: 'engineer', title: 'Build it' });
    await decided(sandbox, 1);
    await promised(sandbox, waiting(`${GITLAB.project.path}/-/issues/${iid}`));
    await moveTo('2026-03-02T15:10:00Z');
    await sandbox.gitlab.close({ as: 'engineer', iid });
    await moveTo('2026-03-02T15:20:00Z');
    const asked = { dm: true, textContains: 'Does it meet your need?' } as const;
    await requester.click(asked, answer);
    if (answer === 'No') {
      await requester.fill({ 'What is missing?': 'It misses containers.' });
      await requester.submit();
      await requester.closeModal({ all: true });
    }
    await sandbox.settled();
    expect(screen(await requester.message(asked))).toContain('Answered.');
    expect(await stateOf()).toBe(answer === 'No' ? 'in assessment' : 'decided');
    const said = answer === 'No' ? 'It misses containers.' : 'What shipped meets the need.';
    expect((await sandbox.gitlab.issue(1)).notes.map(({ body }) => body).join('\n')).toContain(said);
    expect(await sandbox.app().deps.storage.promises.openPromisesOfRequest(1)).toEqual([]);
  });

  it('says so on the free tier, where GitLab shows no epic, and reminds the team to look', async () => {
    await decided(sandbox, 1);
    await promised(sandbox, waiting('groups/security/-/epics/5'));
    await moveTo('2026-03-02T15:10:00Z');
    await sandbox.tick();
    await sandbox.settled();
    expect(await dmsOf(engineer)).toContain('GitLab does not show the app this epic');
    expect(await stateOf()).toBe('decided');
  });
});

describe('a deferred request (NEW-9)', () => {
  const deferred = { kind: 'deferred' as const, key: 'deferred:R-1', what: 'Looked at again', requestId: 1 };
  const defer = () => promised(sandbox, { ...deferred, dueAt: at('2026-05-01T09:00:00Z') });

  it('comes back on its date; while nobody leads it the team is tagged in its thread', async () => {
    await decided(sandbox, 1, null);
    await defer();
    await moveTo('2026-04-30T15:00:00Z');
    expect(await stateOf()).toBe('decided');
    await sandbox.moveTo('reminder');
    expect(await stateOf()).toBe('in assessment');
    expect(await thread()).toContain('<!subteam^S0PRODSEC> *R-1* is back in assessment.');
  });

  it('comes back when somebody joins it', async () => {
    await decided(sandbox, 1);
    await defer();
    const colleague = sandbox.person('colleague');
    await colleague.command('request R-1');
    await colleague.press('Join');
    await colleague.fill({ 'Your use case': 'We need it too.' });
    await colleague.submit();
    await moveTo('2026-03-02T15:10:00Z');
    expect(await stateOf()).toBe('in assessment');
    expect(await thread()).toContain('has joined it.');
  });

  it('comes back when its requester raises the urgency, and not for less', async () => {
    await decided(sandbox, 1);
    await defer();
    await requester.command('request R-1');
    await requester.press('It has become more urgent');
    await requester.fill({ Urgency: 'Within days', 'What changed?': 'An audit is coming.' });
    await requester.submit();
    await requester.closeModal({ all: true });
    await sandbox.settled();
    expect(await stateOf()).toBe('in assessment');
    expect(await thread()).toContain('An audit is coming.');
  });
});

describe('the sandbox’s clock', () => {
  it('is moved to the next digest by the page, which says what is new', async () => {
    const { now, posted } = await requester.page.must<{ now: string; posted: number }>('clock', { next: 'digest' });
    expect(now.slice(0, 16)).toBe('2026-03-03T09:00');
    // The digest itself: it says that the day is quiet.
    expect(posted).toBe(1);
    // The one promise that there is from the start: to review the charter (CHA-1).
    const charter = await requester.page.must<{ now: string }>('clock', { next: 'reminder' });
    expect(charter.now.slice(0, 16)).toBe('2026-05-01T15:00');
    inDatabase(sandbox, (client) => client.prepare(`UPDATE promise SET state = 'dropped'`).run());
    expect(await requester.page.post('clock', { next: 'reminder' })).toMatchObject({
      ok: false,
      error: 'no reminder is to come',
    });
  });
});
