import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { backupDatabase, restoreSteps } from '../../src/operate/backup.ts';

let directory: string;
let source: string;
let file: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'prodseceng-backup-'));
  source = join(directory, 'app.db');
  file = join(directory, 'copy.db');
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** A database in WAL mode with as many pairs of rows as asked for, and some weight. */
function fill(pairs: number): void {
  const database = new Database(source);
  database.pragma('journal_mode = WAL');
  database.exec('CREATE TABLE a (n INTEGER, filling TEXT); CREATE TABLE b (n INTEGER)');
  const insert = database.transaction(() => {
    for (let n = 0; n < pairs; n += 1) {
      database.prepare('INSERT INTO a VALUES (?, ?)').run(n, 'x'.repeat(2000));
      database.prepare('INSERT INTO b VALUES (?)').run(n);
    }
  });
  insert();
  database.close();
}

function counts(path: string): { a: number; b: number } {
  const database = new Database(path, { readonly: true });
  const count = (table: string) => Number(database.prepare(`SELECT count(*) FROM ${table}`).pluck().get());
  const found = { a: count('a'), b: count('b') };
  database.close();
  return found;
}

/** Another process that writes a pair in each transaction, without a pause, until it is stopped. */
async function busyWriter() {
  const root = resolve(import.meta.dirname, '../..');
  const script = `
    const Database = require('better-sqlite3');
    const database = new Database(process.argv[1], { timeout: 1500 });
    database.pragma('synchronous = FULL');
    const a = database.prepare("INSERT INTO a VALUES (0, 'busy')");
    const b = database.prepare('INSERT INTO b VALUES (0)');
    const pair = database.transaction(() => { a.run(); b.run(); });
    process.stdout.write('writing');
    const write = () => { pair.immediate(); setImmediate(write); };
    write();`;
  const child = spawn(process.execPath, ['-e', script, source], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
}

describe('a backup', () => {
  test('is the database as one file that only its owner reads', async () => {
    fill(100);
    const made = await backupDatabase(source, file);
    expect(made).toEqual({ ok: true, bytes: statSync(file).size });
    expect(counts(file)).toEqual({ a: 100, b: 100 });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(directory).filter((name) => name.startsWith('copy'))).toEqual(['copy.db']);
  });

  test('while another process writes without a pause ends, and holds no half transaction', async () => {
    fill(5_000);
    const stop = await busyWriter();
    const made = await backupDatabase(source, file);
    const { a: during } = counts(source);
    await stop();
    const { a, b } = counts(file);
    expect(made.ok).toBe(true);
    expect(a).toBe(b);
    expect(a).toBeGreaterThanOrEqual(5_000);
    expect(during).toBeGreaterThan(a);
  });

  test('restored as the steps say is the database again', async () => {
    fill(10);
    await backupDatabase(source, file);
    const later = new Database(source);
    later.exec("INSERT INTO a VALUES (99, 'after the backup')");
    later.close();
    for (const end of ['', '-wal', '-shm']) rmSync(`${source}${end}`, { force: true });
    copyFileSync(file, source);
    expect(counts(source)).toEqual({ a: 10, b: 10 });
    expect(restoreSteps(source, file).join('\n')).toContain(`${source}-wal`);
  });
});

describe('a backup is refused', () => {
  test('over a file that is there, which stays as it is', async () => {
    fill(1);
    writeFileSync(file, 'precious');
    expect(await backupDatabase(source, file)).toMatchObject({
      ok: false,
      problem: expect.stringContaining('there already'),
    });
    expect(readFileSync(file, 'utf8')).toBe('precious');
  });

  test('without a database, and makes none', async () => {
    expect(await backupDatabase(source, file)).toMatchObject({
      ok: false,
      problem: expect.stringContaining('no database'),
    });
    expect(existsSync(source)).toBe(false);
  });

  test('into a directory that is not there', async () => {
    fill(1);
    expect((await backupDatabase(source, join(directory, 'none', 'copy.db'))).ok).toBe(false);
  });

  test('of what is no database, and leaves nothing behind', async () => {
    writeFileSync(source, 'this is no database, but long enough to be looked at'.repeat(100));
    expect((await backupDatabase(source, file)).ok).toBe(false);
    expect(readdirSync(directory)).toEqual(['app.db']);
  });
});
