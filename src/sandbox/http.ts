import type { IncomingMessage, ServerResponse } from 'node:http';

const MAX_BODY = 5_000_000;

/** Reads a request's body as text; refuses more than 5 MB. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    parts.push(part as Buffer);
    size += (part as Buffer).length;
    if (size > MAX_BODY) throw new Error('request body too large');
  }
  return Buffer.concat(parts).toString('utf8');
}

/** Answers with JSON. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(JSON.stringify(body));
}

/** Whether the request comes from this machine's own page: a loopback Host, and no Origin but that same one. */
export function isLocalRequest(request: IncomingMessage): boolean {
  const host = request.headers.host ?? '';
  if (!/^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(host)) return false;
  const origin = request.headers.origin;
  return origin === undefined || origin.toLowerCase() === `http://${host.toLowerCase()}`;
}
