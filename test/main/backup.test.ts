import { copyFileSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { OTHER_FORM } from '../../src/domain/intake-forms.ts';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { commentOn, fileRequest } from '../faults/bad-day.ts';
import { buildApp, openRealWorld, type RealWorld } from '../faults/real-app.ts';
import { fillSteps } from '../journeys/fill.ts';
import { command } from './command.ts';

let app: ReturnType<typeof buildApp>;
let world: RealWorld;
beforeAll(() => {
  app = buildApp('backup');
});
afterAll(() => app?.remove());
beforeEach(async () => {
  world = await openRealWorld(app.main, { settings: { schedule: { gitlabPoll: { everySeconds: 1 } } } });
  await world.start();
});
afterEach(() => world.stop());

function read<Row>(path: string, query: string): Row[] {
  const database = new Database(path, { readonly: true });
  try {
    return database.prepare<[], Row>(query).all();
  } finally {
    database.close();
  }
}

const titlesIn = (path: string) =>
  read<{ title: string }>(path, 'SELECT title FROM request ORDER BY id').map(({ title }) => title);

const numbersIn = (path: string) =>
  read<{ id: number }>(path, 'SELECT id FROM request ORDER BY id').map(({ id }) => id);

async function backUp(): Promise<string> {
  const file = `${world.databasePath}.copy`;
  const env = world.standIns.appEnv({ databasePath: world.databasePath, port: 0 });
  const ended = await command(app.main, ['backup', file], { env, cwd: dirname(world.databasePath) });
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(ended.stdout).toContain(file);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  return file;
}

/** The machine is lost, and the copy takes the database's place, as the README says. */
async function loseAndRestore(file: string): Promise<void> {
  const lost = world.app();
  world.kill();
  await lost.ended;
  for (const end of ['', '-wal', '-shm', '.migrating']) rmSync(`${world.databasePath}${end}`, { force: true });
  copyFileSync(file, world.databasePath);
  await world.start();
}

/** Files a request while cards and messages of the ones before arrive. */
async function fileInTheMidst(person: PersonDriver, title: string): Promise<void> {
  await person.command('intake other');
  while ((await person.modal()) === null) await wait(10);
  await fillSteps(person, OTHER_FORM, { Title: title, 'Kind of request': 'Something else', 'What it is about': title });
  await person.submit();
  await person.closeModal({ all: true });
}

const ALL_DONE_MS = 45_000;

async function until(isSo: () => boolean, otherwise: () => string): Promise<void> {
  for (const end = performance.now() + ALL_DONE_MS; performance.now() < end; await wait(200)) if (isSo()) return;
  throw new Error(otherwise());
}

const untilNothingOwed = (): Promise<void> =>
  until(
    () => read<object>(world.databasePath, 'SELECT 1 FROM outbox').length === 0,
    () => `still owed: ${JSON.stringify(read(world.databasePath, 'SELECT key, state, error FROM outbox'))}`,
  );

/** The poll has brought it: an issue as a request, a comment as an entry of its conversation. */
const untilKnown = (text: string): Promise<void> =>
  until(
    () =>
      read<{ text: string }>(world.databasePath, 'SELECT title AS text FROM request UNION SELECT text FROM entry').some(
        (row) => row.text === text,
      ),
    () => `the app has not heard of: ${text}`,
  );

/** Whatever stands more than once in Slack under one key, or in GitLab under one title or as one note. */
async function sentTwice(): Promise<string[]> {
  const { channels, messages } = world.standIns.slack.slack;
  const keys = channels
    .all()
    .flatMap(({ id }) => messages.inChannel(id))
    .flatMap(({ metadata }) => (metadata === undefined ? [] : [String(metadata.event_payload.key)]));
  const issues = await world.standIns.gitlab.issues();
  const titles = issues.map(({ title }) => title);
  const notes: string[] = [];
  for (const { iid } of issues) {
    const found = await world.standIns.gitlab.issue(iid);
    notes.push(...found.notes.filter(({ system }) => !system).map(({ body }) => `${iid}: ${body}`));
  }
  const all = [...keys, ...titles, ...notes];
  return all.filter((each, index) => all.indexOf(each) !== index);
}

describe('a backup made while the app writes', () => {
  it('holds what was filed before it, and restored sends nothing twice', async () => {
    const { standIns } = world;
    const requester = standIns.person('requester');
    const filed: string[] = [];
    const fileOne = async (): Promise<void> => {
      const title = `Wish${filed.length} written${filed.length}`;
      await fileInTheMidst(requester, title);
      filed.push(title);
    };
    await fileOne();
    let ended = false;
    const backingUp = backUp().finally(() => {
      ended = true;
    });
    while (!ended) await fileOne();
    const file = await backingUp;
    await untilNothingOwed();
    const copied = titlesIn(file);
    expect(copied).toEqual(filed.slice(0, copied.length));

    await loseAndRestore(file);
    await untilNothingOwed();
    expect(titlesIn(world.databasePath)).toEqual(copied);
    expect(await sentTwice()).toEqual([]);
    expect(standIns.problems()).toEqual([]);
  });

  it('with everything still owed, which was sent after it: it is looked up before it is sent', async () => {
    const { standIns } = world;
    const requester = standIns.person('requester');
    // Nothing gets through while the copy is made: neither to GitLab nor to Slack.
    standIns.gitlabFaults.next({ method: 'POST', times: 99, behave: { status: 503 } });
    standIns.slackFaults.next({ method: 'chat.postMessage', times: 99, behave: { status: 503 } });
    await fileRequest(requester, 'Owed when the copy was made');
    await commentOn(requester, 'R-1', 'A comment that was owed too');
    const file = await backUp();
    const owed = read<{ kind: string; unknown: number }>(file, 'SELECT kind, unknown FROM outbox');
    expect(owed.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['work-item', 'card', 'direct', 'note']));
    expect(owed.every(({ unknown }) => unknown === 1)).toBe(true);
    standIns.gitlabFaults.clear();
    standIns.slackFaults.clear();
    await untilNothingOwed();
    expect(await standIns.gitlab.issues()).toHaveLength(1);

    await loseAndRestore(file);
    await untilNothingOwed();
    expect(await standIns.gitlab.issues()).toHaveLength(1);
    expect(await sentTwice()).toEqual([]);
    expect(read(world.databasePath, 'SELECT iid FROM work_item')).toEqual([{ iid: 1 }]);
    expect(standIns.problems()).toEqual([]);
  });

  it('and followed by a day in GitLab and Slack, restored sends nothing of that day twice, and gives no number out again', async () => {
    const { standIns } = world;
    const requester = standIns.person('requester');
    await fileRequest(requester, 'Filed before the copy');
    await untilNothingOwed();
    const file = await backUp();
    const labels = ['ProdSecEng Candidate'];
    await standIns.gitlab.create({ as: 'second-engineer', title: 'Opened in GitLab after the copy', labels });
    await standIns.gitlab.comment({ as: 'engineer', iid: 1, body: 'Said in GitLab after the copy' });
    await untilKnown('Opened in GitLab after the copy');
    await untilKnown('Said in GitLab after the copy');
    await fileRequest(requester, 'Filed after the copy');
    await untilNothingOwed();
    const numbers = numbersIn(world.databasePath);

    await loseAndRestore(file);
    await untilKnown('Opened in GitLab after the copy');
    await untilKnown('Said in GitLab after the copy');
    await untilNothingOwed();
    expect(await sentTwice()).toEqual([]);
    await fileRequest(requester, 'Filed after the restore');
    await untilNothingOwed();
    const [, ...given] = numbersIn(world.databasePath);
    expect(given.filter((id) => numbers.includes(id))).toEqual([]);
    expect(await sentTwice()).toEqual([]);
    expect(standIns.problems()).toEqual([]);
  });
});
