import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { dmsOf, fileSensitive, fileSomething, threadOf } from './filing.ts';

const INTAKE = 'C0INTAKE1';

let sandbox: Sandbox;
let requester: PersonDriver;
let engineer: PersonDriver;
let outsider: PersonDriver;
let filed = 0;

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 });
  [requester, engineer, outsider] = [
    sandbox.person('requester'),
    sandbox.person('engineer'),
    sandbox.person('product'),
  ];
});
afterAll(() => sandbox?.stop());

let number = '';
let secret = '';
let card = { channel: INTAKE, textContains: '' };

async function file(how: typeof fileSomething): Promise<void> {
  secret = `title${filed}`;
  await how(requester, filed);
  await sandbox.settled();
  filed += 1;
  number = `R-${filed}`;
  card = { channel: INTAKE, textContains: `*${number}*` };
}

async function comment(person: PersonDriver, text: string): Promise<void> {
  await person.command(`request ${number}`);
  await person.press('Comment');
  await person.fill({ 'Your comment': text });
  await person.submit();
  await person.closeModal({ all: true });
  await sandbox.settled();
}

async function threadNow(): Promise<string> {
  const { ts } = await engineer.message(card);
  return threadOf(engineer, INTAKE, ts);
}

/** Everything that someone who is not concerned can get to see. */
async function seenByOutsider(): Promise<string> {
  const shown: string[] = [];
  await outsider.command(`request ${number}`);
  shown.push(screen(await outsider.modal()));
  await outsider.closeModal({ all: true });
  for (const button of ['Open', 'Ask for information']) {
    await outsider.click(card, button);
    const modal = await outsider.modal();
    if (modal === null) continue;
    shown.push(screen(modal));
    await outsider.closeModal({ all: true });
  }
  shown.push((await outsider.command('requests')).text, screen(await outsider.home()));
  shown.push(
    ...(await outsider.messages(INTAKE)).map((each) => JSON.stringify(each)),
    await dmsOf(outsider),
    await threadNow(),
  );
  return shown.join('\n');
}

describe('a request filed as sensitive (INV-2)', () => {
  beforeEach(() => file(fileSensitive));

  it('shows number, door and state to those whom it does not concern, on every path', async () => {
    await comment(requester, 'The token is in the log.');
    const seen = await seenByOutsider();
    expect(seen).toContain(`*${number}* · Other request · _new_`);
    expect(seen).toContain('Only ProdSecEng can do this.');
    for (const hidden of [secret, `story${filed - 1}`, 'The token is in the log.']) expect(seen).not.toContain(hidden);
  });

  it('cannot be joined, nor recorded to, by someone whom it does not concern', async () => {
    await outsider.command(`request ${number}`);
    expect(screen(await outsider.modal())).not.toContain('[Join]');
    await outsider.closeModal({ all: true });
    const { ts } = await outsider.say('general', 'Something to copy.');
    await outsider.messageShortcut('record_in_work_item', { channel: 'general', ts });
    await outsider.fill({ 'Which request?': number });
    expect((await outsider.submit()).errors.number).toContain('Only the people concerned');
    await outsider.closeModal({ all: true });
  });

  it('is talked about in direct messages of the people concerned, each told once, and never to who said it', async () => {
    await engineer.click(card, 'Claim');
    await engineer.click(card, 'Ask for information');
    await engineer.fill({ 'What do you need to know?': `Where is it, ${number}?` });
    await engineer.submit();
    await engineer.closeModal({ all: true });
    await sandbox.settled();
    expect((await dmsOf(requester)).split(`Where is it, ${number}?`)).toHaveLength(2);
    expect(await dmsOf(engineer)).not.toContain(`Where is it, ${number}?`);
    await requester.click({ dm: true, textContains: `Where is it, ${number}?` }, 'Answer');
    await requester.fill({ 'Your answer': `In the log of ${number}.` });
    await requester.submit();
    await requester.closeModal({ all: true });
    await sandbox.settled();
    expect((await dmsOf(engineer)).split(`In the log of ${number}.`)).toHaveLength(2);
    await comment(engineer, `Thank you for ${number}.`);
    expect((await dmsOf(requester)).split(`Thank you for ${number}.`)).toHaveLength(2);
    const thread = await threadNow();
    expect(thread).not.toContain('Where is it');
    expect(thread).not.toContain('In the log');
    expect(thread).not.toContain('Thank you');
  });

  it('while nobody leads it, has a comment go to each of the team by direct message, and not to its author', async () => {
    await comment(requester, `First words on ${number}.`);
    for (const name of ['engineer', 'second-engineer']) {
      expect((await dmsOf(sandbox.person(name))).split(`First words on ${number}.`)).toHaveLength(2);
    }
    expect(await dmsOf(requester)).not.toContain(`First words on ${number}.`);
    await comment(engineer, `Second words on ${number}.`);
    expect((await dmsOf(sandbox.person('second-engineer'))).split(`Second words on ${number}.`)).toHaveLength(2);
    expect((await dmsOf(requester)).split(`Second words on ${number}.`)).toHaveLength(2);
    expect(await dmsOf(engineer)).not.toContain(`Second words on ${number}.`);
    for (const other of [outsider, sandbox.person('manager')]) expect(await dmsOf(other)).not.toContain('words on');
    expect(await threadNow()).not.toContain('words on');
  });

  it('is read whole by requester and team', async () => {
    await engineer.command(`request ${number}`);
    expect(screen(await engineer.modal())).toContain(secret);
    await engineer.closeModal({ all: true });
    expect((await engineer.command('requests')).text).toContain(secret);
    expect((await requester.command('requests')).text).toContain(secret);
  });
});

