import { createHmac } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Log } from '../../src/slack/log.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { peopleStore } from '../../src/storage/people.ts';

export const BOT_TOKEN = 'xoxb-1-not-a-real-token';
export const APP_TOKEN = 'xapp-1-not-a-real-token';
export const SECRET = '8f742231b10e8888abcd99yyyzzz85a5';
export const TEAM_ID = 'T0TESTTEAM';

export const AUTH_ANSWER = {
  ok: true,
  team_id: TEAM_ID,
  team: 'Test team',
  bot_id: 'B0TESTBOT',
  user_id: 'U0TESTBOT',
  url: 'https://test.example.com/',
};

export type Call = { method: string; args: Record<string, string> };
/** What a method answers: an object, a whole HTTP answer, or nothing at all for ever, or the connection cut. */
export type Reply =
  | Record<string, unknown>
  | { status: number; headers?: Record<string, string>; body?: string }
  | 'hang'
  | 'drop';
type Answering = Reply | ((args: Record<string, string>, call: number) => Reply);

export type SlackPeer = {
  apiUrl: string;
  calls: Call[];
  on(method: string, answering: Answering): void;
  called(method: string): Record<string, string>[];
  close(): Promise<void>;
};

/** A small Slack Web API on a port of its own: it answers as told, and `unknown_method` otherwise. */
export async function startSlackPeer(): Promise<SlackPeer> {
  const calls: Call[] = [];
  const answers = new Map<string, Answering>([['auth.test', AUTH_ANSWER]]);
  const called = (method: string) => calls.filter((call) => call.method === method).map((call) => call.args);
  const server = await serve(async (request, response) => {
    const method = (request.url ?? '').replace(/^.*\/api\//, '');
    const args = Object.fromEntries(new URLSearchParams(await bodyOf(request)));
    calls.push({ method, args });
    const answering = answers.get(method) ?? { ok: false, error: 'unknown_method' };
    send(response, typeof answering === 'function' ? answering(args, called(method).length) : answering);
  });
  return {
    apiUrl: `${server.url}/api/`,
    calls,
    on: (method, answering) => void answers.set(method, answering),
    called,
    close: server.close,
  };
}

function send(response: ServerResponse, reply: Reply): void {
  if (reply === 'hang') return;
  if (reply === 'drop') return void response.socket?.destroy();
  if (typeof reply.status === 'number') {
    response.writeHead(reply.status, reply.headers as Record<string, string>).end(reply.body ?? '');
    return;
  }
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(reply));
}

export type Served = { url: string; close(): Promise<void> };

export async function serve(listen: RequestListener): Promise<Served> {
  const server = createServer(listen);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, close };
}

export async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

export const nowInSeconds = () => Math.floor(Date.now() / 1_000);

export function signed(body: string, { secret = SECRET, at = nowInSeconds() }: { secret?: string; at?: number } = {}) {
  const digest = createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex');
  return { 'x-slack-request-timestamp': String(at), 'x-slack-signature': `v0=${digest}` };
}

const FORM = 'application/x-www-form-urlencoded';

/** Sends what Slack would send: signed, as JSON for events and as a form for everything else. */
export function deliver(
  url: string,
  payload: Record<string, unknown>,
  headers: Record<string, string> = {},
): Promise<Response> {
  const isEvent = payload.type === 'event_callback' || payload.type === 'url_verification';
  const isCommand = 'command' in payload;
  const form = isCommand ? (payload as Record<string, string>) : { payload: JSON.stringify(payload) };
  const body = isEvent ? JSON.stringify(payload) : new URLSearchParams(form).toString();
  const contentType = isEvent ? 'application/json' : FORM;
  return fetch(`${url}/slack/events`, {
    method: 'POST',
    headers: { 'content-type': contentType, ...signed(body), ...headers },
    body,
  });
}

/** A log whose lines a test can read. */
export function testLog(): { log: Log; lines: string[] } {
  const lines: string[] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) });
  return { log, lines };
}

/** The people store on a database of its own. */
export function testPeople() {
  const path = join(mkdtempSync(join(tmpdir(), 'people-')), 'test.db');
  return peopleStore(openDatabase(path, 'migrations'));
}

export async function until(what: () => boolean, deadlineMs = 5_000): Promise<void> {
  const end = Date.now() + deadlineMs;
  while (!what()) {
    if (Date.now() > end) throw new Error(`Not in ${deadlineMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
