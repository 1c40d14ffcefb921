import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { filing, NOW, owed, testFolder, testStorage } from './storage-file.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** Starts processes that do this on one database, all at the same moment, and gives what each says. */
async function together(count: number, task: 'claim' | 'count' | 'open' | 'slots', path: string): Promise<unknown[]> {
  const outfile = join(testFolder(), 'second-process.cjs');
  const entryPoints = [fileURLToPath(new URL('./second-process.ts', import.meta.url))];
  await build({
    entryPoints,
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['better-sqlite3'],
    logLevel: 'error',
  });
  const children = Array.from({ length: count }, () =>
    spawn(process.execPath, [outfile, task, path, join(ROOT, 'migrations')], {
      env: { ...process.env, NODE_PATH: join(ROOT, 'node_modules') },
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  );
  await Promise.all(children.map((child) => once(child.stdout, 'data')));
  const results = children.map(said);
  for (const child of children) child.stdin.write('go');
  return Promise.all(results);
}

async function said(child: ChildProcess): Promise<unknown> {
  let text = '';
  child.stdout?.on('data', (part: Buffer) => {
    text += part.toString();
  });
  await once(child, 'close');
  return JSON.parse(text);
}

it('never gives the same row to two processes on one database', async () => {
  const { path, storage } = testStorage();
  const rows = Array.from({ length: 120 }, (_, n) => owed(`k${n}`, { lane: `L${n}` }));
  await storage.owe(rows, NOW);
  const claimed = (await together(3, 'claim', path)) as number[][];
  const all = claimed.flat().sort((a, b) => a - b);
  expect(all).toEqual(rows.map((_, n) => n + 1));
  expect((await storage.outbox.countOwed()).owed).toBe(60);
});

it('runs each slot of a job in one of two processes, and owes once for it', async () => {
  const { path, count } = testStorage();
  const ran = (await together(2, 'slots', path)) as string[][];
  expect(new Set(ran.flat()).size).toBe(60);
  expect(ran.flat()).toHaveLength(60);
  expect(count('outbox')).toBe(60);
});

it('decides on what the other process has kept: no change is lost between two', async () => {
  const { path, storage } = testStorage();
  await storage.requests.fileRequest(filing({ title: '0' }), NOW);
  const counted = (await together(2, 'count', path)) as number[];
  const total = counted.reduce((sum, each) => sum + each, 0);
  expect((await storage.requests.request(1))?.request.title).toBe(String(total));
});

it('lets processes that start at once take turns to migrate a new database', async () => {
  const path = join(testFolder(), 'new', 'app.db');
  expect(await together(4, 'open', path)).toEqual([0, 0, 0, 0]);
});
