import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { NEW_TOOL } from '../domain/tool-fixtures.ts';
import { fromMonday } from './promised.ts';
import {
  addNamed,
  beginSunset,
  consider,
  dmsWith,
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
let requester: PersonDriver;
let colleague: PersonDriver;

beforeEach(async () => {
  sandbox = await startSandbox({ port: 0, now: fromMonday(), tier: 'free' });
  [engineer, requester, colleague] = [
    sandbox.person('engineer'),
    sandbox.person('requester'),
    sandbox.person('colleague'),
  ];
  await addNamed(sandbox, [
    { personId: 'U0REQUEST', role: 'stakeholder' },
    { personId: 'U0COLLEAG', role: 'stakeholder' },
  ]);
});
afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

const theTool = async () => {
  const tool = await sandbox.app().deps.storage.tools.tool(1);
  if (tool === null) throw new Error('no tool');
  return tool;
};
const theIssue = async () => {
  const [issue] = await sandbox.gitlab.issues();
  if (issue === undefined) throw new Error('no issue');
  return issue;
};
const at = (text: string): Promise<void> => sandbox.moveTo(new Date(text));

/** Asks both stakeholders; the requester agrees, the colleague objects. */
async function askBoth(): Promise<void> {
  await engineer.press('Ask stakeholders');
  await engineer.submit();
  await sandbox.settled();
  await requester.click({ dm: true, textContains: 'Do you agree that VulnMapper is retired?' }, 'Agree');
  await colleague.click({ dm: true, textContains: 'Do you agree that VulnMapper is retired?' }, 'Object');
  await colleague.fill({ 'What is missing?': 'Our weekly report reads it' });
  await colleague.submit();
  await sandbox.settled();
}

describe('a direct sunset (SUN-1, SUN-3)', () => {
  it('says what KTLO means, takes the tool into Sunset, and files Sunset Tooling with its own activities', async () => {
    await engineer.command('sunset T-1');
    expect(await screenOf(engineer)).toContain('feature requests are not accepted');
    await engineer.fill({ 'Why is it no longer needed?': 'The scanner does it' });
    await Promise.all([engineer.submitTwice()]);
    await sandbox.settled();
    expect(await theTool()).toMatchObject({ state: 'sunsetting', category: 'sunset' });
    expect(await sandbox.gitlab.issues()).toHaveLength(1);
    const { title, description } = await theIssue();
    expect(title).toBe('Sunset Tooling: VulnMapper');
    expect(description).toContain('- [ ] Validate the sunset decision with stakeholders');
    expect(description).not.toContain('Plan migration');
    expect(await workspaceOf(engineer)).toContain('Next: ask the stakeholders');
    const refused = await requester.command('sunset T-1');
    expect(await screenOf(requester)).not.toContain('[Set the dates]');
    expect(refused.ok).toBe(true);
  });

  it('keeps the promise that a change to Sunset left; what is only planned has none (INV-7)', async () => {
    const { storage } = sandbox.app().deps;
    const now = sandbox.clock.now();
    const more = { name: 'Signer', category: 'sunset' as const };
    const tools = [more, { name: 'Wish', state: 'planned' as const }].map((each) => ({ ...NEW_TOOL, ...each }));
    await storage.tools.addTools(
      tools.map((tool) => ({ tool, priority: 1, people: [], actor: 'import', why: 'Imported' })),
      now,
    );
    const kinds = async () => (await storage.promises.openPromisesOfTool(2)).map(({ kind }) => kind);
    expect(await kinds()).toContain('start-sunset');
    await engineer.command('sunset Signer');
    await engineer.fill({ 'Why is it no longer needed?': 'Nobody uses it' });
    await engineer.submit();
    expect(await kinds()).not.toContain('start-sunset');
    await engineer.press('Ask stakeholders');
    await engineer.fill({ Stakeholders: ['guest'] });
    expect((await engineer.submit()).errors.people).toContain('Only full members');
    await engineer.closeModal({ all: true });
    expect((await engineer.command('sunset Wish')).text).toContain('T-3 is planned');
  });

  it('is agreed to by stakeholders; an objection is shown, and answered on record before decommissioning', async () => {
    await beginSunset(sandbox, engineer);
    expect(await whyNotDone(engineer, 'Validate the sunset decision with stakeholders')).toContain('Nobody was asked');
    await workspaceOf(engineer);
    await askBoth();
    expect(await workspaceOf(engineer)).toContain('objects: Our weekly report reads it');
    expect(await screenOf(engineer)).toContain('Next: answer the objection');
    const locked = await whyNotDone(engineer, 'Shut down the infrastructure');
    expect(locked).toContain('An objection is not answered');
    expect(locked).toContain('Dependencies are not answered');
    expect(locked).toContain('No rollback window is stated');
    await workspaceOf(engineer);
    await engineer.press('Answer it');
    await engineer.fill({ Answer: 'The report reads the scanner from May on' });
    await engineer.submit();
    await sandbox.settled();
    expect((await dmsWith(colleague, 'from May on'))[0]).toContain('ProdSecEng answers:');
    expect(await workspaceOf(engineer)).not.toContain('[Answer it]');
    await tick(engineer, ['Validate the sunset decision with stakeholders']);
    expect(await screenOf(engineer)).toContain('Next: set the dates');
    expect((await theIssue()).description).toContain('The report reads the scanner from May on');
  });
});

describe('the way back (SUN-4)', () => {
  it('brings the tool back to maintenance while the window is open, with everything on record; not after it', async () => {
    await beginSunset(sandbox, engineer);
    await askBoth();
    await workspaceOf(engineer);
    expect(await setDates(engineer)).toEqual({});
    await at('2026-04-01T15:00:00Z');
    await workspaceOf(engineer);
    await engineer.press('Roll back');
    expect(await screenOf(engineer)).toContain('Maintain (KTLO)');
    await engineer.fill({ 'Why is it rolled back?': 'The scanner misses Go' });
    await engineer.submitTwice();
    await sandbox.settled();
    expect(await theTool()).toMatchObject({ state: 'operational', category: 'maintain' });
    expect((await theIssue()).state).toBe('closed');
    expect((await theIssue()).description).toContain('Rolled back');
    expect((await dmsWith(requester, 'Maintain (KTLO)'))[0]).toContain('VulnMapper');
    const { storage } = sandbox.app().deps;
    expect((await storage.stages.lastStageOf(1, 'sunset'))?.voices).toHaveLength(2);
    const notices = await storage.stages.noticesOf(1);
    await at('2026-04-11T15:00:00Z');
    expect((await storage.stages.noticesOf(1)).filter(({ sentAt }) => sentAt === null)).toEqual([]);
    expect(notices.length).toBeGreaterThan(0);
  });

  it('is closed once the window is over, and only then the sunset ends', async () => {
    await beginSunset(sandbox, engineer);
    await setDates(engineer);
    await at('2026-04-11T15:00:00Z');
    await workspaceOf(engineer);
    await engineer.press('Roll back');
    expect(await screenOf(engineer)).toContain('cannot be rolled back any more');
    expect((await theTool()).state).toBe('sunsetting');
  });
});

describe('the end of a sunset (SUN-5)', () => {
  it('comes only with all of it there and the window over; then the tool is retired, and the work item closed', async () => {
    await beginSunset(sandbox, engineer);
    await askBoth();
    await workspaceOf(engineer);
    await engineer.press('Answer it');
    await engineer.fill({ Answer: 'Moved' });
    await engineer.submit();
    await setDates(engineer);
    await consider(engineer);
    await tick(engineer, [
      'Validate the sunset decision with stakeholders',
      'Identify alternatives: what users do instead',
      'Communicate the sunset timeline',
      ...STEPS,
    ]);
    await engineer.press('End the sunset');
    expect(await screenOf(engineer)).toContain('Still open: Tool sunsetted, infrastructure decommissioned');
    await workspaceOf(engineer);
    await handIn(engineer);
    await engineer.press('End the sunset');
    expect(await screenOf(engineer)).toContain('The rollback window is open');
    await at('2026-04-10T15:00:00Z');
    expect((await dmsWith(engineer, 'Rollback window ends'))[0]).toContain('2026-04-10');
    await at('2026-04-13T15:00:00Z');
    await workspaceOf(engineer);
    await engineer.press('End the sunset');
    await sandbox.settled();
    expect(await screenOf(engineer)).toContain('VulnMapper is retired');
    expect((await theTool()).state).toBe('retired');
    expect((await theIssue()).state).toBe('closed');
    const { promises } = sandbox.app().deps.storage;
    expect(await promises.openPromisesOfTool(1)).toEqual([]);
    await engineer.closeModal({ all: true });
    await requester.command('tool T-1');
    expect(await screenOf(requester)).toContain('Transition & Sunset');
  });
});

describe('locks also hold in GitLab (SUN-4)', () => {
  it('a step ticked there too soon is taken back, and it is said why', async () => {
    await beginSunset(sandbox, engineer);
    const { iid, description } = await theIssue();
    const ticked = description.replace('- [ ] Shut down the infrastructure', '- [x] Shut down the infrastructure');
    await sandbox.gitlab.describe({ as: 'engineer', iid, description: ticked });
    await at('2026-03-02T15:10:00Z');
    expect((await theIssue()).description).toContain('- [ ] Shut down the infrastructure');
    const shown = await workspaceOf(engineer);
    expect(shown).toContain('was ticked in GitLab, but: It is locked.');
    expect(shown).toContain('Dependencies are not answered');
    await engineer.press('Noted');
    await sandbox.settled();
    expect(await workspaceOf(engineer)).not.toContain('was ticked in GitLab');
    expect(await sandbox.gitlab.issues()).toHaveLength(1);
  });
});
