import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StandIns, startStandIns } from '../../src/sandbox/stand-ins.ts';
import { buildApp, run } from './real-app.ts';

let app: ReturnType<typeof buildApp>;
let standIns: StandIns;
let folder: string;

beforeAll(async () => {
  app = buildApp('typo');
  standIns = await startStandIns({ port: 0 });
  folder = mkdtempSync(join(tmpdir(), 'prodseceng-typo-'));
});
afterAll(async () => {
  await standIns?.stop();
  app?.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function startWith(
  more: Record<string, string>,
  settings?: string,
): Promise<{ code: number | null; output: string }> {
  const env = standIns.appEnv({ databasePath: join(folder, 'app.db'), port: 39_999 });
  const config = join(folder, 'prodseceng.yml');
  if (settings !== undefined) writeFileSync(config, settings);
  const started = run(
    app.main,
    ['start'],
    { ...env, ...(settings === undefined ? {} : { PRODSECENG_CONFIG: config }), ...more },
    folder,
  );
  return { code: await started.ended, output: started.output() };
}

/** What an operator reads: what is wrong and where, without a stack and without a secret. */
function expectClear({ code, output }: { code: number | null; output: string }): void {
  expect(code).toBe(1);
  expect(output).not.toMatch(/^\s+at /m);
  expect(output).not.toContain(standIns.slack.slack.secrets.botToken);
}

describe('a settings file with a typo', () => {
  it.each<[string, string, RegExp]>([
    ['an unknown key', 'slack:\n  chanels:\n    intake: requests\n', /chanels.*channels/s],
    ['a value of the wrong kind', 'gitlab:\n  confidential: maybe\n', /gitlab\.confidential/],
    ['a line that is no YAML', 'slack:\n  channels: [intake\n', /prodseceng\.yml|YAML|line/i],
  ])('(%s) is named, with what would be right, and nothing starts', async (_name, settings, says) => {
    const outcome = await startWith({}, settings);
    expectClear(outcome);
    expect(outcome.output).toMatch(says);
  });

  it('that is not there although it is named is an error', async () => {
    const outcome = await startWith({ PRODSECENG_CONFIG: join(folder, 'nowhere.yml') });
    expectClear(outcome);
    expect(outcome.output).toContain('nowhere.yml');
  });

  it('in the environment is named as well: half set Slack settings start no sandbox', async () => {
    const outcome = await startWith({ SLACK_SIGNING_SECRET: '' });
    expectClear(outcome);
    expect(outcome.output).toMatch(/SLACK_/);
  });
});

describe('a database that cannot be opened', () => {
  it.each<[string, () => string]>([
    [
      'a folder',
      () => {
        mkdirSync(join(folder, 'folder.db'), { recursive: true });
        return join(folder, 'folder.db');
      },
    ],
    ['below a file', () => '/dev/null/app.db'],
    [
      'a file that is no database',
      () => {
        writeFileSync(join(folder, 'text.db'), 'This is a letter, and no database.'.repeat(100));
        return join(folder, 'text.db');
      },
    ],
  ])('(%s) is named, and nothing starts', async (_name, path) => {
    const databasePath = path();
    const outcome = await startWith({ DATABASE_PATH: databasePath });
    expectClear(outcome);
    expect(outcome.output).toContain(databasePath);
  });
});
