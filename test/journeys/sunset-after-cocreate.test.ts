import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COCREATE } from '../../src/domain/cocreate.ts';
import type { StageVerdict } from '../../src/domain/stage.ts';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { GITLAB } from '../../src/sandbox/world.ts';
import { inDatabase } from './deciding.ts';
import { answerItem } from './on-its-way.ts';
import { fromMonday } from './promised.ts';
import {
  addNamed,
  beginSunset,
  consider,
  handIn,
  STEPS,
  screenOf,
  setDates,
  tick,
  whyNotDone,
  workspaceOf,
} from './sunsetting.ts';

let sandbox: Sandbox;
let engineer: PersonDriver;

beforeEach(async () => {
  sandbox = await startSandbox({ port: 0, now: fromMonday() });
  engineer = sandbox.person('engineer');
  await addNamed(sandbox, [{ personId: 'U0REQUEST', role: 'user' }], { healthLevel: 'good' });
});
afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

const storage = () => sandbox.app().deps.storage;
const at = (text: string): Promise<void> => sandbox.moveTo(new Date(text));
const stateOf = async (): Promise<string> => (await storage().tools.tool(1))?.state ?? '';

/** A co-creation of T-1 that has all that its second loop owes, with one value proposition that the product lacks. */
async function atTheEndOfLoop2(): Promise<void> {
  const now = sandbox.clock.now();
  const made = { kind: 'cocreate' as const, name: 'VulnMapper', phase: 'loop-2', toolId: 1, ownerId: 'U0ENGINE1' };
  const opened = await storage().stages.openStage(made, 'U0ENGINE1', [], now);
  const lists = COCREATE.lists({ kind: 'cocreate', details: {} } as never).filter(({ phase }) => phase === 'loop-2');
  const items = lists.flatMap(({ id, items: rows }) =>
    rows.map(({ key }) => ({ list: id, key, state: 'done' as const, link: 'https://gitlab.example.com/x' })),
  );
  const voices = [{ gate: 'loop-2', role: 'Eventual owning team', personId: 'U0PRODUCT', state: 'agreed' as const }];
  const all = (): StageVerdict => ({ ok: true, value: { actor: 'test', action: 'test', items, voices, answer: '' } });
  await storage().stages.changeStage(opened.ok ? opened.id : 0, all, now);
  inDatabase(sandbox, (client) =>
    client
      .prepare(
        `INSERT INTO value_proposition (tool_id, what, parity, matches, state, links, at) VALUES (1, 'Exports', 'all', '', 'development', '[]', ?)`,
      )
      .run(now.getTime()),
  );
}

const setValue = (state: string): void =>
  inDatabase(sandbox, (client) => void client.prepare('UPDATE value_proposition SET state = ?').run(state));

const TEAM_QUESTION = { dm: true as const, textContains: 'You are asked as Vulnerability Management' };

describe('a sunset after a co-creation (SUN-1, SUN-2)', () => {
  it('opens with the end of loop 2, with its own activities and the parity list; gaps and teams hold it until they are settled', async () => {
    await atTheEndOfLoop2();
    await engineer.command('cocreate T-1');
    await engineer.press('End loop 2');
    await sandbox.settled();
    expect(await stateOf()).toBe('sunsetting');
    expect(await workspaceOf(engineer)).toContain('Plan migration: timeline, communication plan, success criteria');
    expect(await screenOf(engineer)).not.toContain('[Ask stakeholders]');
    expect(await setDates(engineer, { Migration: '2026-03-16' })).toEqual({});
    expect(await workspaceOf(engineer)).toContain('Next: name the teams that use the tool');
    await answerItem(engineer, 'Dependencies', { State: 'Done', Answer: 'None' });
    expect(await whyNotDone(engineer, 'Archive the repositories')).toBe(
      'It is locked. Parity gaps are open: “Exports”. Mark each value proposition as shipped, or drop it with a reason.',
    );
    setValue('shipped');
    expect((await engineer.submit()).errors).toEqual({});
    await workspaceOf(engineer);
    await engineer.press('Ask a user team');
    await engineer.fill({ Team: 'Vulnerability Management', 'Who answers for it': 'requester' });
    await engineer.submit();
    await sandbox.settled();
    expect(await whyNotDone(engineer, 'Migrate internal users to the product feature')).toContain(
      'have not confirmed that they moved: Vulnerability Management',
    );
    await sandbox.person('requester').click(TEAM_QUESTION, 'Moved');
    expect((await engineer.submit()).errors).toEqual({});
  });

  it('goes on until the tool is retired: its clocks stop, nothing is asked or promised of it any more, its history stays', async () => {
    await atTheEndOfLoop2();
    setValue('dropped');
    await engineer.command('cocreate T-1');
    await engineer.press('End loop 2');
    await sandbox.settled();
    const running = () =>
      inDatabase(sandbox, (client) =>
        client.prepare(`SELECT count(*) FROM clock WHERE state = 'running'`).pluck().get(),
      );
    await workspaceOf(engineer);
    await setDates(engineer);
    await consider(engineer);
    await tick(engineer, [
      'Plan migration: timeline, communication plan, success criteria',
      'Migrate internal users to the product feature',
      'Validate feature parity, address gaps',
      'Monitor adoption: tool against feature',
      'Communicate the sunset timeline',
      ...STEPS,
    ]);
    await handIn(engineer);
    await at('2026-04-13T14:00:00Z');
    const project = GITLAB.project.id;
    const labels = ['ProdSecEng Tool Outage', 'tool::VulnMapper'];
    sandbox.gitlabStandIn.createIssue({ as: 'requester', project, title: 'The scan stops', labels });
    await at('2026-04-13T14:10:00Z');
    expect(running()).toBe(2);
    await workspaceOf(engineer);
    await engineer.press('End the sunset');
    await sandbox.settled();
    expect(await stateOf()).toBe('retired');
    expect(running()).toBe(0);
    expect(await storage().promises.openPromisesOfTool(1)).toEqual([]);
    await engineer.closeModal({ all: true });
    const { text } = await engineer.command('sunset T-1');
    expect(text).toContain('T-1 is retired, so it cannot be changed any more.');
    await engineer.command('tool T-1');
    expect(await screenOf(engineer)).toContain('*Transition & Sunset* VulnMapper: ended');
    await engineer.press('Open Transition & Sunset: VulnMapper');
    expect(await screenOf(engineer)).toContain('*Decommission:* Mon, 30 Mar 2026');
  });

  it('that is cancelled reminds nobody of its dates any more, and asks for another category (INV-7)', async () => {
    await beginSunset(sandbox, engineer);
    await setDates(engineer);
    await engineer.press('Ask a user team');
    await engineer.fill({ Team: 'Vulnerability Management', 'Who answers for it': 'requester' });
    await engineer.submit();
    await sandbox.settled();
    await engineer.press('Cancel it');
    await engineer.fill({ 'Why is it cancelled?': 'Somebody needs it' });
    await engineer.submit();
    await sandbox.settled();
    const open = await storage().promises.openPromisesOfTool(1);
    expect(open.map(({ kind }) => kind)).toEqual(['category']);
    await at('2026-03-30T15:00:00Z');
    expect((await storage().stages.noticesOf(1)).filter(({ sentAt }) => sentAt === null)).toEqual([]);
    const answered = await sandbox.person('requester').message(TEAM_QUESTION);
    expect(JSON.stringify(answered.blocks)).toContain('nothing more is needed');
  });
});
