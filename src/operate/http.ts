import {
  createServer,
  type IncomingHttpHeaders,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Body, readBody } from './request-body.ts';

/** What GitLab posted, as it arrived: the signature is over the raw body. */
export type WebhookPost = { headers: IncomingHttpHeaders; body: Buffer };

export type HttpOptions = {
  host: string;
  /** 0 for a free one. */
  port: number;
  readiness(): { ready: boolean; body: unknown };
  metrics(): Promise<{ contentType: string; body: string }>;
  /** Absent without GITLAB_WEBHOOK_SECRET: the address then is not there. */
  gitlabWebhook?: ((post: WebhookPost) => Promise<{ status: number; body?: string }>) | undefined;
  /** Absent in Socket Mode: the address then is not there. `open` is false until Slack has answered once. */
  slackEvents?: { open(): boolean; handle: RequestListener } | undefined;
  /** A tool says that it is alive, with its own token: gives the status to answer with. */
  heartbeat?: ((post: { id: string; token: string }) => Promise<number>) | undefined;
  /** A tool posts how many use it and how many the feature, with its own token: gives the status to answer with, and why. */
  adoption?:
    | ((post: { id: string; token: string; body: Buffer }) => Promise<{ status: number; body?: string }>)
    | undefined;
  /** Told what a handler threw. */
  onError(error: unknown): void;
};

export type HttpServer = {
  /** An address of this machine that reaches the server. */
  url: string;
  port: number;
  /** Takes no more connections, lets what runs finish, and breaks off what still runs after the deadline. */
  close(deadlineMs: number): Promise<void>;
};

/** Serves what operators, Slack and GitLab call. Everything else is 404. */
export async function startHttp(options: HttpOptions): Promise<HttpServer> {
  const running = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    running.add(response);
    response.once('close', () => {
      running.delete(response);
      if (!server.listening) server.closeIdleConnections();
    });
    if (!server.listening) response.setHeader('Connection', 'close');
    route(options, request.method ?? '', pathOf(request.url), request, response).catch((error) => {
      options.onError(error);
      failed(response);
    });
  });
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  await listen(server, options);
  const { port } = server.address() as AddressInfo;
  return { url: `http://${reachable(options.host)}:${port}`, port, close: (ms) => close(server, running, ms) };
}

type Handler = (...args: Parameters<RequestListener>) => Promise<void> | void;

async function route(options: HttpOptions, method: string, path: string, ...call: Parameters<RequestListener>) {
  const verb = method === 'HEAD' ? 'GET' : method;
  await (handlerOf(options, `${verb} ${path}`) ?? notFound)(...call);
}

function handlerOf(options: HttpOptions, address: string): Handler | undefined {
  if (address === 'GET /healthz') return (_, response) => send(response, 200, 'up\n');
  if (address === 'GET /readyz') return (_, response) => sendReadiness(response, options.readiness());
  if (address === 'GET /metrics') return async (_, response) => sendMetrics(response, await options.metrics());
  if (address === 'POST /slack/events' && options.slackEvents) return slackHandler(options.slackEvents);
  if (address === 'POST /gitlab/webhook' && options.gitlabWebhook) return webhookHandler(options.gitlabWebhook);
  const tool = HEARTBEAT.exec(address)?.[1];
  if (tool !== undefined && options.heartbeat) return heartbeatHandler(tool, options.heartbeat);
  const counted = ADOPTION.exec(address)?.[1];
  if (counted !== undefined && options.adoption) return adoptionHandler(counted, options.adoption);
  return undefined;
}

const notFound: Handler = (_, response) => send(response, 404, 'not found\n');

const sendReadiness = (response: ServerResponse, { ready, body }: ReturnType<HttpOptions['readiness']>) =>
  send(response, ready ? 200 : 503, `${JSON.stringify(body)}\n`, { 'Content-Type': 'application/json' });

const sendMetrics = (response: ServerResponse, { contentType, body }: Awaited<ReturnType<HttpOptions['metrics']>>) =>
  send(response, 200, body, { 'Content-Type': contentType });

