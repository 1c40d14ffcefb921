import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COCREATE } from '../../src/domain/cocreate.ts';
import { HAND_OFF } from '../../src/domain/hand-off.ts';
import type { NewStage, StageVerdict } from '../../src/domain/stage.ts';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { inDatabase } from './deciding.ts';
import { fromMonday } from './promised.ts';
import { addNamed, beginSunset, consider, handIn, STEPS, setDates, tick, workspaceOf } from './sunsetting.ts';
import { acceptClaimOf, claim, offerPart, offerText, offerTool } from './transferring.ts';

let sandbox: Sandbox;
let engineer: PersonDriver;
let requester: PersonDriver;

beforeEach(async () => {
  sandbox = await startSandbox({ port: 0, now: fromMonday() });
  engineer = sandbox.person('engineer');
  requester = sandbox.person('requester');
  await addNamed(sandbox, []);
});
afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

const storage = () => sandbox.app().deps.storage;
const toolNow = async () => {
  const { state, category } = (await storage().tools.tool(1)) ?? {};
  return { state, category };
};
const stagesNow = () =>
  inDatabase(sandbox, (client) =>
    client.prepare<[], string>(`SELECT kind || ' ' || state FROM stage ORDER BY id`).pluck().all(),
  );
const openPromises = () =>
  inDatabase(sandbox, (client) =>
    client.prepare<[], string>(`SELECT key FROM promise WHERE state = 'open'`).pluck().all(),
  );

/** A stage of T-1, led by the engineer, as it may stand. */
async function opened(made: Pick<NewStage, 'kind' | 'phase' | 'details'>): Promise<number> {
  const stage = { name: 'VulnMapper', toolId: 1, ownerId: 'U0ENGINE1', ...made };
  const verdict = await storage().stages.openStage(stage, 'U0ENGINE1', [], sandbox.clock.now());
  await sandbox.settled();
  return verdict.ok ? verdict.id : 0;
}

async function completeLoop2(id: number): Promise<void> {
  const lists = COCREATE.lists({ kind: 'cocreate', details: {} } as never).filter(({ phase }) => phase === 'loop-2');
  const items = lists.flatMap(({ id: list, items: rows }) =>
    rows.map(({ key }) => ({ list, key, state: 'done' as const, link: 'https://gitlab.example.com/x' })),
  );
  const voices = [{ gate: 'loop-2', role: 'Eventual owning team', personId: 'U0PRODUCT', state: 'agreed' as const }];
  const all = (): StageVerdict => ({ ok: true, value: { actor: 'test', action: 'test', items, voices, answer: '' } });
  await storage().stages.changeStage(id, all, sandbox.clock.now());
}

/** Presses a button of the open workspace; gives what the person is told under it. */
async function toldOn(press: string): Promise<string> {
  const before = sandbox.apiCalls().length;
  await engineer.press(press);
  await sandbox.settled();
  return JSON.stringify(sandbox.apiCalls().slice(before));
}

const TAKEN_OVER = 'Another team is taking this tool over. Cancel that transfer first, or wait for its end.';

describe('while another team takes a tool over (SUN-6)', () => {
  it('loop 2 of its co-creation does not end, which says what to do; once the transfer is cancelled it does', async () => {
    await completeLoop2(await opened({ kind: 'cocreate', phase: 'loop-2' }));
    await offerTool(sandbox);
    await claim(sandbox, requester, 'Team A', 'requester');
    await acceptClaimOf(sandbox, 'Team A');
    await engineer.command('cocreate T-1');
    expect(await toldOn('End loop 2')).toContain(TAKEN_OVER);
    expect(await toolNow()).toEqual({ state: 'operational', category: 'redirect' });
    await engineer.closeModal({ all: true });
    await engineer.command('transfer T-1');
    await engineer.press('Cancel it');
    await engineer.fill({ 'Why is it cancelled?': 'They changed their mind' });
    await engineer.submit();
    await engineer.closeModal({ all: true });
    await engineer.command('cocreate T-1');
    await engineer.press('End loop 2');
    await sandbox.settled();
    expect(await toolNow()).toEqual({ state: 'sunsetting', category: 'sunset' });
  });

  it('its sunset rests: it is neither ended, rolled back nor cancelled', async () => {
    await beginSunset(sandbox, engineer);
    await setDates(engineer);
    await engineer.closeModal({ all: true });
    await offerTool(sandbox);
    await claim(sandbox, requester, 'Team A', 'requester');
    await acceptClaimOf(sandbox, 'Team A');
    expect(await workspaceOf(engineer)).toContain('nothing while another team takes the tool over');
    expect(await toldOn('End the sunset')).toContain(TAKEN_OVER);
    await workspaceOf(engineer);
    await engineer.press('Roll back');
    await engineer.fill({ Category: 'Maintain (KTLO)', 'Why is it rolled back?': 'The feature fails' });
    expect(JSON.stringify(await engineer.submit())).toContain(TAKEN_OVER);
    await workspaceOf(engineer);
    await engineer.press('Cancel it');
    await engineer.fill({ 'Why is it cancelled?': 'Another team has it' });
    expect((await engineer.submit()).errors).toEqual({ why: TAKEN_OVER });
    expect(await toolNow()).toEqual({ state: 'sunsetting', category: 'redirect' });
  });
});

