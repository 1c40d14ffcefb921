import { afterEach, describe, expect, it } from 'vitest';
import { criteriaFrom } from '../../src/domain/health.ts';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, type SandboxOptions, screen, startSandbox } from '../../src/sandbox/start.ts';
import { GITLAB } from '../../src/sandbox/world.ts';
import { NEW_TOOL } from '../domain/tool-fixtures.ts';
import { fileFor, fillProposal, inDatabase, notesOn, propose } from './deciding.ts';
import { dmsOf } from './filing.ts';

let sandbox: Sandbox;
let engineer: PersonDriver;

async function begin(options: SandboxOptions = {}): Promise<void> {
  sandbox = await startSandbox(options);
  engineer = sandbox.person('engineer');
}

afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

const MILESTONE = { id: 41, iid: 4, kind: 'milestone', groupId: null, title: '19.4', state: 'opened' } as const;

/** Milestones as GitLab has them and as they were read of it. */
async function milestonesAre(...titles: string[]): Promise<void> {
  const { storage, now } = sandbox.app().deps;
  const read = titles.map((title, index) => ({ title, id: 41 + index, dueDate: `2099-0${index + 1}-28` }));
  for (const { id, title, dueDate } of read)
    sandbox.gitlabStandIn.putPlan({ ...MILESTONE, id, title, dueDate, iid: id, projectId: GITLAB.project.id });
  const more = { state: 'active' as const, startDate: null, url: 'https://gitlab.example.com/m' };
  await storage.milestones.keepMilestones(
    read.map((each) => ({ ...each, ...more })),
    now(),
  );
}

async function decidedToBuild(): Promise<void> {
  await fileFor(sandbox, 'build-internal');
  await propose(sandbox, engineer, 'build-internal');
}

async function openPlan(): Promise<void> {
  await engineer.command('request R-1');
  await engineer.press('Plan work');
}

const shown = async (): Promise<string> => screen(await engineer.modal());
const SCOPE = { Title: 'Scanner reads images', 'Acceptance criteria': 'It reads OCI images', Weight: '3' };

