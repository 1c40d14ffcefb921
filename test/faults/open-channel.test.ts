import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import type { Sandbox } from '../../src/sandbox/start.ts';
import { commentOn, fileRequest, INTAKE, messagesWithKey, shown, startBadDay } from './bad-day.ts';

const TITLE = 'Rotate the tokens of the vault';

let sandbox: Sandbox;
let requester: PersonDriver;
let engineer: PersonDriver;

beforeEach(async () => {
  sandbox = await startBadDay();
  requester = sandbox.person('requester');
  engineer = sandbox.person('engineer');
});
afterEach(async () => {
  const problems = sandbox.problems();
  await sandbox.stop();
  expect(problems).toEqual([]);
});

/** Everything in the channel that is there for all of its members to read, with what notifications show. */
function readInChannel(): string {
  const all = sandbox.slack.slack.messages.inChannel(INTAKE).filter(({ visibleTo }) => visibleTo === undefined);
  return JSON.stringify(all);
}

const OPENINGS: [string, () => void][] = [
  ['shared with another workspace', () => sandbox.directory.shareChannel(INTAKE)],
  ['joined by a guest', () => sandbox.directory.joinChannel(INTAKE, 'U0GUEST01')],
  ['joined by an external person', () => sandbox.directory.joinChannel(INTAKE, 'U0EXTERN1')],
  ['joined by someone who became a guest', () => sandbox.directory.changePerson('U0PRODUCT', { kind: 'guest' })],
];

describe.each(OPENINGS)('an intake channel that is %s (INV-2)', (_name, open) => {
  it('gets number, door and state of a request, with a button, and no word of what it is about', async () => {
    open();
    await sandbox.idle();
    await fileRequest(requester, TITLE);
    await commentOn(requester, 'R-1', 'The vault is in room five.');
    await sandbox.settled();
    const [card] = messagesWithKey(sandbox, 'card:R-1');
    expect(shown(card === undefined ? [] : [card])).toMatch(/R-1/);
    expect(shown(messagesWithKey(sandbox, 'card:R-1'))).toContain('Other request');
    expect(shown(messagesWithKey(sandbox, 'card:R-1'))).toContain('new');
    for (const word of [TITLE, 'vault', 'room five', 'Requesting team of the requester'])
      expect(readInChannel()).not.toContain(word);

    await engineer.click({ channel: INTAKE, textContains: '*R-1*' }, 'Ask for information');
    await engineer.fill({ 'What do you need to know?': 'Which vault?' });
    await engineer.submit();
    await engineer.closeModal({ all: true });
    await sandbox.settled();
    expect(shown(messagesWithKey(sandbox, 'card:R-1'))).toContain('needs information');
    for (const word of ['vault', 'room five']) expect(readInChannel()).not.toContain(word);
    const [item] = await sandbox.gitlab.issues();
    expect(item?.title).toBe(TITLE);
  });

  it('shows no title any more on a card from before, once it changes', async () => {
    await fileRequest(requester, TITLE);
    await sandbox.settled();
    expect(readInChannel()).toContain(TITLE);
    open();
    await sandbox.idle();
    await engineer.click({ channel: INTAKE, textContains: '*R-1*' }, 'Claim');
    await sandbox.settled();
    expect(readInChannel()).not.toContain(TITLE);
    expect(shown(messagesWithKey(sandbox, 'card:R-1'))).not.toContain('[Claim]');
  });
});

describe('an intake channel that only members read again', () => {
  it('shows titles again once the guest has left, with the next change', async () => {
    sandbox.directory.joinChannel(INTAKE, 'U0GUEST01');
    await sandbox.idle();
    await fileRequest(requester, TITLE);
    await sandbox.settled();
    sandbox.directory.leaveChannel(INTAKE, 'U0GUEST01');
    await sandbox.idle();
    await engineer.click({ channel: INTAKE, textContains: '*R-1*' }, 'Claim');
    await sandbox.settled();
    expect(readInChannel()).toContain(TITLE);
  });

  it('is not believed to be closed while nobody knows who is in it', async () => {
    await sandbox.app().deps.storage.people.joinedChannel(INTAKE, 'U0UNKNOWN');
    await fileRequest(requester, TITLE);
    await sandbox.settled();
    expect(readInChannel()).not.toContain(TITLE);
  });
});
