import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import type { SlackFault } from '../../src/sandbox/slack/faults.ts';
import type { Sandbox } from '../../src/sandbox/start.ts';
import {
  commentOn,
  fileRequest,
  INTAKE,
  later,
  messagesWithKey,
  shown,
  startBadDay,
  untilDone,
  workItems,
} from './bad-day.ts';

/** What a Slack may answer on a bad day. */
const BAD_DAYS: [string, SlackFault][] = [
  ['answers ratelimited', { error: 'ratelimited', retryAfter: 5 }],
  ['answers channel_not_found', { error: 'channel_not_found' }],
  ['answers not_in_channel', { error: 'not_in_channel' }],
  ['answers internal_error', { error: 'internal_error' }],
  ['answers 503', { status: 503 }],
  ['answers with an HTML page', { status: 200, body: '<!DOCTYPE html><html><body>Down</body></html>' }],
  ['never answers', 'hang'],
  ['never answers, and has done it', 'do-then-hang'],
  ['breaks the connection', 'drop'],
  ['breaks the connection after doing it', 'do-then-drop'],
];

let sandbox: Sandbox;
let requester: PersonDriver;
let engineer: PersonDriver;
let filed = 0;

beforeAll(async () => {
  sandbox = await startBadDay();
  requester = sandbox.person('requester');
  engineer = sandbox.person('engineer');
});
afterAll(() => sandbox?.stop());
afterEach(() => {
  sandbox.slackFaults.clear();
  expect(sandbox.problems()).toEqual([]);
});

async function file(title: string): Promise<string> {
  await fileRequest(requester, title);
  filed += 1;
  return `R-${filed}`;
}

const cardsOf = (number: string) => messagesWithKey(sandbox, `card:${number}`);
const toldOf = (number: string) => messagesWithKey(sandbox, `direct:${number}:U0REQUEST:filed`);
const inThread = (args: Record<string, unknown>) => typeof args.thread_ts === 'string' && args.thread_ts !== '';

describe.each(BAD_DAYS)('a Slack that %s', (name, behave) => {
  it('when the card is posted has one card in the end', async () => {
    const isCard = (args: Record<string, unknown>) => args.channel === INTAKE && !inThread(args);
    sandbox.slackFaults.next({ method: 'chat.postMessage', when: isCard, behave });
    const number = await file(`A card when Slack ${name}`);
    await untilDone(sandbox);
    expect(cardsOf(number)).toHaveLength(1);
    expect(shown(cardsOf(number))).toContain((await workItems(sandbox, `A card when Slack ${name}`))[0]?.webUrl);
  });

  it('when the requester is told says it once', async () => {
    const isDirect = (args: Record<string, unknown>) => String(args.channel).startsWith('D');
    sandbox.slackFaults.next({ method: 'chat.postMessage', when: isDirect, behave });
    const number = await file(`Told when Slack ${name}`);
    await untilDone(sandbox);
    expect(toldOf(number)).toHaveLength(1);
    expect(shown(toldOf(number))).toContain((await workItems(sandbox, `Told when Slack ${name}`))[0]?.webUrl);
  });

  it('when a message in the thread is posted has it once', async () => {
    const number = await file(`A thread when Slack ${name}`);
    await untilDone(sandbox);
    sandbox.slackFaults.next({ method: 'chat.postMessage', when: inThread, behave });
    await commentOn(engineer, number, `Said when Slack ${name}.`);
    await untilDone(sandbox);
    const [card] = cardsOf(number);
    const thread = await engineer.messages(INTAKE, { thread: card?.ts ?? '' });
    expect(shown(thread).split(`Said when Slack ${name}.`)).toHaveLength(2);
  });

  it('when the card is brought up to date shows what is true in the end', async () => {
    const number = await file(`Claimed when Slack ${name}`);
    await untilDone(sandbox);
    sandbox.slackFaults.next({ method: 'chat.update', when: (args) => args.channel === INTAKE, behave });
    await engineer.click({ channel: INTAKE, textContains: `*${number}*` }, 'Claim');
    await untilDone(sandbox);
    expect(cardsOf(number)).toHaveLength(1);
    expect(shown(cardsOf(number))).toContain('*Claimed by*\n<@U0ENGINE1>');
  });
});

describe('looking for what may have been posted', () => {
  it.each<[string, SlackFault]>([
    ['is refused', { error: 'ratelimited', retryAfter: 5 }],
    ['is not answered', 'hang'],
    ['breaks off', 'drop'],
  ])('goes on until it was found, when the first look %s', async (name, behave) => {
    sandbox.slackFaults.next({
      method: 'chat.postMessage',
      when: (args) => args.channel === INTAKE,
      behave: 'do-then-drop',
    });
    sandbox.slackFaults.next({ method: 'conversations.history', behave });
    const number = await file(`Looked for, and it ${name}`);
    await untilDone(sandbox);
    expect(cardsOf(number)).toHaveLength(1);
  });
});

