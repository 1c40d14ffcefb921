import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { becameConfidential } from '../../src/domain/request-content.ts';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { fillOther } from './fill.ts';

const INTAKE = 'C0INTAKE1';
const GUEST = 'U0GUEST01';
const TITLE = 'Rotate the keys of the vault';
const COMMENT = 'The vault is in room five';
const QUESTION = 'Who owns the token scanner?';
const question = { channel: INTAKE, textContains: 'Question from' };

let sandbox: Sandbox;
let requester: PersonDriver;
let engineer: PersonDriver;
beforeEach(async () => {
  sandbox = await startSandbox({ port: 0, webhook: true });
  [requester, engineer] = [sandbox.person('requester'), sandbox.person('engineer')];
  await sandbox.tick();
});
afterEach(async () => {
  const problems = sandbox.problems();
  await sandbox.stop();
  expect(problems).toEqual([]);
});

async function ask(): Promise<void> {
  await requester.command('intake question');
  await requester.fill({ Question: QUESTION });
  await requester.submit();
  await requester.closeModal({ all: true });
  await sandbox.settled();
}

async function fileAndComment(): Promise<void> {
  const words = { Title: TITLE, 'Kind of request': 'Something else', 'What it is about': 'All about it' };
  await fillOther(requester, words);
  await requester.closeModal({ all: true });
  await requester.command('request R-1');
  await requester.press('Comment');
  await requester.fill({ 'Your comment': COMMENT });
  await requester.submit();
  await requester.closeModal({ all: true });
  await sandbox.settled();
}

/** All that stands in the channel for everybody in it, threads and notification texts included. */
const channelSays = (): string =>
  JSON.stringify(sandbox.slack.slack.messages.inChannel(INTAKE).filter(({ visibleTo }) => visibleTo === undefined));

async function guest(how: 'joinChannel' | 'leaveChannel'): Promise<void> {
  sandbox.directory[how](INTAKE, GUEST);
  await sandbox.idle();
  await sandbox.tick();
  await sandbox.settled();
}

describe('who reads the intake channel (INV-2)', () => {
  it('a guest who joins finds no title, question, mention or thread text there; all of it returns when they leave', async () => {
    await fileAndComment();
    await ask();
    await sandbox.gitlab.create({
      as: 'requester',
      title: 'Leaky abstraction',
      description: '@product-security-engineering please look',
    });
    await sandbox.settled();
    const words = [TITLE, COMMENT, QUESTION, 'Leaky abstraction'];
    for (const word of words) expect(channelSays()).toContain(word);
    await guest('joinChannel');
    for (const word of words) expect(channelSays()).not.toContain(word);
    expect(channelSays()).toContain('*R-1*');
    await guest('leaveChannel');
    for (const word of words) expect(channelSays()).toContain(word);
    expect(sandbox.slack.slack.messages.inChannel(INTAKE).filter(({ user }) => user === 'U0BOTAPP')).toHaveLength(4);
  });

  it('of a sensitive request nothing returns', async () => {
    await fileAndComment();
    const { requests } = sandbox.app().deps.storage;
    const keys = (await requests.entriesOf(1, 10)).map(({ key }) => key);
    await requests.changeRequest(1, becameConfidential(keys), sandbox.clock.now());
    await sandbox.settled();
    expect(channelSays()).toContain('Moved to direct messages');
    await guest('joinChannel');
    await guest('leaveChannel');
    for (const word of [TITLE, COMMENT]) expect(channelSays()).not.toContain(word);
  });

  it('while nothing changes, nothing is drawn anew', async () => {
    await fileAndComment();
    await sandbox.tick();
    await sandbox.settled();
    const before = sandbox.apiCalls().length;
    await sandbox.tick();
    await sandbox.settled();
    const since = sandbox.apiCalls().slice(before);
    expect(since.filter(({ method }) => method.startsWith('chat.'))).toEqual([]);
  });
});

describe('a question where others read the channel too', () => {
  it.each([
    ['shared with another workspace', () => sandbox.directory.shareChannel(INTAKE)],
    ['joined by a guest', () => sandbox.directory.joinChannel(INTAKE, GUEST)],
  ])('(%s) shows no text; *Read the question* shows it to members, and ends with it', async (_, open) => {
    open();
    await sandbox.idle();
    await ask();
    expect(channelSays()).not.toContain('token scanner');
    await engineer.click(question, 'Read the question');
    expect(screen(await engineer.modal())).toContain(QUESTION);
    expect(screen(await engineer.modal())).toContain('<@U0REQUEST>');
    await engineer.closeModal({ all: true });
    await engineer.click(question, 'Answered');
    await sandbox.settled();
    expect(channelSays()).not.toContain('token scanner');
    expect(screen(await engineer.message(question))).toContain('Answered, says');
  });

  it('is not read by the guest who presses the button', async () => {
    sandbox.directory.joinChannel(INTAKE, GUEST);
    await sandbox.idle();
    await ask();
    const outside = sandbox.person('guest');
    await outside.click(question, 'Read the question');
    const shown = [await outside.modal(), ...(await outside.messages(INTAKE))].map((each) => screen(each)).join('\n');
    expect(shown).not.toContain('token scanner');
  });
});

describe('an intake channel that is not known yet', () => {
  it('makes cards and mentions wait, however long; none is set aside, and they come when it is known', async () => {
    const { storage } = sandbox.app().deps;
    const known = await storage.people.channel(INTAKE);
    if (known === null) throw new Error('the sandbox has no intake channel');
    const facts = { ...known, name: 'not-named-so-yet' };
    await storage.people.keepChannel(facts, ['U0BOTAPP']);
    await fileAndComment();
    await sandbox.gitlab.create({
      as: 'requester',
      title: 'Leaky abstraction',
      description: '@product-security-engineering please look',
    });
    await sandbox.settled();
    for (let round = 0; round < 6; round += 1) {
      sandbox.clock.advance(20_000);
      await sandbox.settled();
    }
    expect(await storage.outbox.countOwed()).toMatchObject({ setAside: 0 });
    expect((await storage.outbox.countOwed()).owed).toBeGreaterThanOrEqual(2);
    expect(channelSays()).toBe('[]');
    await storage.people.keepChannel({ ...facts, name: known.name }, ['U0REQUEST', 'U0ENGINE1', 'U0BOTAPP']);
    sandbox.clock.advance(300_000);
    await sandbox.settled();
    expect(channelSays()).toContain(TITLE);
    expect(channelSays()).toContain('Leaky abstraction');
    expect(await storage.outbox.countOwed()).toMatchObject({ owed: 0, setAside: 0 });
  });
});