describe('a request made sensitive later', () => {
  beforeEach(() => file(fileSomething));

  it('has its card emptied and its thread taken back, and only what stood there returns', async () => {
    await comment(requester, 'Said before.');
    expect(await threadNow()).toContain('Said before.');
    await requester.command(`request ${number}`);
    await requester.press('Mark sensitive');
    expect(screen(await requester.modal())).toContain('number, door and state only');
    await requester.submit();
    await sandbox.settled();
    expect(screen(await requester.modal())).toContain('is sensitive now');
    await requester.closeModal({ all: true });
    await sandbox.settled();
    const hidden = await threadNow();
    expect(hidden).toContain('Moved to direct messages: this request is sensitive.');
    expect(hidden).not.toContain('Said before.');
    expect(hidden).not.toContain(secret);

    await comment(requester, 'Said meanwhile.');
    await engineer.command(`request ${number}`);
    expect(screen(await engineer.modal())).toContain('Said meanwhile.');
    await engineer.press('Mark not sensitive');
    await engineer.submit();
    await engineer.closeModal({ all: true });
    await sandbox.settled();
    await comment(requester, 'Said after.');
    const shown = await threadNow();
    expect(shown).toContain(secret);
    expect(shown).toContain('Said before.');
    expect(shown).toContain('Said after.');
    expect(shown).not.toContain('Said meanwhile.');
  });

  it('can be marked by the requester, the contact and the team only', async () => {
    await outsider.command(`request ${number}`);
    expect(screen(await outsider.modal())).not.toContain('sensitive');
    await outsider.closeModal({ all: true });
  });

  it('tells nothing of itself on the request that it duplicates, unless the team writes it there', async () => {
    const other = number;
    await file(fileSensitive);
    await engineer.command(`request ${number}`);
    await engineer.press('Mark duplicate');
    expect(screen(await engineer.modal())).not.toContain(`story${filed - 1}`);
    await engineer.fill({ 'Duplicate of': other, 'Use case': 'Has the same need.' });
    await engineer.submit();
    await engineer.closeModal({ all: true });
    await sandbox.settled();
    const seen = (await engineer.messages(INTAKE)).map((each) => screen(each)).join('\n');
    expect(seen).not.toContain(secret);
    expect(seen).toContain(`*${number}* · Other request · _duplicate_`);
    await outsider.command(`request ${number}`);
    expect(screen(await outsider.modal())).not.toContain(other);
    await outsider.closeModal({ all: true });
  });

  it('and all of it keeps to the limits of Slack and to the scopes', () => {
    expect(sandbox.problems()).toEqual([]);
  });
});
