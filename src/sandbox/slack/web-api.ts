import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { readBody, sendJson } from '../http.ts';
import { needScope } from './arguments.ts';
import type { SlackFault, SlackFaults } from './faults.ts';
import { METHODS, type Method } from './methods.ts';
import { takeUpload } from './methods-files.ts';
import { respond } from './response-message.ts';
import { type Json, Refusal, type Slack } from './types.ts';

/** A call of the app, as it came in. */
export type ApiCall = { method: string; args: Json; at: Date; answer: string };

type Answer = { status: number; body: Json | string; headers?: Record<string, string> };

/** Serves `/api/METHOD` and the response addresses. */
export function createWebApi(slack: Slack, faults: SlackFaults, calls: ApiCall[]) {
  return async (request: IncomingMessage, response: ServerResponse, path: string): Promise<void> => {
    const name = path.slice('/api/'.length);
    const body = await readBody(request);
    if (name.startsWith('upload/')) {
      const taken = takeUpload(slack, name.slice('upload/'.length), body);
      return send(
        response,
        taken ? { status: 200, body: `OK - ${body.length}` } : { status: 400, body: 'not uploaded' },
      );
    }
    const args = readArgs(request.headers['content-type'] ?? '', body);
    const isResponse = name.startsWith('response/');
    const method = isResponse ? 'response_url' : name;
    const call: ApiCall = { method, args, at: slack.now(), answer: 'none' };
    calls.push(call);
    const act = (): Answer => {
      const answer = isResponse
        ? respond(slack, name.slice('response/'.length), args)
        : run(slack, name, args, request);
      call.answer = answerName(answer);
      return answer;
    };
    await answerWith(faults.take(method, args), act, call, response);
  };
}

async function answerWith(
  fault: SlackFault | null,
  act: () => Answer,
  call: ApiCall,
  response: ServerResponse,
): Promise<void> {
  if (fault !== null) call.answer = 'fault';
  if (fault === 'hang') return;
  if (fault === 'drop') return void response.destroy();
  if (fault === 'do-then-hang') return void act();
  if (fault === 'do-then-drop') {
    act();
    return void response.destroy();
  }
  if (fault !== null && 'error' in fault) return send(response, refused(fault));
  if (fault !== null && 'status' in fault) return send(response, { status: fault.status, body: fault.body ?? '' });
  if (fault !== null && 'delayMs' in fault) await wait(fault.delayMs);
  if (fault !== null && 'call' in fault && fault.before) await fault.call();
  const answer = act();
  if (fault !== null && 'call' in fault && !fault.before) await fault.call();
  send(response, answer);
}

function refused(fault: { error: string; retryAfter?: number }): Answer {
  if (fault.error !== 'ratelimited') return { status: 200, body: { ok: false, error: fault.error } };
  const headers = { 'retry-after': String(fault.retryAfter ?? 1) };
  return { status: 429, body: { ok: false, error: 'ratelimited' }, headers };
}

function run(slack: Slack, name: string, args: Json, request: IncomingMessage): Answer {
  const method = METHODS[name];
  if (!method) {
    slack.problem(`${name} is not a method that the sandbox knows`);
    return { status: 200, body: { ok: false, error: 'unknown_method', req_method: name } };
  }
  const headers = {
    'x-oauth-scopes': slack.manifest.scopes.join(','),
    'x-accepted-oauth-scopes': method.scopes.join(','),
  };
  try {
    checkToken(slack, method, request.headers.authorization ?? '');
    for (const scope of method.scopes) needScope(slack, name, scope);
    return { status: 200, body: { ok: true, ...method.run(slack, args) }, headers };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: 200, body: { ok: false, error: error.error, ...error.detail }, headers };
  }
}

function checkToken(slack: Slack, method: Method, authorization: string): void {
  if (!authorization) throw new Refusal('not_authed');
  const token = authorization.replace(/^Bearer /, '');
  const { botToken, appToken } = slack.secrets;
  if (token !== botToken && token !== appToken) throw new Refusal('invalid_auth');
  if (token !== (method.token === 'app' ? appToken : botToken)) throw new Refusal('not_allowed_token_type');
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  if (response.destroyed || response.writableEnded) return;
  if (typeof body === 'string') response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(body);
  else sendJson(response, status, body, headers);
}

function answerName(answer: Answer): string {
  if (typeof answer.body === 'string') return answer.status < 300 ? 'ok' : `http ${answer.status}`;
  return answer.body.ok === true ? 'ok' : String(answer.body.error);
}

/** Arguments come as JSON, or form-encoded with JSON inside the structured ones. */
function readArgs(contentType: string, body: string): Json {
  if (contentType.startsWith('application/json')) return JSON.parse(body || '{}') as Json;
  const args: Json = {};
  for (const [name, value] of new URLSearchParams(body)) args[name] = structured(name, value);
  return args;
}

const STRUCTURED = new Set(['blocks', 'view', 'metadata', 'attachments', 'files']);

function structured(name: string, value: string): unknown {
  if (!STRUCTURED.has(name)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
