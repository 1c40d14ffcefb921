const REDACTED = '[redacted]';

/** Keys whose value is never written, whatever it looks like. */
const SECRET_KEY =
  /token|secret|password|passwd|authorization|cookie|signature|api[-_]?key|private[-_]?key|response_url/i;

/** What a secret looks like when it is not known by value: in prose, headers, addresses and JSON. */
const SHAPES: [pattern: RegExp, replacement: string][] = [
  [/\bxox[a-z](?:\.xox[a-z])?-[\w-]+/g, REDACTED],
  [/\bx(?:app|wfp)-[\w-]+/g, REDACTED],
  [/\bgl(?:pat|ptt|dt|rt|rtr|cbt|agent|soat|oas|ft|imt|ffct)-[\w.=-]{6,}/g, REDACTED],
  // The token of a tool's heartbeat.
  [/\btool_token_[\w-]{20,}/g, REDACTED],
  [/\bwhsec_[\w+/=-]+/g, REDACTED],
  [/(:\/\/)[^\s/@"'\\]+@/g, `$1${REDACTED}@`],
  [/(https:\/\/hooks\.slack\.com\/)[^\s"'\\>)]+/g, `$1${REDACTED}`],
  [/([?&](?:private_token|access_token|job_token|token|secret|password|ticket)=)[^&\s"'\\#]+/gi, `$1${REDACTED}`],
  [/\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi, `$1 ${REDACTED}`],
  [
    /\b((?:private-token|x-gitlab-token|x-slack-signature|webhook-signature)["'\\]*\s*[:=,]\s*["'\\]*)[^\s"'\\,}]+/gi,
    `$1${REDACTED}`,
  ],
];

export type Redactor = {
  /** A text without secrets. */
  text(value: string): string;
  /** A copy fit for a log: secrets gone by value, by shape and by key; errors, URLs and cycles made plain. */
  value(value: unknown): unknown;
};

/** Redacts the given secrets wherever they stand, also percent-encoded, and all that looks like a secret. */
export function createRedactor(secrets: readonly string[]): Redactor {
  const known = [...new Set(secrets.flatMap((secret) => [secret, encodeURIComponent(secret)]))]
    .filter((secret) => secret.length >= 4)
    .sort((a, b) => b.length - a.length);
  const text = (value: string) => {
    let clean = value;
    for (const secret of known) clean = clean.replaceAll(secret, REDACTED);
    for (const [pattern, replacement] of SHAPES) clean = clean.replace(pattern, replacement);
    return clean;
  };
  return { text, value: (value) => plain(value, text, []) };
}

const DEEPEST = 8;
const LONGEST_LIST = 100;

function plain(value: unknown, text: Redactor['text'], above: readonly object[]): unknown {
  if (typeof value === 'string') return text(value);
  if (typeof value === 'bigint' || typeof value === 'symbol') return text(String(value));
  if (typeof value === 'function') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (above.includes(value)) return '[circular]';
  if (above.length >= DEEPEST) return '[deeper]';
  return plainObject(value, text, [...above, value]);
}

function plainObject(value: object, text: Redactor['text'], above: readonly object[]): unknown {
  if (value instanceof Error) return plainError(value, text, above);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'invalid date' : value.toISOString();
  if (value instanceof URL || value instanceof RegExp) return text(String(value));
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (value instanceof Map)
    return plainEntries(
      [...value].map(([key, inner]) => [String(key), inner]),
      text,
      above,
    );
  if (Array.isArray(value) || value instanceof Set) {
    return [...value].slice(0, LONGEST_LIST).map((inner) => plain(inner, text, above));
  }
  return plainEntries(Object.entries(value), text, above);
}

/** Headers and the like arrive as objects: a secret key hides its value, which is why errors are copied whole. */
function plainEntries(entries: [string, unknown][], text: Redactor['text'], above: readonly object[]): object {
  return Object.fromEntries(
    entries.map(([key, inner]) => [text(key), hides(key, inner) ? REDACTED : plain(inner, text, above)]),
  );
}

const hides = (key: string, value: unknown) =>
  SECRET_KEY.test(key) && value !== null && value !== undefined && typeof value !== 'boolean';

function plainError(error: Error, text: Redactor['text'], above: readonly object[]): object {
  const cause = error.cause === undefined ? {} : { cause: plain(error.cause, text, above) };
  const errors = error instanceof AggregateError ? { errors: plain(error.errors, text, above) } : {};
  const rest = Object.entries(error).filter(([key]) => !['name', 'message', 'stack', 'cause', 'errors'].includes(key));
  return {
    ...plainEntries(rest, text, above),
    type: error.name,
    message: text(error.message),
    stack: text(error.stack ?? ''),
    ...cause,
    ...errors,
  };
}
