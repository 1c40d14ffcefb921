import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { fileSomething } from './filing.ts';

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
    expect(part(screen(await requester.home()), 'Your requests')).toContain('*R-1* Wish0 title0');
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
    expect(part(screen(view), 'Your requests')).toContain('You have no requests yet.');
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
    expect(part(shown, 'Your requests')).toContain('*R-1*');
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
    expect(shown).toContain('…and 50 more');
    const listed = (await engineer.command('requests')).text;
    expect(listed).toContain('…and 50 more');
    expect(listed.match(/\[Open\]/g)).toHaveLength(20);
  });
});
