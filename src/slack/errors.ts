import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import { withoutSecrets } from './log.ts';

/** What a failed call of the Web API means for whoever made it. */
export type SlackFailureKind =
  /** Not done; to be tried again after `retryAfterMs`. */
  | 'rate-limited'
  /** Perhaps done: the answer was lost. */
  | 'unknown-outcome'
  /** Surely not done, and worth another try: Slack could not be reached or says so itself. */
  | 'unavailable'
  /** What the call is about is not there (any more). */
  | 'gone'
  | 'not-in-channel'
  /** The token, its scopes or the installation are wrong: an operator must act. */
  | 'auth'
  /** Refused for what it says; another try would be refused too. */
  | 'rejected';

export type SlackFailure = {
  kind: SlackFailureKind;
  /** Slack's own word, or the network's. */
  code: string;
  retryAfterMs?: number;
  /** For logs and for /prodseceng status: one line, no secrets. */
  text: string;
};

const WORDS: Record<Exclude<SlackFailureKind, 'rejected'>, readonly string[]> = {
  'rate-limited': ['ratelimited', 'rate_limited', 'message_limit_exceeded'],
  'unknown-outcome': ['internal_error', 'fatal_error', 'service_unavailable', 'deadline_exceeded', 'http_error'],
  unavailable: ['request_timeout', 'team_added_to_org', 'accesslimited', 'org_login_required'],
  gone: [
    ...[
      'message_not_found',
      'channel_not_found',
      'is_archived',
      'user_not_found',
      'users_not_found',
      'thread_not_found',
    ],
    ...[
      'user_disabled',
      'user_not_visible',
      'not_found',
      'view_not_found',
      'cannot_reply_to_message',
      'subteam_not_found',
    ],
    ...['no_such_subteam', 'cannot_dm_bot', 'channel_is_archived'],
  ],
  'not-in-channel': ['not_in_channel'],
  auth: [
    ...['invalid_auth', 'not_authed', 'token_revoked', 'token_expired', 'account_inactive', 'missing_scope'],
    ...['no_permission', 'not_allowed_token_type', 'access_denied', 'ekm_access_denied', 'team_access_not_granted'],
    ...['user_removed_from_team', 'team_disabled', 'enterprise_is_restricted', 'two_factor_setup_required'],
  ],
};

const KINDS = new Map(
  Object.entries(WORDS).flatMap(([kind, words]) => words.map((word) => [word, kind as SlackFailureKind])),
);

const NOT_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EAI_FAIL|EHOSTUNREACH|ENETUNREACH|ENETDOWN|UND_ERR_CONNECT_TIMEOUT|CERT_.*|.*_SELF_SIGNED_CERT.*|SELF_SIGNED_CERT.*|UNABLE_TO_.*|ERR_TLS_CERT.*|ERR_SSL.*|EPROTO|ERR_INVALID_URL)$/;

/** Slack's usual pause where it says none. */
const DEFAULT_PAUSE_MS = 30_000;

/** What a failed call means; null for an error that does not come from calling Slack, which is a fault of ours. */
export function slackFailure(error: unknown): SlackFailure | null {
  if (error instanceof WebAPIRateLimitedError) return rateLimited(error.retryAfter * 1_000);
  if (error instanceof WebAPIPlatformError) return fromAnswer(error.data);
  if (error instanceof WebAPIHTTPError) return fromStatus(error.statusCode);
  if (error instanceof WebAPIRequestError) return fromNetwork(error.original);
  if (!(error instanceof Error)) return null;
  if (error.message.startsWith('Retry header did not contain a valid timeout')) return rateLimited(DEFAULT_PAUSE_MS);
  // While the body is read these come through as they are.
  const whileReading =
    /^(TimeoutError|AbortError)$/.test(error.name) || /^(terminated|fetch failed)$/.test(error.message);
  return whileReading ? fromNetwork(error) : null;
}

function rateLimited(retryAfterMs: number): SlackFailure {
  const seconds = Math.ceil(retryAfterMs / 1_000);
  return {
    kind: 'rate-limited',
    code: 'ratelimited',
    retryAfterMs,
    text: `Slack asks us to wait ${seconds} s (ratelimited)`,
  };
}

type Answer = WebAPIPlatformError['data'] & { needed?: unknown; provided?: unknown };

function fromAnswer(answer: Answer): SlackFailure {
  const code = String(answer.error);
  if (!/^[a-z][a-z0-9_]{1,80}$/.test(code))
    return lost('not_json', 'Slack answered with something that is not its own');
  const kind = KINDS.get(code) ?? 'rejected';
  if (kind === 'rate-limited')
    return rateLimited((answer.response_metadata?.retryAfter ?? DEFAULT_PAUSE_MS / 1_000) * 1_000);
  const why = [needed(answer), ...(answer.response_metadata?.messages ?? [])].filter((part) => part !== '');
  const text = withoutSecrets([`Slack answered ${code}`, ...why].join('; ')).slice(0, 500);
  return { kind, code, text };
}

const needed = (answer: Answer) => (typeof answer.needed === 'string' ? `needs the scope ${answer.needed}` : '');

function fromStatus(status: number): SlackFailure {
  const [code, text] = [`http_${status}`, `Slack answered with HTTP status ${status}`];
  if (status >= 500 || status === 408) return lost(code, text);
  return { kind: status === 401 || status === 403 ? 'auth' : 'rejected', code, text };
}

function fromNetwork(error: Error): SlackFailure {
  const codes = codesOf(error);
  const code = codes[0] ?? error.name;
  if (codes.length > 0 && codes.every((each) => NOT_SENT.test(each))) {
    return { kind: 'unavailable', code, text: `Slack cannot be reached (${code})` };
  }
  const timeout = /^(TimeoutError|AbortError)$/.test(error.name);
  return lost(
    timeout ? 'timeout' : code,
    timeout ? 'Slack did not answer in time' : `The connection to Slack was lost (${code})`,
  );
}

const lost = (code: string, text: string): SlackFailure => ({ kind: 'unknown-outcome', code, text });

/** The codes of an error, its causes and, where several addresses were tried, of each try. */
function codesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  if (error instanceof AggregateError) return error.errors.flatMap(codesOf);
  const code = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  return code.length > 0 ? code : codesOf(error.cause);
}
