import { afterAll, describe, expect, it } from 'vitest';
import { fillInAndSend } from '../../src/sandbox/fill-in.ts';
import { type Sandbox, screen, signedRequest, startSandbox } from '../../src/sandbox/start.ts';

const open: Sandbox[] = [];
const start = async (options: Parameters<typeof startSandbox>[0] = {}): Promise<Sandbox> => {
  const sandbox = await startSandbox(options);
  open.push(sandbox);
  return sandbox;
};
afterAll(() => Promise.all(open.map((sandbox) => sandbox.stop())));

const cards = async (sandbox: Sandbox) =>
  (await sandbox.person('engineer').messages('security-capabilities-engineering')).filter(({ metadata }) => metadata);

describe.each(['http', 'socket'] as const)('the sandbox in %s mode', (mode) => {
  it('runs the very app: a request becomes a card and a work item, and outlives a restart of the app', async () => {
    const sandbox = await start({ mode });
    const requester = sandbox.person('requester');
    await requester.command('intake new');
    await fillInAndSend(requester, { title: 'Watch the logs' });
    await sandbox.settled();
    expect((await cards(sandbox)).map((card) => screen(card)).join()).toContain('Watch the logs');
    expect((await sandbox.gitlab.issues()).map(({ title }) => title)).toEqual(['Watch the logs']);
    await sandbox.restartApp();
    await sandbox.settled();
    expect(await cards(sandbox)).toHaveLength(1);
    expect(sandbox.problems()).toEqual([]);
  });
});

describe('the sandbox', () => {
  it('shows two sample requests on its first screen, once', async () => {
    const sandbox = await start({ sample: true });
    expect(await cards(sandbox)).toHaveLength(2);
    expect(sandbox.problems()).toEqual([]);
    expect(screen(await sandbox.person('engineer').home())).toContain('build logs');
  });

  it('lets tests send a forged signature and a stale timestamp', async () => {
    const sandbox = await start();
    const { signingSecret } = sandbox.slack.slack.secrets;
    const body = 'command=%2Fprodseceng&text=help';
    expect((await signedRequest(sandbox.appUrl, signingSecret, body, { signature: 'v0=forged' })).status).toBe(401);
    const stale = Math.floor(Date.now() / 1000) - 600;
    expect((await signedRequest(sandbox.appUrl, signingSecret, body, { timestamp: stale })).status).toBe(401);
  });

  it('moves the clock for the app as well', async () => {
    const sandbox = await start();
    const before = sandbox.app().deps.now().getTime();
    await sandbox.person('manager').page.must('clock', { advanceSeconds: 3_600 });
    expect(sandbox.app().deps.now().getTime() - before).toBeGreaterThanOrEqual(3_600_000);
  });
});
