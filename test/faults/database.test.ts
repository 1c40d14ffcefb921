import type Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OTHER_FORM } from '../../src/domain/intake-forms.ts';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { screen } from '../../src/sandbox/screen.ts';
import type { Sandbox } from '../../src/sandbox/start.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { storageOn } from '../../src/storage/storage.ts';
import { fillSteps } from '../journeys/fill.ts';
import { fileRequest, INTAKE, messagesWithKey, shown, startBadDay, untilDone, workItems } from './bad-day.ts';

const TITLE = 'Filed on a full disk';
/** More than fits into what is left of any page. */
const LONG = 'x'.repeat(2_900);
const WORDS = { Title: TITLE, 'Kind of request': 'Something else', 'What it is about': LONG, 'Why it matters': LONG };
const CANNOT = 'the app cannot write to its database right now';

let sandbox: Sandbox;
let client: Database.Database;
let requester: PersonDriver;
let engineer: PersonDriver;

beforeEach(async () => {
  sandbox = await startBadDay({
    compose: {
      openStorage(options) {
        const open = openDatabase(options.path, options.migrations);
        client = open.client;
        return storageOn(open, options.onOwed);
      },
    },
  });
  requester = sandbox.person('requester');
  engineer = sandbox.person('engineer');
});
afterEach(async () => {
  const problems = sandbox.problems();
  await sandbox.stop();
  expect(problems).toEqual([]);
});

/** The app's own connection is made unable to write, as on such a day, and able again. */
const TROUBLES: [string, { begin(): void; end(): void }][] = [
  ['read-only', { begin: () => client.pragma('query_only = ON'), end: () => client.pragma('query_only = OFF') }],
  [
    'full',
    {
      begin() {
        client.exec('VACUUM');
        client.pragma(`max_page_count = ${client.pragma('page_count', { simple: true })}`);
      },
      end: () => client.pragma('max_page_count = 1073741823'),
    },
  ],
];

const rowsOf = (table: string): number => {
  const found = client.prepare<[], { n: number }>(`SELECT count(*) AS n FROM ${table}`).get();
  return found?.n ?? -1;
};
const rows = () =>
  ['request', 'request_person', 'outbox', 'audit', 'entry', 'question'].map((table) => [table, rowsOf(table)]);

describe.each(TROUBLES)('a database that is %s', (name, trouble) => {
  it('when a request is sent keeps nothing of it, says so at once, and takes it when it can again', async () => {
    await requester.command('intake other');
    await fillSteps(requester, OTHER_FORM, WORDS);
    await sandbox.settled();
    const before = rows();
    trouble.begin();
    const refused = await requester.submit();
    expect(`${JSON.stringify(refused.errors)}${screen(refused.modal)}`).toContain('cannot write to its database');
    await sandbox.settled();
    expect(rows()).toEqual(before);
    expect(messagesWithKey(sandbox, 'card:R-1')).toEqual([]);
    expect(await sandbox.gitlab.issues()).toEqual([]);

    trouble.end();
    const sent = await requester.submit();
    expect(screen(sent.modal)).toContain('R-1');
    await untilDone(sandbox);
    expect(await workItems(sandbox, TITLE)).toHaveLength(1);
    expect(messagesWithKey(sandbox, 'card:R-1')).toHaveLength(1);
  });

  it('when a step is sent keeps the window with what was typed, and goes on when it can', async () => {
    await requester.command('intake other');
    trouble.begin();
    const filling = fillSteps(requester, OTHER_FORM, WORDS);
    await filling.catch(() => undefined);
    trouble.end();
    await requester.closeModal({ all: true });
    await fileRequest(requester, TITLE);
    await untilDone(sandbox);
    expect(await workItems(sandbox, TITLE)).toHaveLength(1);
  });

  it('still answers what only reads', async () => {
    await fileRequest(requester, TITLE);
    await untilDone(sandbox);
    trouble.begin();
    expect((await requester.command('requests')).text).toContain('R-1');
    await requester.command('request R-1');
    expect(screen(await requester.modal())).toContain(TITLE);
    expect((await fetch(`${sandbox.appUrl}/healthz`)).status).toBe(200);
    trouble.end();
  });

  it('delivers what was owed once it can again', async () => {
    sandbox.gitlabFaults.next({ times: 10_000, behave: { status: 503 } });
    await fileRequest(requester, TITLE);
    await sandbox.settled();
    trouble.begin();
    sandbox.gitlabFaults.clear();
    for (let round = 0; round < 3; round += 1) {
      sandbox.clock.advance(60_000);
      await sandbox.settled();
    }
    trouble.end();
    await untilDone(sandbox);
    expect(await workItems(sandbox, TITLE)).toHaveLength(1);
    expect(messagesWithKey(sandbox, 'card:R-1')).toHaveLength(1);
    expect(messagesWithKey(sandbox, 'direct:R-1:U0REQUEST:filed')).toHaveLength(1);
    expect(name).not.toBe('');
  });
});