describe('work that a decision plans (NEW-6)', () => {
  it('is scoped one item after another (13 is to be split), and each becomes an issue with labels, weight and milestone', async () => {
    await begin({ tier: 'premium' });
    await milestonesAre('19.4', '19.5');
    await decidedToBuild();
    await openPlan();
    await engineer.fill({ ...SCOPE, Weight: '13 or more: split it', Milestone: '19.4 (ends 2099-01-28)' });
    expect(Object.values((await engineer.submit()).errors)).toEqual([expect.stringContaining('split it')]);
    await engineer.fill({ Weight: '3' });
    await engineer.submit();
    expect(await shown()).toContain('Scanner reads images is planned');
    await engineer.fill({ ...SCOPE, Title: 'Scanner reports', Weight: '5', Milestone: '19.5 (ends 2099-02-28)' });
    await engineer.submit();
    await sandbox.settled();
    const { issue } = await sandbox.gitlab.issue(2);
    expect(issue).toMatchObject({ title: 'Scanner reads images', weight: 3, milestoneId: 41, confidential: true });
    expect([...issue.labels].sort()).toEqual(['ProdSecEngMetric::Custom Tooling', 'workflow::ready for development']);
    expect(issue.description).toContain('It reads OCI images');
    expect(issue.description).toContain((await sandbox.gitlab.issue(1)).issue.webUrl);
    expect(issue.description).not.toContain('Weight');
    expect(await sandbox.gitlab.issue(3)).toMatchObject({ issue: { weight: 5, milestoneId: 42 } });
    await engineer.closeModal({ all: true });
    await openPlan();
    const list = await shown();
    expect(list).toMatch(/Scanner reads images\s+_open_ · weight 3 · milestone 19\.4 · .*#2/);
    expect((await sandbox.gitlab.issue(1)).issue.description).toMatch(
      /## Planned work\n\n- Scanner reads images · <.*\/issues\/2> · weight 3 · milestone 19\.4 · open\n- Scanner reports/,
    );
  });

  it('on the free tier, where no milestone is known: its weight stands in the text, it gets a milestone later, and nobody is told anything beside', async () => {
    await begin();
    await decidedToBuild();
    const told = await dmsOf(sandbox.person('requester'));
    await openPlan();
    expect(await shown()).toContain('No upcoming milestone of GitLab is known');
    await engineer.fill(SCOPE);
    await engineer.submit();
    await sandbox.settled();
    expect((await sandbox.gitlab.issue(2)).issue).toMatchObject({ title: SCOPE.Title });
    expect((await sandbox.gitlab.issue(2)).issue.description).toContain('**Weight 3** (GitLab did not take this');
    await milestonesAre('19.4');
    await engineer.press('Change');
    await engineer.fill({ Weight: '8', Milestone: '41' });
    expect((await engineer.submit()).errors).toEqual({});
    expect(await shown()).toContain('is changed: its issue follows');
    await sandbox.settled();
    expect((await sandbox.gitlab.issue(2)).issue).toMatchObject({ milestoneId: 41 });
    expect((await sandbox.gitlab.issue(1)).issue.description).toContain('weight 8 · milestone 19.4');
    expect(await dmsOf(sandbox.person('requester'))).toBe(told);
    expect(await notesOn(sandbox)).not.toContain(SCOPE.Title);
  });

  it('is filed once when the answer of GitLab is lost, and when the delivery comes twice', async () => {
    await begin();
    await decidedToBuild();
    sandbox.gitlabStandIn.faults.next({ method: 'POST', path: /\/issues$/u, behave: 'do-then-drop' });
    await openPlan();
    await engineer.fill(SCOPE);
    await engineer.submit();
    await sandbox.settled();
    sandbox.clock.advance(120_000);
    await sandbox.settled();
    const { storage, now } = sandbox.app().deps;
    const { oweWork } = await import('../../src/domain/planned-work.ts');
    await storage.owe([oweWork({ requestId: 1, toolId: 1 }, 1)], now());
    await sandbox.settled();
    const titles = (await sandbox.gitlab.issues()).map(({ title }) => title);
    expect(titles.filter((title) => title === SCOPE.Title)).toHaveLength(1);
  });

  it('is for the team, once a decision calls for it', async () => {
    await begin();
    await fileFor(sandbox, 'build-internal');
    await engineer.command('request R-1');
    expect(await shown()).not.toContain('Plan work');
    await engineer.closeModal({ all: true });
    await propose(sandbox, engineer, 'build-internal');
    await sandbox.person('requester').command('request R-1');
    expect(screen(await sandbox.person('requester').modal())).not.toContain('Plan work');
  });
});

const GAP = 'A runbook says how to run, stop and restart it';

/** A tool with an open gap whose work item is filed; gives the number of its issue. */
async function gapFiled(): Promise<number> {
  await milestonesAre('19.4');
  const { storage, now } = sandbox.app().deps;
  const tool = { ...NEW_TOOL, ownerId: 'U0ENGINE2', health: { runbook: { answer: 'unmet' as const } } };
  await storage.tools.addTools([{ tool, priority: 3, people: [], actor: 'U0ENGINE1', why: 'Ours' }], now());
  await engineer.command('tool T-1');
  await engineer.press('tool_improve');
  await engineer.closeModal({ all: true });
  await sandbox.settled();
  return 1;
}

const confirmations = async () =>
  (await sandbox.app().deps.storage.promises.openPromisesOfTool(1)).filter(({ key }) => key.startsWith('confirm-gap'));

describe('a gap of a tool (REV-4, INV-9)', () => {
  it('gets weight and milestone, and its issue leaves the backlog', async () => {
    await begin({ tier: 'premium' });
    const iid = await gapFiled();
    expect((await sandbox.gitlab.issue(iid)).issue.labels).toContain('workflow::validation backlog');
    await engineer.command('tool T-1');
    await engineer.press('Plan work');
    await engineer.press('Change');
    await engineer.fill({ Weight: '2', Milestone: '41' });
    await engineer.submit();
    await sandbox.settled();
    const { issue } = await sandbox.gitlab.issue(iid);
    expect(issue).toMatchObject({ weight: 2, milestoneId: 41 });
    expect(issue.labels).toContain('workflow::ready for development');
    expect(issue.labels).not.toContain('workflow::validation backlog');
    await engineer.closeModal({ all: true });
  });

  it.each([
    { how: 'webhook', webhook: true },
    { how: 'poll', webhook: false },
  ])('closed in GitLab, its owner is asked to confirm, which lifts nothing (seen by $how)', async ({ webhook }) => {
    await begin({ webhook });
    const iid = await gapFiled();
    const seen = webhook ? () => sandbox.settled() : polled;
    await sandbox.gitlab.close({ as: 'engineer', iid });
    await seen();
    expect(await confirmations()).toMatchObject([{ kind: 'health', ownerId: 'U0ENGINE2' }]);
    await engineer.command('tool T-1');
    expect(await shown()).toContain('closed: confirm that the gap is met');
    expect(await shown()).toContain(`Gap: ${GAP}`);
    await engineer.closeModal({ all: true });
    await sandbox.gitlab.reopen({ as: 'engineer', iid });
    await seen();
    expect(await confirmations()).toEqual([]);
    await engineer.command('tool T-1');
    expect(await shown()).not.toContain('confirm that the gap is met');
    await engineer.closeModal({ all: true });
  });

  it('is confirmed by assessing the health anew', async () => {
    await begin();
    const iid = await gapFiled();
    await sandbox.gitlab.close({ as: 'engineer', iid });
    await polled();
    await engineer.command('tool T-1');
    await engineer.press('Assess');
    const good = criteriaFrom({ good: [], better: [], best: [] }).filter(({ level }) => level === 'good');
    await engineer.fill({ ...Object.fromEntries(good.map(({ id }) => [id, 'met'])), Why: 'It is written' });
    await engineer.submit();
    expect(await shown()).not.toContain('confirm that the gap is met');
    expect(await confirmations()).toEqual([]);
    await engineer.closeModal({ all: true });
  });
});

describe('planned work in GitLab', () => {
  it('closed there is closed here and on the request’s work item; weight and milestone follow too', async () => {
    await begin({ tier: 'premium', webhook: false });
    await milestonesAre('19.4', '19.5');
    await decidedToBuild();
    await openPlan();
    await engineer.fill({ ...SCOPE, Milestone: '41' });
    await engineer.submit();
    await engineer.closeModal({ all: true });
    await sandbox.settled();
    const { gitlab } = sandbox.app().deps;
    await gitlab.updateIssue(GITLAB.project.id, 2, { weight: 8, milestoneId: 42, stateEvent: 'close' });
    await polled();
    await engineer.command('request R-1');
    expect(await shown()).toContain('*Planned work*: 0 open, 1 closed');
    expect(await shown()).toContain('_closed_ · weight 8 · milestone 19.5');
    expect((await sandbox.gitlab.issue(1)).issue.description).toContain('weight 8 · milestone 19.5 · closed');
    expect(
      inDatabase(sandbox, (client) =>
        client.prepare('SELECT count(*) FROM promise WHERE key LIKE ?').pluck().get('confirm%'),
      ),
    ).toBe(0);
  });
});

async function polled(): Promise<void> {
  sandbox.clock.advance(61_000);
  await sandbox.tick();
  await sandbox.settled();
}

describe('forms that ask for a milestone', () => {
  it('a proposal takes title and last day of one that GitLab knows; another one is typed', async () => {
    await begin();
    await milestonesAre('19.4', '19.5');
    await fileFor(sandbox, 'build-internal');
    await fillProposal(sandbox, engineer, 'build-internal', { milestone: '', milestoneDue: '', milestoneKnown: '42' });
    expect((await engineer.submit()).errors).toEqual({});
    await engineer.closeModal({ all: true });
    const [found] = await sandbox.app().deps.storage.decisions.decisionsOf(1, 1);
    expect(found?.decision.details).toMatchObject({ milestone: '19.5', milestoneDue: '2099-02-28' });
    expect(found?.decision.details).not.toHaveProperty('milestoneKnown');
    await openPlan();
    expect(await shown()).toContain('Milestone *: 19.5 (ends 2099-02-28)');
  });

  it('so does the category of a tool', async () => {
    await begin();
    await gapFiled();
    await engineer.command('tool T-1');
    await engineer.press('Change category');
    const stated = { productFit: 'Fits', customerValue: 'Asked for', operatingModel: 'Agreed', Why: 'It is time' };
    const epic = 'https://gitlab.example.com/groups/security/-/epics/7';
    await engineer.fill({ Category: 'Integrate', ...stated, epic, milestoneKnown: '41' });
    expect((await engineer.submit()).errors).toEqual({});
    expect(await shown()).toContain('milestone 19.4 (ends 2099-01-28)');
    await engineer.press('Change category');
    expect(await shown()).toContain('19.4 (ends 2099-01-28)');
    await engineer.fill({ milestoneKnown: 'other', milestone: '20.1', milestoneDue: '2099-12-31', ...stated });
    expect((await engineer.submit()).errors).toEqual({});
    expect(await shown()).toContain('milestone 20.1 (ends 2099-12-31)');
  });
});
