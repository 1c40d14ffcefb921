import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Env, readEnv, secretsOf } from '../../src/config/env.ts';

const BOT = 'xoxb-1-2-bot';
const APP = 'xapp-1-A-app';
const SECRET = '8f742231b10e8888abcd99yyyzzz85a5';
const GITLAB = { GITLAB_TOKEN: 'glpat-0123456789', GITLAB_PROJECT: 'security/team' };
const HTTP = { SLACK_BOT_TOKEN: BOT, SLACK_SIGNING_SECRET: SECRET, ...GITLAB };

function env(source: Record<string, string>, dotEnv?: string): Env {
  const read = readEnv(source, dotEnv);
  if (!read.ok) throw new Error(read.problems.join('\n'));
  return read.env;
}

function problems(source: Record<string, string>, dotEnv?: string): string[] {
  const read = readEnv(source, dotEnv);
  return read.ok ? [] : read.problems;
}

describe('which mode', () => {
  test.each([
    [{ SLACK_BOT_TOKEN: BOT, SLACK_APP_TOKEN: APP, ...GITLAB }, 'socket'],
    [{ SLACK_BOT_TOKEN: BOT, SLACK_APP_TOKEN: APP, SLACK_SIGNING_SECRET: SECRET, ...GITLAB }, 'socket'],
    [HTTP, 'http'],
    [{}, 'sandbox'],
    [{ SLACK_BOT_TOKEN: '', SLACK_APP_TOKEN: ' ', SLACK_SIGNING_SECRET: '' }, 'sandbox'],
    [{ ...HTTP, SLACK_APP_TOKEN: '' }, 'http'],
  ] as [Record<string, string>, Env['mode']][])('%o starts %s', (source, mode) => {
    expect(env(source).mode).toBe(mode);
  });

  test.each([
    ['the bot token alone', { SLACK_BOT_TOKEN: BOT, ...GITLAB }, ['SLACK_SIGNING_SECRET', 'SLACK_APP_TOKEN']],
    ['the app token alone', { SLACK_APP_TOKEN: APP, ...GITLAB }, ['SLACK_BOT_TOKEN']],
    ['the signing secret alone', { SLACK_SIGNING_SECRET: SECRET, ...GITLAB }, ['SLACK_BOT_TOKEN']],
    ['app token and secret', { SLACK_APP_TOKEN: APP, SLACK_SIGNING_SECRET: SECRET, ...GITLAB }, ['SLACK_BOT_TOKEN']],
    ['an empty bot token beside a secret', { ...HTTP, SLACK_BOT_TOKEN: '' }, ['SLACK_BOT_TOKEN']],
  ])('%s ends the start with what is missing', (_case, source, missing) => {
    const lines = problems(source);
    expect(lines).toHaveLength(1);
    for (const name of missing) expect(lines[0]).toContain(name);
    expect(lines[0]).toMatch(/missing.*Example: /);
  });

  test('with Slack, GitLab token and project are required', () => {
    const lines = problems({ SLACK_BOT_TOKEN: BOT, SLACK_SIGNING_SECRET: SECRET });
    expect(lines.map((line) => line.split(' ')[0])).toEqual(['GITLAB_TOKEN', 'GITLAB_PROJECT']);
  });

  test('the sandbox reads PORT only, and listens on 127.0.0.1 alone', () => {
    const others = {
      DATABASE_PATH: '/elsewhere.db',
      HOST: '0.0.0.0',
      LOG_LEVEL: 'loud',
      GITLAB_URL: 'no',
      PRODSECENG_CONFIG: 'x',
    };
    expect(env({ ...others, ...GITLAB, PORT: '0' })).toEqual({
      mode: 'sandbox',
      slack: null,
      gitlab: null,
      databasePath: 'data/sandbox.db',
      port: 0,
      host: '127.0.0.1',
      logLevel: 'info',
      configPath: null,
    });
  });
});

test('everything that is left out has its default', () => {
  expect(env(HTTP)).toEqual({
    mode: 'http',
    slack: { botToken: BOT, signingSecret: SECRET, apiUrl: 'https://slack.com/api/' },
    gitlab: {
      url: 'https://gitlab.com',
      token: GITLAB.GITLAB_TOKEN,
      project: GITLAB.GITLAB_PROJECT,
      group: null,
      webhookSecret: null,
    },
    databasePath: 'data/prodseceng.db',
    port: 3000,
    host: '0.0.0.0',
    logLevel: 'info',
    configPath: null,
  });
});