describe('the category of a tool in Transition & Sunset (INV-7)', () => {
  const choose = async (category: string): Promise<Record<string, string>> => {
    await engineer.closeModal({ all: true });
    await engineer.command('tool T-1');
    await engineer.press('Change category');
    await engineer.fill({ Category: category, Why: 'It is needed' });
    return (await engineer.submit()).errors;
  };

  it('stays while its sunset is under way; once that is cancelled another one makes it operational again', async () => {
    await beginSunset(sandbox, engineer);
    expect(Object.values(await choose('Maintain (KTLO)')).join()).toContain(
      'Roll the sunset back, or cancel it, first',
    );
    expect(await toolNow()).toEqual({ state: 'sunsetting', category: 'sunset' });
    await workspaceOf(engineer);
    await engineer.press('Cancel it');
    await engineer.fill({ 'Why is it cancelled?': 'Somebody needs it' });
    await engineer.submit();
    expect(await choose('Maintain (KTLO)')).toEqual({});
    await sandbox.settled();
    expect(await toolNow()).toEqual({ state: 'operational', category: 'maintain' });
    expect(openPromises().filter((key) => key.startsWith('category:'))).toEqual([]);
  });
});

it('a way that is open stands on the page of the tool, however many were cancelled since', async () => {
  await opened({ kind: 'cocreate', phase: 'loop-1' });
  const cancelled = (): StageVerdict => ({
    ok: true,
    value: { actor: 'test', action: 'cancelled', edit: { state: 'cancelled' }, answer: '' },
  });
  for (let count = 0; count < 5; count += 1) {
    const id = await opened({ kind: 'transfer', phase: 'offered', details: { until: '2026-03-12' } });
    await storage().stages.changeStage(id, cancelled, sandbox.clock.now());
  }
  await engineer.command('tool T-1');
  expect(screen(await engineer.modal())).toContain('*Co-create* VulnMapper: Loop 1');
  expect(screen(await engineer.modal())).not.toContain('[Start co-create]');
});

