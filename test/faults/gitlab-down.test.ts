import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import type { Sandbox } from '../../src/sandbox/start.ts';
import {
  commentOn,
  fileRequest,
  INTAKE,
  later,
  messagesWithKey,
  shown,
  startBadDay,
  untilDone,
  workItems,
} from './bad-day.ts';

const FOLLOWS = 'The GitLab work item follows';
const ISSUES = /\/issues$/;
const NOTES = /\/notes$/;

type Behaviour = Parameters<Sandbox['gitlabFaults']['next']>[0]['behave'];

/** What a GitLab may answer on a bad day. */
const BAD_DAYS: [string, Behaviour][] = [
  ['answers 401', { status: 401 }],
  ['answers 403', { status: 403 }],
  ['answers 404', { status: 404 }],
  ['answers 429 with Retry-After', { status: 429, headers: { 'retry-after': '7' } }],
  ['answers 500', { status: 500 }],
  ['answers 502 after doing it', 'do-then-502'],
  ['answers with an HTML page', 'html'],
  ['answers with an HTML page after doing it', 'do-then-html'],
  ['never answers', 'hang'],
  ['never answers, and has done it', 'do-then-hang'],
  ['breaks the connection', 'drop'],
  ['breaks the connection after doing it', 'do-then-drop'],
];

let sandbox: Sandbox;
let requester: PersonDriver;
let engineer: PersonDriver;
let filed = 0;

beforeAll(async () => {
  sandbox = await startBadDay({ settings: { gitlab: { people: { engineer: 'engineer@example.com' } } } });
  requester = sandbox.person('requester');
  engineer = sandbox.person('engineer');
});
afterAll(() => sandbox?.stop());
afterEach(() => {
  sandbox.gitlabFaults.clear();
  expect(sandbox.problems()).toEqual([]);
});

async function file(title: string): Promise<string> {
  await fileRequest(requester, title);
  filed += 1;
  return `R-${filed}`;
}

const cardsOf = (number: string) => messagesWithKey(sandbox, `card:${number}`);
const toldOf = (number: string) => messagesWithKey(sandbox, `direct:${number}:U0REQUEST:filed`);
const notesOn = async (title: string): Promise<string[]> => {
  const [item] = await workItems(sandbox, title);
  return (await sandbox.gitlab.issue(item?.iid ?? 0)).notes.map(({ body }) => body);
};

describe.each(BAD_DAYS)('a GitLab that %s', (name, behave) => {
  it('once gets one work item all the same, and the card that said that it follows then links it (NEW-2)', async () => {
    const title = `Filed when GitLab ${name}`;
    sandbox.gitlabFaults.next({ method: 'POST', path: ISSUES, behave });
    const number = await file(title);
    await sandbox.settled();
    expect(shown(cardsOf(number))).toContain(FOLLOWS);
    expect(shown(toldOf(number))).toContain(FOLLOWS);

    await untilDone(sandbox);
    const items = await workItems(sandbox, title);
    expect(items).toHaveLength(1);
    const url = items[0]?.webUrl ?? 'none';
    expect(cardsOf(number)).toHaveLength(1);
    expect(shown(cardsOf(number))).toContain(url);
    expect(shown(cardsOf(number))).not.toContain(FOLLOWS);
    expect(toldOf(number)).toHaveLength(1);
    expect(shown(toldOf(number))).toContain(url);
  });

  it('once gets one note', async () => {
    const title = `Commented when GitLab ${name}`;
    const number = await file(title);
    await untilDone(sandbox);
    sandbox.gitlabFaults.next({ method: 'POST', path: NOTES, behave });
    await commentOn(engineer, number, 'Said on a bad day.');
    await untilDone(sandbox);
    const said = (await notesOn(title)).filter((body) => body.includes('Said on a bad day.'));
    expect(said).toHaveLength(1);
  });
});

