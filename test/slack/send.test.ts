import { afterEach, beforeEach, expect, it } from 'vitest';
import { context, message, section } from '../../src/slack/blocks.ts';
import { createClients } from '../../src/slack/clients.ts';
import { slackFailure } from '../../src/slack/errors.ts';
import { ensureMessage } from '../../src/slack/send.ts';
import { BOT_TOKEN, type Call, type Reply, type SlackPeer, startSlackPeer, testLog } from './peers.ts';

type Kept = { ts: string; channel: string; thread: string | undefined; text: string; metadata: unknown };

let peer: SlackPeer;
let kept: Kept[];
let background: ReturnType<typeof createClients>['background'];

beforeEach(async () => {
  peer = await startSlackPeer();
  kept = [];
  const timeouts = { waiting: 200, background: 400 };
  ({ background } = createClients({ botToken: BOT_TOKEN, apiUrl: peer.apiUrl, log: testLog().log, timeouts }));
  peer.on('chat.postMessage', (args) => keep(args));
  peer.on('chat.update', (args) => change(args));
  peer.on('conversations.history', (args) =>
    page(
      kept.filter(({ channel, thread }) => channel === args.channel && thread === undefined),
      args,
    ),
  );
  peer.on('conversations.replies', (args) =>
    page(
      kept.filter(({ ts, thread }) => ts === args.ts || thread === args.ts),
      args,
    ),
  );
});
afterEach(() => peer.close());

function keep(args: Call['args']): Reply {
  const ts = `${1_800_000_000 + kept.length}.000100`;
  kept.push({
    ts,
    channel: args.channel ?? '',
    thread: args.thread_ts,
    text: args.text ?? '',
    metadata: JSON.parse(args.metadata ?? 'null'),
  });
  return { ok: true, channel: args.channel ?? '', ts };
}

function change(args: Call['args']): Reply {
  const found = kept.find(({ channel, ts }) => channel === args.channel && ts === args.ts);
  if (found === undefined) return { ok: false, error: 'message_not_found' };
  found.text = args.text ?? '';
  return { ok: true, channel: found.channel, ts: found.ts };
}

function page(messages: Kept[], args: Call['args']): Reply {
  const shown = messages.map(({ ts, text, metadata }) => ({
    ts,
    text,
    bot_id: 'B0TESTBOT',
    ...(args.include_all_metadata ? { metadata } : {}),
  }));
  return { ok: true, messages: shown.reverse(), response_metadata: { next_cursor: '' } };
}

const card = (text: string) => ({
  client: background,
  key: 'card:R-1',
  to: { channel: 'C0INTAKE1' },
  botId: 'B0TESTBOT',
  message: message(text, [section(text)]),
});
const SINCE = new Date(1_800_000_000_000);

it('posts with its key in the metadata, without previews and without making names into mentions', async () => {
  const posted = await ensureMessage(card('R-1 new'));
  expect(posted).toEqual({ channel: 'C0INTAKE1', ts: '1800000000.000100' });
  const [args] = peer.called('chat.postMessage');
  expect(JSON.parse(args?.metadata ?? '')).toEqual({ event_type: 'prodseceng', event_payload: { key: 'card:R-1' } });
  expect(args).toMatchObject({ unfurl_links: 'false', unfurl_media: 'false' });
  expect(Object.keys(args ?? {})).not.toContain('link_names');
  expect(peer.calls).toHaveLength(1);
});

it('brings a known message up to date in place', async () => {
  const known = await ensureMessage(card('R-1 new'));
  expect(await ensureMessage({ ...card('R-1 claimed'), known })).toEqual(known);
  expect(kept.map(({ text }) => text)).toEqual(['R-1 claimed']);
  expect(peer.calls.map(({ method }) => method)).toEqual(['chat.postMessage', 'chat.update']);
});

it('posts anew what somebody deleted', async () => {
  const posted = await ensureMessage({ ...card('R-1'), known: { channel: 'C0INTAKE1', ts: '1.1' } });
  expect([posted.ts, kept.length]).toEqual(['1800000000.000100', 1]);
});

