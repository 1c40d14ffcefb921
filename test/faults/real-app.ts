import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type StandIns, type StandInsOptions, startStandIns } from '../../src/sandbox/stand-ins.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Builds the app into a folder of its own: nobody else's build is in the way. Under node_modules, where packages are found. */
export function buildApp(name: string): { main: string; remove(): void } {
  const out = join(ROOT, 'node_modules', '.cache', `prodseceng-${name}-${process.pid}`);
  execFileSync(process.execPath, ['esbuild.config.mjs', out], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
  return { main: join(out, 'main.js'), remove: () => rmSync(out, { recursive: true, force: true }) };
}

/** The app in a process of its own. */
export type Started = {
  url: string;
  process: ChildProcess;
  /** What it wrote so far. */
  output(): string;
  /** With its exit code; null when a signal ended it. */
  ended: Promise<number | null>;
};

/** Starts `main.js WORDS`, with nothing of this process's environment. */
export function run(main: string, words: string[], env: Record<string, string>, cwd: string): Omit<Started, 'url'> {
  const child = spawn(process.execPath, [main, ...words], { cwd, env: { PATH: process.env.PATH ?? '', ...env } });
  let output = '';
  const keep = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  return { process: child, output: () => output, ended };
}

/** Stand-ins in this process and the app in one of its own, with a database that outlives it. */
export type RealWorld = {
  standIns: StandIns;
  databasePath: string;
  /** The app that runs now. */
  app(): Started;
  /** `more`: of its environment. */
  start(more?: Record<string, string>): Promise<Started>;
  /** As the kernel does it: nothing is finished, nothing is written. */
  kill(): void;
  stop(): Promise<void>;
};

export async function openRealWorld(main: string, options: StandInsOptions = {}): Promise<RealWorld> {
  const standIns = await startStandIns({ port: 0, ...options });
  const folder = mkdtempSync(join(tmpdir(), 'prodseceng-real-'));
  const databasePath = join(folder, 'app.db');
  let app: Started | null = null;
  const running = (): Started => {
    if (app === null) throw new Error('the app was not started');
    return app;
  };
  return {
    standIns,
    databasePath,
    app: running,
    async start(more = {}) {
      const port = await freePort();
      const env = standIns.appEnv({ databasePath, port });
      app = { ...run(main, ['start'], { ...env, ...more }, folder), url: `http://127.0.0.1:${port}` };
      await untilReady(app);
      standIns.appIsAt(app.url);
      return app;
    },
    kill() {
      running().process.kill('SIGKILL');
    },
    async stop() {
      if (app !== null) {
        app.process.kill('SIGKILL');
        await app.ended;
      }
      await standIns.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const READY_MS = 60_000;

async function untilReady(app: Started): Promise<void> {
  for (const deadline = performance.now() + READY_MS; performance.now() < deadline; await wait(150)) {
    if (app.process.exitCode !== null || app.process.signalCode !== null) break;
    if (await isReady(app.url)) return;
  }
  const body = await fetch(`${app.url}/readyz`).then(
    (answer) => answer.text(),
    (error) => String(error),
  );
  throw new Error(`the app did not get ready: ${body} ${app.output()}`);
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).status === 200;
  } catch {
    return false;
  }
}

/** A port that was free a moment ago. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
