import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import * as tables from './tables.ts';

export type Open = ReturnType<typeof open>;

const BUSY_MS = 1_200;
const MIGRATION_LOCK_MS = 60_000;

/**
 * Opens the SQLite file (made where it is missing), in WAL mode with synchronous FULL and foreign keys on, and brings it to
 * the newest migration. Throws when the file cannot be written or a migration leaves a broken reference.
 */
export function openDatabase(path: string, migrations: string): Open {
  mkdirSync(dirname(path), { recursive: true });
  const client = new Database(path);
  client.pragma(`busy_timeout = ${BUSY_MS}`);
  client.pragma('journal_mode = WAL');
  client.pragma('synchronous = FULL');
  bringUpToDate(client, path, migrations);
  client.pragma('foreign_keys = ON');
  return open(client);
}

function open(client: Database.Database) {
  return { client, db: drizzle(client, { schema: tables }) };
}

/** Two processes that start at once take turns: the lock is a database of its own beside the file. */
function bringUpToDate(client: Database.Database, path: string, migrations: string): void {
  const lock = new Database(`${path}.migrating`, { timeout: MIGRATION_LOCK_MS });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    // Inside drizzle's transaction this pragma would do nothing.
    client.pragma('foreign_keys = OFF');
    migrate(drizzle(client), { migrationsFolder: migrations });
    const broken = client.pragma('foreign_key_check');
    if (Array.isArray(broken) && broken.length > 0)
      throw new Error(`migrations left ${broken.length} broken references`);
    lock.exec('COMMIT');
  } finally {
    lock.close();
  }
}

/**
 * Readies a finished copy of the database for the day on which it is restored: whatever was owed when it was made may have
 * been sent since, so each of it is looked up before it is sent.
 */
export function readyForRestore(path: string): void {
  const copy = new Database(path, { fileMustExist: true });
  try {
    copy.exec('UPDATE outbox SET unknown = 1, leased_until = 0');
  } finally {
    copy.close();
  }
}
