/**
 * What a failed call means for whoever made it.
 * - `unavailable`: surely not done (or it was only a reading); try again later.
 * - `unknown-outcome`: a write that may or may not have been done; look before trying again.
 * - `rejected`: GitLab understood and said no (400, 409, 422); trying again changes nothing.
 */
export type GitLabErrorKind =
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'rate-limited'
  | 'rejected'
  | 'unavailable'
  | 'unknown-outcome';

/** The only error that the GitLab client throws. It holds no header, no token and no cause. */
export class GitLabError extends Error {
  override readonly name = 'GitLabError';
  readonly kind: GitLabErrorKind;
  /** The HTTP status, or null where there was no answer. */
  readonly status: number | null;
  /** How long GitLab asked to be left alone, in milliseconds. */
  readonly retryAfterMs?: number;

  constructor(kind: GitLabErrorKind, message: string, more: { status?: number; retryAfterMs?: number } = {}) {
    super(message);
    this.kind = kind;
    this.status = more.status ?? null;
    if (more.retryAfterMs !== undefined) this.retryAfterMs = more.retryAfterMs;
  }
}

/** What an answer with this status means; `isWrite` when the request could have changed something. */
export function kindOfStatus(status: number, isWrite: boolean): GitLabErrorKind {
  if (status === 401) return 'unauthorized';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'not-found';
  if (status === 429) return 'rate-limited';
  if (status === 408 || (status >= 300 && status < 400)) return 'unavailable';
  if (status >= 400 && status < 500) return 'rejected';
  return kindOfLostAnswer(isWrite);
}

/** A request that may have arrived and whose answer cannot be read. */
export function kindOfLostAnswer(isWrite: boolean): GitLabErrorKind {
  return isWrite ? 'unknown-outcome' : 'unavailable';
}