describe('an offer to other teams, and the sunset (SUN-6)', () => {
  it('is over once the sunset begins after its last day, and says so where it was posted', async () => {
    await offerTool(sandbox, '2026-03-12');
    await sandbox.moveTo(new Date('2026-03-13T15:00:00Z'));
    await beginSunset(sandbox, engineer);
    expect(stagesNow()).toEqual(['transfer cancelled', 'sunset open']);
    expect(await offerText(sandbox)).toContain('Nobody claimed it by 2026-03-12: its sunset goes on.');
    expect(await offerText(sandbox)).not.toContain('[Claim]');
    expect(openPromises().filter((key) => key.startsWith('transfer:'))).toEqual([]);
  });

  it('goes on beside a sunset until its last day, of which the lead is still told', async () => {
    await offerTool(sandbox, '2026-03-12');
    await beginSunset(sandbox, engineer);
    expect(stagesNow()).toEqual(['transfer open', 'sunset open']);
    expect(openPromises()).toContain('transfer:1:over:2026-03-12');
  });

  it('that still runs when the sunset ends is over: whoever claimed is told, and nothing can be claimed any more', async () => {
    await beginSunset(sandbox, engineer);
    await setDates(engineer);
    await consider(engineer);
    await engineer.press('Answer: Validate the sunset decision with stakeholders');
    await engineer.fill({ State: 'Not doing', 'Note, or why it is not done': 'There are none' });
    await engineer.submit();
    await tick(engineer, ['Identify alternatives: what users do instead', 'Communicate the sunset timeline', ...STEPS]);
    await handIn(engineer);
    await engineer.closeModal({ all: true });
    await sandbox.moveTo(new Date('2026-04-13T14:00:00Z'));
    await offerTool(sandbox, '2026-04-20');
    await claim(sandbox, requester, 'Team A', 'requester');
    await workspaceOf(engineer);
    await engineer.press('End the sunset');
    await sandbox.settled();
    expect(await toolNow()).toMatchObject({ state: 'retired' });
    expect(await offerText(sandbox)).not.toContain('[Claim]');
    const told = screen(await requester.message({ dm: true, textContains: 'claim of Team A' }));
    expect(told).toContain('declined. The sunset has ended. VulnMapper is retired');
    expect(openPromises().filter((key) => key.startsWith('transfer:'))).toEqual([]);
  });
});

describe('a hand-off of product work (CHA-2)', () => {
  it('goes on when the tool it came from leaves; on the last day of the support whoever led it is reminded', async () => {
    const details = {
      receiver: { team: 'Composition Analysis', driId: 'U0PRODUCT', claimedBy: null },
      supportUntil: '2026-06-30',
    };
    const id = await opened({ kind: 'hand-off', phase: 'open', details });
    const product = sandbox.person('product');
    await product.click({ dm: true, textContains: 'You answer for' }, 'Open');
    await product.closeModal({ all: true });
    await engineer.command('tool T-1');
    await engineer.press('Open Hand-off: VulnMapper');
    for (const part of HANDED_OFF) await offerPart(engineer, part, { Link: 'https://docs.gitlab.com/sast' });
    await engineer.closeModal({ all: true });
    await sandbox.settled();
    await offerTool(sandbox);
    await claim(sandbox, requester, 'Team A', 'requester');
    await acceptClaimOf(sandbox, 'Team A');
    await engineer.command('transfer T-1');
    for (const part of PARTS) await offerPart(engineer, part);
    await sandbox.settled();
    for (const part of PARTS) {
      await requester.click({ dm: true, textContains: `${part} of VulnMapper` }, 'Accept');
      await sandbox.settled();
    }
    await engineer.closeModal({ all: true });
    await engineer.command('transfer T-1');
    await engineer.press('End the transfer');
    await sandbox.settled();
    expect(stagesNow()).toEqual(['hand-off open', 'transfer ended']);
    expect(openPromises().filter((key) => key.startsWith('responsibility:1:'))).toHaveLength(HANDED_OFF.length);
    for (const part of HANDED_OFF) {
      await product.click({ dm: true, textContains: `${part} of VulnMapper` }, 'Accept');
      await sandbox.settled();
    }
    await sandbox.tick();
    await sandbox.settled();
    await engineer.closeModal({ all: true });
    await engineer.click({ dm: true, textContains: 'end the hand-off' }, 'Open it');
    await engineer.press('End the hand-off');
    await sandbox.settled();
    expect(openPromises()).toContain(`support:${id}`);
    await sandbox.moveTo(new Date('2026-06-29T15:00:00Z'));
    await expect(engineer.message({ dm: true, textContains: 'Our support of' })).rejects.toThrow();
    await sandbox.moveTo(new Date('2026-06-30T15:00:00Z'));
    const reminder = { dm: true as const, textContains: 'Our support of Composition Analysis for VulnMapper' };
    expect(screen(await engineer.message(reminder))).toContain('ends with 2026-06-30');
    await engineer.click(reminder, 'Done');
  });
});

const PARTS = ['Code', 'Runbook', 'Secrets', 'On-call expectations', 'Documentation', 'Stakeholders told'];
const HANDED_OFF = HAND_OFF.lists({} as never).flatMap(({ items }) => items.map(({ title }) => title));
