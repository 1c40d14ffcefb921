import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { NEW_TOOL } from '../domain/tool-fixtures.ts';
import { fileFor, propose } from './deciding.ts';
import { fileSomething } from './filing.ts';
import { fillOther } from './fill.ts';
import { decided, promised } from './promised.ts';

const INTAKE = 'C0INTAKE1';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({ port: 0 });
});
afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

const part = (shown: string, heading: string): string => shown.split(`## ${heading}`)[1]?.split('\n## ')[0] ?? '';

describe('App Home', () => {
  it('shows my requests and what waits for me, and is drawn anew when I have answered', async () => {
    const [requester, engineer] = [sandbox.person('requester'), sandbox.person('engineer')];
    await fileSomething(requester, 0);
    await sandbox.settled();
    expect(part(screen(await requester.home()), 'Waiting for you')).toContain('Nothing waits for you.');
    expect(part(screen(await requester.home()), 'Yours')).toContain('*R-1* Wish0 title0');
    await engineer.click({ channel: INTAKE, textContains: '*R-1*' }, 'Ask for information');
    await engineer.fill({ 'What do you need to know?': 'Which tool is it?' });
    await engineer.submit();
    await sandbox.settled();
    const waiting = part(screen(await requester.home()), 'Waiting for you');
    expect(waiting).toContain('*You are asked for information.* ProdSecEng asks: Which tool is it?');
    await requester.clickHome('Answer');
    await requester.fill({ 'Your answer': 'The scanner.' });
    await requester.submit();
    await requester.closeModal({ all: true });
    await sandbox.settled();
    const { view } = await requester.page.get<{ view: object }>('home');
    expect(part(screen(view), 'Waiting for you')).toContain('Nothing waits for you.');
  });

  it('shows the team the queue, longest waiting first, with ages and who has claimed what', async () => {
    const [requester, engineer] = [sandbox.person('requester'), sandbox.person('engineer')];
    await fileSomething(requester, 0);
    sandbox.clock.advance(3 * 24 * 3_600_000);
    await fileSomething(requester, 1);
    sandbox.clock.advance(2 * 3_600_000);
    await sandbox.settled();
    const before = part(screen(await engineer.home()), 'Queue');
    expect(before).toContain('2 waiting, longest first.');
    expect(before.indexOf('*R-1*')).toBeLessThan(before.indexOf('*R-2*'));
    expect(before).toContain('waiting for 3 days');
    expect(before).toContain('waiting for 2 hours');
    await engineer.clickHome('Claim');
    await engineer.closeModal({ all: true });
    await sandbox.settled();
    const { view } = await engineer.page.get<{ view: object }>('home');
    expect(part(screen(view), 'Queue')).toContain('claimed by <@U0ENGINE1>');
    expect(part(screen(view), 'Waiting for you')).toContain('*R-1*');
    expect(part(screen(view), 'Waiting for you')).toContain('*You lead it:* look at it next.');
    expect(part(screen(view), 'Yours')).toContain('You have no requests yet.');
    expect(screen(await requester.home())).not.toContain('## Queue');
  });

  it('lists what someone joined as theirs, and says of what they lead that an answer is awaited', async () => {
    const [requester, engineer] = [sandbox.person('requester'), sandbox.person('engineer')];
    await fileSomething(requester, 0);
    await sandbox.settled();
    await engineer.command('request R-1');
    await engineer.press('Join');
    await engineer.fill({ 'Your use case': 'The same for us.' });
    await engineer.submit();
    await engineer.press('Claim');
    await engineer.press('Ask for information');
    await engineer.fill({ 'What do you need to know?': 'Which tool is it?' });
    await engineer.submit();
    await engineer.closeModal({ all: true });
    await sandbox.settled();
    const shown = screen(await engineer.home());
    expect(part(shown, 'Waiting for you')).toContain('*You lead it.* The requester has not answered yet.');
    expect(part(shown, 'Waiting for you')).not.toContain('[Answer]');
    expect(part(shown, 'Yours')).toContain('*R-1*');
  });

  it('offers to continue or delete a draft, and no draft that is not one of a form', async () => {
    const requester = sandbox.person('requester');
    await requester.command('intake other');
    await requester.fill({ Title: 'A half-written wish', 'What it is about': 'Half of it' });
    await requester.closeModal();
    const { ts } = await requester.say('general', 'A message that waits to be recorded.');
    await requester.messageShortcut('record_in_work_item', { channel: 'general', ts });
    await requester.closeModal();
    await sandbox.settled();
    const drafts = part(screen(await requester.home()), 'Your drafts');
    expect(drafts).toContain('A half-written wish');
    expect(drafts).not.toContain('A message that waits');
    await requester.clickHome('Continue');
    expect(screen(await requester.modal())).toContain('A half-written wish');
    await requester.closeModal();
    await requester.clickHome('Delete');
    await sandbox.settled();
    const { view } = await requester.page.get<{ view: object }>('home');
    expect(screen(view)).not.toContain('A half-written wish');
  });

  it('shows whom it waits for that something shipped, and takes their answer (NEW-8)', async () => {
    const requester = sandbox.person('requester');
    await fileSomething(requester, 0);
    await decided(sandbox, 1);
    const watch = { kind: 'issue' as const, url: `${sandbox.gitlabUrl}/a/b/-/issues/1` };
    const waiting = { kind: 'waiting' as const, key: 'waiting:R-1', what: 'It ships', requestId: 1 };
    await promised(sandbox, { ...waiting, watch: { ...watch, seen: { state: 'closed', due: null } } });
    const shown = part(screen(await requester.home()), 'Waiting for you');
    expect(shown).toContain('*Does it meet your need?*');
    expect(shown).toContain('[Open]');
    expect(screen(await sandbox.person('colleague').home())).not.toContain('Does it meet your need?');
    await requester.clickHome('Yes, it does');
    await requester.closeModal({ all: true });
    await sandbox.settled();
    expect(part(screen(await requester.home()), 'Waiting for you')).toContain('Nothing waits for you.');
    expect(await sandbox.app().deps.storage.promises.openPromisesOfRequest(1)).toEqual([]);
  });

  it('lists the tools and features someone is named on, as far as they may read them (INV-2)', async () => {
    const [requester, colleague] = [sandbox.person('requester'), sandbox.person('colleague')];
    await fillOther(colleague, {
      Title: 'Dark mode',
      'Kind of request': 'A feature of a tool',
      'Which tool': 'Mapper',
    });
    await colleague.closeModal({ all: true });
    const { storage, now, settings } = sandbox.app().deps;
    const filing = (name: string, ownerId: string | null, role: 'user' | 'stakeholder') => ({
      ...{ tool: { ...NEW_TOOL, name, ownerId }, priority: 1, actor: 'test', why: 'test' },
      people: [{ personId: 'U0COLLEAG', role }],
    });
    const many = Array.from({ length: 5 }, (_, nth) => filing(`Scanner ${nth}`, null, 'user'));
    await storage.tools.addTools([filing('Mapper', 'U0REQUEST', 'stakeholder'), ...many], now());
    const gone = { ...NEW_TOOL, name: 'Old one', ownerId: 'U0REQUEST', state: 'retired' as const };
    await storage.tools.addTools([{ tool: gone, priority: 1, people: [], actor: 'test', why: 'test' }], now());
    const owner = part(screen(await requester.home()), 'Yours');
    expect(owner).toContain('*T-1* Mapper\nTool · _Operational_ · High · you own it');
    expect(owner).not.toContain('Old one');
    const yours = part(screen(await colleague.home()), 'Yours');
    expect(yours).toContain('A feature of Mapper.');
    expect(yours).toContain('you have a stake in it');
    expect(yours).toContain('…and 1 more: `/prodseceng tools`');
    settings.inventory.visibleTo = 'team';
    expect(part(screen(await colleague.home()), 'Yours')).not.toMatch(/Scanner|T-1/);
    settings.inventory.visibleTo = 'members';
    await colleague.home();
    await colleague.clickHome('tool_open');
    expect(screen(await colleague.modal())).toContain('Mapper');
  });

  it('says of a request as what someone is named on it', async () => {
    await fillOther(sandbox.person('requester'), {
      Title: 'Faster scans',
      'Kind of request': 'Something else',
      Stakeholders: ['colleague'],
    });
    await sandbox.settled();
    expect(part(screen(await sandbox.person('colleague').home()), 'Yours')).toContain('You are a stakeholder.');
  });

  it('says what was decided of a request, and lists what waits for somebody once', async () => {
    const [requester, leader] = [sandbox.person('requester'), sandbox.person('leadership')];
    await fileFor(sandbox, 'defer');
    await propose(sandbox, sandbox.person('engineer'), 'defer');
    expect(part(screen(await requester.home()), 'Yours')).toContain('Decided: *Defer due to capacity*.');
    const shown = screen(await leader.home());
    expect(part(shown, 'Waiting for you')).toContain('R-1');
    expect(part(shown, 'Promises')).not.toContain('Acknowledgement asked for');
  });

  it('starts a request', async () => {
    const requester = sandbox.person('requester');
    await requester.home();
    await requester.clickHome('New request');
    expect(screen(await requester.modal())).toContain('What brings you here?');
  });

  it('is refused to a guest (INV-2)', async () => {
    const shown = screen(await sandbox.person('guest').home());
    expect(shown).toContain('full members of this workspace only');
    expect(shown).not.toContain('[New request]');
  });

  it('stays within what Slack takes with sixty requests', async () => {
    const engineer = sandbox.person('engineer');
    const { storage, now } = sandbox.app().deps;
    for (let nth = 0; nth < 60; nth += 1) {
      const request = {
        door: 'other' as const,
        title: `Wish ${nth} ${'<&>'.repeat(50)}`,
        answers: {},
        sensitive: false,
        origin: 'slack' as const,
        requesterId: 'U0ENGINE1',
        authorName: 'Engineer',
        gitlabAuthor: null,
        contactId: null,
        draftId: null,
      };
      const { id } = await storage.requests.fileRequest({ request, people: [], actor: 'test', owed: () => [] }, now());
      const claim = { actor: 'test', action: 'claimed', request: { claimedBy: 'U0ENGINE1' }, owed: [], answer: '' };
      await storage.requests.changeRequest(id, () => ({ ok: true, value: claim }), now());
    }
    const shown = screen(await engineer.home());
    expect(shown).toContain('60 waiting, longest first.');
    expect(shown).toContain('…and 52 more');
    const listed = (await engineer.command('requests')).text;
    expect(listed).toContain('…and 50 more');
    expect(listed.match(/\[Open\]/g)).toHaveLength(20);
  });
});