it.each<[string, Reply]>([
  ['the connection was cut', 'drop'],
  ['the answer never came', 'hang'],
  ['a proxy answered 502', { status: 502, body: '<html>Bad gateway</html>' }],
  [
    'a page came instead of an answer',
    { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Hello</html>' },
  ],
  ['Slack had an internal error', { ok: false, error: 'internal_error' }],
])('finds its own message by its key after it was posted and %s: one message', async (_, lost) => {
  peer.on('chat.postMessage', (args) => {
    keep(args);
    return lost;
  });
  const failed = await ensureMessage(card('R-1 new')).catch((error: unknown) => slackFailure(error));
  expect(failed).toMatchObject({ kind: 'unknown-outcome' });
  expect(await ensureMessage({ ...card('R-1 claimed'), doubtSince: SINCE })).toEqual({
    channel: 'C0INTAKE1',
    ts: kept[0]?.ts,
  });
  expect(kept.map(({ text }) => text)).toEqual(['R-1 claimed']);
  expect(peer.called('conversations.history')[0]).toMatchObject({ oldest: '1799999400', include_all_metadata: 'true' });
});

it('looks in the thread for a message of a thread', async () => {
  const { ts } = await ensureMessage(card('R-1'));
  const reply = { ...card('a note'), key: 'thread:1', threadTs: ts };
  peer.on('chat.postMessage', (args) => {
    keep(args);
    return 'drop';
  });
  await ensureMessage(reply).catch(() => {});
  await ensureMessage({ ...reply, doubtSince: SINCE });
  expect(kept.map(({ text, thread }) => [text, thread])).toEqual([
    ['R-1', undefined],
    ['a note', ts],
  ]);
  expect(peer.called('conversations.history')).toHaveLength(0);
});

it('posts when it looked and found nothing, or only another app’s message with that key', async () => {
  kept.push({
    ts: '1.1',
    channel: 'C0INTAKE1',
    thread: undefined,
    text: 'fake',
    metadata: { event_type: 'prodseceng', event_payload: { key: 'card:R-1' } },
  });
  await ensureMessage({ ...card('R-1'), botId: 'B0ANOTHER', doubtSince: SINCE });
  expect(kept.map(({ text }) => text)).toEqual(['fake', 'R-1']);
});

it('looks through all pages', async () => {
  keep({
    channel: 'C0INTAKE1',
    text: 'R-1',
    metadata: JSON.stringify({ event_type: 'prodseceng', event_payload: { key: 'card:R-1' } }),
  });
  peer.on('conversations.history', (args) =>
    args.cursor === 'p2'
      ? page(kept, args)
      : { ok: true, messages: [{ ts: '9.9' }], response_metadata: { next_cursor: 'p2' } },
  );
  expect((await ensureMessage({ ...card('R-1'), doubtSince: SINCE })).ts).toBe(kept[0]?.ts);
  expect(peer.called('chat.postMessage')).toHaveLength(0);
});

it('joins a public channel to look there, and gives up on a private one', async () => {
  let joined = false;
  peer.on('conversations.history', (args) => (joined ? page(kept, args) : { ok: false, error: 'not_in_channel' }));
  peer.on('conversations.join', () => {
    joined = true;
    return { ok: true };
  });
  await ensureMessage({ ...card('R-1'), doubtSince: SINCE });
  expect(peer.calls.map(({ method }) => method)).toEqual([
    'conversations.history',
    'conversations.join',
    'conversations.history',
    'chat.postMessage',
  ]);
  joined = false;
  peer.on('conversations.join', { ok: false, error: 'method_not_supported_for_channel_type' });
  const failed = await ensureMessage({ ...card('R-2'), doubtSince: SINCE }).catch((error: unknown) =>
    slackFailure(error),
  );
  expect([failed, peer.called('chat.postMessage').length]).toMatchObject([{ kind: 'rejected' }, 1]);
});

it('writes to a person in the conversation that Slack opens for it', async () => {
  peer.on('conversations.open', { ok: true, channel: { id: 'D0DIRECT1' } });
  const direct = { ...card('R-1 is filed'), to: { person: 'U0PERSON1' } };
  const known = await ensureMessage(direct);
  expect(known.channel).toBe('D0DIRECT1');
  expect(peer.called('conversations.open')).toEqual([{ users: 'U0PERSON1' }]);
  await ensureMessage({ ...direct, known });
  expect([peer.called('conversations.open').length, kept.length]).toEqual([1, 1]);
});

it('reports how long Slack asks to wait, at once, and without having sent', async () => {
  peer.on('chat.postMessage', { status: 429, headers: { 'retry-after': '7' } });
  const failed = await ensureMessage(card('R-1')).catch((error: unknown) => slackFailure(error));
  expect(failed).toMatchObject({ kind: 'rate-limited', retryAfterMs: 7_000 });
  expect(peer.called('chat.postMessage')).toHaveLength(1);
});

it('does not hold up what a person waits for while background work is told to wait', async () => {
  const { waiting, background: busy } = createClients({ botToken: BOT_TOKEN, apiUrl: peer.apiUrl, log: testLog().log });
  peer.on('chat.postMessage', { status: 429, headers: { 'retry-after': '30' } });
  peer.on('views.open', { ok: true });
  const [failed] = await Promise.all([
    ensureMessage({ ...card('R-1'), client: busy }).catch((error: unknown) => slackFailure(error)?.kind),
    waiting.views.open({
      trigger_id: 't',
      view: { type: 'modal', title: { type: 'plain_text', text: 'x' }, blocks: [context('x')] },
    }),
  ]);
  expect(failed).toBe('rate-limited');
});

it('a drawing that Slack does not take is left off, once, and the rest is said', async () => {
  const drawn = { type: 'data_visualization', title: 'Trend', chart: {} };
  const taken: string[][] = [];
  peer.on('chat.postMessage', (args) => {
    const types = (JSON.parse(args.blocks ?? '[]') as { type: string }[]).map(({ type }) => type);
    taken.push(types);
    return types.includes('data_visualization') ? { ok: false, error: 'invalid_blocks' } : keep(args);
  });
  const blocks = [section('The trend'), drawn as unknown as ReturnType<typeof section>];
  await ensureMessage({ ...card('The trend'), message: message('The trend', blocks) });
  expect(taken).toEqual([['section', 'data_visualization'], ['section']]);
  expect(kept).toHaveLength(1);
});
