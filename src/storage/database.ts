import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { z } from 'zod';
import * as charterTables from './charter-tables.ts';
import * as commitmentTables from './commitment-tables.ts';
import * as lifecycleTables from './lifecycle-tables.ts';
import * as tables from './tables.ts';

export type Open = ReturnType<typeof open>;

const BUSY_MS = 1_200;
/** The tick brings the log over each minute; a commit that somebody waits for does it only when the log has grown to 32 MiB. */
const LARGE_LOG_PAGES = 16_384;
/** A commit writes each page whole that it touches, a filing some fifteen: half of SQLite's usual size takes a fifth less time. */
const PAGE_BYTES = 2_048;
const MIGRATION_LOCK_MS = 60_000;
const Journal = z.object({ entries: z.array(z.object({ when: z.number() })) });

/**
 * Opens the SQLite file (made where it is missing), in WAL mode with synchronous FULL and foreign keys on, and brings it to
 * the newest migration. Throws when the file cannot be written or a migration leaves a broken reference.
 */
export function openDatabase(path: string, migrations: string): Open {
  try {
    return openAndMigrate(path, migrations);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`The database ${path} (DATABASE_PATH) cannot be opened: ${why}`, { cause: error });
  }
}

function openAndMigrate(path: string, migrations: string): Open {
  mkdirSync(dirname(path), { recursive: true });
  if (isEmpty(path)) inTurn(path, () => makeFile(path));
  const client = new Database(path);
  client.pragma(`busy_timeout = ${BUSY_MS}`);
  client.pragma('journal_mode = WAL');
  client.pragma('synchronous = FULL');
  client.pragma(`wal_autocheckpoint = ${LARGE_LOG_PAGES}`);
  bringUpToDate(client, path, migrations);
  client.pragma('foreign_keys = ON');
  return open(client);
}

function open(client: Database.Database) {
  return {
    client,
    db: drizzle(client, { schema: { ...tables, ...commitmentTables, ...lifecycleTables, ...charterTables } }),
  };
}

const isEmpty = (path: string): boolean => (statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0;

/** The size of a page is that of the first one written; a file that is there keeps its own. */
function makeFile(path: string): void {
  if (!isEmpty(path)) return;
  const made = new Database(path);
  made.pragma(`page_size = ${PAGE_BYTES}`);
  made.pragma('journal_mode = WAL');
  made.close();
}

function bringUpToDate(client: Database.Database, path: string, migrations: string): void {
  if (isUpToDate(client, migrations)) return;
  inTurn(path, () => {
    // Inside drizzle's transaction this pragma would do nothing.
    client.pragma('foreign_keys = OFF');
    migrate(drizzle(client), { migrationsFolder: migrations });
    const broken = client.pragma('foreign_key_check');
    if (Array.isArray(broken) && broken.length > 0)
      throw new Error(`migrations left ${broken.length} broken references`);
  });
}

/** Two processes that start at once take turns: the lock is a database of its own beside the file. */
function inTurn(path: string, run: () => void): void {
  const lock = new Database(`${path}.migrating`, { timeout: MIGRATION_LOCK_MS });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    run();
    lock.exec('COMMIT');
  } finally {
    lock.close();
  }
}

/** Whether the newest migration is applied: then a start needs neither the lock nor a look through every table. */
function isUpToDate(client: Database.Database, migrations: string): boolean {
  const journal = Journal.parse(JSON.parse(readFileSync(join(migrations, 'meta', '_journal.json'), 'utf8')));
  const newest = Math.max(...journal.entries.map(({ when }) => when));
  const known = client.prepare(`SELECT 1 FROM sqlite_schema WHERE name = '__drizzle_migrations'`).get();
  if (known === undefined) return false;
  const applied = client
    .prepare<[], { at: number | null }>('SELECT max(created_at) AS at FROM __drizzle_migrations')
    .get();
  return (applied?.at ?? 0) >= newest;
}

/** Numbers that Slack and GitLab show, or that stand behind a button there. */
const SHOWN_NUMBERS = ['request', 'question', 'mention', 'promise', 'capacity'];
/** More than are given out between a copy and the day on which it is restored. */
const LEFT_OUT = 1_000;

/**
 * Readies a finished copy of the database for the day on which it is restored. What was owed when it was made may have been sent
 * since, so each of it is looked up before it is sent; the same holds for what comes up again about its requests (see `madeCopy`).
 * Numbers given out since are not given out again: their cards and work items are still there.
 */
export function readyForRestore(path: string, now: Date): void {
  const copy = new Database(path, { fileMustExist: true });
  try {
    copy.transaction(() => {
      copy.exec('UPDATE outbox SET unknown = 1, leased_until = 0');
      const last = copy.prepare<[], number>('SELECT coalesce(max(id), 0) FROM request').pluck().get() ?? 0;
      const made: MadeCopy = { at: now.getTime(), lastRequest: last };
      copy.prepare('INSERT OR REPLACE INTO fact (name, value) VALUES (?, ?)').run(COPY_FACT, JSON.stringify(made));
      for (const table of SHOWN_NUMBERS) leaveOut(copy, table);
    })();
  } finally {
    copy.close();
  }
}

function leaveOut(copy: Database.Database, table: string): void {
  const moved = copy.prepare('UPDATE sqlite_sequence SET seq = seq + ? WHERE name = ?').run(LEFT_OUT, table);
  if (moved.changes === 0) copy.prepare('INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)').run(table, LEFT_OUT);
}

const COPY_FACT = 'copy';

/** When a copy was made, in milliseconds since 1970, and the last request in it. */
export type MadeCopy = { at: number; lastRequest: number };

/** Which copy this database was restored from; null where it is none. */
export function madeCopy(client: Database.Database): MadeCopy | null {
  const kept = client.prepare<[string], string>('SELECT value FROM fact WHERE name = ?').pluck().get(COPY_FACT);
  return kept === undefined ? null : JSON.parse(kept);
}
