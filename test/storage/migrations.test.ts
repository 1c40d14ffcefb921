import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { generateSQLiteDrizzleJson, generateSQLiteMigration } from 'drizzle-kit/api';
import { describe, expect, it } from 'vitest';
import * as charterTables from '../../src/storage/charter-tables.ts';
import * as commitmentTables from '../../src/storage/commitment-tables.ts';
import { openDatabase } from '../../src/storage/database.ts';
import * as lifecycleTables from '../../src/storage/lifecycle-tables.ts';
import * as requestTables from '../../src/storage/tables.ts';
import { testFolder } from './storage-file.ts';

const tables = { ...requestTables, ...commitmentTables, ...lifecycleTables, ...charterTables };

type Journal = { entries: { tag: string }[] };
const JOURNAL: Journal = JSON.parse(readFileSync('migrations/meta/_journal.json', 'utf8'));

/** The migrations as they were when there were only so many. */
function firstMigrations(count: number): string {
  const folder = testFolder();
  mkdirSync(join(folder, 'meta'));
  const entries = JOURNAL.entries.slice(0, count);
  for (const { tag } of entries) cpSync(join('migrations', `${tag}.sql`), join(folder, `${tag}.sql`));
  writeFileSync(join(folder, 'meta/_journal.json'), JSON.stringify({ ...JOURNAL, entries }));
  return folder;
}

type Row = Record<string, unknown>;

/** The app's own tables, without what SQLite, drizzle and the search index keep for themselves. */
function tablesIn(client: Database.Database): string[] {
  const all = client.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).pluck().all() as string[];
  return all.filter((name) => !/^(sqlite_|__drizzle)|_search_/.test(name));
}

type Column = { name: string; type: string };
const columnsOf = (client: Database.Database, table: string) => client.pragma(`table_info(${table})`) as Column[];

/** One row in each table. Numbers are 1 throughout, so that each reference finds its row. */
function fill(client: Database.Database): Record<string, Row> {
  client.pragma('foreign_keys = OFF');
  for (const table of tablesIn(client)) {
    const columns = columnsOf(client, table);
    const values = columns.map(({ type }) => (/int/i.test(type) ? 1 : '{}'));
    const places = columns.map(() => '?').join(', ');
    client.prepare(`INSERT INTO ${table} (${columns.map(({ name }) => `"${name}"`)}) VALUES (${places})`).run(values);
  }
  return rowsOf(client);
}

/** A search index has no rows of its own: a migration may fill it anew from the rows it is of. */
const rowsOf = (client: Database.Database): Record<string, Row> =>
  Object.fromEntries(
    tablesIn(client)
      .filter((table) => !table.endsWith('_search'))
      .map((table) => [table, client.prepare(`SELECT * FROM ${table}`).get() as Row]),
  );

/** Columns that a migration moved into a table of their own. */
const MOVED: Record<string, readonly string[]> = { tool: ['value_propositions'] };

const withoutMoved = (rows: Record<string, Row>): Record<string, Row> =>
  Object.fromEntries(
    Object.entries(rows).map(([table, row]) => [
      table,
      Object.fromEntries(Object.entries(row).filter(([column]) => !MOVED[table]?.includes(column))),
    ]),
  );

