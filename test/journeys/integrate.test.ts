import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NewTool } from '../../src/domain/tool.ts';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { GITLAB } from '../../src/sandbox/world.ts';
import { NEW_TOOL } from '../domain/tool-fixtures.ts';
import { dmsOf } from './filing.ts';
import { fromMonday } from './promised.ts';

let sandbox: Sandbox;
let engineer: PersonDriver;
let epic: string;

beforeEach(async () => {
  sandbox = await startSandbox({ port: 0, now: fromMonday() });
  engineer = sandbox.person('engineer');
  epic = `${sandbox.gitlabUrl}/groups/security/-/epics/7`;
});
afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

const WHY = { Why: 'The roadmap has changed' };

async function add(more: Partial<NewTool>): Promise<void> {
  const { storage, now } = sandbox.app().deps;
  const filing = { tool: { ...NEW_TOOL, ...more }, priority: 3, people: [], actor: 'import', why: 'Imported' };
  await storage.tools.addTools([filing], now());
}
const integrating = () =>
  add({ category: 'integrate', links: { epic, milestone: { title: '19.4', due: '2026-03-31' } } });

const openKinds = async (): Promise<string[]> =>
  (await sandbox.app().deps.storage.promises.openPromisesOfTool(1)).map(({ kind }) => kind);
const ASKED = { dm: true as const, textContains: 'VulnMapper in Integrate' };
const moveTo = (text: string): Promise<void> => sandbox.moveTo(new Date(text));

describe('a tool in Integrate (INV-4)', () => {
  it('asks its owner for a new milestone when that is over, which ends it and watches the new one', async () => {
    await integrating();
    await moveTo('2026-03-31T15:00:00Z');
    expect(await dmsOf(engineer)).not.toContain('Integrate');
    await moveTo('2026-04-01T15:00:00Z');
    const asked = screen(await engineer.message(ASKED));
    expect(asked).toContain('VulnMapper in Integrate: milestone 19.4');
    expect(asked).toContain('Its milestone is over.');
    expect(asked).toContain('[Another category]');
    await engineer.click(ASKED, 'New milestone');
    await engineer.fill({
      ...{ productFit: 'On the roadmap', customerValue: 'Asked for', operatingModel: 'Agreed' },
      ...{ milestone: '19.5', milestoneDue: '2026-04-30', ...WHY },
    });
    await engineer.submit();
    await sandbox.settled();
    expect(screen(await engineer.message(ASKED))).toContain(':white_check_mark: Done by <@U0ENGINE1>');
    await moveTo('2026-04-02T15:00:00Z');
    expect(await dmsOf(engineer)).not.toContain('milestone 19.5');
    await moveTo('2026-05-01T15:00:00Z');
    expect(await dmsOf(engineer)).toContain('milestone 19.5');
  });

  it('asks at once when its epic (here a parent issue: the free tier has no epics) closes; another category ends it, and nothing is watched any more', async () => {
    const { iid } = await sandbox.gitlab.create({ as: 'engineer', title: 'Into the product' });
    epic = `${sandbox.gitlabUrl}/${GITLAB.project.path}/-/issues/${iid}`;
    await integrating();
    await moveTo('2026-03-02T15:10:00Z');
    expect(await dmsOf(engineer)).not.toContain('Integrate');
    await sandbox.gitlab.close({ as: 'engineer', iid });
    await moveTo('2026-03-02T15:20:00Z');
    expect(screen(await engineer.message(ASKED))).toContain('Its epic is closed.');
    await engineer.click(ASKED, 'Another category');
    await engineer.fill({ Category: 'Maintain (KTLO)', ...WHY });
    await engineer.submit();
    await sandbox.settled();
    expect(screen(await engineer.message(ASKED))).toContain('Done by <@U0ENGINE1>');
    expect(await openKinds()).toEqual([]);
  });

  it('asks at once when its milestone closes, also where GitLab shows no epic', async () => {
    await integrating();
    const { storage, now } = sandbox.app().deps;
    const milestone = { id: 4, title: '19.4', startDate: null, dueDate: '2026-03-31', url: `${epic}/4` };
    await storage.milestones.keepMilestones([{ ...milestone, state: 'active' }], now());
    await moveTo('2026-03-02T15:10:00Z');
    expect(await dmsOf(engineer)).not.toContain('Integrate');
    await storage.milestones.keepMilestones([{ ...milestone, state: 'closed' }], now());
    await moveTo('2026-03-02T15:20:00Z');
    const asked = screen(await engineer.message(ASKED));
    expect(asked).toContain('Its milestone is closed.');
    expect(asked).toContain('GitLab does not show the app this epic');
  });

  it('without an owner asks the manager, and is watched from when the category is chosen in the inventory', async () => {
    await add({ ownerId: null });
    expect(await openKinds()).toEqual([]);
    await engineer.command('tool T-1');
    await engineer.press('Change category');
    await engineer.fill({
      ...{ Category: 'Integrate', productFit: 'On the roadmap', customerValue: 'Asked for', operatingModel: 'Agreed' },
      ...{ epic, milestone: '19.4', milestoneDue: '2026-03-31', ...WHY },
    });
    await engineer.submit();
    expect(screen(await engineer.modal())).toContain('watches');
    await engineer.closeModal({ all: true });
    expect(await openKinds()).toEqual(['integrate']);
    await moveTo('2026-04-01T15:00:00Z');
    expect(await dmsOf(sandbox.person('manager'))).toContain('VulnMapper in Integrate');
  });
});

describe('Sunset (INV-7)', () => {
  it('that is not to be asks the owner for another category, until there is one', async () => {
    await add({});
    await engineer.command('tool T-1');
    await engineer.press('Change category');
    await engineer.fill({ Category: 'Sunset', ...WHY });
    await engineer.submit();
    expect(await openKinds()).toEqual(['start-sunset']);
    await engineer.closeModal({ all: true });
    await engineer.command('tool T-1');
    await engineer.press('promise_end');
    await engineer.fill({ 'How does it end?': 'It is not needed any more', Reason: 'Another team depends on it' });
    await engineer.submit();
    await engineer.closeModal({ all: true });
    expect(await openKinds()).toEqual(['category']);
    expect(screen(await engineer.home())).toContain('Another category asked for');
    await sandbox.tick();
    await sandbox.settled();
    const asked = { dm: true as const, textContains: 'Another category asked for' };
    expect(screen(await engineer.message(asked))).toContain('Choose another category for the tool');
    await engineer.click(asked, 'Another category');
    await engineer.fill({ Category: 'Maintain (KTLO)', ...WHY });
    await engineer.submit();
    await sandbox.settled();
    expect(await openKinds()).toEqual([]);
    expect(screen(await engineer.message(asked))).toContain('Done by <@U0ENGINE1>');
  });
});
