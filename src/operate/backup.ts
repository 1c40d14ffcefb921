import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';

export type BackupResult = { ok: true; bytes: number } | { ok: false; problem: string };

/** Pages copied at a time; between two steps the process can be stopped. */
const PAGES_AT_A_TIME = 500;

/**
 * Copies the database to a file that is not there yet, as it is at this moment, while the app runs and writes. What is
 * half done is never seen under the file's name. Refuses to overwrite. `finish` does to the copy what is still to be done to
 * it before it gets its name.
 */
export async function backupDatabase(
  sourcePath: string,
  file: string,
  finish: (copyPath: string) => void = () => {},
): Promise<BackupResult> {
  if (!existsSync(sourcePath)) return refused(`there is no database at ${sourcePath}: DATABASE_PATH names it`);
  if (existsSync(file)) return refused(`${file} is there already: name a file that is not`);
  const partial = `${file}.partial-${process.pid}`;
  try {
    // Created first, so that only its owner can read it: the inventory is confidential.
    closeSync(openSync(partial, 'wx', 0o600));
    await copy(sourcePath, partial);
    finish(partial);
    return settle(partial, file);
  } catch (error) {
    return refused(`the copy failed: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    for (const left of ['', '-wal', '-shm', '-journal']) rmSync(`${partial}${left}`, { force: true });
  }
}

/**
 * SQLite begins a copy anew when somebody else writes between two steps. A read transaction, held from the first step to
 * the last, shows this connection one state of the database throughout, so that a busy app cannot keep the copy from ending.
 */
async function copy(sourcePath: string, partial: string): Promise<void> {
  const source = new Database(sourcePath, { fileMustExist: true });
  try {
    source.pragma('busy_timeout = 1500');
    source.exec('BEGIN');
    source.prepare('SELECT count(*) FROM sqlite_schema').get();
    await source.backup(partial, { progress: () => PAGES_AT_A_TIME });
    source.exec('COMMIT');
  } finally {
    source.close();
  }
}

function settle(partial: string, file: string): BackupResult {
  const problem = damage(partial);
  if (problem) return refused(problem);
  const handle = openSync(partial, 'r');
  fsyncSync(handle);
  closeSync(handle);
  const { size } = statSync(partial);
  if (!giveName(partial, file)) return refused(`${file} is there already: name a file that is not`);
  return { ok: true, bytes: size };
}

/** The copy is opened once: a backup that cannot be read is none. Leaves it as one file, without a log beside it. */
function damage(partial: string): string | null {
  const database = new Database(partial);
  try {
    database.pragma('journal_mode = DELETE');
    const verdict = database.pragma('quick_check', { simple: true });
    return verdict === 'ok' ? null : `the copy is damaged, and so perhaps is the database: ${String(verdict)}`;
  } finally {
    database.close();
  }
}

/** A hard link never overwrites; where the disk has none, a name that was free a moment ago is taken. */
function giveName(partial: string, file: string): boolean {
  try {
    linkSync(partial, file);
    return true;
  } catch {
    if (existsSync(file)) return false;
    renameSync(partial, file);
    return true;
  }
}

const refused = (problem: string): BackupResult => ({ ok: false, problem });

/** What to do with the file on a bad day, for the screen. */
export function restoreSteps(databasePath: string, file: string): string[] {
  return [
    'To restore it:',
    '1. Stop the app.',
    `2. Move ${databasePath} away, and with it ${databasePath}-wal and ${databasePath}-shm where they are there.`,
    `3. Copy ${file} to ${databasePath}; the app's user must be able to write it and its directory.`,
    '4. Start the app. It looks up in Slack and GitLab what was owed when the copy was made, and sends nothing twice.',
  ];
}
