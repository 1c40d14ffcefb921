import { setTimeout as sleep } from 'node:timers/promises';
import { createRequesterFn, type RequesterType, type ResourceOptions } from '@gitbeaker/requester-utils';
import { readAnswer, refusal } from './answer.ts';
import { GitLabError, kindOfLostAnswer } from './errors.ts';

export type RequesterSettings = {
  /** The deadline of one call, its retries and the reading of the answer included. */
  timeoutMs: number;
  now: () => Date;
  fetch: typeof fetch;
  /** Taken out of every error text. */
  token: string;
};

type Call = { url: URL; method: string; headers: Record<string, string>; body?: string; what: string };

const RETRIES = 2;
const RETRY_WAITS_MS = [150, 500];
const LONGEST_RATE_WAIT_MS = 1_000;
const MOST_REDIRECTS = 3;
const TRANSIENT = new Set([502, 503, 504]);
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/**
 * What @gitbeaker's classes send their requests with, instead of the requester they come with: a deadline of our own,
 * no redirect to another origin, JSON or an error, writes sent once, and errors that hold no secret.
 */
export function createRequester(settings: RequesterSettings): (options: ResourceOptions) => RequesterType {
  return createRequesterFn(
    (_, options) => Promise.resolve(options),
    (endpoint, options = {}) => sendWithin(settings, callTo(endpoint, options)),
  );
}

function callTo(endpoint: string, options: Record<string, unknown>): Call {
  const { prefixUrl, searchParams, method, headers, body } = options;
  const base = String(prefixUrl ?? '');
  const url = new URL(endpoint, base.endsWith('/') ? base : `${base}/`);
  if (typeof searchParams === 'string') url.search = searchParams;
  const verb = typeof method === 'string' ? method : 'GET';
  return {
    url,
    method: verb,
    headers: { ...(headers as Record<string, string> | undefined), accept: 'application/json' },
    ...(typeof body === 'string' ? { body } : {}),
    what: `${verb} ${decodeURIComponent(url.pathname.replace(/^.*?\/api\/v4\/+/u, ''))}`,
  };
}

async function sendWithin(settings: RequesterSettings, call: Call) {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), settings.timeoutMs);
  try {
    return await sendPatiently(settings, call, deadline.signal);
  } finally {
    clearTimeout(timer);
  }
}

async function sendPatiently(settings: RequesterSettings, call: Call, signal: AbortSignal) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await sendOnce(settings, call, signal);
    } catch (error) {
      const failure = error instanceof Failure ? error : new Failure(lostAnswer(settings, call, error, signal), true);
      const waitMs = attempt < RETRIES ? waitBefore(call, failure, attempt) : null;
      if (waitMs === null || signal.aborted) throw failure.error;
      await sleep(waitMs, undefined, { signal }).catch(() => {
        throw failure.error;
      });
    }
  }
}

/** A failed attempt; `transient` where a reading may well succeed a moment later. */
class Failure {
  readonly error: GitLabError;
  readonly transient: boolean;
  constructor(error: GitLabError, transient: boolean) {
    this.error = error;
    this.transient = transient;
  }
}

function waitBefore(call: Call, { error, transient }: Failure, attempt: number): number | null {
  if (call.method !== 'GET') return null;
  if (error.kind === 'rate-limited') {
    const wait = error.retryAfterMs;
    return wait !== undefined && wait <= LONGEST_RATE_WAIT_MS ? wait : null;
  }
  return transient ? (RETRY_WAITS_MS[attempt] ?? null) : null;
}

async function sendOnce(settings: RequesterSettings, call: Call, signal: AbortSignal) {
  const response = await fetchInside(settings, call, signal);
  const text = await response.text();
  const headers = Object.fromEntries(response.headers.entries());
  const isWrite = call.method !== 'GET';
  if (!response.ok) {
    const error = refusal({ ...settings, what: call.what, status: response.status, headers, text, isWrite });
    throw new Failure(error, TRANSIENT.has(response.status));
  }
  const read = readAnswer(text);
  if (read.ok) return { body: read.body, headers, status: response.status };
  const message = `${call.what}: GitLab's answer (${response.status}) is not JSON but ${read.found}; is GITLAB_URL right, or a proxy in between?`;
  throw new Failure(new GitLabError(kindOfLostAnswer(isWrite), message, { status: response.status }), false);
}

/** Follows a redirect of a reading within the same origin only: elsewhere the token would go with it. */
async function fetchInside(settings: RequesterSettings, call: Call, signal: AbortSignal): Promise<Response> {
  let url = call.url;
  for (let hop = 0; ; hop += 1) {
    const { method, headers, body } = call;
    const response = await settings.fetch(url, {
      method,
      headers,
      redirect: 'manual',
      signal,
      ...(body === undefined ? {} : { body }),
    });
    const next = redirectTarget(response, url);
    if (!next) return response;
    await response.body?.cancel();
    if (method !== 'GET' || hop >= MOST_REDIRECTS || next.origin !== call.url.origin) throw redirected(call, response);
    url = next;
  }
}

function redirectTarget(response: Response, from: URL): URL | null {
  const location = response.headers.get('location');
  if (response.status < 300 || response.status >= 400 || location === null) return null;
  return URL.canParse(location, from.href) ? new URL(location, from) : new URL('about:blank');
}

function redirected(call: Call, response: Response): Failure {
  const message = `${call.what}: GitLab answered with a redirect (${response.status}), which is not followed; set GITLAB_URL to the final address`;
  return new Failure(new GitLabError('unavailable', message, { status: response.status }), false);
}

/** The text names only the error's code: what the runtime says may hold the headers. */
function lostAnswer(settings: RequesterSettings, call: Call, error: unknown, signal: AbortSignal): GitLabError {
  const isWrite = call.method !== 'GET';
  if (signal.aborted) {
    return new GitLabError(
      kindOfLostAnswer(isWrite),
      `${call.what}: no answer from GitLab within ${settings.timeoutMs} ms`,
    );
  }
  const code = codeOf(error);
  const kind = NEVER_SENT.has(code) ? 'unavailable' : kindOfLostAnswer(isWrite);
  return new GitLabError(kind, `${call.what}: GitLab cannot be reached (${code})`);
}

function codeOf(error: unknown, depth = 0): string {
  if (!(error instanceof Error) || depth > 5) return 'network error';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return codeOf(error instanceof AggregateError ? error.errors[0] : error.cause, depth + 1);
}
