import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Delivery, Post } from '../src/deps.ts';
import { message, section } from '../src/slack/blocks.ts';
import { delivering } from './delivering.ts';
import { type SlackPeer, startSlackPeer } from './slack/peers.ts';
import { owed } from './storage/storage-file.ts';

let peer: SlackPeer;
beforeEach(async () => {
  peer = await startSlackPeer();
  peer.on('chat.postMessage', ({ channel = '' }, call) => ({ ok: true, channel, ts: `${call}.1` }));
  peer.on('chat.update', ({ channel = '', ts = '' }) => ({ ok: true, channel, ts }));
});
afterEach(() => peer.close());

const CARD = owed('card:R-1');
const THREAD = owed('thread:1', { kind: 'thread', needs: 'card:R-1' });

/** A card whose text the test sets, and a message in its thread. */
function intake(shown: { text: string | null }) {
  const saying = (text: string, thread?: string): Post => ({
    to: { channel: 'C0INTAKE1' },
    message: message(text, [section(text)]),
    ...(thread === undefined ? {} : { thread }),
  });
  const card: Delivery = { to: 'slack', render: async () => (shown.text === null ? null : saying(shown.text)) };
  const thread: Delivery = { to: 'slack', render: async () => saying('said', 'card:R-1') };
  return delivering({ card, thread }, { apiUrl: peer.apiUrl });
}

const methods = () => peer.calls.map(({ method }) => method);

it('posts a card once, updates it in place when it says something else, and leaves it when it does not', async () => {
  const shown = { text: 'new' };
  const { owe, deliverer, storage } = intake(shown);
  for (const text of ['new', 'new', 'claimed']) {
    shown.text = text;
    await owe(CARD);
    await deliverer.settled();
  }
  expect(methods()).toEqual(['chat.postMessage', 'chat.update']);
  expect(peer.called('chat.update')[0]).toMatchObject({ ts: '1.1', text: 'claimed' });
  expect((await storage.outbox.countOwed()).owed).toBe(0);
});

it('says nothing where there is nothing to say any more', async () => {
  const { owe, deliverer, storage } = intake({ text: null });
  await owe(CARD);
  await deliverer.settled();
  expect([methods(), (await storage.outbox.countOwed()).owed]).toEqual([[], 0]);
});

it('answers in the thread of the message that it belongs to, which comes first', async () => {
  const { owe, deliverer } = intake({ text: 'new' });
  await owe(CARD, THREAD);
  await deliverer.settled();
  expect(peer.called('chat.postMessage').map(({ text, thread_ts }) => [text, thread_ts])).toEqual([
    ['new', undefined],
    ['said', '1.1'],
  ]);
});

it('sets aside an answer to a message that was never posted', async () => {
  const { owe, deliverer, storage } = intake({ text: null });
  await owe(THREAD);
  await deliverer.settled();
  expect(await storage.outbox.troubledOwed(9)).toMatchObject([
    { state: 'set aside', error: 'the message card:R-1 that it answers is not posted' },
  ]);
});

it('waits as long as Slack asks, and then posts once', async () => {
  peer.on('chat.postMessage', ({ channel = '' }, call) =>
    call === 1 ? { status: 429, headers: { 'retry-after': '30' } } : { ok: true, channel, ts: '1.1' },
  );
  const { owe, lapse } = intake({ text: 'new' });
  await owe(CARD);
  await lapse(0);
  await lapse(29_999);
  expect(methods()).toHaveLength(1);
  await lapse(1);
  expect(methods()).toEqual(['chat.postMessage', 'chat.postMessage']);
});

it('finds the message that was posted although where it is could not be kept', async () => {
  const { owe, lapse, client, storage } = intake({ text: 'new' });
  client.exec(`CREATE TRIGGER full BEFORE INSERT ON slack_message BEGIN SELECT raise(FAIL, 'disk is full'); END`);
  const metadata = { event_type: 'prodseceng', event_payload: { key: 'card:R-1' } };
  peer.on('conversations.history', { ok: true, messages: [{ ts: '1.1', bot_id: 'B0TESTBOT', metadata }] });
  await owe(CARD);
  await lapse(0);
  client.exec('DROP TRIGGER full');
  await lapse(1_000);
  expect(peer.called('chat.postMessage')).toHaveLength(1);
  expect(await storage.messages.postedMessage('card:R-1')).toMatchObject({ ts: '1.1' });
});

it('makes good a change whose answer was lost and that was undone meanwhile', async () => {
  const said = new Map<string, string>();
  let losing = false;
  peer.on('chat.update', ({ channel = '', ts = '', text = '' }) => {
    said.set(ts, text);
    return losing ? 'drop' : { ok: true, channel, ts };
  });
  const shown = { text: 'free' };
  const { owe, lapse } = intake(shown);
  await owe(CARD);
  await lapse(0);
  [losing, shown.text] = [true, 'claimed'];
  await owe(CARD);
  await lapse(0);
  expect([...said.values()]).toEqual(['claimed']);
  [losing, shown.text] = [false, 'free'];
  await owe(CARD);
  await lapse(60_000);
  expect([...said.values()]).toEqual(['free']);
  expect(methods().filter((method) => method === 'chat.postMessage')).toHaveLength(1);
});
