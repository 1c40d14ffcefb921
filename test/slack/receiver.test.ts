import { createHmac } from 'node:crypto';
import { afterEach, expect, it, vi } from 'vitest';
import { createSlackApp, type SlackApp, type SlackAppSettings } from '../../src/slack/app.ts';
import { createClients } from '../../src/slack/clients.ts';
import {
  BOT_TOKEN,
  deliver,
  nowInSeconds,
  SECRET,
  type Served,
  type SlackPeer,
  serve,
  signed,
  startSlackPeer,
  TEAM_ID,
  testLog,
  until,
} from './peers.ts';

type Running = { app: SlackApp; peer: SlackPeer; url: string; lines: string[]; seen: Set<string>; acks: string[] };

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  vi.useRealTimers();
  for (const close of closing.splice(0).reverse()) await close();
});

async function run(
  more: Partial<SlackAppSettings> = {},
  prepare: (peer: SlackPeer) => void = () => {},
): Promise<Running> {
  const peer = await startSlackPeer();
  prepare(peer);
  const { log, lines } = testLog();
  const clients = createClients({
    botToken: BOT_TOKEN,
    apiUrl: peer.apiUrl,
    log,
    timeouts: { waiting: 300, background: 300 },
  });
  const seen = new Set<string>();
  const acks: string[] = [];
  const app = await createSlackApp({
    slack: { botToken: BOT_TOKEN, signingSecret: SECRET, apiUrl: peer.apiUrl },
    clients,
    log,
    seenEvent: async (id) => {
      const known = seen.has(id);
      seen.add(id);
      return known;
    },
    observeAck: (kind) => void acks.push(kind),
    ...more,
  });
  const server: Served = await serve(app.listen ?? (() => {}));
  closing.push(() => app.stop(100), peer.close, server.close);
  return { app, peer, url: server.url, lines, seen, acks };
}

async function started(more: Partial<SlackAppSettings> = {}): Promise<Running> {
  const running = await run(more);
  running.app.start();
  await until(running.app.ready);
  return running;
}

const COMMAND = { command: '/prodseceng', text: 'help', team_id: TEAM_ID, user_id: 'U0PERSON1', trigger_id: '1.2.x' };
const event = (id: string, user = 'U0PERSON1') => ({
  type: 'event_callback',
  event_id: id,
  team_id: TEAM_ID,
  event: { type: 'app_home_opened', user, channel: 'D1', tab: 'home' },
});
const click = (more: Record<string, unknown> = {}) => ({
  type: 'block_actions',
  team: { id: TEAM_ID },
  user: { id: 'U0PERSON1' },
  trigger_id: '1.2.x',
  actions: [{ type: 'button', action_id: 'claim', block_id: 'b', value: 'R-1', action_ts: '1' }],
  ...more,
});

it('is 503 until Slack has said who the app is, and asks again while auth.test hangs', async () => {
  const { app, peer, url } = await run({}, (slack) =>
    slack.on('auth.test', (_, call) => (call < 3 ? 'hang' : { ok: true })),
  );
  app.bolt.command('/prodseceng', async ({ ack }) => ack('hello'));
  app.start();
  await until(() => peer.called('auth.test').length >= 2);
  expect(app.ready()).toBe(false);
  const early = await deliver(url, COMMAND);
  expect([early.status, early.headers.get('retry-after')]).toEqual([503, '2']);
  peer.on('auth.test', { ok: true, team_id: TEAM_ID, bot_id: 'B0TESTBOT', user_id: 'U0TESTBOT' });
  await until(app.ready);
  const answer = await deliver(url, COMMAND);
  expect([answer.status, await answer.text()]).toEqual([200, 'hello']);
});

it('calls auth.test once, however many requests come in', async () => {
  const { app, peer, url } = await started();
  app.bolt.command('/prodseceng', async ({ ack, context }) => ack(`${context.botUserId} ${context.userId}`));
  expect(await (await deliver(url, COMMAND)).text()).toBe('U0TESTBOT U0PERSON1');
  expect(await (await deliver(url, { ...COMMAND, user_id: 'U0PERSON2' })).text()).toBe('U0TESTBOT U0PERSON2');
  expect(peer.calls.map(({ method }) => method)).toEqual(['auth.test']);
});

it('keeps asking, and says what to do, while the token is refused', async () => {
  const { app, peer, lines } = await run({}, (slack) => slack.on('auth.test', { ok: false, error: 'invalid_auth' }));
  app.start();
  await until(() => peer.called('auth.test').length >= 2);
  expect(app.ready()).toBe(false);
  expect(lines.join('')).toContain('Check SLACK_BOT_TOKEN');
  expect(lines.join('')).not.toContain(BOT_TOKEN);
});

