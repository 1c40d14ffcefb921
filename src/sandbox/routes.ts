import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Desk } from './desk.ts';
import { personOf } from './desk.ts';
import { readBody, sendJson } from './http.ts';
import { ACT_ROUTES } from './routes-acts.ts';
import { LOOK_ROUTES } from './routes-looks.ts';
import { Refused } from './slack/interactions.ts';
import { asJson, type Json } from './slack/types.ts';

/** One thing that the page can ask for: GET with a query, POST with a JSON body. */
export type Route = (desk: Desk, args: Json) => object | Promise<object>;

/** Serves the page API under `/sandbox/`. */
export async function servePage(
  desk: Desk,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  more: Record<string, Route>,
): Promise<void> {
  const name = url.pathname.slice('/sandbox/'.length);
  const route = { ...LOOK_ROUTES, ...ACT_ROUTES, ...more }[`${request.method} ${name}`];
  if (request.method === 'GET' && name === 'events') return streamChanges(desk, response, url);
  if (!route) return sendJson(response, 404, { ok: false, error: 'not_found' });
  if (request.method === 'POST' && request.headers['x-sandbox'] !== '1')
    return sendJson(response, 403, { ok: false, error: 'the header x-sandbox is missing' });
  try {
    const args = request.method === 'POST' ? await readJson(request) : Object.fromEntries(url.searchParams);
    sendJson(response, 200, { ok: true, ...(await route(desk, args)) });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    sendJson(response, 400, { ok: false, error: error.message });
  }
}

async function readJson(request: IncomingMessage): Promise<Json> {
  const text = await readBody(request);
  try {
    const body = asJson(JSON.parse(text));
    if (body) return body;
  } catch {
    // Falls through to the same refusal as any other body that is no object.
  }
  throw new Refused('the body must be a JSON object');
}

/** Server-sent events: one for each change that the person may see. */
function streamChanges(desk: Desk, response: ServerResponse, url: URL): void {
  const person = personOf(desk, url.searchParams.get('as') ?? '');
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(': open\n\n');
  const stop = desk.slack.changes.listen(person.id, () => {
    response.write('data: {"kind":"changed"}\n\n');
  });
  const beat = setInterval(() => response.write(': still here\n\n'), 20_000);
  response.on('close', () => {
    clearInterval(beat);
    stop();
  });
}
