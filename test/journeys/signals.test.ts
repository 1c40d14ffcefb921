import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { outlived } from '../../src/domain/promise-act.ts';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { addTools } from './capacity-world.ts';
import { fromMonday, promised } from './promised.ts';

const INTAKE = 'C0INTAKE1';
const INTERNAL = 'prod-sec-eng-team-internal';
const TITLE = 'Commitments missed again and again';

let sandbox: Sandbox;
let requester: PersonDriver;
let engineer: PersonDriver;
let manager: PersonDriver;

beforeEach(async () => {
  sandbox = await startSandbox({ port: 0, now: fromMonday() });
  [requester, engineer, manager] = [sandbox.person('requester'), sandbox.person('engineer'), sandbox.person('manager')];
  await addTools(sandbox, ['VulnMapper'], { criticality: 'critical' });
});
afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

async function report(title: string): Promise<void> {
  await requester.command('outage VulnMapper');
  await requester.fill({
    ...{ 'What is broken?': title, 'What happens, and what should happen?': 'It stops.' },
    'Does it block something?': 'Neither',
  });
  await requester.submit();
  await requester.closeModal({ all: true });
}

/** To this instant, and what follows from it to the end. */
async function moveTo(text: string): Promise<void> {
  await sandbox.moveTo(new Date(text));
  await sandbox.tick();
  await sandbox.settled();
}

const signals = async (person: PersonDriver): Promise<string[]> =>
  (await person.dms()).map((each) => screen(each)).filter((text) => text.includes(TITLE));
const page = async (person: PersonDriver): Promise<string> => {
  await person.command('tool T-1');
  const text = screen(await person.modal());
  await person.closeModal({ all: true });
  return text;
};
const digest = async (): Promise<string> => (await engineer.command('digest')).text;

/** Three responses that nobody gave: at 19:00 UTC, in the engineer's and the manager's working hours. */
async function missThree(): Promise<void> {
  for (const title of ['Scans stop', 'Owners are lost', 'Nothing loads']) await report(title);
  await moveTo('2026-03-02T19:30:00Z');
}

it('the sandbox’s next reminder may be that of a clock', async () => {
  await report('Scans stop');
  await sandbox.moveTo('reminder');
  // Half of four business hours after it was opened at 15:00.
  expect(sandbox.clock.now().toISOString().slice(0, 15)).toBe('2026-03-02T17:0');
  await sandbox.moveTo('reminder');
  expect(sandbox.clock.now().toISOString().slice(0, 15)).toBe('2026-03-02T18:0');
});

