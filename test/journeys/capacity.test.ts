import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { addTools } from './capacity-world.ts';
import { dmsOf, fileSomething } from './filing.ts';
import { decided, fromMonday, promised } from './promised.ts';

let sandbox: Sandbox;
let engineer: PersonDriver;
let leader: PersonDriver;

beforeEach(async () => {
  sandbox = await startSandbox({ port: 0, now: fromMonday() });
  [engineer, leader] = [sandbox.person('engineer'), sandbox.person('leadership')];
});
afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

const REPORT = { channel: 'general', textContains: 'Report a constraint' };

async function report(until: string, tools: string[] = []): Promise<{ errors?: object }> {
  await engineer.command('capacity');
  await engineer.click(REPORT, 'Report a constraint');
  await engineer.fill({
    'What is it?': 'Two of us are on incident duty.',
    'Until when?': until,
    'Which tools?': tools,
  });
  const sent = await engineer.submit();
  return sent;
}

const inForce = () => sandbox.app().deps.storage.capacity.constraintsInForce('2026-03-02');

describe('a capacity constraint (REV-5)', () => {
  it('is reported by the team with until when, and leadership is told and sees it', async () => {
    expect(await report('2026-03-01')).toMatchObject({ errors: { until: 'Choose today or a later day.' } });
    await engineer.fill({ 'Until when?': '2026-03-04' });
    await engineer.submit();
    await engineer.closeModal({ all: true });
    await sandbox.settled();
    expect(await dmsOf(leader)).toContain('Two of us are on incident duty.');
    const seen = (await leader.command('capacity')).text;
    expect(seen).toContain('1 constraint is in force.');
    expect(seen).toContain('until 2026-03-04 · all of the team’s work · reported by <@U0ENGINE1>');
    expect(seen).not.toContain('[End it]');
    expect((await sandbox.person('requester').command('capacity')).text).toContain(
      'for ProdSecEng and leadership to see',
    );
  });

  it('names the tools that it affects, found in a menu that only the team gets', async () => {
    await addTools(sandbox, ['Scanner', 'Signer']);
    await report('2026-03-04', ['Scanner']);
    await engineer.closeModal({ all: true });
    expect((await leader.command('capacity')).text).toContain('until 2026-03-04 · Scanner · reported by');
    await engineer.command('capacity');
    await engineer.click(REPORT, 'Report a constraint');
    expect(await engineer.options('Which tools?', 'sign')).toMatchObject([{ text: { text: 'Signer' } }]);
    sandbox.directory.setGroupMembers('S0PRODSEC', ['U0ENGINE2']);
    await sandbox.settled();
    expect(await engineer.options('Which tools?', 'sign')).toEqual([]);
  });

  it('ends by itself the day after its last one, once, and brings back what was deferred', async () => {
    await fileSomething(sandbox.person('requester'), 1);
    await sandbox.settled();
    await report('2026-03-04');
    await decided(sandbox, 1);
    await promised(sandbox, {
      kind: 'deferred',
      key: 'deferred:R-1',
      what: 'Again',
      requestId: 1,
      dueAt: new Date('2026-09-01'),
    });
    await sandbox.moveTo(new Date('2026-03-04T23:59:00Z'));
    expect(await inForce()).toHaveLength(1);
    await sandbox.moveTo(new Date('2026-03-05T00:01:00Z'));
    expect(await inForce()).toEqual([]);
    expect(await dmsOf(leader)).toContain('Its last day is over.');
    await sandbox.tick();
    await sandbox.settled();
    const { request } = (await sandbox.app().deps.storage.requests.request(1)) ?? {};
    expect(request?.state).toBe('in assessment');
    const audit = await sandbox.app().deps.storage.audit.auditOf('C-1', 9);
    expect(audit.map(({ action }) => action)).toEqual(['ended a constraint', 'reported a constraint']);
  });

  it('is ended by hand by the team, at once and only once', async () => {
    await report('2026-03-04');
    await engineer.closeModal({ all: true });
    await engineer.command('capacity');
    await engineer.clickTwice({ channel: 'general', textContains: 'incident duty' }, 'End it');
    await sandbox.settled();
    expect(await inForce()).toEqual([]);
    expect(await dmsOf(leader)).toContain('Ended by <@U0ENGINE1>');
    const told = (await engineer.messages('general')).map((each) => screen(each)).join('\n');
    expect(told).toContain('It has ended already.');
  });
});

describe('a job that failed', () => {
  it('is seen by the team in status and by the operator in the metrics, until it goes well', async () => {
    const { storage, now } = sandbox.app().deps;
    const slot = { job: 'constraints', slot: '2026-03-02T00:01', claimedAt: now() };
    await storage.slots.claimSlot(slot.job, slot.slot, slot.claimedAt, 1);
    await storage.slots.endSlot({ ...slot, outcome: 'failed', error: 'the disk is full', owed: [], now: now() });
    const { text } = await engineer.command('status');
    expect(text).toContain('*The job constraints* failed');
    expect(text).toContain('the disk is full');
    await sandbox.moveTo(new Date('2026-03-03T00:02:00Z'));
    expect((await engineer.command('status')).text).not.toContain('The job constraints');
    const metrics = await (await fetch(`${sandbox.appUrl}/metrics`)).text();
    expect(metrics).toContain('prodseceng_job_runs_total{job="constraints",outcome="done"} 1');
  });
});
