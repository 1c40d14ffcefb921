import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { NEW_TOOL } from '../domain/tool-fixtures.ts';
import { CARD, fileFor, inDatabase, propose } from './deciding.ts';
import { dmsOf } from './filing.ts';
import { fromMonday, promised } from './promised.ts';

const TEAM = 'S0PRODSEC';
const GONE = 'U0ENGINE2';

let sandbox: Sandbox;
let manager: PersonDriver;
let engineer: PersonDriver;
let second: PersonDriver;

/** R-1 led by the second engineer and proposed by the first; Product, a tool and a promise beside. Then both leave. */
beforeEach(async () => {
  sandbox = await startSandbox({ port: 0, now: fromMonday() });
  [manager, engineer, second] = ['manager', 'engineer', 'second-engineer'].map((role) => sandbox.person(role)) as [
    PersonDriver,
    PersonDriver,
    PersonDriver,
  ];
  await fileFor(sandbox, 'build-product');
  await second.click(CARD, 'Claim');
  await propose(sandbox, engineer, 'build-product');
  const { storage, now } = sandbox.app().deps;
  const owned = { ...NEW_TOOL, ownerId: GONE };
  await storage.tools.addTools([{ tool: owned, priority: 1, people: [], actor: 'test', why: 'test' }], now());
  const dueAt = new Date('2026-03-03T09:00:00Z');
  await promised(sandbox, { kind: 'review', key: 'review:T-1', what: 'Look at it', toolId: 1, ownerId: GONE, dueAt });
});
afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

async function leave(): Promise<void> {
  sandbox.directory.setGroupMembers(TEAM, ['U0ENGINE1']);
  sandbox.directory.changePerson('U0PRODUCT', { deleted: true });
  await sandbox.settled();
}

const holders = () =>
  inDatabase(sandbox, (client) => ({
    claim: client.prepare('SELECT claimed_by FROM request WHERE id = 1').pluck().get(),
    tool: client.prepare('SELECT owner_id FROM tool WHERE id = 1').pluck().get(),
    promise: client.prepare(`SELECT owner_id FROM promise WHERE key = 'review:T-1'`).pluck().get(),
    asked: client.prepare(`SELECT person_id FROM signature WHERE role = 'product' AND state = 'open'`).pluck().get(),
  }));
const audited = (): string[] =>
  inDatabase(sandbox, (client) =>
    client
      .prepare<[], string>(`SELECT subject || ' ' || action FROM audit WHERE action LIKE 'handed over%'`)
      .pluck()
      .all(),
  );

const TAKES = 'Who of ProdSecEng takes 1 claim, 1 tool and 1 promise?';

