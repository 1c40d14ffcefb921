import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Headers, readHook, signHook, verifyWebhook } from '../../src/gitlab/webhook.ts';

const SECRET = 'a-long-random-webhook-secret';
const NOW = Date.parse('2026-03-02T10:00:00Z');
const BODY = '{"object_kind":"issue"}';
const STAMP = String(NOW / 1000);

const signed = (more: Headers = {}, key: string | Buffer = SECRET): Headers => ({
  'webhook-id': 'id-1',
  'webhook-timestamp': STAMP,
  'webhook-signature': signHook(key, 'id-1', STAMP, BODY),
  ...more,
});

describe("a webhook is GitLab's", () => {
  it('by its plain token, named by its idempotency key, else by its body', () => {
    const named = { 'x-gitlab-token': SECRET, 'idempotency-key': 'key-1' };
    expect(verifyWebhook(named, BODY, SECRET, NOW)).toEqual({ ok: true, id: 'key-1' });
    const id = createHash('sha256').update(BODY).digest('hex');
    expect(verifyWebhook({ 'x-gitlab-token': SECRET }, Buffer.from(BODY), SECRET, NOW)).toEqual({ ok: true, id });
  });

  it('by its signature, among several, with a key in base64 too', () => {
    expect(verifyWebhook(signed(), BODY, SECRET, NOW)).toEqual({ ok: true, id: 'id-1' });
    const several = { 'webhook-signature': `v1,AAAA ${signHook(SECRET, 'id-1', STAMP, BODY)}` };
    expect(verifyWebhook(signed(several), BODY, SECRET, NOW).ok).toBe(true);
    const key = Buffer.alloc(32, 7);
    expect(verifyWebhook(signed({}, key), BODY, `whsec_${key.toString('base64')}`, NOW).ok).toBe(true);
  });
});

describe('a webhook is refused', () => {
  it.each([
    ['with neither token nor signature', {}, NOW],
    ['with a wrong token', { 'x-gitlab-token': 'wrong' }, NOW],
    ['with an empty token', { 'x-gitlab-token': '' }, NOW],
    ['with two tokens', { 'x-gitlab-token': [SECRET, SECRET] }, NOW],
    ['with a signature of another secret', signed({}, 'other'), NOW],
    ['with a signature for another id', signed({ 'webhook-id': 'id-2' }), NOW],
    ['with another version of signatures', signed({ 'webhook-signature': 'v0,AAAA' }), NOW],
    ['without its timestamp', signed({ 'webhook-timestamp': undefined }), NOW],
    ['with a timestamp that is none', signed({ 'webhook-timestamp': '1e9' }), NOW],
    ['five minutes and a bit late', signed(), NOW + 301_000],
    ['five minutes and a bit early', signed(), NOW - 301_000],
  ] as [string, Headers, number][])('%s', (_, headers, now) => {
    expect(verifyWebhook(headers, BODY, SECRET, now).ok).toBe(false);
  });

  it('when its body was changed, and when there is no secret', () => {
    expect(verifyWebhook(signed(), `${BODY} `, SECRET, NOW).ok).toBe(false);
    expect(verifyWebhook({ 'x-gitlab-token': '' }, BODY, '', NOW).ok).toBe(false);
  });

  it('when the key in the secret is no key', () => {
    expect(verifyWebhook(signed({}, Buffer.alloc(0)), BODY, 'whsec_!!!', NOW).ok).toBe(false);
  });
});

describe('a webhook is read', () => {
  const user = { id: 1, username: 'requester', name: 'Requester' };
  const note = (attributes: object, more: object = {}) =>
    JSON.stringify({
      object_kind: 'note',
      event_type: 'note',
      user,
      project: { id: 5 },
      object_attributes: { id: 9, noteable_type: 'Issue', system: false, ...attributes },
      issue: { iid: 17 },
      ...more,
    });

  it('as an issue that changed', () => {
    const body = { object_kind: 'issue', user, project: { id: 5 }, object_attributes: { iid: 3, action: 'close' } };
    expect(readHook(JSON.stringify(body))).toEqual({
      kind: 'issue',
      projectId: 5,
      issueIid: 3,
      action: 'close',
      by: user,
    });
  });

  it('as a comment, internal where GitLab says so or does not say', () => {
    expect(readHook(note({ internal: false }))).toMatchObject({
      kind: 'note',
      noteId: 9,
      issueIid: 17,
      internal: false,
    });
    expect(readHook(note({ internal: true }))).toMatchObject({ internal: true });
    expect(readHook(note({}, { event_type: 'confidential_note' }))).toMatchObject({ internal: true });
    expect(readHook(note({ internal: false }, { event_type: 'confidential_note' }))).toMatchObject({ internal: false });
    expect(readHook(note({}))).toMatchObject({ internal: false });
  });

  it.each([
    ['a note on a merge request', note({ noteable_type: 'MergeRequest' })],
    ['another kind', '{"object_kind":"push"}'],
    ['no JSON', 'x'],
    ['nothing', ''],
    ['half of an issue', '{"object_kind":"issue"}'],
  ])('as ignored: %s', (_, body) => {
    expect(readHook(body)).toEqual({ kind: 'ignored' });
  });
});
