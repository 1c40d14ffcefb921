import { afterEach, describe, expect, it } from 'vitest';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { type Sandbox, type SandboxOptions, screen, startSandbox } from '../../src/sandbox/start.ts';
import { addProject, CANDIDATE, type Made, makeIssues, read, TEAM_PROJECT } from './backlogged.ts';
import { inDatabase } from './deciding.ts';
import { fileSomething } from './filing.ts';
import { putMilestones } from './milestones.ts';
import { decided, fromMonday, promised } from './promised.ts';

let sandbox: Sandbox;
let engineer: PersonDriver;
let manager: PersonDriver;

/** Monday 2 March 2026; sprint 11 is under way, sprint 12 (9 to 22 March) is next. */
async function begin(made: readonly Made[], options: SandboxOptions = {}): Promise<void> {
  sandbox = await startSandbox({ port: 0, now: fromMonday(), tier: 'premium', ...options });
  [engineer, manager] = [sandbox.person('engineer'), sandbox.person('manager')];
  addProject(sandbox);
  putMilestones(sandbox);
  makeIssues(sandbox, made);
  await sandbox.moveTo(new Date('2026-03-02T15:30:00Z'));
  await read(sandbox);
}

afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

async function open(person: PersonDriver): Promise<string> {
  await person.command('backlog');
  await person.press('Plan the next milestone');
  return screen(await person.modal());
}

const shown = async (person: PersonDriver): Promise<string> => screen(await person.modal());

/** The menu of the nth candidate on the page. */
const put = (person: PersonDriver, nth: number, place: string) =>
  person.fill({ [nth === 1 ? 'backlog_place' : `backlog_place:${nth}`]: place });

const planRow = () =>
  inDatabase(sandbox, (client) =>
    client
      .prepare<[], { state: string; body: string; decided_by: string }>(
        'SELECT state, body, decided_by FROM milestone_plan',
      )
      .get(),
  );

const WORK: Made[] = [
  { title: 'Old and raw' },
  { title: 'Of the team', project: TEAM_PROJECT, labels: ['workflow::in dev'], weight: 5, milestoneId: 12 },
  { title: 'Young and raw', weight: 3 },
  { title: 'Made ready', weight: 2, labels: [CANDIDATE, 'workflow::ready for development'] },
];

