import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');

/** A file, what it imports, and whether the house's import rules forbid it. */
const IMPORTS: [from: string, specifier: string, verdict: 'forbidden' | 'allowed'][] = [
  ['src/domain/a.ts', './b.ts', 'allowed'],
  ['src/domain/forms/a.ts', '../b.ts', 'allowed'],
  ['src/domain/a.ts', 'zod', 'allowed'],
  ['src/domain/a.ts', 'date-fns', 'allowed'],
  ['src/domain/a.ts', '@date-fns/tz', 'allowed'],
  ['src/domain/a.ts', 'node:fs', 'forbidden'],
  ['src/domain/a.ts', 'pino', 'forbidden'],
  ['src/domain/a.ts', '../config/settings.ts', 'forbidden'],
  ['src/domain/forms/a.ts', '../../slack/b.ts', 'forbidden'],
  ['src/slack/a.ts', '../domain/b.ts', 'allowed'],
  ['src/storage/a.ts', '../config/b.ts', 'allowed'],
  ['src/slack/a.ts', '@slack/bolt', 'allowed'],
  ['src/slack/a.ts', '../gitlab/b.ts', 'forbidden'],
  ['src/gitlab/a.ts', '../storage/b.ts', 'forbidden'],
  ['src/storage/a.ts', '../workflows/intake/b.ts', 'forbidden'],
  ['src/schedule/a.ts', '../deps.ts', 'forbidden'],
  ['src/web/a.ts', '../gitlab/b.ts', 'forbidden'],
  ['src/web/a.ts', '../domain/b.ts', 'allowed'],
  ['src/operate/a.ts', '../slack/b.ts', 'forbidden'],
  ['src/config/a.ts', '../storage/b.ts', 'forbidden'],
  ['src/workflows/intake/a.ts', '../../domain/b.ts', 'allowed'],
  ['src/workflows/intake/a.ts', '../../deps.ts', 'allowed'],
  ['src/workflows/intake/a.ts', '../../slack/b.ts', 'allowed'],
  ['src/workflows/intake/a.ts', '../../storage/b.ts', 'allowed'],
  ['src/workflows/intake/a.ts', '../../gitlab/markdown.ts', 'allowed'],
  ['src/workflows/intake/a.ts', './b.ts', 'allowed'],
  ['src/workflows/intake/a.ts', '../decide/b.ts', 'forbidden'],
  ['src/workflows/intake/a.ts', '../../gitlab/client.ts', 'forbidden'],
  ['src/workflows/intake/a.ts', '../../compose.ts', 'forbidden'],
  ['src/workflows/intake/a.ts', '@gitbeaker/rest', 'forbidden'],
  ['src/workflows/intake/a.ts', '../../sandbox/start.ts', 'forbidden'],
  ['src/compose.ts', './sandbox/start.ts', 'forbidden'],
  ['src/main.ts', './sandbox/start.ts', 'forbidden'],
  ['src/deliver.ts', './gitlab/client.ts', 'allowed'],
  ['src/sandbox/a.ts', '../compose.ts', 'allowed'],
  ['src/sandbox/slack/a.ts', '../../slack/b.ts', 'allowed'],
  ['test/journeys/a.test.ts', '../../src/sandbox/start.ts', 'allowed'],
];

let tree: string;
let reported: string;

/** Each case in a file of its own, in a copy of the tree's shape, checked by the linter as the repository sets it up. */
beforeAll(async () => {
  tree = await mkdtemp(join(tmpdir(), 'prodseceng-imports-'));
  await cp(join(ROOT, 'biome.json'), join(tree, 'biome.json'));
  await symlink(join(ROOT, 'node_modules'), join(tree, 'node_modules'));
  for (const [index, [from, specifier]] of IMPORTS.entries()) {
    const file = join(tree, fileOf(index, from));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `export { it } from '${specifier}';\n`);
  }
  reported = await lint(['src', 'test']);
});

afterAll(() => rm(tree, { recursive: true, force: true }));

/** `src/main.ts` and `src/compose.ts` have rules by name, so those keep theirs. */
const fileOf = (index: number, from: string) => from.replace(/\/a(\.test)?\.ts$/, `/case-${index}$1.ts`);

function lint(paths: string[]): Promise<string> {
  const biome = join(ROOT, 'node_modules/.bin/biome');
  const options = [
    'lint',
    '--vcs-enabled=false',
    '--only=style/noRestrictedImports',
    '--reporter=github',
    '--max-diagnostics=none',
  ];
  return new Promise((done) => {
    execFile(biome, [...options, ...paths], { cwd: tree }, (_error, stdout, stderr) => done(stdout + stderr));
  });
}

test.each(IMPORTS.map(([from, specifier, verdict], index) => ({ from, specifier, verdict, index })))(
  '$from may import $specifier: $verdict',
  ({ from, verdict, index }) => {
    const told = reported.split('\n').some((line) => line.includes(fileOf(index, from)) && line.includes('House rule'));
    expect(told ? 'forbidden' : 'allowed').toBe(verdict);
  },
);
