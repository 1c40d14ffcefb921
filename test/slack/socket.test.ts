import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { createSlackApp, type SlackApp } from '../../src/slack/app.ts';
import { createClients } from '../../src/slack/clients.ts';
import { createSocketReceiver } from '../../src/slack/socket.ts';
import { APP_TOKEN, BOT_TOKEN, type SlackPeer, serve, startSlackPeer, TEAM_ID, testLog, until } from './peers.ts';

type Ack = { envelope_id: string; payload?: Record<string, unknown> };
type Sockets = { url: string; open: WebSocket[]; opened: () => number; acks: Ack[]; close(): Promise<void> };

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function startSockets(): Promise<Sockets> {
  const http = createServer();
  const server = new WebSocketServer({ server: http });
  const [open, acks]: [WebSocket[], Ack[]] = [[], []];
  let opened = 0;
  server.on('connection', (socket) => {
    opened += 1;
    open.push(socket);
    socket.on('message', (data) => void acks.push(JSON.parse(String(data)) as Ack));
    socket.on('close', () => open.splice(open.indexOf(socket), 1));
    socket.send(JSON.stringify({ type: 'hello', num_connections: 1 }));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const close = async () => {
    for (const socket of open) socket.terminate();
    server.close();
    http.closeAllConnections();
    await new Promise<void>((resolve) => http.close(() => resolve()));
  };
  closing.push(close);
  return {
    url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}/link/?ticket=secret-ticket`,
    open,
    opened: () => opened,
    acks,
    close,
  };
}

type Running = { app: SlackApp; peer: SlackPeer; sockets: Sockets; lines: string[] };

async function run(prepare: (peer: SlackPeer, sockets: Sockets) => void = () => {}): Promise<Running> {
  const [peer, sockets] = [await startSlackPeer(), await startSockets()];
  peer.on('apps.connections.open', () => ({ ok: true, url: sockets.url }));
  prepare(peer, sockets);
  const { log, lines } = testLog();
  const seen = new Set<string>();
  const app = await createSlackApp({
    slack: { botToken: BOT_TOKEN, appToken: APP_TOKEN, apiUrl: peer.apiUrl },
    clients: createClients({ botToken: BOT_TOKEN, apiUrl: peer.apiUrl, log }),
    log,
    seenEvent: async (id) => seen.has(id) || !seen.add(id),
  });
  closing.push(peer.close, () => app.stop(100));
  app.start();
  return { app, peer, sockets, lines };
}

const command = (id: string) =>
  JSON.stringify({
    type: 'slash_commands',
    envelope_id: id,
    accepts_response_payload: true,
    payload: { command: '/prodseceng', text: '', team_id: TEAM_ID, user_id: 'U0PERSON1', trigger_id: '1.2.x' },
  });

const event = (id: string, eventId: string, retry = 0) =>
  JSON.stringify({
    type: 'events_api',
    envelope_id: id,
    retry_attempt: retry,
    payload: {
      type: 'event_callback',
      event_id: eventId,
      team_id: TEAM_ID,
      event: { type: 'app_home_opened', user: 'U0PERSON1', channel: 'D1', tab: 'home' },
    },
  });

it('is ready once connected, answers a command and knows no address of its own', async () => {
  const { app, sockets, lines } = await run();
  app.bolt.command('/prodseceng', async ({ ack }) => ack({ text: 'help' }));
  await until(app.ready);
  expect(app.listen).toBeNull();
  sockets.open[0]?.send(command('E1'));
  await until(() => sockets.acks.length === 1);
  expect(sockets.acks[0]).toEqual({ envelope_id: 'E1', payload: { text: 'help' } });
  expect(lines.join('')).not.toMatch(/secret-ticket|not-a-real-token/);
});

it('hears a redelivered event once and acknowledges it each time', async () => {
  const { app, sockets } = await run();
  const heard: string[] = [];
  app.bolt.event('app_home_opened', async ({ body }) => void heard.push(String(body.event_id)));
  await until(app.ready);
  for (const message of [event('E1', 'Ev1'), event('E2', 'Ev1', 1), event('E3', 'Ev2', 1)])
    sockets.open[0]?.send(message);
  await until(() => sockets.acks.length === 3);
  await app.drain(1_000);
  expect(heard).toEqual(['Ev1', 'Ev2']);
});

it.each([
  [
    'asks for a new connection',
    (socket: WebSocket) => socket.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' })),
  ],
  ['closes it', (socket: WebSocket) => socket.close()],
  ['vanishes', (socket: WebSocket) => socket.terminate()],
])('connects again at once when Slack %s', async (_, end) => {
  const { app, sockets } = await run();
  app.bolt.command('/prodseceng', async ({ ack }) => ack());
  await until(app.ready);
  const [first] = sockets.open;
  if (first !== undefined) end(first);
  await until(() => !app.ready());
  await until(app.ready, 3_000);
  expect(sockets.opened()).toBe(2);
  sockets.open.at(-1)?.send(command('E9'));
  await until(() => sockets.acks.some(({ envelope_id: id }) => id === 'E9'));
});

it('starts while Slack is out of reach, and connects when it is back', async () => {
  const { app, peer, lines } = await run((slack) => {
    slack.on('apps.connections.open', { status: 503 });
  });
  await until(() => peer.called('apps.connections.open').length >= 2);
  expect(app.ready()).toBe(false);
  peer.on('apps.connections.open', 'drop');
  const tried = peer.called('apps.connections.open').length;
  await until(() => peer.called('apps.connections.open').length > tried);
  const sockets = await startSockets();
  peer.on('apps.connections.open', { ok: true, url: sockets.url });
  await until(app.ready, 10_000);
  expect(lines.join('')).toContain('Slack answered with HTTP status 503');
});

it('says what is wrong with an app token that may not connect', async () => {
  const { peer, lines } = await run((slack) =>
    slack.on('apps.connections.open', { ok: false, error: 'missing_scope' }),
  );
  await until(() => peer.called('apps.connections.open').length >= 2);
  expect(lines.join('')).toContain('it needs the scope connections:write');
});

it('lets what runs acknowledge before it disconnects, and takes nothing new meanwhile', async () => {
  const { app, sockets } = await run();
  let finish = () => {};
  app.bolt.command('/prodseceng', async ({ ack }) => {
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
    await ack();
  });
  await until(app.ready);
  sockets.open[0]?.send(command('E1'));
  await until(() => app.underWay() === 1);
  const stopped = app.stop(5_000);
  sockets.open[0]?.send(command('E2'));
  await new Promise((resolve) => setTimeout(resolve, 100));
  finish();
  expect(await stopped).toBe(true);
  expect(sockets.acks.map(({ envelope_id: id }) => id)).toEqual(['E1']);
  await until(() => sockets.open.length === 0);
  expect(app.ready()).toBe(false);
});

it('leaves no connection behind when it is stopped while connecting', async () => {
  const late = await startSockets();
  let answer = () => {};
  const slow = await serve((_, response) => {
    answer = () => void response.end(JSON.stringify({ ok: true, url: late.url }));
  });
  closing.push(slow.close);
  const { log } = testLog();
  const socket = createSocketReceiver({ appToken: APP_TOKEN, apiUrl: `${slow.url}/`, log });
  await socket.start();
  await new Promise((resolve) => setTimeout(resolve, 100));
  await socket.stop();
  answer();
  await until(() => late.opened() === 1);
  await until(() => late.open.length === 0);
  expect(socket.connected()).toBe(false);
});
