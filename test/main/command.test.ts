import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { fieldsOf } from '../../src/domain/form.ts';
import { parseTemplate, templateFormId } from '../../src/domain/form-template.ts';
import { intakeForm, REQUEST_FORMS } from '../../src/domain/intake-forms.ts';
import { STAGE_TEMPLATES } from '../../src/domain/stage-template.ts';
import { buildApp } from '../faults/real-app.ts';
import { command, emptyFolder, linesOf } from './command.ts';

let app: ReturnType<typeof buildApp>;
let folder: ReturnType<typeof emptyFolder>;
beforeAll(() => {
  app = buildApp('command');
});
afterAll(() => app?.remove());
beforeEach(() => {
  folder = emptyFolder();
});
afterEach(() => folder.remove());

const run = (words: string[], env: Record<string, string> = {}) => command(app.main, words, { env, cwd: folder.path });

const BOT = 'xoxb-0-test';
const SIGNING = 'signing-0-test';
const GITLAB = { GITLAB_TOKEN: 'glpat-0-test', GITLAB_PROJECT: 'security/team' };

describe('start', () => {
  it.each<[string, Record<string, string>, string[]]>([
    ['a bot token alone', { SLACK_BOT_TOKEN: BOT, ...GITLAB }, ['SLACK_SIGNING_SECRET']],
    ['an app token alone', { SLACK_APP_TOKEN: 'xapp-0-test', ...GITLAB }, ['SLACK_BOT_TOKEN']],
    ['a signing secret alone', { SLACK_SIGNING_SECRET: SIGNING, ...GITLAB }, ['SLACK_BOT_TOKEN']],
    [
      'Slack without GitLab',
      { SLACK_BOT_TOKEN: BOT, SLACK_SIGNING_SECRET: SIGNING },
      ['GITLAB_TOKEN', 'GITLAB_PROJECT'],
    ],
    [
      'several things wrong',
      { SLACK_BOT_TOKEN: 'xapp-0-test', SLACK_SIGNING_SECRET: SIGNING, ...GITLAB, PORT: 'three', LOG_LEVEL: 'loud' },
      ['SLACK_BOT_TOKEN', 'PORT', 'LOG_LEVEL'],
    ],
  ])(
    'with %s is refused, with one line for each problem, and no sandbox starts in its place',
    async (_, env, names) => {
      const { code, stdout, stderr } = await run(['start'], env);
      expect([code, stdout]).toEqual([1, '']);
      const lines = linesOf(stderr);
      expect(lines.map((line) => line.split(' ')[0])).toEqual(names);
      for (const line of lines) expect(line).toContain('Example: ');
      for (const secret of [SIGNING, 'xapp-0-test', GITLAB.GITLAB_TOKEN]) expect(stderr).not.toContain(secret);
      expect(readdirSync(folder.path)).toEqual([]);
    },
  );

  it('reads .env as well: Slack tokens half set there are refused too', async () => {
    writeFileSync(join(folder.path, '.env'), `SLACK_BOT_TOKEN=${BOT}\nSLACK_SIGNING_SECRET=\n`);
    const { code, stderr } = await run([]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^SLACK_SIGNING_SECRET is missing/m);
    expect(existsSync(join(folder.path, 'data'))).toBe(false);
  });

  it('says which port is taken, and ends', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await run(['start'], { PORT: String(port) });
    other.close();
    expect(code).toBe(1);
    expect(stderr).toContain(String(port));
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

describe('a word that is no command', () => {
  it.each([[['begin']], [['--help']], [['constructor']]])(
    '%j is answered with the commands there are',
    async (words) => {
      const { code, stdout, stderr } = await run(words);
      expect([code, stdout]).toEqual([1, '']);
      const [first, ...rest] = linesOf(stderr);
      expect(first).toContain(words[0]);
      const usages = [
        'start',
        'doctor [--fix]',
        'job digest|poll|deliver|reminders|reviews|metrics',
        'backup FILE',
        'export DIR',
        'import FILE [--dry-run]',
        'manifest [--url URL]',
        'templates DIR',
      ];
      expect(rest.map((line) => line.trim())).toEqual(usages);
    },
  );

  it.each<[string[], RegExp]>([
    [['job'], /poll, deliver, reminders/],
    [['job', 'nonsense'], /nonsense.*poll, deliver/],
    [['backup'], /backup FILE/],
    [['templates'], /templates DIR/],
    [['export'], /export DIR/],
    [['import', '--dry-run'], /import FILE/],
    [['import', 'nowhere.csv'], /nowhere\.csv is not/],
    [['manifest', '--url'], /--url/],
    [['manifest', '--url', 'http://plain.example.com'], /https/],
    [['job', 'poll'], /sandbox/],
    [['backup', 'copy.db'], /no database/],
  ])('%j is refused with what would be right', async (words, says) => {
    const { code, stdout, stderr } = await run(words);
    expect([code, stdout]).toEqual([1, '']);
    expect(linesOf(stderr)).toHaveLength(1);
    expect(stderr).toMatch(says);
    expect(readdirSync(folder.path)).toEqual([]);
  });
});

type Manifest = {
  features: { slash_commands: { command: string; url?: string }[] };
  settings: {
    socket_mode_enabled: boolean;
    event_subscriptions: { request_url?: string };
    interactivity: { request_url?: string };
  };
};

describe('manifest', () => {
  it('prints the manifest for Socket Mode as it is in the repository', async () => {
    const { code, stdout } = await run(['manifest']);
    expect(code).toBe(0);
    expect(stdout).toBe(readFileSync(join(import.meta.dirname, '../../manifest.yml'), 'utf8'));
    expect((parse(stdout) as Manifest).settings.socket_mode_enabled).toBe(true);
  });

  it('with --url prints it for HTTP mode, every address set', async () => {
    const { code, stdout } = await run(['manifest', '--url', 'https://prodseceng.example.com']);
    expect(code).toBe(0);
    const { features, settings } = parse(stdout) as Manifest;
    const address = 'https://prodseceng.example.com/slack/events';
    expect(settings.socket_mode_enabled).toBe(false);
    expect(settings.event_subscriptions.request_url).toBe(address);
    expect(settings.interactivity.request_url).toBe(address);
    expect(features.slash_commands.map(({ url }) => url)).toEqual([address]);
  });
});

describe('templates', () => {
  it('writes an issue template for each form that becomes a work item, and what is written in it is read back (DOOR-9)', async () => {
    const { code, stdout } = await run(['templates', '.gitlab/issue_templates']);
    expect(code).toBe(0);
    const written = linesOf(stdout);
    const bodies = written.map((file) => readFileSync(join(folder.path, file), 'utf8'));
    const stages = STAGE_TEMPLATES.map(({ id }) => id);
    expect(bodies.map(templateFormId)).toEqual([...REQUEST_FORMS.map(({ id }) => id), ...stages]);
    for (const body of bodies.slice(0, -stages.length)) {
      const form = intakeForm(templateFormId(body) ?? '');
      if (form === undefined) throw new Error('a template of no form');
      expect(parseTemplate(form, body)).toEqual({});
      const text = fieldsOf(form).find(({ kind, id }) => kind === 'text' && id !== form.titleField);
      const heading = `## ${text?.section ?? text?.label}\n`;
      expect(body).toContain(heading);
      const filled = body.replace(heading, `${heading}\nWritten by hand\n`);
      expect(parseTemplate(form, filled)).toEqual({ [text?.id ?? '']: 'Written by hand' });
    }
  });
});