test('everything can be set', () => {
  const more = {
    SLACK_API_URL: 'http://127.0.0.1:4000/api',
    GITLAB_URL: 'http://127.0.0.1:4000/gitlab/',
    GITLAB_GROUP: 'security',
    GITLAB_WEBHOOK_SECRET: 'hook-secret',
    GITLAB_PROJECT: '101',
    DATABASE_PATH: '/tmp/x.db',
    PORT: '8080',
    HOST: '::1',
    LOG_LEVEL: 'debug',
    PRODSECENG_CONFIG: 'team.yml',
  };
  expect(env({ ...HTTP, ...more })).toMatchObject({
    slack: { apiUrl: 'http://127.0.0.1:4000/api/' },
    gitlab: { url: 'http://127.0.0.1:4000/gitlab', group: 'security', project: '101', webhookSecret: 'hook-secret' },
    databasePath: '/tmp/x.db',
    port: 8080,
    host: '::1',
    logLevel: 'debug',
    configPath: 'team.yml',
  });
});

describe('a wrong value is named with its variable and an example, and is not repeated', () => {
  test.each([
    ['SLACK_BOT_TOKEN', 'xapp-1-secret-value'],
    ['SLACK_BOT_TOKEN', 'xoxp-user-secret-value'],
    ['SLACK_APP_TOKEN', 'xoxb-secret-value'],
    ['SLACK_SIGNING_SECRET', 'xoxb-secret-value'],
    ['SLACK_SIGNING_SECRET', 'secret-value with space'],
    ['SLACK_API_URL', 'slack.secret-value'],
    ['GITLAB_URL', 'https://user:secret-value@gitlab.com'],
    ['GITLAB_TOKEN', 'secret-value\nsecond line'],
    ['GITLAB_PROJECT', 'https://gitlab.com/secret-value/team'],
    ['GITLAB_PROJECT', 'secret-value'],
    ['GITLAB_GROUP', 'a group of secret-value'],
    ['PORT', 'secret-value'],
    ['PORT', '70000'],
    ['PORT', '-1'],
    ['HOST', 'secret-value/x'],
    ['LOG_LEVEL', 'secret-value'],
  ])('%s=%s', (name, value) => {
    const lines = problems({ ...HTTP, [name]: value });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(new RegExp(`^${name} .+\\. Example: ${name}=`));
    expect(lines[0]).not.toContain(value);
    expect(lines[0]).not.toContain('secret-value');
  });

  test('one line for each', () => {
    expect(problems({ ...HTTP, PORT: 'x', LOG_LEVEL: 'loud', GITLAB_TOKEN: '' })).toHaveLength(3);
  });
});

describe('the .env file', () => {
  test('is read, and the environment wins', () => {
    const file = `SLACK_BOT_TOKEN=xoxb-from-file\nSLACK_SIGNING_SECRET="${SECRET}" # comment\nGITLAB_TOKEN=t\nGITLAB_PROJECT=a/b\nPORT=4000\n`;
    expect(env({ PORT: '5000' }, file)).toMatchObject({
      mode: 'http',
      port: 5000,
      slack: { botToken: 'xoxb-from-file' },
    });
  });

  test('holds for what is empty in the environment', () => {
    expect(env({ PORT: '' }, 'PORT=4000').port).toBe(4000);
  });

  test('may begin with a byte order mark', () => {
    expect(env({}, '\uFEFFPORT=4000').port).toBe(4000);
  });

  test('of the example, copied as it is, starts no half: it says what is missing', () => {
    const example = readFileSync(join(import.meta.dirname, '../../.env.example'), 'utf8');
    expect(env({}, example).mode).toBe('sandbox');
    const filled = example.replace('SLACK_BOT_TOKEN=', `SLACK_BOT_TOKEN=${BOT}`);
    expect(problems({}, filled).map((line) => line.split(' ')[0])).toEqual(['SLACK_SIGNING_SECRET', 'GITLAB_TOKEN']);
  });
});

test('the secrets are known for redaction', () => {
  const all = { ...HTTP, SLACK_APP_TOKEN: APP, GITLAB_WEBHOOK_SECRET: 'hook' };
  expect(secretsOf(env(all)).sort()).toEqual([BOT, SECRET, APP, GITLAB.GITLAB_TOKEN, 'hook'].sort());
  expect(secretsOf(env({}))).toEqual([]);
});