describe('commitments of a tool that are missed again and again (SLO-11)', () => {
  it('are told to its owner and the manager once, with the evidence, and end in another category', async () => {
    await missThree();
    await sandbox.restartApp();
    await moveTo('2026-03-02T20:30:00Z');
    for (const person of [engineer, manager]) {
      expect(await signals(person)).toHaveLength(1);
      expect((await signals(person))[0]).toMatch(
        /3 commitments were missed in 90 days .*O-1 response \(SLO\), still open/,
      );
    }
    expect(await digest()).toContain('*T-1* VulnMapper: 3 commitments were missed');
    expect(await page(engineer)).toContain('O-1 response (SLO), still open · Critical · due');
    expect(await page(engineer)).toContain('Response (SLO): 0 of 3 in time (0 %), 3 missed');

    const metrics = await (await fetch(`${sandbox.appUrl}/metrics`)).text();
    expect(metrics).toContain('prodseceng_clocks{state="breached"} 3');
    expect(metrics).not.toContain('VulnMapper');
    expect((await engineer.command('status')).text).toContain('Commitments of all tools due in the last 90 days');
    expect(screen(await manager.home())).toContain('Response (SLO): 0 of 3 in time');
    expect(screen(await requester.home())).not.toContain('in time (');

    await engineer.click({ dm: true, textContains: TITLE }, 'Show evidence');
    expect(screen(await engineer.modal())).toContain('*3 commitments missed in 90 days*');
    await engineer.press('Move to an Improve category');
    const form = screen(await engineer.modal());
    expect(form).toContain('Repeatedly missed commitments. VulnMapper: 3 commitments were missed in 90 days');
    expect(form).toContain('Improve, then Maintain');
    await engineer.submit();
    await engineer.closeModal({ all: true });
    await sandbox.settled();
    const tool = await sandbox.app().deps.storage.tools.tool(1);
    expect(tool?.category).toBe('improve-maintain');
    for (const person of [engineer, manager])
      expect((await signals(person))[0]).toContain(':white_check_mark: Done by <@U0ENGINE1>');
    expect(await digest()).not.toContain('missed in 90 days');
  });

  it('are proposed, never done: a lower criticality is offered in the normal edit', async () => {
    await missThree();
    await manager.click({ dm: true, textContains: TITLE }, 'Lower its criticality');
    const before = await sandbox.app().deps.storage.tools.tool(1);
    expect([before?.criticality, before?.category]).toEqual(['critical', 'maintain']);
    await engineer.click({ dm: true, textContains: TITLE }, 'Lower its criticality');
    await engineer.submit();
    await sandbox.settled();
    expect((await sandbox.app().deps.storage.tools.tool(1))?.criticality).toBe('high');
    expect(await sandbox.app().deps.storage.signals.openSignalsOfTool(1)).toEqual([]);
  });

  it('are dismissed for everyone with a reason, and told anew after as many further misses', async () => {
    await missThree();
    await manager.command('tool T-1');
    await manager.press('Dismiss');
    expect((await manager.submit()).errors).toEqual({ text: 'Say why: what was done, or why nothing has to be.' });
    await manager.fill({ 'How does it end?': 'It is not needed any more', Reason: 'It was one broken disk.' });
    await manager.submit();
    await manager.closeModal({ all: true });
    await sandbox.settled();
    const { signals: kept } = sandbox.app().deps.storage;
    expect(await kept.openSignalsOfTool(1)).toEqual([]);
    await report('Again');
    await moveTo('2026-03-03T00:30:00Z');
    expect(await kept.openSignalsOfTool(1)).toEqual([]);
    // The recoveries of the first three are missed as well now.
    await moveTo('2026-03-03T16:30:00Z');
    expect(await kept.openSignalsOfTool(1)).toHaveLength(2);
    expect(await signals(engineer)).toHaveLength(2);
  });

  it('do not count for outages that block nothing, and are nothing to who is not of the team', async () => {
    for (const title of ['Scans stop', 'Owners are lost', 'Looks odd']) await report(title);
    await sandbox.settled();
    await engineer.click({ channel: INTAKE, textContains: 'O-3' }, 'Not blocking');
    await engineer.fill({ Why: 'Only the colours' });
    await engineer.submit();
    await engineer.closeModal({ all: true });
    await moveTo('2026-03-02T19:30:00Z');
    expect(await signals(engineer)).toEqual([]);
    expect(await page(requester)).toContain('0 of 2 in time');
    expect(await page(requester)).not.toContain('missed in 90 days');
  });

  it('come with the digest to the team’s own channel, never to the other, and are told no second time', async () => {
    await missThree();
    await sandbox.moveTo('digest');
    const inside = (await engineer.messages(INTERNAL)).map((each) => screen(each)).join('\n');
    expect(inside).toContain('Missed again and again');
    const outside = (await engineer.messages(INTAKE)).map((each) => screen(each)).join('\n');
    expect(outside).not.toMatch(/missed again and again/i);
    const late = { kind: 'signal' as const, key: 'signal:T-1:late:owner', what: 'Late', toolId: 1, dueAt: new Date(0) };
    await promised(sandbox, { ...late, ownerId: 'U0ENGINE1' });
    expect((await requester.command('digest')).text).not.toMatch(/missed again and again/i);
    const { storage, now } = sandbox.app().deps;
    const [made] = (await storage.signals.openSignalsOfTool(1)).filter(({ key }) => key === late.key);
    await storage.promises.changePromise(made?.id ?? 0, outlived(now()), now());
    await moveTo('2026-03-04T17:00:00Z');
    for (const person of [engineer, manager]) expect(await signals(person)).toHaveLength(1);
    expect((await signals(engineer))[0]).not.toMatch(/Snooze|Acknowledge/);
  });
});