describe('a GitLab that asks for time', () => {
  it('gets it: nothing is sent again before Retry-After is over', async () => {
    sandbox.gitlabFaults.next({
      method: 'POST',
      path: ISSUES,
      behave: { status: 429, headers: { 'retry-after': '40' } },
    });
    const sent = () =>
      sandbox.gitlabStandIn.requests.filter(({ method, path }) => method === 'POST' && ISSUES.test(path));
    const before = sent().length;
    await file('Asked to wait');
    await sandbox.settled();
    await later(sandbox, 30);
    expect(sent().length - before).toBe(1);
    await later(sandbox, 12);
    expect(sent().length - before).toBe(2);
    await untilDone(sandbox);
    expect(await workItems(sandbox, 'Asked to wait')).toHaveLength(1);
  });
});

describe('a GitLab that is gone for hours', () => {
  it.each<[string, Behaviour]>([
    ['drops everything', 'drop'],
    ['answers 503', { status: 503 }],
    ['shows a sign-in page', 'html'],
    ['refuses the token', { status: 401 }],
  ])('and %s holds nobody up in Slack, and then gets everything in order, once', async (name, behave) => {
    const [first, second] = [`First, GitLab ${name}`, `Second, GitLab ${name}`];
    sandbox.gitlabFaults.next({ times: 10_000, behave });
    const number = await file(first);
    await file(second);
    await sandbox.settled();
    for (let hour = 0; hour < 3; hour += 1) await later(sandbox, 3_600);
    expect(shown(cardsOf(number))).toContain(FOLLOWS);
    await engineer.click({ channel: INTAKE, textContains: `*${number}*` }, 'Claim');
    await commentOn(requester, number, 'One thing.');
    await commentOn(engineer, number, 'Another thing.');
    await sandbox.settled();
    expect(shown(cardsOf(number))).toContain('<@U0ENGINE1>');

    sandbox.gitlabFaults.clear();
    await untilDone(sandbox);
    expect(await workItems(sandbox, first)).toMatchObject([{ assignees: [{ username: 'engineer' }] }]);
    expect(await workItems(sandbox, second)).toHaveLength(1);
    const notes = (await notesOn(first)).join('\n');
    expect(notes.split('One thing.')).toHaveLength(2);
    expect(notes.split('Another thing.')).toHaveLength(2);
    expect(notes.indexOf('One thing.')).toBeLessThan(notes.indexOf('Another thing.'));
    expect(shown(cardsOf(number))).not.toContain(FOLLOWS);
  });
});

describe('what cannot succeed', () => {
  it.each<[string, Behaviour]>([
    ['forbids it', { status: 403 }],
    ['does not find the project', { status: 404 }],
    ['refuses what it says', { status: 422 }],
  ])('where GitLab %s is set aside, and holds only what needs it', async (name, behave) => {
    const { outbox } = sandbox.app().deps.storage;
    const title = `Set aside where GitLab ${name}`;
    sandbox.gitlabFaults.next({ times: 10_000, method: 'POST', path: ISSUES, behave });
    const number = await file(title);
    await commentOn(requester, number, 'This waits for the work item.');
    await sandbox.settled();
    for (let round = 0; round < 4; round += 1) await later(sandbox, 60);
    const [row, ...more] = (await outbox.troubledOwed(10)).filter(({ state }) => state === 'set aside');
    expect(more).toEqual([]);
    expect(row).toMatchObject({ key: `work-item:${number}`, waiting: 1 });
    expect(row?.error).toContain('GitLab answered');

    sandbox.gitlabFaults.clear();
    const other = await file(`Not held where GitLab ${name}`);
    await engineer.click({ channel: INTAKE, textContains: `*${number}*` }, 'Claim');
    await sandbox.settled();
    expect(shown(cardsOf(number))).toContain('<@U0ENGINE1>');
    expect(shown(cardsOf(number))).toContain(FOLLOWS);
    expect(shown(cardsOf(other))).not.toContain(FOLLOWS);
    expect(await workItems(sandbox, title)).toEqual([]);

    await outbox.retrySetAside(row?.id ?? 0, 'U0ENGINE1', sandbox.clock.now());
    await untilDone(sandbox);
    expect(await workItems(sandbox, title)).toHaveLength(1);
    expect((await notesOn(title)).join('\n')).toContain('This waits for the work item.');
    expect(shown(cardsOf(number))).not.toContain(FOLLOWS);
  });
});
