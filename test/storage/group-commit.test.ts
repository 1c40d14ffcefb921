import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { oweCard } from '../../src/domain/owed.ts';
import type { Open } from '../../src/storage/database.ts';
import { groupCommit } from '../../src/storage/group-commit.ts';
import { filing, NOW, testStorage } from './storage-file.ts';

/** A table of one text a row, in a database of the test's own, and how to keep a row in the group. */
function table() {
  const { path, client } = testStorage();
  client.exec('CREATE TABLE said (text TEXT NOT NULL)');
  const inGroup = groupCommit({ client } as Open);
  const insert = client.prepare('INSERT INTO said VALUES (?)');
  const say = (text: string) =>
    inGroup(() => {
      insert.run(text);
      return text;
    });
  const said = () => client.prepare('SELECT text FROM said ORDER BY rowid').pluck().all();
  return { path, client, inGroup, insert, say, said };
}

const statusesOf = async (all: Promise<unknown>[]) => (await Promise.allSettled(all)).map(({ status }) => status);

describe('changes of one moment', () => {
  it('are one transaction, in the order in which they were asked for', async () => {
    const { client, inGroup, said, say } = table();
    const before = client.pragma('data_version', { simple: true });
    const open: boolean[] = [];
    const look = () => inGroup(() => open.push(client.inTransaction));
    expect(await Promise.all([say('a'), look(), say('b'), look(), say('c')])).toEqual(['a', 1, 'b', 2, 'c']);
    expect(open).toEqual([true, true]);
    expect(said()).toEqual(['a', 'b', 'c']);
    expect([client.inTransaction, client.pragma('data_version', { simple: true })]).toEqual([false, before]);
  });

  it('are decided inside that transaction: each sees what came before it, and nobody else writes meanwhile', async () => {
    const { path, inGroup, said, say } = table();
    const other = new Database(path, { timeout: 0 });
    const seen = [
      say('a'),
      inGroup(() => said()),
      inGroup(() => expect(() => other.exec("INSERT INTO said VALUES ('x')")).toThrow('locked')),
    ];
    expect((await Promise.all(seen))[1]).toEqual(['a']);
    other.close();
  });

  it('are seen from outside when the first of them is answered, and not before', async () => {
    const { path, inGroup, say } = table();
    const other = new Database(path);
    const rows = () => other.prepare('SELECT count(*) FROM said').pluck().get();
    const counts: unknown[] = [];
    await Promise.all([say('a').then(() => counts.push(rows())), inGroup(() => counts.push(rows())), say('b')]);
    expect(counts).toEqual([0, 2]);
    other.close();
  });

  it('do not hold one another up: one that refuses is undone, and rejects only its own caller', async () => {
    const { inGroup, insert, said, say } = table();
    const refused = inGroup(() => {
      insert.run('half');
      throw new Error('no');
    });
    const all = [say('a'), refused, say('b')];
    expect(await statusesOf(all)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    await expect(refused).rejects.toThrow('no');
    expect(said()).toEqual(['a', 'b']);
  });

  it('are all refused where the database is read-only, and the next moment begins anew', async () => {
    const { client, said, say } = table();
    client.pragma('query_only = ON');
    const all = [say('a'), say('b')];
    expect(await statusesOf(all)).toEqual(['rejected', 'rejected']);
    client.pragma('query_only = OFF');
    await say('c');
    expect(said()).toEqual(['c']);
  });

  it('are all refused while another process holds the database', async () => {
    const { path, client, said, say } = table();
    client.pragma('busy_timeout = 0');
    const other = new Database(path);
    other.exec('BEGIN IMMEDIATE');
    for (const each of [say('a'), say('b')]) await expect(each).rejects.toMatchObject({ code: 'SQLITE_BUSY' });
    other.exec('COMMIT');
    other.close();
    expect(await Promise.all([say('c'), say('d')])).toEqual(['c', 'd']);
    expect(said()).toEqual(['c', 'd']);
  });

  it('leave nothing where the disk is full: none is acknowledged that was not kept', async () => {
    const { client, said, say } = table();
    const pages = Number(client.pragma('page_count', { simple: true }));
    client.pragma(`max_page_count = ${pages}`);
    const texts = ['a', 'x'.repeat(50_000), 'b'];
    const all = await Promise.allSettled(texts.map(say));
    const kept = all.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    expect(all[1]).toMatchObject({ status: 'rejected', reason: { code: 'SQLITE_FULL' } });
    expect(said()).toEqual(kept);
    expect(client.inTransaction).toBe(false);
    client.pragma('max_page_count = 1000000');
    await say('c');
    expect(said()).toEqual([...kept, 'c']);
  });

  it('are all refused where the commit itself fails', async () => {
    const { client, inGroup, said, say } = table();
    client.exec('CREATE TABLE child (id REFERENCES parent DEFERRABLE INITIALLY DEFERRED)');
    client.exec('CREATE TABLE parent (id INTEGER PRIMARY KEY)');
    const all = [say('a'), inGroup(() => client.exec('INSERT INTO child VALUES (7)')), say('b')];
    expect(await statusesOf(all)).toEqual(['rejected', 'rejected', 'rejected']);
    expect([said(), client.inTransaction]).toEqual([[], false]);
  });

  it('are all refused where SQLite takes everything back, though only one of them failed', async () => {
    const { client, inGroup, said, say } = table();
    const broken = inGroup(() => client.exec("INSERT OR ROLLBACK INTO said VALUES ('half'), (NULL)"));
    expect(await statusesOf([say('a'), broken, say('b')])).toEqual(['rejected', 'rejected', 'rejected']);
    expect([said(), client.inTransaction]).toEqual([[], false]);
  });
});

it('files what is sent in one moment once each, with what each owes', async () => {
  const { storage, count, woken } = testStorage();
  const send = (draftId: string) => filing({ draftId }, { owed: (id) => [oweCard(id)] });
  const ids = ['D1', 'D2', 'D1', 'D3'].map((draft) => storage.requests.fileRequest(send(draft), NOW));
  const filed = await Promise.all(ids);
  expect(filed.map(({ id, already }) => [id, already])).toEqual([
    [1, false],
    [2, false],
    [1, true],
    [3, false],
  ]);
  expect([count('request'), count('outbox'), count('audit'), woken()]).toEqual([3, 3, 3, 4]);
});
