import { afterAll, beforeAll, expect, it } from 'vitest';
import { createClients } from '../../src/slack/clients.ts';
import { slackFailure } from '../../src/slack/errors.ts';
import { slackLogger, withoutSecrets } from '../../src/slack/log.ts';
import { BOT_TOKEN, type Reply, type SlackPeer, serve, startSlackPeer, testLog } from './peers.ts';

let peer: SlackPeer;
beforeAll(async () => {
  peer = await startSlackPeer();
});
afterAll(() => peer.close());

async function failureOf(reply: Reply) {
  peer.on('users.info', reply);
  const { waiting } = createClients({
    botToken: BOT_TOKEN,
    apiUrl: peer.apiUrl,
    log: testLog().log,
    timeouts: { waiting: 200, background: 200 },
  });
  return waiting.users.info({ user: 'U1' }).then(
    () => null,
    (error: unknown) => slackFailure(error),
  );
}

it.each<[string, Reply]>([
  ['rate-limited', { status: 429, headers: { 'retry-after': '3' } }],
  ['rate-limited', { status: 429 }],
  ['rate-limited', { ok: false, error: 'ratelimited' }],
  ['unknown-outcome', 'hang'],
  ['unknown-outcome', 'drop'],
  ['unknown-outcome', { status: 500 }],
  ['unknown-outcome', { status: 504, body: '<html></html>' }],
  ['unknown-outcome', { status: 200, body: '<html>maintenance</html>' }],
  ['unknown-outcome', { ok: false, error: 'fatal_error' }],
  ['gone', { ok: false, error: 'message_not_found' }],
  ['gone', { ok: false, error: 'channel_not_found' }],
  ['gone', { ok: false, error: 'is_archived' }],
  ['gone', { ok: false, error: 'user_not_found' }],
  ['not-in-channel', { ok: false, error: 'not_in_channel' }],
  ['auth', { ok: false, error: 'invalid_auth' }],
  ['auth', { ok: false, error: 'token_revoked' }],
  ['auth', { ok: false, error: 'missing_scope', needed: 'users:read', provided: 'chat:write' }],
  [
    'rejected',
    { ok: false, error: 'invalid_blocks', response_metadata: { messages: ['[ERROR] must be fewer than 50'] } },
  ],
  ['rejected', { ok: false, error: 'expired_trigger_id' }],
])('calls it %s when Slack answers %j', async (kind, reply) => {
  expect(await failureOf(reply)).toMatchObject({ kind });
});

it('says what is missing, in one line', async () => {
  const failure = await failureOf({ ok: false, error: 'missing_scope', needed: 'users:read', provided: 'chat:write' });
  expect(failure?.text).toBe('Slack answered missing_scope; needs the scope users:read');
});

it('calls it unavailable when surely nothing was sent: nobody listens, no such host', async () => {
  const gone = await serve(() => {});
  await gone.close();
  const { log } = testLog();
  for (const apiUrl of [`${gone.url}/api/`, 'http://slack.invalid/api/']) {
    const { background } = createClients({ botToken: BOT_TOKEN, apiUrl, log });
    const failure = await background.auth.test().catch((error: unknown) => slackFailure(error));
    expect(failure).toMatchObject({ kind: 'unavailable', text: expect.stringContaining('cannot be reached') });
  }
});

it('calls it unknown when the connection is lost in the middle of the answer', async () => {
  const half = await serve((_, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('{"ok":');
    setTimeout(() => response.destroy(), 20);
  });
  const { waiting } = createClients({ botToken: BOT_TOKEN, apiUrl: `${half.url}/api/`, log: testLog().log });
  expect(await waiting.auth.test().catch((error: unknown) => slackFailure(error))).toMatchObject({
    kind: 'unknown-outcome',
  });
  await half.close();
});

it('does not take a fault of ours for one of Slack', () => {
  expect([slackFailure(new TypeError('x is not a function')), slackFailure('text'), slackFailure(undefined)]).toEqual([
    null,
    null,
    null,
  ]);
});

it('notes each answer of Slack, whatever it says', async () => {
  let reached = 0;
  const { background } = createClients({
    botToken: BOT_TOKEN,
    apiUrl: peer.apiUrl,
    log: testLog().log,
    onReached: () => {
      reached += 1;
    },
  });
  peer.on('users.info', { ok: false, error: 'user_not_found' });
  await background.users.info({ user: 'U1' }).catch(() => {});
  await background.auth.test();
  expect(reached).toBe(2);
});

it('keeps tokens and addresses that answer for a person out of the log, and payloads even at debug', () => {
  const { log, lines } = testLog();
  const slack = slackLogger(log);
  slack.error('failed with xoxb-12-34-abc', new Error('at https://hooks.slack.com/commands/T1/2/abc'));
  slack.warn('wss://wss.example.com/link/?ticket=abc', 'xapp-1-A-b', 'xoxe.xoxb-1-abc', 'Bearer abc');
  slack.debug('{"text":"what a person typed"}');
  expect(lines.join('')).not.toMatch(/abc|xapp-1|typed/);
  expect(withoutSecrets('https://gitlab.example.com/group/issues/1')).toBe('https://gitlab.example.com/group/issues/1');
});
