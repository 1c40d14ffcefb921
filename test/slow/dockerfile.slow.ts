import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ignoredByDocker, last, ROOT, readDockerfile, type Stage, words } from '../operate/dockerfile.ts';

const run = promisify(execFile);

// There is no Docker engine here: each stage gets an empty directory, and its instructions are carried out in it.

const stages = readDockerfile();
const final = stages.at(-1);
const ground = mkdtempSync(join(tmpdir(), 'prodseceng-image-'));
const context = join(ground, 'context');

/** Where a path of a stage lies here. */
const placeOf = (stage: Stage | undefined, path: string, directory = '/') =>
  join(ground, String(stages.indexOf(stage as Stage)), resolve(directory, path));

const app = placeOf(final, last(final, 'WORKDIR') ?? '/');

beforeAll(async () => {
  copyContext();
  for (const stage of stages) await build(stage);
}, 900_000);

afterAll(() => rmSync(ground, { recursive: true, force: true }));

/** What `docker build .` would send: the files that git knows, less those of .dockerignore. */
function copyContext(): void {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' });
  const sent = listed.split('\n').filter((path) => path && existsSync(join(ROOT, path)) && !isIgnored(path));
  for (const path of sent) cpSync(join(ROOT, path), join(context, path));
}

const isIgnored = (path: string) =>
  ignoredByDocker.some((pattern) => path.split('/')[0] === pattern || (pattern === '*.log' && path.endsWith('.log')));

async function build(stage: Stage): Promise<void> {
  let directory = '/';
  for (const { word, rest } of stage.instructions) {
    const here = placeOf(stage, '.', directory);
    if (word === 'WORKDIR') {
      directory = rest;
      mkdirSync(placeOf(stage, rest), { recursive: true });
    }
    if (word === 'COPY') copy(rest, here);
    if (word === 'RUN') await carryOut(rest, here);
  }
}

async function carryOut(command: string, cwd: string): Promise<void> {
  await run('sh', ['-c', command], { cwd, maxBuffer: 1e8 }).catch(({ stdout, stderr }) => {
    throw new Error(`RUN ${command} failed:\n${stdout}\n${stderr}`);
  });
}

function copy(rest: string, here: string): void {
  const parts = rest.split(/\s+/);
  const from = parts.find((part) => part.startsWith('--from='))?.slice('--from='.length);
  const paths = parts.filter((part) => !part.startsWith('--'));
  const target = paths.pop() ?? '.';
  const stage = stages.find(({ name }) => name === from);
  for (const path of paths) {
    const source = stage ? placeOf(stage, path) : join(context, path);
    const into =
      statSync(source).isFile() && target.endsWith('/')
        ? join(here, target, path.split('/').pop() ?? '')
        : join(here, target);
    mkdirSync(dirname(into), { recursive: true });
    cpSync(source, into, { recursive: true });
  }
}

function filesIn(directory: string): string[] {
  const all = readdirSync(directory, { recursive: true, withFileTypes: true });
  return all.filter((entry) => entry.isFile()).map((entry) => relative(app, join(entry.parentPath, entry.name)));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

test('the last stage is small: the bundle, three packages with theirs, and no source', () => {
  const files = filesIn(app);
  const bytes = files.reduce((sum, file) => sum + statSync(join(app, file)).size, 0);
  expect(files).toContain('dist/main.js');
  expect(files.filter((file) => /^(src|test|\.env|\.git)\b/.test(file))).toEqual([]);
  expect(bytes / 1e6).toBeLessThan(40);
});

/** With Slack and GitLab out of reach the app starts and keeps trying. */
const OUT_OF_REACH = {
  SLACK_BOT_TOKEN: 'xoxb-1',
  SLACK_SIGNING_SECRET: 'signing-secret',
  SLACK_API_URL: 'http://127.0.0.1:9/api/',
  GITLAB_URL: 'http://127.0.0.1:9',
  GITLAB_TOKEN: 'glpat-1',
  GITLAB_PROJECT: 'security/team',
};

test('it starts, its health check passes, it writes in the volume only, and it stops when told', async () => {
  const before = new Set(filesIn(app));
  const port = String(await freePort());
  const environment = { ...OUT_OF_REACH, PATH: process.env.PATH, HOME: ground, PORT: port, NODE_ENV: 'production' };
  const [command = '', ...args] = [...words(last(final, 'ENTRYPOINT')), ...words(last(final, 'CMD'))];
  const started = spawn(command, args, { cwd: app, env: environment, stdio: 'inherit' });
  const ended = once(started, 'exit');
  try {
    const [check = '', ...checkArgs] = words(last(final, 'HEALTHCHECK'));
    const healthy = () =>
      run(check, checkArgs, { cwd: app, env: environment })
        .then(() => true)
        .catch(() => false);
    let passed = false;
    for (let tries = 0; tries < 60 && !passed; tries += 1) passed = (await healthy()) || (await pause(500, false));
    expect(passed).toBe(true);
    const written = filesIn(app).filter((file) => !before.has(file));
    expect(written.filter((file) => !file.startsWith('data/'))).toEqual([]);
    expect(written.length).toBeGreaterThan(0);
    started.kill('SIGTERM');
    expect(await Promise.race([ended, pause(10_000, 'still running')])).toEqual([0, null]);
  } finally {
    started.kill('SIGKILL');
  }
});