describe('what people hold who are gone (DEC-14)', () => {
  it('is listed on Home for the manager and in status for the team, once they are gone', async () => {
    expect(screen(await manager.home())).not.toContain('Held by someone who is gone');
    await leave();
    const home = screen(await manager.home());
    expect(home).toContain(`<@${GONE}>, left the group, holds 1 claim, 1 tool and 1 promise:`);
    expect(home).toContain('*Leads R-1*');
    expect(home).toContain('*Owns T-1* VulnMapper');
    expect(home).toContain('<@U0PRODUCT>, deactivated, holds 1 sign-off:');
    expect(screen(await engineer.home())).not.toContain('Held by someone who is gone');
    const status = (await engineer.command('status')).text;
    expect(status).toContain(`<@${GONE}>, left the group`);
    expect(status).not.toContain('[Hand over…]');
    expect((await manager.command('status')).text).toContain('[Hand over…]');
    expect((await sandbox.person('requester').command('status')).text).not.toContain(GONE);
  });

  it('goes to its new holder at once, who is told all of it in one message, each with its audit', async () => {
    await leave();
    await manager.home();
    await manager.clickHome('held_hand_over');
    for (const [who, told] of [
      ['requester', 'Choose someone of ProdSecEng.'],
      ['guest', 'Choose a full member of this workspace'],
      ['second-engineer', 'Choose someone of ProdSecEng.'],
    ] as const) {
      await manager.fill({ [TAKES]: who });
      expect((await manager.submit()).errors.team).toContain(told);
    }
    await manager.fill({ [TAKES]: 'engineer' });
    expect(screen((await manager.submit()).modal)).toContain('<@U0ENGINE1> leads R-1 now.');
    await manager.closeModal({ all: true });
    await sandbox.settled();
    expect(holders()).toMatchObject({ claim: 'U0ENGINE1', tool: 'U0ENGINE1', promise: 'U0ENGINE1' });
    expect(audited().sort()).toEqual(['T-1 handed over a promise', 'R-1 handed over', 'T-1 handed over'].sort());
    const told = (await engineer.dms())
      .map((each) => screen(each))
      .filter((text) => text.includes('handed over to you'));
    expect(told).toHaveLength(1);
    for (const text of ['You lead *R-1*', 'You own *T-1* VulnMapper', '*Review of a tool*: Look at it'])
      expect(told[0]).toContain(text);
    expect(screen(await manager.home())).not.toContain(`<@${GONE}>`);
    expect(screen(await manager.home())).toContain('<@U0PRODUCT>, deactivated');
  });

  it('a sign-off goes to another signer, by the rules of its role; whoever is gone is not asked', async () => {
    await leave();
    await manager.home();
    await manager.clickHome('held_hand_over:2');
    const field = 'Who answers for Product on R-1?';
    await manager.fill({ [field]: 'engineer' });
    expect((await manager.submit()).errors['sign:1:product']).toContain('proposed it');
    await manager.fill({ [field]: 'external' });
    expect((await manager.submit()).errors['sign:1:product']).toContain('full member');
    await manager.fill({ [field]: 'colleague' });
    await manager.submit();
    await manager.closeModal({ all: true });
    await sandbox.settled();
    expect(holders().asked).toBe('U0COLLEAG');
    expect(await dmsOf(sandbox.person('colleague'))).toContain('needs your agreement');
    expect(screen(await manager.home())).not.toContain('U0PRODUCT>, deactivated');
  });

  it('nothing pings who is gone any more: no reminder, no message about what they led', async () => {
    await leave();
    const before = (await second.dms()).length;
    const calls = sandbox.apiCalls().length;
    await engineer.command('request R-1');
    await engineer.press('Withdraw proposal');
    await engineer.fill({ Reason: 'Another way' });
    await engineer.submit();
    await engineer.closeModal({ all: true });
    await sandbox.settled();
    for (const day of ['03', '04', '05', '06']) await sandbox.moveTo(new Date(`2026-03-${day}T15:00:00Z`));
    for (const day of ['09', '10', '11']) await sandbox.moveTo(new Date(`2026-03-${day}T00:30:00Z`));
    expect((await second.dms()).length).toBe(before);
    const tried = JSON.stringify(sandbox.apiCalls().slice(calls));
    expect(tried).toContain('Another way');
    expect(tried).not.toContain('user_disabled');
    expect(await sandbox.app().deps.storage.outbox.countOwed()).toMatchObject({ setAside: 0 });
  });

  it('is handed over once: a second manager and a double click are told what happened', async () => {
    await leave();
    const { settings } = sandbox.app().deps;
    settings.people.manager.push('U0LEADER1');
    const leader = sandbox.person('leadership');
    for (const each of [manager, leader]) {
      await each.home();
      await each.clickHome('held_hand_over');
    }
    await manager.fill({ [TAKES]: 'engineer' });
    await leader.fill({ [TAKES]: 'manager' });
    const [first, other] = await Promise.all([manager.submitTwice(), leader.submit()]);
    await sandbox.settled();
    const shown = [...first, other].map(({ modal }) => screen(modal)).join('\n===\n');
    expect(shown).toContain('They hold nothing of this any more');
    expect(new Set([holders().claim, holders().tool, holders().promise]).size).toBe(1);
    expect(audited()).toHaveLength(3);
    settings.people.manager.pop();
  });

  it('is handed over by the manager only, also with an old button', async () => {
    await leave();
    await manager.command('status');
    settingsWithoutManager();
    await manager.click({ channel: 'C0GENERAL', textContains: 'Held by someone' }, 'Hand over…');
    expect((await manager.messages('C0GENERAL')).map((each) => screen(each)).join()).toContain('Only the manager');
    expect(await manager.modal()).toBeNull();
  });
});

function settingsWithoutManager(): void {
  sandbox.app().deps.settings.people.manager.length = 0;
}
