import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

export type Headers = Record<string, string | string[] | undefined>;

/** `id` stays the same when GitLab sends the same hook again. */
export type Verdict = { ok: true; id: string } | { ok: false; reason: string };

const TOLERANCE_MS = 5 * 60 * 1000;

/**
 * Whether a hook comes from the GitLab that knows the secret: by its plain token, or by a signature not older or
 * newer than five minutes. `headers` have lower-case names; `rawBody` is the body as it arrived.
 */
export function verifyWebhook(headers: Headers, rawBody: string | Buffer, secret: string, nowMs: number): Verdict {
  if (secret === '') return { ok: false, reason: 'no webhook secret is set' };
  const token = one(headers, 'x-gitlab-token');
  const signature = one(headers, 'webhook-signature');
  if (token !== null && same(token, secret)) return { ok: true, id: deliveryId(headers, rawBody) };
  if (signature === null) {
    return { ok: false, reason: token === null ? 'neither token nor signature' : 'wrong token' };
  }
  const problem = signatureProblem(headers, signature, rawBody, secret, nowMs);
  return problem === null ? { ok: true, id: one(headers, 'webhook-id') ?? '' } : { ok: false, reason: problem };
}

function signatureProblem(headers: Headers, signature: string, body: string | Buffer, secret: string, nowMs: number) {
  const id = one(headers, 'webhook-id');
  const timestamp = one(headers, 'webhook-timestamp');
  if (id === null || timestamp === null || !/^\d{1,12}$/u.test(timestamp)) return 'signature without id or timestamp';
  if (Math.abs(nowMs - Number(timestamp) * 1000) > TOLERANCE_MS) return 'stale timestamp';
  const expected = keysOf(secret).map((key) => signHook(key, id, timestamp, body));
  const given = signature.split(/\s+/u).filter((part) => part.startsWith('v1,'));
  return given.some((part) => expected.some((wanted) => same(part, wanted))) ? null : 'wrong signature';
}

/** The signature of a hook as GitLab writes it: `v1,` and base64. */
export function signHook(key: string | Buffer, id: string, timestamp: string, body: string | Buffer): string {
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`;
}

const SHORTEST_KEY_BYTES = 16;

/** Signing tokens that begin with `whsec_` hold their key in base64; others are the key themselves. */
function keysOf(secret: string): (string | Buffer)[] {
  const inside = secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.alloc(0);
  return inside.length >= SHORTEST_KEY_BYTES ? [secret, inside] : [secret];
}

/** Compares without telling by its time how much was right. */
function same(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}

function deliveryId(headers: Headers, rawBody: string | Buffer): string {
  const named = one(headers, 'idempotency-key') ?? one(headers, 'webhook-id');
  return named ?? createHash('sha256').update(rawBody).digest('hex');
}

function one(headers: Headers, name: string): string | null {
  const value = headers[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

const Person = z.object({ id: z.number(), username: z.string(), name: z.string() });

const IssueHook = z
  .object({
    object_kind: z.literal('issue'),
    user: Person,
    project: z.object({ id: z.number() }),
    object_attributes: z.object({ iid: z.number(), action: z.string().nullish() }),
  })
  .transform((hook) => ({
    kind: 'issue' as const,
    projectId: hook.project.id,
    issueIid: hook.object_attributes.iid,
    /** open, update, close, reopen */
    action: hook.object_attributes.action ?? null,
    by: hook.user,
  }));

const NoteHook = z
  .object({
    object_kind: z.literal('note'),
    event_type: z.string().nullish(),
    user: Person,
    project: z.object({ id: z.number() }),
    object_attributes: z.object({
      id: z.number(),
      noteable_type: z.literal('Issue'),
      system: z.boolean().nullish(),
      internal: z.boolean().nullish(),
    }),
    issue: z.object({ iid: z.number() }),
  })
  .transform((hook) => ({
    kind: 'note' as const,
    projectId: hook.project.id,
    issueIid: hook.issue.iid,
    noteId: hook.object_attributes.id,
    system: hook.object_attributes.system ?? false,
    /** Where the hook does not say, a confidential note counts as internal. */
    internal: hook.object_attributes.internal ?? hook.event_type === 'confidential_note',
    by: hook.user,
  }));

const MergeRequestHook = z
  .object({
    object_kind: z.literal('merge_request'),
    project: z.object({ path_with_namespace: z.string() }),
    object_attributes: z.object({ iid: z.number() }),
  })
  .transform((hook) => ({
    kind: 'merge_request' as const,
    projectPath: hook.project.path_with_namespace,
    iid: hook.object_attributes.iid,
  }));

/**
 * What a hook says happened: enough to know which issue or merge request to read again. Texts are left out on purpose, they are read
 * from GitLab, as they are then and as far as the bot may see them.
 */
export type Hook =
  | z.output<typeof IssueHook>
  | z.output<typeof NoteHook>
  | z.output<typeof MergeRequestHook>
  | { kind: 'ignored' };

/** Reads a verified hook's body. Kinds that are not known, and bodies that do not fit, are `ignored`. */
export function readHook(rawBody: string | Buffer): Hook {
  try {
    const parsed = z.union([IssueHook, NoteHook, MergeRequestHook]).safeParse(JSON.parse(rawBody.toString()));
    return parsed.success ? parsed.data : { kind: 'ignored' };
  } catch {
    return { kind: 'ignored' };
  }
}
