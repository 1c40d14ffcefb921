import { afterEach, describe, expect, it } from 'vitest';
import { CHECKLISTS } from '../../src/domain/checklist.ts';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { addTools } from './capacity-world.ts';
import { inDatabase } from './deciding.ts';
import { dmsOf } from './filing.ts';
import { fromMonday, promised } from './promised.ts';

const ITEMS = CHECKLISTS['charter-review'];
const PAGE = 'https://gitlab.example.com/security/charter';

let sandbox: Sandbox;
let manager: PersonDriver;

async function start(at?: string): Promise<void> {
  const began = Date.now();
  const now = at === undefined ? fromMonday() : () => new Date(Date.parse(at) + Date.now() - began);
  sandbox = await startSandbox({ port: 0, now });
  manager = sandbox.person('manager');
}
afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

const shown = async (): Promise<string> => screen(await manager.modal());
const REMINDER = { dm: true as const, textContains: 'Charter review' };

async function answerAll(): Promise<void> {
  for (const _ of ITEMS) {
    await manager.press('Done');
    await manager.fill({ text: PAGE });
    await manager.submit();
  }
}

describe('CHA-1: the quarterly review of the charter', () => {
  it('is a promise with its checklist; the manager is reminded that day, and confirms the next a quarter later', async () => {
    await start();
    await manager.command('engage');
    expect(await shown()).toContain(`Next: *2026-05-01* · 0 of ${ITEMS.length} done`);
    await manager.closeModal({ all: true });
    expect(await dmsOf(manager)).not.toContain('Charter review');
    await sandbox.moveTo(new Date('2026-05-01T14:30:00Z'));
    // Half past eight in Denver: not in the manager's working hours yet.
    expect(await dmsOf(manager)).not.toContain('Charter review');
    await sandbox.moveTo(new Date('2026-05-01T15:30:00Z'));
    expect(screen(await manager.message(REMINDER))).toContain(`0 of ${ITEMS.length} done`);
    await manager.click(REMINDER, 'Open checklist');
    for (const item of ITEMS) expect(await shown()).toContain(item);
    await answerAll();
    expect(await shown()).toContain('It is done.');
    await manager.closeModal({ all: true });
    await sandbox.settled();
    expect(screen(await manager.message(REMINDER))).toContain('Done by <@U0MANAGER>');
    await manager.home();
    expect(screen(await manager.home())).toContain('The review of 2026-05-01 is done. Proposed next: *2026-08-01*');
    await sandbox.moveTo(new Date('2026-05-04T15:30:00Z'));
    const planned = () =>
      inDatabase(sandbox, (client) => client.prepare(`SELECT key FROM promise WHERE state = 'open'`).pluck().all());
    expect(planned()).toEqual([]);
    await manager.clickHome('Plan the next review');
    await manager.submit();
    expect(await shown()).toContain('The charter is reviewed on 2026-08-01.');
    await manager.closeModal({ all: true });
    expect(planned()).toEqual(['charter-review:2026-08-01']);
    expect(screen(await manager.home())).toContain('Next: *2026-08-01*');
  });

  it('pings nobody where the date of the settings is past at the first start, and proposes the next', async () => {
    await start('2026-06-15T15:00:00Z');
    await sandbox.moveTo(new Date('2026-06-16T15:00:00Z'));
    expect(await dmsOf(manager)).toBe('');
    await manager.command('engage');
    expect(await shown()).toContain(
      'The review of 2026-05-01 is past, and is not recorded here. Proposed next: *2026-08-01*',
    );
    await manager.press('Plan the next review');
    await manager.fill({ 'Day of the review': '2026-06-01' });
    expect((await manager.submit()).errors.day).toBe('Choose today or a later day.');
    await manager.fill({ 'Day of the review': '2026-07-20' });
    await manager.submit();
    await sandbox.settled();
    expect(await shown()).toContain('Next: *2026-07-20*');
    await manager.press('Change the day');
    await manager.fill({ 'Day of the review': '2026-07-21' });
    await manager.submit();
    await sandbox.settled();
    expect(await shown()).toContain('Next: *2026-07-21*');
    await manager.closeModal({ all: true });
  });
});

describe('Home of leadership and the manager', () => {
  it('shows promises at risk, capacity and the KPIs of the newest report at a glance; nobody else sees it', async () => {
    await start();
    await addTools(sandbox, ['Keeper']);
    const leader = sandbox.person('leadership');
    expect(screen(await leader.home())).toContain('No promise is overdue.');
    expect(screen(await leader.home())).toContain('The first report has not been made yet.');
    await promised(sandbox, {
      kind: 'adrs',
      key: 'adrs:1',
      what: 'Write the ADRs',
      dueAt: new Date('2026-02-20T10:00:00Z'),
    });
    const { storage, now } = sandbox.app().deps;
    const constraint = { what: 'Two of us are away', until: '2026-03-10', toolIds: [] };
    await storage.capacity.reportConstraint({ constraint, actor: 'U0ENGINE1', owed: () => [] }, now());
    const figures = {
      kpis: { 'KPI-2': { label: 'Paved roads', text: '4 (before: 2)' }, 'KPI-1': { label: 'Requirements', text: '7' } },
    };
    inDatabase(sandbox, (client) =>
      client
        .prepare('INSERT INTO report (period, figures, at) VALUES (?, ?, ?)')
        .run('2026-02', JSON.stringify(figures), now().getTime()),
    );
    const seen = screen(await leader.home());
    expect(seen).toContain('*ADRs owed*: Write the ADRs');
    expect(seen).toContain('“Two of us are away” until 2026-03-10');
    expect(seen).toMatch(/report of 2026-02[\s\S]*Requirements: 7[\s\S]*Paved roads: 4 \(before: 2\)/);
    expect(screen(await manager.home())).toContain('At a glance');
    expect(screen(await sandbox.person('engineer').home())).not.toContain('At a glance');
    expect(screen(await sandbox.person('requester').home())).not.toContain('At a glance');
  });

  it('CHA-5: the year’s focus areas stand where strategic alignment is scored', async () => {
    await start();
    await addTools(sandbox, ['Keeper']);
    await manager.command('tool Keeper');
    await manager.press('Score');
    const form = await shown();
    expect(form).toContain('Strategic Alignment*: this year’s focus areas');
    expect(form).toContain('Vulnerability management product features and automation');
    expect(form).toContain('Active maintenance, sunsetting, and integration of tools into the product');
    await manager.closeModal({ all: true });
  });
});