/** Slack tries an event again after a 503; a person sees that the command failed, and tries again. */
function slackHandler({ open, handle }: NonNullable<HttpOptions['slackEvents']>): Handler {
  return (request, response) => {
    if (open()) return void handle(request, response);
    send(response, 503, 'not ready: Slack has not answered yet\n', { 'Retry-After': '10', Connection: 'close' });
  };
}

function webhookHandler(receive: NonNullable<HttpOptions['gitlabWebhook']>): Handler {
  return async (request, response) => {
    const read = await readBody(request);
    if (!read.ok) return send(response, REFUSALS[read.reason], `${read.reason}\n`, { Connection: 'close' });
    const { status, body = '' } = await receive({ headers: request.headers, body: read.body });
    send(response, status, body);
  };
}

const HEARTBEAT = /^POST \/tools\/([\w-]{1,20})\/heartbeat$/;
/** Nothing in it is read. */
const HEARTBEAT_BYTES = 4_096;

/** The token that a tool's own call carries; undefined where it carries none. */
const bearerOf = ({ authorization = '' }: IncomingHttpHeaders): string | undefined =>
  /^bearer ([\w-]{1,200})$/i.exec(authorization)?.[1];

/** What is not the tool's own token is 401, whether there is such a tool or not. */
function heartbeatHandler(id: string, take: NonNullable<HttpOptions['heartbeat']>): Handler {
  return async (request, response) => {
    const read = await readBody(request, HEARTBEAT_BYTES);
    if (!read.ok) return send(response, REFUSALS[read.reason], `${read.reason}\n`, { Connection: 'close' });
    const token = bearerOf(request.headers);
    answerTool(response, { status: token === undefined ? 401 : await take({ id, token }) });
  };
}

const ADOPTION = /^POST \/tools\/([\w-]{1,20})\/adoption$/;
const ADOPTION_BYTES = 4_096;

/** As a heartbeat; its body is read once the token is known to be the tool's. */
function adoptionHandler(id: string, take: NonNullable<HttpOptions['adoption']>): Handler {
  return async (request, response) => {
    const read = await readBody(request, ADOPTION_BYTES);
    if (!read.ok) return send(response, REFUSALS[read.reason], `${read.reason}\n`, { Connection: 'close' });
    const token = bearerOf(request.headers);
    answerTool(response, token === undefined ? { status: 401 } : await take({ id, token, body: read.body }));
  };
}

function answerTool(response: ServerResponse, { status, body = '' }: { status: number; body?: string }): void {
  if (status === 204) response.writeHead(204, { 'Cache-Control': 'no-store' }).end();
  else if (status === 429) send(response, 429, 'too many\n', { 'Retry-After': '60' });
  else if (status === 401) send(response, 401, 'not the token of this tool\n', { 'WWW-Authenticate': 'Bearer' });
  else send(response, status, `${body}\n`);
}

const REFUSALS: Record<Extract<Body, { ok: false }>['reason'], number> = { 'too large': 413, 'broken off': 400 };

function send(response: ServerResponse, status: number, body: string, headers: Record<string, string> = {}): void {
  const always = {
    'Content-Type': 'text/plain; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  };
  response.writeHead(status, { ...always, ...headers, 'Content-Length': Buffer.byteLength(body) }).end(body);
}

function failed(response: ServerResponse): void {
  if (response.headersSent) response.destroy();
  else send(response, 500, 'something went wrong; the log says what\n');
}

function pathOf(url = '/'): string {
  const [path = '/'] = url.split('?');
  return path;
}

function listen(server: Server, { host, port }: HttpOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

async function close(server: Server, running: Set<ServerResponse>, deadlineMs: number): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const response of running) if (!response.headersSent) response.setHeader('Connection', 'close');
  server.closeIdleConnections();
  const deadline = setTimeout(() => server.closeAllConnections(), deadlineMs);
  await closed;
  clearTimeout(deadline);
}
