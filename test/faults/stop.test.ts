import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { screen } from '../../src/sandbox/screen.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { fileRequest, messagesWithKey, untilDone, workItems } from './bad-day.ts';
import { buildApp, openRealWorld, type RealWorld } from './real-app.ts';

const STOP_MS = 10_000;
const TITLE = 'Filed before the stop';

let app: ReturnType<typeof buildApp>;
beforeAll(() => {
  app = buildApp('stop');
});
afterAll(() => app?.remove());

let sandbox: Sandbox | null = null;
afterEach(async () => {
  await sandbox?.stop();
  sandbox = null;
});

describe('a graceful stop', () => {
  it('answers the request that is under way', async () => {
    sandbox = await startSandbox({ port: 0 });
    const requester = sandbox.person('requester');
    sandbox.slackFaults.next({ method: 'views.open', behave: { delayMs: 1_000 } });
    const asked = requester.command('intake other');
    await expect
      .poll(() => sandbox?.apiCalls().some(({ method }) => method === 'views.open'), { timeout: 10_000 })
      .toBe(true);
    await sandbox.app().stop();
    expect(await asked).toMatchObject({ ok: true });
    await expect.poll(async () => screen(await requester.modal())).toContain('Other request');
    await expect(fetch(`${sandbox.appUrl}/healthz`)).rejects.toThrow();
  });

  it('takes no more than 10 s with a GitLab and a Slack that never answer, and loses nothing', async () => {
    sandbox = await startSandbox({ port: 0 });
    const requester = sandbox.person('requester');
    sandbox.gitlabFaults.next({ times: 10_000, behave: 'hang' });
    sandbox.slackFaults.next({ method: /^(chat|conversations)\./, times: 10_000, behave: 'do-then-hang' });
    await fileRequest(requester, TITLE);
    await expect.poll(() => sandbox?.gitlabStandIn.requests.length, { timeout: 10_000 }).toBeGreaterThan(0);
    const { ts } = await requester.say('general', 'Please rotate the tokens.');
    await requester.messageShortcut('message_to_request', { channel: 'general', ts });
    const since = performance.now();
    await sandbox.app().stop();
    expect(performance.now() - since).toBeLessThan(STOP_MS);

    sandbox.gitlabFaults.clear();
    sandbox.slackFaults.clear();
    await sandbox.restartApp();
    await untilDone(sandbox);
    expect(await workItems(sandbox, TITLE)).toHaveLength(1);
    expect(messagesWithKey(sandbox, 'card:R-1')).toHaveLength(1);
    expect(messagesWithKey(sandbox, 'direct:R-1:U0REQUEST:filed')).toHaveLength(1);
  }, 60_000);

  it('called twice is one stop', async () => {
    sandbox = await startSandbox({ port: 0 });
    await Promise.all([sandbox.app().stop(), sandbox.app().stop()]);
  });
});

describe.each(['http', 'socket'] as const)('the process in %s mode, told to end', (mode) => {
  let world: RealWorld | null = null;
  afterEach(async () => {
    await world?.stop();
    world = null;
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'by %s ends at once with 0 when nothing is under way',
    async (signal) => {
      world = await openRealWorld(app.main, { mode });
      const running = await world.start();
      const since = performance.now();
      running.process.kill(signal);
      expect(await running.ended).toBe(0);
      expect(performance.now() - since).toBeLessThan(STOP_MS / 2);
    },
    60_000,
  );

  it('ends within 10 s with 0 when GitLab never answers', async () => {
    world = await openRealWorld(app.main, { mode });
    const running = await world.start();
    world.standIns.gitlabFaults.next({ times: 10_000, behave: 'hang' });
    await fileRequest(world.standIns.person('requester'), TITLE);
    await wait(500);
    const since = performance.now();
    running.process.kill('SIGTERM');
    expect(await running.ended).toBe(0);
    expect(performance.now() - since).toBeLessThan(STOP_MS);
  }, 60_000);
});