describe('a database that is read-only', () => {
  it('tells whoever presses a button', async () => {
    await fileRequest(requester, TITLE);
    await untilDone(sandbox);
    client.pragma('query_only = ON');
    await engineer.click({ channel: INTAKE, textContains: '*R-1*' }, 'Claim');
    const told = (await engineer.messages(INTAKE)).filter(({ ephemeral }) => ephemeral);
    expect(shown(told)).toContain(CANNOT);
    expect(shown(messagesWithKey(sandbox, 'card:R-1'))).toContain('[Claim]');
    client.pragma('query_only = OFF');
    await engineer.click({ channel: INTAKE, textContains: '*R-1*' }, 'Claim');
    await sandbox.settled();
    expect(shown(messagesWithKey(sandbox, 'card:R-1'))).not.toContain('[Claim]');
  });

  it('tells whoever sends an answer in a small modal, which stays open', async () => {
    await fileRequest(requester, TITLE);
    await untilDone(sandbox);
    await engineer.click({ channel: INTAKE, textContains: '*R-1*' }, 'Ask for information');
    await engineer.fill({ 'What do you need to know?': 'Which tokens?' });
    client.pragma('query_only = ON');
    const { errors } = await engineer.submit();
    expect(JSON.stringify(errors)).toContain('cannot write to its database');
    client.pragma('query_only = OFF');
    expect((await engineer.submit()).errors).toEqual({});
    await untilDone(sandbox);
    expect((await sandbox.gitlab.issue(1)).notes.filter(({ body }) => body.includes('Which tokens?'))).toHaveLength(1);
  });

  it('does not acknowledge an event, so that Slack sends it again', async () => {
    client.pragma('query_only = ON');
    sandbox.directory.setGroupMembers('S0PRODSEC', ['U0ENGINE2']);
    await new Promise((resolve) => setTimeout(resolve, 200));
    client.pragma('query_only = OFF');
    await expect.poll(() => sandbox.slack.pending(), { timeout: 15_000 }).toBe(0);
    const group = await sandbox.app().deps.storage.people.userGroup('S0PRODSEC');
    expect(group?.memberIds).toEqual(['U0ENGINE2']);
  });
});

describe('what was done outside and could not be recorded', () => {
  it.each<[string, string]>([
    ['a work item', 'INSERT ON work_item'],
    ['a card', 'INSERT ON slack_message'],
  ])('(%s) is looked for before it is done again', async (_name, when) => {
    client.exec(`CREATE TRIGGER trouble BEFORE ${when} BEGIN SELECT RAISE(FAIL, 'no room'); END`);
    await fileRequest(requester, TITLE);
    await sandbox.settled();
    client.exec('DROP TRIGGER trouble');
    await untilDone(sandbox);
    expect(await workItems(sandbox, TITLE)).toHaveLength(1);
    expect(messagesWithKey(sandbox, 'card:R-1')).toHaveLength(1);
    expect(messagesWithKey(sandbox, 'direct:R-1:U0REQUEST:filed')).toHaveLength(1);
  });
});
