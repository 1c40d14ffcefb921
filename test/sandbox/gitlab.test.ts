import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGitLab, type GitLab } from '../../src/gitlab/client.ts';
import { quoteForGitLab } from '../../src/gitlab/markdown.ts';
import { type Headers, readHook, verifyWebhook } from '../../src/gitlab/webhook.ts';
import { createGitLabStandIn, type GitLabStandIn } from '../../src/sandbox/gitlab/stand-in.ts';
import { Refused } from '../../src/sandbox/gitlab/state.ts';
import { createStore, type Store } from '../../src/sandbox/store.ts';

const PROJECT = 'security/team';
const [BOT, ENGINEER, REQUESTER, STRANGER] = [1, 2, 3, 4];
const START = Date.parse('2026-03-02T10:00:00Z');

let time = START;
const now = () => new Date(time);
let folder: string;
let store: Store;
let standIn: GitLabStandIn;
let gitlab: GitLab;
let stop: () => Promise<void>;
let url: string;

async function start(tier: 'free' | 'premium' = 'free') {
  store = createStore(join(folder, 'sandbox.db'));
  const made = createGitLabStandIn({ store, now, baseUrl: () => url, tier });
  made.addUser({ id: BOT, username: 'bot', name: 'Bot', publicEmail: null, bot: true });
  made.addUser({ id: ENGINEER, username: 'engineer', name: 'Engineer', publicEmail: null });
  made.addUser({ id: REQUESTER, username: 'requester', name: 'Requester', publicEmail: 'requester@example.com' });
  made.addUser({ id: STRANGER, username: 'stranger', name: 'Stranger', publicEmail: null });
  made.addGroup({ id: 10, path: 'security', name: 'Security', memberIds: [] });
  made.addGroup({ id: 11, path: 'the-team', name: 'The team', memberIds: [ENGINEER, BOT] });
  made.addProject({ id: 101, path: PROJECT, memberIds: [BOT, ENGINEER, REQUESTER] });
  made.addLabels(101, ['Candidate', 'workflow::validation backlog']);
  made.addToken('token', BOT);
  made.addToken('reader', BOT, ['read_api']);
  standIn = made;
  const server = createServer(async (req, res) => {
    if (!(await made.handle(req, res))) res.writeHead(418).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  gitlab = clientWith('token');
  stop = async () => {
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
    await made.hooksSettled();
    store.close();
  };
}

const clientWith = (token: string, timeoutMs = 2000) => createGitLab({ url: `${url}/gitlab`, token, timeoutMs, now });
const filed = (title: string, more: object = {}) =>
  gitlab.createIssue(PROJECT, { title, description: 'Text', labels: ['Candidate'], confidential: true, ...more });

beforeEach(async () => {
  time = START;
  folder = mkdtempSync(join(tmpdir(), 'gitlab-stand-in-'));
  await start();
});
afterEach(async () => {
  await stop();
  rmSync(folder, { recursive: true });
});

describe('work items in the local GitLab', () => {
  it('are filed, changed, listed and found again by the client', async () => {
    const issue = await filed('First', {
      assigneeIds: [ENGINEER],
      description: 'Text <!-- prodseceng:request:R-1 -->',
    });
    expect(issue).toMatchObject({ iid: 1, projectId: 101, state: 'opened', labels: ['Candidate'], confidential: true });
    expect(issue.webUrl).toBe(`${url}/gitlab/${PROJECT}/-/issues/1`);
    expect(issue.assignees.map(({ username }) => username)).toEqual(['engineer']);
    time += 1000;
    const changed = await gitlab.updateIssue(101, 1, {
      title: 'Renamed',
      addLabels: ['workflow::validation backlog'],
      removeLabels: ['Candidate'],
      assigneeIds: [],
      stateEvent: 'close',
    });
    expect(changed).toMatchObject({
      title: 'Renamed',
      labels: ['workflow::validation backlog'],
      assignees: [],
      state: 'closed',
    });
    expect(changed.closedAt).toEqual(now());
    const own = { createdAfter: new Date(START - 60_000), authorId: BOT };
    expect((await gitlab.findOwnIssueByMarker(PROJECT, '<!-- prodseceng:request:R-1 -->', own))?.iid).toBe(1);
    expect(await gitlab.findOwnIssueByMarker(PROJECT, '<!-- prodseceng:request:R-2 -->', own)).toBeNull();
    const { notes } = await gitlab.notes(PROJECT, 1, { page: 1, sort: 'asc', orderBy: 'created_at' });
    expect(notes.map(({ body, system }) => [system, body])).toEqual([
      [true, 'unassigned @engineer'],
      [true, 'changed title from **First** to **Renamed**'],
    ]);
  });

  it("of other people are not taken for the bot's, whatever they hold", async () => {
    standIn.createIssue({ as: 'requester', project: 101, title: 'T', description: '<!-- prodseceng:request:R-1 -->' });
    const own = { createdAfter: new Date(START - 60_000), authorId: BOT };
    expect(await gitlab.findOwnIssueByMarker(PROJECT, '<!-- prodseceng:request:R-1 -->', own)).toBeNull();
  });

  it('come in pages, by change, from an instant on', async () => {
    for (let count = 0; count < 101; count += 1) {
      standIn.createIssue({ as: 'engineer', project: 101, title: `Issue ${count}` });
      time += 1000;
    }
    standIn.comment({ as: 'engineer', project: 101, iid: 1, body: 'still here' });
    const first = await gitlab.changedIssues({ group: 'security', updatedAfter: new Date(START), page: 1 });
    expect(first.issues).toHaveLength(100);
    expect(first.nextPage).toBe(2);
    const second = await gitlab.changedIssues({ group: 'security', updatedAfter: new Date(START), page: 2 });
    expect(second.nextPage).toBeNull();
    expect(second.issues.map(({ iid }) => iid)).toEqual([1]);
    const late = await gitlab.changedIssues({ project: 101, updatedAfter: new Date(START + 99_000), page: 1 });
    expect(late.issues.map(({ iid }) => iid)).toEqual([100, 101, 1]);
  });

  it('with a label come oldest first', async () => {
    for (const title of ['a', 'b', 'c']) {
      await filed(title, { labels: title === 'b' ? [] : ['Candidate'] });
      time += 1000;
    }
    const { issues } = await gitlab.issuesWithLabel({ project: 101, label: 'Candidate', page: 1 });
    expect(issues.map(({ title }) => title)).toEqual(['a', 'c']);
    const before = await gitlab.issuesWithLabel({
      project: 101,
      label: 'Candidate',
      page: 1,
      createdBefore: new Date(START + 500),
    });
    expect(before.issues.map(({ title }) => title)).toEqual(['a']);
  });

  it('have limits', async () => {
    await expect(filed('x'.repeat(256))).rejects.toMatchObject({
      kind: 'rejected',
      message: expect.stringContaining('too long'),
    });
    await expect(filed(' ')).rejects.toMatchObject({ kind: 'rejected' });
    await expect(filed('T', { description: 'x'.repeat(1_048_577) })).rejects.toMatchObject({ kind: 'rejected' });
    expect((await filed('💡'.repeat(255))).iid).toBe(1);
  });

  it('make labels that nobody made before, silently', async () => {
    await filed('T', { labels: ['Typo'] });
    expect(await gitlab.projectLabels(PROJECT)).toContain('Typo');
    await gitlab.createLabel(PROJECT, { name: 'Typo', color: '#ff0000', description: '' });
    expect(standIn.labels(101).filter((name) => name === 'Typo')).toHaveLength(1);
  });

  it('survive a restart', async () => {
    await filed('Kept');
    await stop();
    await start();
    expect((await gitlab.issue(PROJECT, 1)).title).toBe('Kept');
    expect((await filed('Next')).iid).toBe(2);
  });
});

describe('Premium', () => {
  it('keeps one label of a scope and several assignees; the free tier does neither', async () => {
    const wanted = { labels: ['s::a', 's::b'], assigneeIds: [ENGINEER, REQUESTER] };
    const free = await filed('T', wanted);
    expect([free.labels, free.assignees.length]).toEqual([['s::a', 's::b'], 1]);
    await stop();
    await start('premium');
    await gitlab.updateIssue(101, 1, { addLabels: ['s::c'], assigneeIds: [ENGINEER, REQUESTER] });
    const issue = await gitlab.issue(101, 1);
    expect([issue.labels, issue.assignees.length]).toEqual([['s::c'], 2]);
  });
});

describe('who may do what', () => {
  it('knows tokens, their scopes, members and strangers', async () => {
    await expect(clientWith('wrong').me()).rejects.toMatchObject({ kind: 'unauthorized' });
    await expect(clientWith('reader').createNote(101, 1, 'x')).rejects.toMatchObject({ kind: 'forbidden' });
    expect(await gitlab.me()).toEqual({ id: BOT, username: 'bot', name: 'Bot' });
    expect(await gitlab.token()).toEqual({ scopes: ['api'], expiresOn: null, active: true });
    expect(await gitlab.isMember(PROJECT, ENGINEER)).toBe(true);
    expect(await gitlab.isMember(PROJECT, STRANGER)).toBe(false);
    await expect(gitlab.isMember('no/project', ENGINEER)).rejects.toMatchObject({ kind: 'not-found' });
    expect(await gitlab.userByUsername('Requester')).toMatchObject({
      id: REQUESTER,
      publicEmail: 'requester@example.com',
    });
    expect(await gitlab.userByUsername('nobody')).toBeNull();
    expect(await gitlab.user(STRANGER)).toMatchObject({ publicEmail: null });
    expect(await gitlab.version()).toMatch(/^\d+\.\d+/u);
    expect(await gitlab.project(PROJECT)).toMatchObject({ id: 101, pathWithNamespace: PROJECT, visibility: 'private' });
  });

  it('shows a private project to members only, and internal notes too', async () => {
    await filed('T');
    standIn.comment({ as: 'engineer', project: 101, iid: 1, body: 'for us', internal: true });
    standIn.comment({ as: 'requester', project: 101, iid: 1, body: 'for all' });
    const { notes } = await gitlab.notes(PROJECT, 1, { page: 1, sort: 'asc', orderBy: 'created_at' });
    expect(notes.map(({ body, internal }) => [body, internal])).toEqual([
      ['for us', true],
      ['for all', false],
    ]);
    expect(standIn.listIssues('stranger')).toEqual([]);
    expect(() => standIn.issue(101, 1, 'stranger')).toThrow(Refused);
    expect(() => standIn.label({ as: 'stranger', project: 101, iid: 1, labels: ['Candidate'] })).toThrow(Refused);
  });
});

describe('notes', () => {
  it('are written, found again and changed by the client', async () => {
    await filed('T');
    const note = await gitlab.createNote(PROJECT, 1, 'Hello <!-- prodseceng:note:K -->', { internal: true });
    expect(note).toMatchObject({ internal: true, system: false, noteableIid: 1 });
    expect((await gitlab.findOwnNoteByMarker(PROJECT, 1, '<!-- prodseceng:note:K -->', { authorId: BOT }))?.id).toBe(
      note.id,
    );
    standIn.comment({ as: 'engineer', project: 101, iid: 1, body: '<!-- prodseceng:note:L -->' });
    expect(await gitlab.findOwnNoteByMarker(PROJECT, 1, '<!-- prodseceng:note:L -->', { authorId: BOT })).toBeNull();
    await gitlab.updateNote(PROJECT, 1, note.id, 'Changed');
    expect((await gitlab.note(PROJECT, 1, note.id)).body).toBe('Changed');
  });

  it('run quick actions, which leave no note behind', async () => {
    await filed('T');
    await expect(gitlab.createNote(PROJECT, 1, '/close')).rejects.toMatchObject({ kind: 'unknown-outcome' });
    expect(await gitlab.issue(PROJECT, 1)).toMatchObject({ state: 'closed' });
    const note = await gitlab.createNote(PROJECT, 1, 'Done.\n/reopen\n/label ~"Injected" ~other');
    expect(note.body).toBe('Done.');
    expect(await gitlab.issue(PROJECT, 1)).toMatchObject({
      state: 'opened',
      labels: ['Candidate', 'Injected', 'other'],
    });
    expect(standIn.quickActionsRun().map(({ name }) => name)).toEqual(['close', 'reopen', 'label']);
  });

  it('run none in text that was quoted', async () => {
    const hostile = '```\n/close\n```\n/close\n>>>\n/close @all';
    await filed('T', { description: `Before\n\n${quoteForGitLab(hostile)}` });
    await gitlab.createNote(PROJECT, 1, quoteForGitLab(hostile));
    await gitlab.updateIssue(PROJECT, 1, { description: quoteForGitLab(hostile) });
    expect(standIn.quickActionsRun()).toEqual([]);
    expect((await gitlab.issue(PROJECT, 1)).state).toBe('opened');
  });
});

describe('to-dos', () => {
  it("come from mentions of the bot's group, and can be done", async () => {
    standIn.createIssue({ as: 'requester', project: 101, title: 'T', description: '@the-team please look' });
    standIn.comment({ as: 'requester', project: 101, iid: 1, body: 'and again, @bot' });
    standIn.comment({ as: 'requester', project: 101, iid: 1, body: '`@bot` and @someone-else' });
    const { todos } = await gitlab.todos({ page: 1 });
    expect(todos.map(({ action, issueIid, author }) => [action, issueIid, author.username])).toEqual([
      ['mentioned', 1, 'requester'],
      ['directly_addressed', 1, 'requester'],
    ]);
    await gitlab.markTodoDone(todos[0]?.id ?? 0);
    expect((await gitlab.todos({ page: 1 })).todos).toHaveLength(1);
  });
});

describe('bad days', () => {
  it('502 after doing the write: the client does not know, and finds what was done', async () => {
    standIn.faults.next({ method: 'POST', path: /\/issues$/u, behave: 'do-then-502' });
    const marker = '<!-- prodseceng:request:R-7 -->';
    await expect(filed('T', { description: marker })).rejects.toMatchObject({ kind: 'unknown-outcome', status: 502 });
    const own = { createdAfter: new Date(START - 60_000), authorId: BOT };
    expect((await gitlab.findOwnIssueByMarker(PROJECT, marker, own))?.iid).toBe(1);
    expect(standIn.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  it.each(['do-then-drop', 'do-then-html', 'do-then-hang'] as const)('%s: the outcome is unknown', async (behave) => {
    standIn.faults.next({ method: 'POST', behave });
    const hurried = clientWith('token', 300);
    await expect(
      hurried.createIssue(PROJECT, { title: 'T', description: '', labels: [], confidential: false }),
    ).rejects.toMatchObject({ kind: 'unknown-outcome' });
    expect(standIn.listIssues('engineer')).toHaveLength(1);
  });

  it.each(['hang', 'html', 'drop'] as const)('%s: nothing was done', async (behave) => {
    standIn.faults.next({ method: 'POST', behave });
    const hurried = clientWith('token', 300);
    await expect(
      hurried.createIssue(PROJECT, { title: 'T', description: '', labels: [], confidential: false }),
    ).rejects.toMatchObject({ kind: 'unknown-outcome' });
    expect(standIn.listIssues('engineer')).toHaveLength(0);
  });

  it('strikes as often as asked, where asked, and calls before or after', async () => {
    const calls: string[] = [];
    standIn.faults.next({ path: /\/user$/u, times: 2, behave: { status: 429, headers: { 'retry-after': '60' } } });
    standIn.faults.next({
      path: /\/metadata/u,
      behave: { call: () => calls.push('before'), andThen: { status: 403 } },
    });
    standIn.faults.next({ path: /\/metadata/u, behave: { call: () => calls.push('after'), when: 'after' } });
    await expect(gitlab.me()).rejects.toMatchObject({ kind: 'rate-limited', retryAfterMs: 60_000 });
    await expect(gitlab.me()).rejects.toMatchObject({ kind: 'rate-limited' });
    expect((await gitlab.me()).id).toBe(BOT);
    await expect(gitlab.version()).rejects.toMatchObject({ kind: 'forbidden' });
    await gitlab.version();
    expect(calls).toEqual(['before', 'after']);
  });

  it('answers what it does not know with 404, and leaves other paths alone', async () => {
    const headers = { 'private-token': 'token' };
    expect((await fetch(`${url}/gitlab/api/v4/nonsense`, { headers })).status).toBe(404);
    expect((await fetch(`${url}/gitlab/security`)).status).toBe(418);
    const body = '{"broken';
    const post = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body };
    expect((await fetch(`${url}/gitlab/api/v4/projects/101/issues`, post)).status).toBe(400);
  });
});

describe('webhooks', () => {
  async function listening(proof: 'token' | 'signature') {
    const got: { headers: Headers; body: string }[] = [];
    const server = createServer(async (req, res) => {
      let body = '';
      for await (const chunk of req) body += chunk;
      got.push({ headers: req.headers, body });
      res.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    standIn.setWebhook({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, secret: 'secret', proof });
    return { got, close: () => server.close() };
  }

  it.each(['token', 'signature'] as const)(
    'are sent with a %s that the app accepts, and can be read',
    async (proof) => {
      const { got, close } = await listening(proof);
      await filed('T');
      standIn.comment({ as: 'engineer', project: 101, iid: 1, body: 'for us', internal: true });
      standIn.close({ as: 'engineer', project: 101, iid: 1 });
      await standIn.hooksSettled();
      close();
      expect(got.every(({ headers, body }) => verifyWebhook(headers, body, 'secret', time).ok)).toBe(true);
      expect(new Set(got.map(({ headers }) => headers['idempotency-key'])).size).toBe(3);
      const hooks = got.map(({ body }) => readHook(body));
      expect(hooks).toContainEqual(
        expect.objectContaining({ kind: 'issue', action: 'open', projectId: 101, issueIid: 1 }),
      );
      expect(hooks).toContainEqual(expect.objectContaining({ kind: 'note', internal: true, issueIid: 1 }));
      expect(hooks).toContainEqual(expect.objectContaining({ kind: 'issue', action: 'close' }));
      expect(standIn.sentHooks.map(({ status }) => status)).toEqual([200, 200, 200]);
    },
  );

  it('that cannot be delivered disturb nobody', async () => {
    standIn.setWebhook({ url: 'http://127.0.0.1:1/', secret: 'secret' });
    expect((await filed('T')).iid).toBe(1);
    await standIn.hooksSettled();
    expect(standIn.sentHooks.map(({ status }) => status)).toEqual([null]);
  });
});
