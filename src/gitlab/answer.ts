import { GitLabError, kindOfStatus } from './errors.ts';

export type Refusal = {
  what: string;
  status: number;
  headers: Record<string, string>;
  text: string;
  isWrite: boolean;
  token: string;
  now: () => Date;
};

type Read =
  | { ok: true; body: Record<string, unknown> | Record<string, unknown>[] | null }
  | { ok: false; found: string };

/** An answer's text as JSON: an object, a list, or null where there is none (204). */
export function readAnswer(text: string): Read {
  if (text.trim() === '') return { ok: true, body: null };
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object') return { ok: true, body: body as Record<string, unknown> | null };
    return { ok: false, found: `a bare ${typeof body}` };
  } catch {
    return { ok: false, found: text.trimStart().startsWith('<') ? 'an HTML page' : 'something else' };
  }
}

/** The error for an answer that is no success. */
export function refusal(answer: Refusal): GitLabError {
  const { status } = answer;
  const said = saidBy(answer.text).replaceAll(answer.token, '[token]');
  const message = `${answer.what}: GitLab answered ${status}${said ? ` (${said})` : ''}`;
  const retryAfterMs = status === 429 || status === 503 ? askedWait(answer.headers, answer.now()) : undefined;
  return new GitLabError(kindOfStatus(status, answer.isWrite), message, {
    status,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/** `Retry-After` in seconds or as a date, else `RateLimit-Reset` in seconds since 1970; in milliseconds from now. */
function askedWait(headers: Record<string, string>, now: Date): number | undefined {
  const after = headers['retry-after']?.trim();
  if (after && /^\d+(\.\d+)?$/u.test(after)) return Math.ceil(Number(after) * 1000);
  const until = after ? Date.parse(after) : Number(headers['ratelimit-reset'] ?? Number.NaN) * 1000;
  return Number.isFinite(until) ? Math.max(0, until - now.getTime()) : undefined;
}

const MOST_SAID = 300;

/** What GitLab says in `message`, `error` or `error_description`; a page instead of JSON says nothing. */
function saidBy(text: string): string {
  const read = readAnswer(text);
  if (!read.ok || read.body === null || Array.isArray(read.body)) return '';
  const said = [read.body.message ?? read.body.error, read.body.error_description]
    .filter((part) => part !== undefined && part !== null)
    .map((part) => (typeof part === 'string' ? part : JSON.stringify(part)))
    .join('; ');
  return said.length > MOST_SAID ? `${said.slice(0, MOST_SAID)}…` : said;
}
