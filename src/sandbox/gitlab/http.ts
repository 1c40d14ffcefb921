import type { IncomingMessage, ServerResponse } from 'node:http';
import { Refused } from './state.ts';

export type Reply = { status: number; body: unknown; headers?: Record<string, string> };
export type Params = Record<string, unknown>;
export type Call = { method: string; path: string; params: Params; token: string | null; url: string };

const MOST_BYTES = 8 * 1024 * 1024;

/** The request's path below `/gitlab/api/v4/`, its token, and its parameters from address and body. */
export async function readCall(req: IncomingMessage): Promise<Call> {
  const url = new URL(req.url ?? '/', 'http://gitlab.invalid');
  const path = url.pathname.replace(/^\/gitlab\/api\/v4\/+/u, '');
  const token = req.headers['private-token'] ?? req.headers.authorization?.replace(/^Bearer /u, '') ?? null;
  return {
    method: req.method ?? 'GET',
    path,
    params: { ...fromQuery(url.searchParams), ...(await fromBody(req)) },
    token: typeof token === 'string' ? token : null,
    url: `${url.pathname}${url.search}`,
  };
}

function fromQuery(query: URLSearchParams): Params {
  const params: Params = {};
  for (const [name, value] of query) {
    if (!name.endsWith('[]')) params[name] = value;
    else params[name.slice(0, -2)] = query.getAll(name);
  }
  return params;
}

async function fromBody(req: IncomingMessage): Promise<Params> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new Refused(413, { message: '413 Request Entity Too Large' });
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  if (text === '') return {};
  if (!req.headers['content-type']?.includes('json')) return fromQuery(new URLSearchParams(text));
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? { ...body } : {};
  } catch {
    throw new Refused(400, { error: 'The provided content-type is not valid JSON' });
  }
}

export function sendReply(res: ServerResponse, { status, body, headers = {} }: Reply): void {
  if (res.destroyed) return;
  const text = body === undefined || body === null ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  const type = typeof body === 'string' ? 'text/html; charset=utf-8' : 'application/json';
  res.writeHead(status, { ...(text ? { 'content-type': type } : {}), ...headers });
  res.end(text);
}

/** One page of a list with GitLab's pagination headers. */
export function paginated(call: Call, rows: unknown[], address: string): Reply {
  const perPage = Math.min(100, Math.max(1, integer(call.params, 'per_page') ?? 20));
  const page = Math.max(1, integer(call.params, 'page') ?? 1);
  const pages = Math.max(1, Math.ceil(rows.length / perPage));
  const next = page < pages ? String(page + 1) : '';
  const link = new URL(address);
  for (const [name, value] of Object.entries(call.params)) link.searchParams.set(name, String(value));
  link.searchParams.set('page', next);
  return {
    status: 200,
    body: rows.slice((page - 1) * perPage, page * perPage),
    headers: {
      'x-page': String(page),
      'x-per-page': String(perPage),
      'x-next-page': next,
      'x-prev-page': page > 1 ? String(page - 1) : '',
      'x-total': String(rows.length),
      'x-total-pages': String(pages),
      ...(next ? { link: `<${link.href}>; rel="next"` } : {}),
    },
  };
}

export function text(params: Params, name: string): string | undefined {
  const value = params[name];
  return typeof value === 'string' ? value : undefined;
}

export function integer(params: Params, name: string): number | undefined {
  const value = params[name];
  if (value === undefined || value === '') return undefined;
  const number = Number(value);
  if (!Number.isInteger(number)) throw new Refused(400, { error: `${name} is invalid` });
  return number;
}

export function flag(params: Params, name: string): boolean | undefined {
  const value = params[name];
  if (value === undefined || value === '') return undefined;
  return value === true || value === 'true' || value === 1 || value === '1';
}

/** Names in a list with commas, or in an array: GitLab takes both. */
export function names(params: Params, name: string): string[] | undefined {
  const value = params[name];
  if (value === undefined) return undefined;
  const list = Array.isArray(value) ? value.map(String) : String(value).split(',');
  return list.map((one) => one.trim()).filter((one) => one !== '');
}

export function integers(params: Params, name: string): number[] | undefined {
  const value = params[name];
  if (value === undefined) return undefined;
  return (Array.isArray(value) ? value : String(value).split(',')).map(Number).filter((id) => id > 0);
}

/** The instant that a parameter names, refused where it names none. */
export function instant(params: Params, name: string): string | undefined {
  const value = text(params, name);
  if (value !== undefined && Number.isNaN(Date.parse(value))) throw new Refused(400, { error: `${name} is invalid` });
  return value;
}