describe('a Slack that asks for time', () => {
  it('gets it, and everything else goes on', async () => {
    const posts = () =>
      sandbox.apiCalls().filter(({ method, args }) => method === 'chat.postMessage' && args.channel === INTAKE);
    const before = posts().length;
    sandbox.slackFaults.next({
      method: 'chat.postMessage',
      when: (args) => args.channel === INTAKE,
      behave: { error: 'ratelimited', retryAfter: 40 },
    });
    const number = await file('Slack asks for time');
    await sandbox.settled();
    await later(sandbox, 30);
    expect(posts().length - before).toBe(1);
    expect(await workItems(sandbox, 'Slack asks for time')).toHaveLength(1);
    expect(toldOf(number)).toHaveLength(1);
    await later(sandbox, 15);
    expect(cardsOf(number)).toHaveLength(1);
  });
});

describe('a channel that cannot be posted to', () => {
  it.each(['channel_not_found', 'not_in_channel', 'is_archived'])(
    'has its card set aside after a few tries (%s): what needs it waits, nothing else does, and Retry posts it once',
    async (error) => {
      const { outbox } = sandbox.app().deps.storage;
      const title = `No card: ${error}`;
      sandbox.slackFaults.next({ times: 10_000, when: (args) => args.channel === INTAKE, behave: { error } });
      const number = await file(title);
      await sandbox.settled();
      await commentOn(engineer, number, 'This waits for the card.');
      for (let round = 0; round < 6; round += 1) await later(sandbox, 60);
      const aside = (await outbox.troubledOwed(10)).filter(({ state }) => state === 'set aside');
      expect(aside).toMatchObject([{ key: `card:${number}`, waiting: 1 }]);
      expect(aside[0]?.error).toContain(error);
      const [item] = await workItems(sandbox, title);
      expect(shown(toldOf(number))).toContain(item?.webUrl);
      expect((await sandbox.gitlab.issue(item?.iid ?? 0)).notes.map(({ body }) => body).join()).toContain(
        'This waits for the card.',
      );

      sandbox.slackFaults.clear();
      await outbox.retrySetAside(aside[0]?.id ?? 0, 'U0ENGINE1', sandbox.clock.now());
      await untilDone(sandbox);
      const [card, ...more] = cardsOf(number);
      expect(more).toEqual([]);
      expect(shown(await engineer.messages(INTAKE, { thread: card?.ts ?? '' }))).toContain('This waits for the card.');
    },
  );

  it('is tried again with the next change of the request, once it is mended', async () => {
    sandbox.slackFaults.next({
      times: 10_000,
      when: (args) => args.channel === INTAKE,
      behave: { error: 'channel_not_found' },
    });
    const number = await file('Mended by a change');
    for (let round = 0; round < 6; round += 1) await later(sandbox, 60);
    sandbox.slackFaults.clear();
    await engineer.command(`request ${number}`);
    await engineer.press('Claim');
    await engineer.closeModal({ all: true });
    await untilDone(sandbox);
    expect(cardsOf(number)).toHaveLength(1);
    expect(shown(cardsOf(number))).toContain('<@U0ENGINE1>');
  });
});

describe('a person who cannot be written to', () => {
  it('does not hold up card and work item', async () => {
    sandbox.slackFaults.next({ times: 10_000, method: 'conversations.open', behave: { error: 'user_disabled' } });
    const number = await file('Nobody to tell');
    for (let round = 0; round < 4; round += 1) await later(sandbox, 60);
    expect(cardsOf(number)).toHaveLength(1);
    expect(await workItems(sandbox, 'Nobody to tell')).toHaveLength(1);
    const aside = await sandbox.app().deps.storage.outbox.troubledOwed(10);
    expect(aside).toMatchObject([{ state: 'set aside', key: `direct:${number}:U0REQUEST:filed` }]);
    sandbox.slackFaults.clear();
    await sandbox.app().deps.storage.outbox.retryAllSetAside('U0ENGINE1', sandbox.clock.now());
    await untilDone(sandbox);
    expect(toldOf(number)).toHaveLength(1);
  });
});

describe('a window that Slack does not open', () => {
  it.each<[string, SlackFault]>([
    ['comes too late', { error: 'expired_trigger_id' }],
    ['comes too often', { error: 'ratelimited', retryAfter: 5 }],
    ['fails', { status: 500 }],
    ['is never answered', 'hang'],
  ])('because the call %s leaves nobody without a word', async (_name, behave) => {
    const told = async () => shown((await requester.messages('general')).filter(({ ephemeral }) => ephemeral));
    const before = (await told()).length;
    sandbox.slackFaults.next({ method: 'views.open', behave });
    expect(await requester.command('intake other')).toMatchObject({ ok: true, modal: null });
    await expect.poll(async () => (await told()).slice(before), { timeout: 6_000 }).toMatch(/try (again|once more)/);
  });
});