const VECTOR_BODY =
  'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar' +
  '&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com' +
  '%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';

it("takes the documentation's own example of a signature, at its time", async () => {
  const { app, url } = await started();
  app.bolt.command('/webhook-collect', async ({ ack }) => ack('collected'));
  vi.useFakeTimers({ toFake: ['Date'], now: 1_531_420_618_000 });
  const answer = await fetch(`${url}/slack/events`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': '1531420618',
      'x-slack-signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
    },
    body: VECTOR_BODY,
  });
  expect([answer.status, await answer.text()]).toEqual([200, 'collected']);
});

it('refuses a forged signature, one of another secret, and none', async () => {
  const { app, url } = await started();
  let heard = 0;
  app.bolt.command('/prodseceng', async ({ ack }) => {
    heard += 1;
    await ack();
  });
  const body = new URLSearchParams(COMMAND).toString();
  const post = (headers: Record<string, string>) =>
    fetch(`${url}/slack/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body,
    });
  const forged = { ...signed(body), 'x-slack-signature': `v0=${'0'.repeat(64)}` };
  const statuses = await Promise.all([
    post(forged),
    post(signed(body, { secret: 'another' })),
    post({}),
    post({ 'x-slack-request-timestamp': String(nowInSeconds()) }),
    post({ ...signed(body), 'x-slack-request-timestamp': 'soon' }),
    post({ ...signed(body), 'x-slack-signature': createHmac('sha256', SECRET).update(body).digest('hex') }),
  ]);
  expect(statuses.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 401]);
  expect(heard).toBe(0);
});

it.each([-301, 301, 86_400])('refuses a rightly signed request whose timestamp is %d s away', async (away) => {
  const { app, url } = await started();
  app.bolt.command('/prodseceng', async ({ ack }) => ack());
  const body = new URLSearchParams(COMMAND).toString();
  const headers = signed(body, { at: nowInSeconds() + away });
  expect((await deliver(url, COMMAND, headers)).status).toBe(401);
});

it.each([-290, 290])('takes a timestamp %d s away', async (away) => {
  const { app, url } = await started();
  app.bolt.command('/prodseceng', async ({ ack }) => ack());
  const body = new URLSearchParams(COMMAND).toString();
  expect((await deliver(url, COMMAND, signed(body, { at: nowInSeconds() + away }))).status).toBe(200);
});

it('knows no other path or method', async () => {
  const { url } = await started();
  expect((await fetch(`${url}/slack/events`)).status).toBe(404);
  expect((await fetch(`${url}/slack/install`, { method: 'POST' })).status).toBe(404);
  expect((await deliver(`${url}/elsewhere`, COMMAND)).status).toBe(404);
});

it('answers the check of its address', async () => {
  const { url } = await started();
  const answer = await deliver(url, { type: 'url_verification', challenge: 'c-1' });
  expect(await answer.json()).toEqual({ challenge: 'c-1' });
});

it('hears an event once, and one that carries a retry header when it is the first to arrive', async () => {
  const { app, url } = await started();
  const heard: string[] = [];
  app.bolt.event('app_home_opened', async ({ body }) => void heard.push(String(body.event_id)));
  const retry = { 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_timeout' };
  const answers = [
    await deliver(url, event('Ev1')),
    await deliver(url, event('Ev1'), retry),
    await deliver(url, event('Ev2'), retry),
    await deliver(url, event('Ev2')),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  await app.drain(1_000);
  expect(heard).toEqual(['Ev1', 'Ev2']);
});

it('does not acknowledge an event that it cannot remember, so that Slack sends it again', async () => {
  let broken = true;
  const { app, url } = await started({
    seenEvent: async () => {
      if (broken) throw new Error('database or disk is full');
      return false;
    },
  });
  let heard = 0;
  app.bolt.event('app_home_opened', async () => {
    heard += 1;
  });
  expect((await deliver(url, event('Ev1'))).status).toBe(500);
  broken = false;
  expect((await deliver(url, event('Ev1'))).status).toBe(200);
  await until(() => heard === 1);
});

it('acknowledges a click that nobody listens to', async () => {
  const { url } = await started();
  expect((await deliver(url, click())).status).toBe(200);
});

it('waits for what runs after the acknowledgement when it stops, and takes nothing new', async () => {
  const { app, url, acks } = await started();
  let finish = () => {};
  let finished = false;
  app.bolt.action('claim', async ({ ack }) => {
    await ack();
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
    finished = true;
  });
  expect((await deliver(url, click())).status).toBe(200);
  expect([app.underWay(), await app.drain(20)]).toEqual([1, false]);
  const stopped = app.stop(5_000);
  expect((await deliver(url, click())).status).toBe(503);
  finish();
  expect([await stopped, finished, app.underWay()]).toEqual([true, true, 0]);
  expect(acks).toEqual(['action']);
});

it('acknowledges once: the second time is logged, not thrown', async () => {
  const { app, url, lines } = await started();
  app.bolt.command('/prodseceng', async ({ ack }) => {
    await ack('first');
    await ack('second');
  });
  expect(await (await deliver(url, COMMAND)).text()).toBe('first');
  await app.drain(1_000);
  expect(lines.join('')).toContain('Acknowledged twice');
});

it('tells the person in the acknowledgement when a command fails, and logs no secret', async () => {
  const { app, url, lines } = await started();
  app.bolt.command('/prodseceng', async () => {
    throw new Error(`could not use ${BOT_TOKEN}`);
  });
  const answer = (await (await deliver(url, COMMAND)).json()) as {
    response_type: string;
    blocks: { text: { text: string } }[];
  };
  expect(answer.response_type).toBe('ephemeral');
  const said = answer.blocks[0]?.text.text ?? '';
  expect(said).toMatch(/Something went wrong on our side\. Please try again.*mention [0-9a-f]{8}\./);
  const reference = said.slice(-9, -1);
  expect(lines.find((line) => line.includes(reference))).toContain('command /prodseceng');
  expect(lines.join('')).not.toContain(BOT_TOKEN);
});

it('keeps the modal and what was typed in it when sending it fails', async () => {
  const { app, url } = await started({ onError: () => 'Nothing can be saved right now. Please try again in an hour.' });
  app.bolt.view('filing', async () => {
    throw new Error('attempt to write a readonly database');
  });
  const view = {
    id: 'V1',
    type: 'modal',
    callback_id: 'filing',
    blocks: [{ type: 'divider' }, { type: 'input', block_id: 'f:title' }],
  };
  const submission = {
    type: 'view_submission',
    team: { id: TEAM_ID },
    user: { id: 'U0PERSON1' },
    trigger_id: '1.2.x',
    view,
  };
  expect(await (await deliver(url, submission)).json()).toEqual({
    response_action: 'errors',
    errors: { 'f:title': 'Nothing can be saved right now. Please try again in an hour.' },
  });
  const preview = {
    ...submission,
    view: { ...view, root_view_id: 'V1', previous_view_id: null, blocks: [{ type: 'divider' }] },
  };
  expect(await (await deliver(url, preview)).json()).toMatchObject({
    response_action: 'push',
    view: { type: 'modal' },
  });
});

it('tells the person through the response address when a click on a message fails', async () => {
  const told: string[] = [];
  const answers = await serve((request, response) => {
    request.on('data', (part: Buffer) => void told.push(part.toString()));
    request.on('end', () => response.end('ok'));
  });
  closing.push(answers.close);
  const { app, url } = await started();
  app.bolt.action('claim', async ({ ack }) => {
    await ack();
    throw new TypeError('x is undefined');
  });
  await deliver(url, click({ response_url: `${answers.url}/actions/T/1/x` }));
  await app.drain(2_000);
  expect(JSON.parse(told.join(''))).toMatchObject({ response_type: 'ephemeral', replace_original: false });
});

it('lays an explanation over the modal whose button failed, and writes to the person where even that fails', async () => {
  const { app, peer, url } = await started();
  peer.on('views.push', { ok: true });
  peer.on('chat.postMessage', { ok: true, channel: 'D1', ts: '1.1' });
  app.bolt.action('claim', async ({ ack }) => {
    await ack();
    throw new Error('oops');
  });
  const inModal = click({ view: { id: 'V1', type: 'modal', blocks: [] } });
  await deliver(url, inModal);
  await app.drain(2_000);
  expect(peer.called('views.push')).toHaveLength(1);
  expect(peer.called('chat.postMessage')).toHaveLength(0);
  peer.on('views.push', { ok: false, error: 'expired_trigger_id' });
  await deliver(url, inModal);
  await app.drain(2_000);
  expect(peer.called('chat.postMessage')[0]?.channel).toBe('U0PERSON1');
});
