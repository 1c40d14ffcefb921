import { dirname } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fileRequest, INTAKE, messagesWithKey, shown } from '../faults/bad-day.ts';
import { buildApp, openRealWorld, type RealWorld } from '../faults/real-app.ts';
import { command, type Ended } from './command.ts';

let app: ReturnType<typeof buildApp>;
let world: RealWorld;
beforeAll(() => {
  app = buildApp('job');
});
afterAll(() => app?.remove());
beforeEach(async () => {
  world = await openRealWorld(app.main);
  await world.start();
});
afterEach(() => world.stop());

function job(name: string): Promise<Ended> {
  const { standIns, databasePath } = world;
  const env = standIns.appEnv({ databasePath, port: 0 });
  return command(app.main, ['job', name], { env, cwd: dirname(databasePath) });
}

async function stopApp(): Promise<void> {
  const { process, ended } = world.app();
  process.kill('SIGTERM');
  expect(await ended).toBe(0);
  world.standIns.appIsAt(null);
}

const cardsAbout = async (title: string) =>
  (await world.standIns.person('engineer').messages(INTAKE)).filter((message) => shown([message]).includes(title));

describe('a job run by itself', () => {
  it('deliver sends what is owed, with the app stopped, and ends', async () => {
    const { standIns } = world;
    standIns.gitlabFaults.next({ method: 'POST', times: 99, behave: { status: 503 } });
    await fileRequest(standIns.person('requester'), 'Owed to GitLab');
    await stopApp();
    expect(await standIns.gitlab.issues()).toEqual([]);
    standIns.gitlabFaults.clear();

    // What failed is not due again at once.
    const isDelivered = async () => {
      expect((await job('deliver')).code).toBe(0);
      return (await standIns.gitlab.issues()).length > 0;
    };
    await expect.poll(isDelivered, { timeout: 25_000, interval: 500 }).toBe(true);
    const [issue] = await standIns.gitlab.issues();
    expect(issue?.title).toBe('Owed to GitLab');
    expect(shown(messagesWithKey(standIns, 'card:R-1'))).toContain(issue?.webUrl);
    expect(messagesWithKey(standIns, 'card:R-1')).toHaveLength(1);
    expect(standIns.problems()).toEqual([]);
  });

  it('poll adopts what was opened in GitLab, and its card is posted (DOOR-9)', async () => {
    const { standIns } = world;
    await stopApp();
    await standIns.gitlab.create({
      as: 'second-engineer',
      title: 'Opened in GitLab',
      labels: ['ProdSecEng Candidate'],
    });
    const { code, stderr } = await job('poll');
    expect([code, stderr]).toEqual([0, '']);
    expect(await cardsAbout('Opened in GitLab')).toHaveLength(1);
    expect(standIns.problems()).toEqual([]);
  });

  it('digest posts the digest of now, once in a minute (SLO-13)', async () => {
    const { standIns } = world;
    await stopApp();
    const { code, stderr } = await job('digest');
    expect([code, stderr]).toEqual([0, '']);
    const posted = shown(await standIns.person('engineer').messages(INTAKE));
    expect(posted).toContain('A quiet day');
    expect((await job('reminders')).code).toBe(0);
    expect(standIns.problems()).toEqual([]);
  });

  it('deliver beside a running app sends nothing twice', async () => {
    const { standIns } = world;
    const jobs = [job('deliver'), job('deliver')];
    await fileRequest(standIns.person('requester'), 'Delivered by whoever comes first');
    for (const { code } of await Promise.all(jobs)) expect(code).toBe(0);
    await expect.poll(async () => shown(messagesWithKey(standIns, 'card:R-1')), { timeout: 20_000 }).toContain('/-/');
    expect(await standIns.gitlab.issues()).toHaveLength(1);
    expect(messagesWithKey(standIns, 'card:R-1')).toHaveLength(1);
    expect(messagesWithKey(standIns, 'direct:R-1:U0REQUEST:filed')).toHaveLength(1);
  });

  it('with its Slack token revoked ends with an error that says what to do, and tells no secret', async () => {
    await stopApp();
    const env = {
      ...world.standIns.appEnv({ databasePath: world.databasePath, port: 0 }),
      SLACK_BOT_TOKEN: 'xoxb-0-revoked',
    };
    const ended = await command(app.main, ['job', 'deliver'], { env, cwd: dirname(world.databasePath) });
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(/doctor/);
    expect(`${ended.stdout}${ended.stderr}`).not.toContain('xoxb-0-revoked');
  });
});
