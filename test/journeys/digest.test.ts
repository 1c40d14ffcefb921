import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { fileSensitive, fileSomething } from './filing.ts';
import { fromMonday, promised } from './promised.ts';

const INTAKE = 'C0INTAKE1';

let sandbox: Sandbox;
let requester: PersonDriver;
let engineer: PersonDriver;

beforeEach(async () => {
  sandbox = await startSandbox({ port: 0, now: fromMonday() });
  [requester, engineer] = [sandbox.person('requester'), sandbox.person('engineer')];
  await sandbox.tick();
});
afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

const digestIn = async (channel: string): Promise<string[]> =>
  (await engineer.messages(channel)).map((each) => screen(each)).filter((text) => /daily digest|quiet day/.test(text));

describe('the daily digest (SLO-13)', () => {
  it('names requests that nobody claimed for two business days, and not before; of sensitive ones the number alone', async () => {
    await fileSomething(requester, 1);
    await fileSensitive(requester, 2);
    await sandbox.settled();
    await sandbox.moveTo(new Date('2026-03-04T09:00:30Z'));
    expect((await digestIn(INTAKE)).at(-1)).toContain('A quiet day');
    await sandbox.moveTo(new Date('2026-03-05T09:00:30Z'));
    const digest = (await digestIn(INTAKE)).at(-1) ?? '';
    expect(digest).toContain('Requests nobody has claimed');
    expect(digest).toMatch(/\*R-1\* \S/);
    expect(digest).toContain('*R-2*. Claim it.');
    expect(digest).toContain('S0PRODSEC');
  });

  it('names questions unanswered as long, and promises whose date is over', async () => {
    await requester.command('intake question');
    await requester.fill({ Question: 'Who looks after the scanner?' });
    await requester.submit();
    await requester.closeModal({ all: true });
    await promised(sandbox, {
      ...{ kind: 'health', key: 'health:test', what: 'Assess its health', ownerId: 'U0ENGINE1' },
      dueAt: new Date('2026-03-03T08:00:00Z'),
    });
    await sandbox.settled();
    await sandbox.moveTo(new Date('2026-03-05T09:00:30Z'));
    const digest = (await digestIn(INTAKE)).at(-1) ?? '';
    expect(digest).toContain('*Q-1* of <@U0REQUEST>. Answer it.');
    expect(digest).toContain('*Health to be assessed*: <@U0ENGINE1>, due since');
  });

  it('tells the channel the number of a capacity constraint, and the team what it is (INV-2)', async () => {
    const { storage, now } = sandbox.app().deps;
    const constraint = { what: 'Two of us are on incident duty', until: '2026-03-10', toolIds: [] };
    await storage.capacity.reportConstraint({ constraint, actor: 'U0ENGINE1', owed: () => [] }, now());
    await sandbox.moveTo(new Date('2026-03-03T09:00:30Z'));
    const [digest = ''] = await digestIn(INTAKE);
    expect(digest).toContain('*C-1* until 2026-03-10');
    expect(digest).not.toContain('incident duty');
    expect(digest).not.toContain('S0PRODSEC');
    const internal = (await engineer.messages('prod-sec-eng-team-internal')).map((each) => screen(each)).join();
    expect(internal).toContain('Two of us are on incident duty');
    expect((await engineer.command('digest')).text).toContain('Capacity constraints');
    expect((await requester.command('digest')).text).not.toContain('incident duty');
  });

  it('that was missed while the app was down comes once when it is back, if it is still the same day', async () => {
    await sandbox.app().stop();
    sandbox.clock.set(new Date('2026-03-03T15:00:00Z'));
    await sandbox.restartApp();
    await sandbox.tick();
    await sandbox.settled();
    expect(await digestIn(INTAKE)).toHaveLength(1);
  });
});