describe('milestone planning', () => {
  it('shows capacity in person-days and how it comes about: absences, holidays, overhead', async () => {
    await begin(WORK, {
      settings: {
        calendar: { holidays: [{ date: '2026-03-10' }, { date: '2026-03-11', timeZone: 'Australia/Sydney' }] },
        planning: { overhead: 0.25 },
      },
    });
    await engineer.command('away 2026-03-12..2026-03-15');
    const text = await open(engineer);
    expect(text).toContain('2026-03-09 to 2026-03-22');
    expect(text).toContain(
      '*Capacity:* 11.3 person-days. 2 people have 20 weekdays, less 3 on holidays and 2 away; 25 % of the rest',
    );
    expect(text).toContain('person-days, issues in weight: neither is worked out from the other');
  });

  it('orders what can be planned, and compares the planned weight with what is usually completed', async () => {
    await begin([
      ...WORK,
      { title: 'Done in 10', project: TEAM_PROJECT, labels: [], weight: 4, milestoneId: 10 },
      { title: 'Done in 9', project: TEAM_PROJECT, labels: [], weight: 6, milestoneId: 9 },
    ]);
    for (const { iid, title } of await sandbox.gitlab.issues())
      if (title.startsWith('Done')) await sandbox.gitlab.close({ as: 'engineer', iid });
    await sandbox.moveTo(new Date('2026-03-02T16:00:00Z'));
    const text = await open(engineer);
    const order = ['Of the team', 'Made ready', 'Old and raw', 'Young and raw'].map((title) => text.indexOf(title));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order).not.toContain(-1);
    expect(text).toContain('*Planned:* weight 5 in 1 issue. :warning: weight 1 more than usual.');
    expect(text).toContain('*Usually completed:* weight 4 in the team’s project (the last 3: 4, 6, 0).');
    expect(text).toContain('*Unplanned work:* not known yet');
    await put(engineer, 3, 'In the plan');
    expect(await shown(engineer)).toContain('weight 5 in 2 issues. 1 without a weight, counted as 0.');
    await put(engineer, 4, 'Parking lot');
    expect(await shown(engineer)).toMatch(/## Parking lot \(1\)\n• .* Young and raw/);
  });

  it('is decided by the manager alone, once, and kept as it was then; GitLab gets the milestones', async () => {
    await begin(WORK);
    expect(await open(engineer)).not.toContain('Decide the plan');
    await put(engineer, 2, 'In the plan');
    await put(engineer, 4, 'Parking lot');
    await engineer.closeModal({ all: true });
    await open(manager);
    await Promise.all([manager.press('Decide the plan'), manager.press('Decide the plan')]);
    await sandbox.settled();
    expect(planRow()).toMatchObject({ state: 'decided', decided_by: 'U0MANAGER' });
    const body = JSON.parse(planRow()?.body ?? '{}');
    expect(body.items.map(({ weight, metric }: { weight: number; metric: null }) => [weight, metric])).toEqual([
      [5, null],
      [2, null],
    ]);
    expect(body.facts).toMatchObject({ planned: 7, people: 2 });
    expect((await sandbox.gitlab.issue(4 - 1, { project: 202 })).issue).toMatchObject({
      title: 'Made ready',
      milestoneId: 12,
    });
    const plans = await sandbox.app().deps.storage.audit.auditOf('M-12', 9);
    expect(plans.filter(({ action }) => action === 'decided a milestone plan')).toHaveLength(1);
    makeIssues(sandbox, [{ title: 'Came later', project: TEAM_PROJECT, labels: [], milestoneId: 12 }]);
    await read(sandbox);
    expect(JSON.parse(planRow()?.body ?? '{}').items).toHaveLength(2);
  });

  it('can be opened again until the milestone begins, and not after; then the share of unplanned work is known', async () => {
    await begin(WORK);
    await open(manager);
    await manager.press('Decide the plan');
    expect(await shown(manager)).toContain('*Decided* by <@U0MANAGER>');
    await manager.press('Open it again');
    expect(await shown(manager)).toContain('The plan is open again.');
    await manager.press('Decide the plan');
    await sandbox.settled();
    const [later = 0] = makeIssues(sandbox, [
      { title: 'Came later', project: TEAM_PROJECT, labels: [], weight: 5, milestoneId: 12 },
    ]);
    for (const iid of [1, later]) await sandbox.gitlab.close({ as: 'engineer', iid });
    await sandbox.moveTo(new Date('2026-03-09T09:00:00Z'));
    await manager.press('Open it again');
    expect(await shown(manager)).toContain('its plan stays as it was at the start');
    await manager.closeModal({ all: true });
    await sandbox.moveTo(new Date('2026-03-23T09:00:00Z'));
    await sandbox.moveTo(new Date('2026-03-23T09:30:00Z'));
    const text = await open(manager);
    expect(text).toContain(
      '*Unplanned work:* 50 % of what recent milestones completed was not in their plan. Leave room',
    );
  });

  it('brings deferred requests up: each is looked at again, or stays deferred on record (NEW-9)', async () => {
    await begin(WORK);
    for (const nth of [1, 2]) {
      await fileSomething(sandbox.person('requester'), nth);
      await sandbox.settled();
      await decided(sandbox, nth);
      await promised(sandbox, {
        kind: 'deferred',
        key: `deferred:R-${nth}`,
        what: 'Again',
        requestId: nth,
        dueAt: new Date('2026-09-01'),
      });
    }
    expect(await open(manager)).toContain('Deferred requests (2)');
    await manager.press('Look at it again');
    expect(await shown(manager)).toContain('R-1 is back in assessment.');
    expect(await shown(manager)).toContain('Deferred requests (1)');
    await manager.press('Decide the plan');
    await sandbox.settled();
    const state = async (id: number) => (await sandbox.app().deps.storage.requests.request(id))?.request.state;
    expect([await state(1), await state(2)]).toEqual(['in assessment', 'decided']);
    expect(JSON.parse(planRow()?.body ?? '{}').deferred).toEqual([2]);
    const audit = await sandbox.app().deps.storage.audit.auditOf('R-2', 9);
    expect(audit[0]).toMatchObject({
      action: 'stays deferred at milestone planning',
      detail: { milestone: 'Sprint 12' },
    });
  });

  it('counts issues on the free tier, is planned with GitLab down, and has nothing to plan without milestones', async () => {
    await begin(
      WORK.map(({ weight: _, ...rest }) => rest),
      { tier: 'free' },
    );
    expect(await open(manager)).toContain('*Planned:* 1 issue.');
    sandbox.gitlabFaults.next({ path: /./, behave: { status: 503 }, times: 999 });
    await put(manager, 2, 'In the plan');
    await manager.press('Decide the plan');
    expect(await shown(manager)).toContain('The plan is decided and kept as it is now.');
    await sandbox.settled();
    sandbox.gitlabFaults.clear();
    sandbox.clock.advance(300_000);
    await read(sandbox);
    const { issue } = await sandbox.gitlab.issue(3, { project: 202 });
    expect(issue).toMatchObject({ title: 'Made ready', milestoneId: 12 });
    await manager.closeModal({ all: true });
    for (const id of [11, 12, 13]) sandbox.gitlabStandIn.removePlan(id);
    await sandbox.moveTo(new Date('2026-03-02T16:30:00Z'));
    expect(await open(manager)).toContain('GitLab has no open milestone');
  });

  it('stands in the manager’s Home two weeks before, until it is decided', async () => {
    await begin(WORK);
    const home = async (person: PersonDriver) => screen(await person.home());
    expect(await home(engineer)).not.toContain('its plan is not decided');
    expect(await home(manager)).toContain('*Milestone Sprint 12* begins on 2026-03-09, and its plan is not decided.');
    await manager.clickHome('Plan it');
    await manager.press('Decide the plan');
    await manager.closeModal({ all: true });
    await sandbox.settled();
    expect(await home(manager)).not.toContain('Sprint 12* begins');
  });

  it('is the team’s alone: someone who left it prepares nothing, and brings nothing back', async () => {
    await begin(WORK);
    await fileSomething(sandbox.person('requester'), 1);
    await sandbox.settled();
    await decided(sandbox, 1);
    await promised(sandbox, { kind: 'deferred', key: 'deferred:R-1', what: 'Again', requestId: 1 });
    await open(engineer);
    sandbox.directory.setGroupMembers('S0PRODSEC', ['U0ENGINE2']);
    await sandbox.settled();
    await put(engineer, 2, 'In the plan');
    expect(await shown(engineer)).toContain('Only ProdSecEng can do this.');
    await engineer.closeModal();
    await engineer.press('Look at it again');
    await sandbox.settled();
    expect(planRow()).toBeUndefined();
    expect((await sandbox.app().deps.storage.requests.request(1))?.request.state).toBe('decided');
  });
});