describe.each(JOURNAL.entries.map(({ tag }, index) => [tag, index] as const).slice(1))('migration %s', (_, index) => {
  it('brings a database that is in use to the newest, with every row still there and every reference whole', () => {
    const path = join(testFolder(), 'app.db');
    const old = openDatabase(path, firstMigrations(index));
    const before = fill(old.client);
    old.client.close();
    const { client } = openDatabase(path, 'migrations');
    expect(client.pragma('foreign_key_check')).toEqual([]);
    expect(client.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(rowsOf(client)).toMatchObject(withoutMoved(before));
    client.close();
  });
});

it('moves what each tool does for people into rows of their own (COC-5)', () => {
  const path = join(testFolder(), 'app.db');
  const old = openDatabase(path, firstMigrations(JOURNAL.entries.findIndex(({ tag }) => tag.startsWith('0009'))));
  fill(old.client);
  old.client.prepare('UPDATE tool SET value_propositions = ?').run('["Maps findings","Tells owners"]');
  old.client.close();
  const { client } = openDatabase(path, 'migrations');
  const moved = client.prepare('SELECT tool_id, what, state FROM value_proposition ORDER BY id').raw().all();
  expect(moved).toEqual([
    [1, 'Maps findings', 'tool'],
    [1, 'Tells owners', 'tool'],
  ]);
  client.close();
});

it('leaves a database that is up to date as it is', () => {
  const path = join(testFolder(), 'app.db');
  const first = openDatabase(path, 'migrations');
  const before = fill(first.client);
  first.client.close();
  const { client } = openDatabase(path, 'migrations');
  expect(rowsOf(client)).toEqual(before);
  client.close();
});

it('refuses to start on a migration that leaves a reference to nothing', () => {
  const path = join(testFolder(), 'app.db');
  const folder = firstMigrations(1);
  const old = openDatabase(path, folder);
  fill(old.client);
  old.client.close();
  const bad = { idx: 1, version: '6', when: 9_999_999_999_999, tag: '0001_bad', breakpoints: true };
  writeFileSync(join(folder, '0001_bad.sql'), 'DELETE FROM request;');
  const entries = [...JOURNAL.entries.slice(0, 1), bad];
  writeFileSync(join(folder, 'meta/_journal.json'), JSON.stringify({ ...JOURNAL, entries }));
  expect(() => openDatabase(path, folder)).toThrow(/broken references/);
});

it('keeps nothing of a migration that fails half way', () => {
  const path = join(testFolder(), 'app.db');
  const folder = firstMigrations(1);
  openDatabase(path, folder).client.close();
  const bad = { idx: 1, version: '6', when: 9_999_999_999_999, tag: '0001_bad', breakpoints: true };
  writeFileSync(join(folder, '0001_bad.sql'), 'CREATE TABLE half (n integer);\n--> statement-breakpoint\nNONSENSE;');
  const entries = [...JOURNAL.entries.slice(0, 1), bad];
  writeFileSync(join(folder, 'meta/_journal.json'), JSON.stringify({ ...JOURNAL, entries }));
  expect(() => openDatabase(path, folder)).toThrow();
  const { client } = openDatabase(path, 'migrations');
  expect(tablesIn(client)).not.toContain('half');
  client.close();
});

it('opens in WAL mode, synchronous FULL, with foreign keys on', () => {
  const { client } = openDatabase(join(testFolder(), 'made', 'here', 'app.db'), 'migrations');
  const settings = ['journal_mode', 'synchronous', 'foreign_keys'].map((name) => client.pragma(name, { simple: true }));
  expect(settings).toEqual(['wal', 2, 1]);
  client.close();
});

it('writes a new file in pages of 2 KiB, and leaves a file that is there in its own', () => {
  const sizeOf = (path: string) => {
    const { client } = openDatabase(path, 'migrations');
    const size = client.pragma('page_size', { simple: true });
    client.close();
    return size;
  };
  const older = join(testFolder(), 'older.db');
  const made = new Database(older);
  made.exec('CREATE TABLE there (n)');
  made.close();
  expect([sizeOf(join(testFolder(), 'app.db')), sizeOf(older)]).toEqual([2_048, 4_096]);
});

describe('the tables in the code', () => {
  it('are those that the migrations make', async () => {
    const empty = await generateSQLiteDrizzleJson({});
    const wanted = new Database(':memory:');
    for (const statement of await generateSQLiteMigration(empty, await generateSQLiteDrizzleJson(tables))) {
      wanted.exec(statement);
    }
    const { client } = openDatabase(join(testFolder(), 'app.db'), 'migrations');
    const search = ['request_search', 'tool_search', 'feedback_search'];
    expect(tablesIn(client).sort()).toEqual([...tablesIn(wanted), ...search].sort());
    for (const table of tablesIn(wanted))
      expect([table, shapeOf(client, table)]).toEqual([table, shapeOf(wanted, table)]);
    client.close();
    wanted.close();
  });

  it('are those of the newest snapshot: there is nothing left to generate', async () => {
    const newest = `migrations/meta/${JOURNAL.entries.at(-1)?.tag.slice(0, 4)}_snapshot.json`;
    const snapshot = JSON.parse(readFileSync(newest, 'utf8'));
    const now = await generateSQLiteDrizzleJson(tables, snapshot.id);
    expect(await generateSQLiteMigration(snapshot, now)).toEqual([]);
  });
});

/** Columns, references and indexes of a table, whatever order they were made in. */
function shapeOf(client: Database.Database, table: string): unknown {
  const byText = (rows: unknown) =>
    (rows as Row[]).map((row) => JSON.stringify({ ...row, cid: 0, seq: 0, id: 0 })).sort();
  const indexes = client.pragma(`index_list(${table})`) as { name: string }[];
  return {
    columns: byText(columnsOf(client, table)),
    references: byText(client.pragma(`foreign_key_list(${table})`)),
    indexes: byText(indexes),
    indexed: indexes.map(({ name }) => [name, indexed(client, name)]).sort(),
  };
}

/** The columns of an index in its order. */
const indexed = (client: Database.Database, index: string): unknown[] =>
  (client.pragma(`index_info(${index})`) as Row[]).map(({ name }) => name);
