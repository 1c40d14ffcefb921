import { afterEach, describe, expect, it } from 'vitest';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { fileSomething } from './filing.ts';
import { fillNetNew } from './fill.ts';

const INTAKE = 'security-capabilities-engineering';

let sandbox: Sandbox;
afterEach(() => sandbox?.stop());

const connections = () => sandbox.slack.socket?.connections() ?? 0;
const cards = async () =>
  (await sandbox.person('engineer').messages(INTAKE)).filter((each) => screen(each).includes('*R-1*'));

describe('in Socket Mode', () => {
  it('a net-new request becomes a number, a work item, a card and a message, and the team acts on it (NEW-1, NEW-2)', async () => {
    sandbox = await startSandbox({ port: 0, mode: 'socket' });
    await expect.poll(connections, { timeout: 10_000 }).toBe(1);
    const [requester, engineer] = [sandbox.person('requester'), sandbox.person('engineer')];
    expect(screen(await fillNetNew(requester, { Title: 'Rotate expiring tokens' }))).toContain('R-1');
    await requester.closeModal({ all: true });
    await sandbox.settled();
    expect(await sandbox.gitlab.issues()).toMatchObject([{ title: 'Rotate expiring tokens', confidential: true }]);
    const found = await cards();
    expect(found).toHaveLength(1);
    expect(screen(found[0] ?? null)).toContain('Rotate expiring tokens');
    expect((await requester.dms()).map((each) => screen(each)).join()).toContain('R-1');

    await engineer.click({ channel: INTAKE, textContains: '*R-1*' }, 'Claim');
    await sandbox.settled();
    expect(screen((await cards())[0] ?? null)).toContain('<@U0ENGINE1>');
    expect((await engineer.command('requests')).text).toContain('R-1');
    expect(screen(await requester.home())).toContain('R-1');
    expect(sandbox.problems()).toEqual([]);
  });

  it('a new connection, as Slack asks for now and then, loses nothing that was begun', async () => {
    sandbox = await startSandbox({ port: 0, mode: 'socket' });
    await expect.poll(connections, { timeout: 10_000 }).toBe(1);
    const requester = sandbox.person('requester');
    await requester.command('intake question');
    await requester.fill({ Question: 'Who rotates the tokens?' });
    sandbox.slack.socket?.refresh();
    await expect.poll(connections, { timeout: 15_000 }).toBe(0);
    await expect.poll(connections, { timeout: 15_000 }).toBe(1);
    await requester.submit();
    await requester.closeModal({ all: true });
    await sandbox.settled();
    const asked = (await requester.messages(INTAKE)).filter((each) => screen(each).includes('Who rotates the tokens?'));
    expect(asked).toHaveLength(1);
    await fileSomething(requester, 1);
    await sandbox.settled();
    expect(await sandbox.gitlab.issues()).toHaveLength(1);
    expect(sandbox.problems()).toEqual([]);
  });

  it('an event is taken once, however often it comes, and people are known as they change', async () => {
    sandbox = await startSandbox({ port: 0, mode: 'socket' });
    await expect.poll(connections, { timeout: 10_000 }).toBe(1);
    const product = sandbox.person('product');
    await product.home();
    await sandbox.settled();
    const published = () => sandbox.apiCalls().filter(({ method }) => method === 'views.publish').length;
    const before = published();
    await sandbox.redeliver(sandbox.lastEventId('app_home_opened'));
    await sandbox.settled();
    expect(published()).toBe(before);

    sandbox.directory.changePerson('U0PRODUCT', { kind: 'guest' });
    await sandbox.idle();
    const refused = await product.command('intake');
    expect(refused.modal).toBeNull();
    expect(refused.text).toContain('full members');
    expect(sandbox.problems()).toEqual([]);
  });
});
