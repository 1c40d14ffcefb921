import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type StandIns, startStandIns } from '../../src/sandbox/stand-ins.ts';
import { buildApp } from '../faults/real-app.ts';
import { command, type Ended, emptyFolder, linesOf } from './command.ts';

let app: ReturnType<typeof buildApp>;
let folder: ReturnType<typeof emptyFolder>;
let standIns: StandIns;
beforeAll(() => {
  app = buildApp('doctor');
});
afterAll(() => app?.remove());
beforeEach(async () => {
  folder = emptyFolder();
  standIns = await startStandIns({ port: 0 });
});
afterEach(async () => {
  await standIns.stop();
  folder.remove();
});

function doctor(words: string[] = [], more: Record<string, string> = {}): Promise<Ended> {
  const env = standIns.appEnv({ databasePath: join(folder.path, 'app.db'), port: 0 });
  return command(app.main, ['doctor', ...words], { env: { ...env, ...more }, cwd: folder.path });
}

/** Each line that is wrong, with what to do about it. */
const wrongIn = ({ stdout }: Ended): string[] => stdout.match(/^WRONG .*\n {6}→ .*$/gm) ?? [];

const labelsOf = (): Promise<string[]> =>
  standIns
    .person('engineer')
    .page.get<{ labels: string[] }>('gitlab/labels')
    .then(({ labels }) => labels);

describe('doctor', () => {
  it('finds nothing wrong where nothing is', async () => {
    const ended = await doctor();
    expect(wrongIn(ended)).toEqual([]);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(linesOf(ended.stdout).at(-1)).toBe('Nothing is wrong.');
    expect(standIns.problems()).toEqual([]);
  });

  it('has nothing to check in the sandbox', async () => {
    const ended = await command(app.main, ['doctor'], { cwd: folder.path });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toMatch(/sandbox/);
  });

  it.each<[string, (given: StandIns) => Record<string, string>, RegExp]>([
    [
      'a GitLab token that is none',
      () => ({ GITLAB_TOKEN: 'glpat-0-wrong' }),
      /GitLab token does not work[\s\S]*GITLAB_TOKEN/,
    ],
    [
      'a project that is not there',
      () => ({ GITLAB_PROJECT: 'security/nowhere' }),
      /security\/nowhere[\s\S]*GITLAB_PROJECT/,
    ],
    ['a GitLab that does not answer', () => ({ GITLAB_URL: 'http://127.0.0.1:9' }), /GITLAB_URL/],
    ['a Slack token that is none', () => ({ SLACK_BOT_TOKEN: 'xoxb-0-wrong' }), /SLACK_BOT_TOKEN/],
  ])('names %s, says what to do, and tells no secret', async (_, more, says) => {
    const ended = await doctor([], more(standIns));
    expect([ended.code, ended.stderr]).toEqual([1, '']);
    expect(wrongIn(ended).join('\n')).toMatch(says);
    for (const secret of ['glpat-0-wrong', 'xoxb-0-wrong', standIns.slack.slack.secrets.botToken])
      expect(ended.stdout).not.toContain(secret);
  });

  it('names a channel that is not there and one that the app was not invited to', async () => {
    standIns.directory.renameChannel('C0INTAKE1', 'elsewhere');
    standIns.directory.leaveChannel('G0INTERNL', 'U0BOTAPP');
    const ended = await doctor();
    expect(ended.code).toBe(1);
    const [intake, internal, ...more] = wrongIn(ended);
    expect(more).toEqual([]);
    expect(intake).toMatch(/no channel #security-capabilities-engineering/);
    expect(internal).toMatch(/prod-sec-eng-team-internal/);
  });

  it('names labels that the project lacks, and makes them with --fix', async () => {
    await standIns.stop();
    const metric = { pending: 'Security work::Pending', internal: 'Security work::Internal' };
    standIns = await startStandIns({ port: 0, settings: { gitlab: { labels: { metric } } } });
    const before = await labelsOf();
    const found = await doctor();
    expect(found.code).toBe(1);
    expect(wrongIn(found).join('\n')).toMatch(
      /lacks labels: "Security work::Pending", "Security work::Internal"\n.*--fix/,
    );
    expect(await labelsOf()).toEqual(before);

    const fixed = await doctor(['--fix']);
    expect([fixed.code, wrongIn(fixed)]).toEqual([0, []]);
    expect(fixed.stdout).toContain('Made the label "Security work::Pending"');
    expect((await labelsOf()).sort()).toEqual([...before, ...Object.values(metric)].sort());
    expect((await doctor()).code).toBe(0);
  });
});
