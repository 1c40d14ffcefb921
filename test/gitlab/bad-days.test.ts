import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { createGitLab } from '../../src/gitlab/client.ts';
import { GitLabError } from '../../src/gitlab/errors.ts';
import { type Answer, clientOf, ISSUE, json, type Local, NOW, serve, TOKEN } from './local-server.ts';

const running: Local[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((local) => local.stop()));
});

async function gitlab(answer: Answer, timeoutMs?: number) {
  const local = await serve(answer);
  running.push(local);
  return { ...local, client: clientOf(local.url, timeoutMs) };
}

/** The error of a call; it must be ours and must not know the token. */
async function failure(call: Promise<unknown>): Promise<GitLabError> {
  const error: unknown = await call.then(
    () => new Error('did not fail'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(GitLabError);
  expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(TOKEN);
  return error as GitLabError;
}

const page: Answer = (_, res) => {
  res.writeHead(200, { 'content-type': 'text/html' });
  res.end('<!DOCTYPE html><title>Sign in</title>');
};
const NEW_ISSUE = { title: 'T', description: 'D', labels: [], confidential: true };

describe('GitLab says no', () => {
  it.each([
    [400, 'rejected'],
    [401, 'unauthorized'],
    [403, 'forbidden'],
    [404, 'not-found'],
    [409, 'rejected'],
    [422, 'rejected'],
  ] as const)('%i is %s, for a reading and a write, asked once each', async (status, kind) => {
    const { client, seen } = await gitlab(json(status, { message: `said ${status} to ${TOKEN}` }));
    for (const call of [client.issue('a/b', 1), client.createNote('a/b', 1, 'text')]) {
      expect(await failure(call)).toMatchObject({ kind, status, message: expect.stringContaining(`said ${status}`) });
    }
    expect(seen).toHaveLength(2);
  });

  it('names the request and reads messages that are objects', async () => {
    const { client } = await gitlab(json(400, { message: { title: ['is too long'] } }));
    const { message } = await failure(client.createIssue('a/b', NEW_ISSUE));
    expect(message).toBe('POST projects/a/b/issues: GitLab answered 400 ({"title":["is too long"]})');
  });

  it('refuses a redirect to another origin, and the token does not go there', async () => {
    const elsewhere = await gitlab(json(200, ISSUE));
    const { client } = await gitlab((_, res) => {
      res.writeHead(302, { location: `${elsewhere.url}/api/v4/projects/1/issues/1` });
      res.end();
    });
    expect(await failure(client.issue(1, 1))).toMatchObject({ kind: 'unavailable', status: 302 });
    expect(await failure(client.createIssue(1, NEW_ISSUE))).toMatchObject({ kind: 'unavailable', status: 302 });
    expect(elsewhere.seen).toHaveLength(0);
  });

  it('follows a redirect of a reading within the same origin', async () => {
    const { client, seen } = await gitlab((req, res, count) => {
      if (count > 1) return json(200, ISSUE)(req, res, count);
      res.writeHead(301, { location: '/api/v4/projects/4/issues/14' });
      res.end();
    });
    expect((await client.issue('old/path', 14)).iid).toBe(14);
    expect(seen.map(({ url }) => url)).toEqual([
      '/api/v4/projects/old%2Fpath/issues/14',
      '/api/v4/projects/4/issues/14',
    ]);
  });

  it('gives up on redirects that go in circles', async () => {
    const { client, seen } = await gitlab((req, res) => {
      res.writeHead(302, { location: req.url ?? '/' });
      res.end();
    });
    expect((await failure(client.issue(1, 1))).kind).toBe('unavailable');
    expect(seen.length).toBeLessThan(6);
  });
});

describe('GitLab asks for patience', () => {
  it.each([
    [{ 'retry-after': '30' }, 30_000],
    [{ 'ratelimit-reset': String(NOW.getTime() / 1000 + 12) }, 12_000],
    [{ 'retry-after': new Date(NOW.getTime() + 5000).toUTCString() }, 5_000],
    [{}, undefined],
  ])('429 with %j is told with its wait and not tried again', async (headers, wait) => {
    const { client, seen } = await gitlab(json(429, { message: 'Retry later' }, headers as Record<string, string>));
    const error = await failure(client.issue(1, 1));
    expect(error).toMatchObject({ kind: 'rate-limited', status: 429 });
    expect(error.retryAfterMs).toBe(wait);
    expect(seen).toHaveLength(1);
  });

  it('waits a second at most, and only for a reading', async () => {
    const { client, seen } = await gitlab((req, res, count) =>
      (count === 1 ? json(429, {}, { 'retry-after': '0' }) : json(200, ISSUE))(req, res, count),
    );
    expect((await client.issue(4, 14)).id).toBe(84);
    expect(seen).toHaveLength(2);
    const other = await gitlab(json(429, {}, { 'retry-after': '0' }));
    expect((await failure(other.client.createIssue(4, NEW_ISSUE))).kind).toBe('rate-limited');
    expect(other.seen).toHaveLength(1);
  });
});

describe('GitLab is unwell', () => {
  it.each([502, 503, 504])('a reading is tried three times over %i, a write once', async (status) => {
    const { client, seen } = await gitlab((_, res) => {
      res.writeHead(status, { 'content-type': 'text/html' });
      res.end('<html>bad</html>');
    });
    expect(await failure(client.issue(1, 1))).toMatchObject({ kind: 'unavailable', status });
    expect(seen).toHaveLength(3);
    expect(await failure(client.createIssue(1, NEW_ISSUE))).toMatchObject({ kind: 'unknown-outcome', status });
    expect(seen).toHaveLength(4);
  });

  it('500 is not tried again; after a write the outcome is unknown', async () => {
    const { client, seen } = await gitlab(json(500, { message: '500 Internal Server Error' }));
    expect(await failure(client.issue(1, 1))).toMatchObject({ kind: 'unavailable', status: 500 });
    expect(await failure(client.updateIssue(1, 1, { title: 'T' }))).toMatchObject({ kind: 'unknown-outcome' });
    expect(seen).toHaveLength(2);
  });

  it('an HTML page with 200 is no answer', async () => {
    const { client, seen } = await gitlab(page);
    expect(await failure(client.issue(1, 1))).toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('HTML'),
    });
    expect((await failure(client.projectLabels(1))).kind).toBe('unavailable');
    expect((await failure(client.createNote(1, 1, 'text'))).kind).toBe('unknown-outcome');
    expect(seen).toHaveLength(3);
  });

  it.each([
    ['nothing', json(200, {})],
    ['a list instead of one', json(200, [ISSUE])],
    ['a bare number', json(200, 5)],
    ['an empty answer', (_: unknown, res: { end(): void }) => res.end()],
    ['one without its state', json(200, { ...ISSUE, state: undefined })],
  ] as [string, Answer][])('JSON that lacks what is needed is said so: %s', async (_, answer) => {
    const { client } = await gitlab(answer);
    expect(await failure(client.issue(1, 1))).toMatchObject({ kind: 'unavailable' });
    expect((await failure(client.createIssue(1, NEW_ISSUE))).kind).toBe('unknown-outcome');
  });

  it('one bad issue in a list is no empty list', async () => {
    const { client } = await gitlab(json(200, [ISSUE, { id: 1 }]));
    const { kind, message } = await failure(client.changedIssues({ group: 1, updatedAfter: NOW, page: 1 }));
    expect(kind).toBe('unavailable');
    expect(message).toContain('data.1');
  });

  it.each([
    ['says nothing', (() => undefined) as Answer],
    [
      'stops in the middle',
      ((_, res) => void res.writeHead(200, { 'content-type': 'application/json' }).write('{"id":')) as Answer,
    ],
  ])('a GitLab that %s is given up at the deadline, retries included', async (_, answer) => {
    const { client, seen } = await gitlab(answer, 300);
    const start = performance.now();
    const error = await failure(client.issue(1, 1));
    expect(error).toMatchObject({ kind: 'unavailable', status: null, message: expect.stringContaining('300 ms') });
    expect((await failure(client.createIssue(1, NEW_ISSUE))).kind).toBe('unknown-outcome');
    expect(performance.now() - start).toBeLessThan(2000);
    expect(seen).toHaveLength(2);
  });

  it('a connection that breaks is tried again for a reading; after a write the outcome is unknown', async () => {
    const { client, seen } = await gitlab((req) => req.socket.destroy());
    expect((await failure(client.issue(1, 1))).kind).toBe('unavailable');
    expect(seen).toHaveLength(3);
    expect((await failure(client.createIssue(1, NEW_ISSUE))).kind).toBe('unknown-outcome');
    expect(seen).toHaveLength(4);
  });

  it('what was surely never sent is unavailable, a write too', async () => {
    const local = await serve(page);
    await local.stop();
    const error = await failure(clientOf(local.url).createIssue(1, NEW_ISSUE));
    expect(error).toMatchObject({
      kind: 'unavailable',
      status: null,
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });
});

describe('what the caller does wrong', () => {
  it('refuses a label with a comma, which GitLab would take for two', async () => {
    const { client, seen } = await gitlab(json(201, ISSUE));
    expect((await failure(client.createIssue(1, { ...NEW_ISSUE, labels: ['a,b'] }))).kind).toBe('rejected');
    expect((await failure(client.updateIssue(1, 1, { removeLabels: ['a,b'] }))).kind).toBe('rejected');
    expect(seen).toHaveLength(0);
  });

  it('refuses a token that cannot be a header, without repeating it', () => {
    const token = `${TOKEN}\nx`;
    expect(() => createGitLab({ url: 'http://gitlab.example', token, now: () => NOW })).toThrow(GitLabError);
    expect(() => createGitLab({ url: 'http://gitlab.example', token, now: () => NOW })).not.toThrow(TOKEN);
  });
});
