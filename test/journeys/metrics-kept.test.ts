import { afterEach, describe, expect, it } from 'vitest';
import { type Sandbox, type SandboxOptions, screen, startSandbox } from '../../src/sandbox/start.ts';
import { GITLAB } from '../../src/sandbox/world.ts';
import { addProject, CANDIDATE, OTHER_PROJECT } from './backlogged.ts';
import { inDatabase } from './deciding.ts';
import { merge, REPORT, workOfAQuarter } from './metrics.ts';
import { putMilestones } from './milestones.ts';
import { fromMonday } from './promised.ts';

let sandbox: Sandbox;
async function begin(options: SandboxOptions = {}): Promise<void> {
  sandbox = await startSandbox({ port: 0, now: fromMonday(), tier: 'premium', ...options });
}
afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

async function minutes(count: number): Promise<void> {
  await sandbox.moveTo(new Date(sandbox.app().deps.now().getTime() + count * 60_000));
  await sandbox.tick();
  await sandbox.settled();
}

const told = async (rest: string, role = 'engineer'): Promise<string> => {
  const { messages, text } = await sandbox.person(role).command(`metrics ${rest}`);
  return messages.map((each) => screen(each)).join('\n') || text;
};
const posted = async (label: string): Promise<string[]> =>
  (await sandbox.person('engineer').messages('G0INTERNL'))
    .map((each) => screen(each))
    .filter((text) => text.includes(`Metrics: ${label}`));

describe('a report that is kept (KPI-7)', () => {
  it('is not kept before GitLab was read after the end of the month; the monthly one waits for that', async () => {
    await begin();
    await sandbox.moveTo(new Date('2026-03-31T23:50:00Z'));
    await minutes(1);
    merge(sandbox, { iid: 30, on: '2026-03-31', label: 'ProdSecRequirement' });
    sandbox.gitlabFaults.next({ path: /\/merge_requests/, behave: { status: 403 }, times: 9_999 });
    await sandbox.moveTo(new Date('2026-04-01T09:01:00Z'));
    await minutes(1);
    const early = await told('last month', 'requester');
    expect(early).toContain('(KPI-1): *0*');
    expect(early).toContain('GitLab was not read since the period ended: the figures may still change.');
    expect(early).not.toContain('it does not change any more');
    expect(await posted('March 2026')).toEqual([]);
    sandbox.gitlabFaults.clear();
    for (let turn = 0; turn < 4; turn += 1) await minutes(6);
    expect(await posted('March 2026')).toEqual([expect.stringContaining('(KPI-1): *1*')]);
    expect(await told('last month')).toContain('it does not change any more');
  });

  it('is posted after a day all the same, and says that its figures may change', async () => {
    await begin();
    await sandbox.moveTo(new Date('2026-03-31T23:50:00Z'));
    await minutes(1);
    sandbox.gitlabFaults.next({ path: /\/merge_requests/, behave: { status: 403 }, times: 9_999 });
    await sandbox.moveTo(new Date('2026-04-01T09:01:00Z'));
    await minutes(1);
    await sandbox.moveTo(new Date('2026-04-02T09:10:00Z'));
    await minutes(6);
    expect(await posted('March 2026')).toEqual([expect.stringContaining('the figures may still change')]);
  });

  it('is worked out again once by a double click, and can be shown with several earlier versions', async () => {
    await begin();
    workOfAQuarter(sandbox);
    await minutes(2);
    const engineer = sandbox.person('engineer');
    await told('last month');
    const again = async (why: string, place: { channel: string; textContains: string }) => {
      await engineer.click(place, 'Work out again');
      await engineer.fill({ 'Why?': why });
      await engineer.submitTwice();
      await engineer.closeModal({ all: true });
      await sandbox.settled();
    };
    await again('Labels were missing.', { channel: 'general', textContains: 'Metrics: February 2026' });
    const kept = () => inDatabase(sandbox, (client) => client.prepare('SELECT why FROM report').all());
    expect(kept()).toEqual([{ why: null }, { why: 'Labels were missing.' }]);
    await again('<!channel> More *labels*.', REPORT('February 2026'));
    expect(kept()).toHaveLength(3);
    const shown = await told('last month');
    expect(shown).toContain('&lt;!channel&gt;');
    expect(shown).toContain('[Version of 2026-03-02] [First version of 2026-03-02]');
    await engineer.click(REPORT('February 2026'), 'First version of 2026-03-02');
    expect((await posted('February 2026')).at(-1)).toContain('An earlier version');
  });

  it('is posted with numbers and counts alone where guests read the channel too (INV-2)', async () => {
    await begin({ settings: { slack: { channels: { internal: 'partner-shared' } } } });
    putMilestones(sandbox);
    await sandbox.moveTo(new Date('2026-04-01T09:02:00Z'));
    await minutes(1);
    const engineer = sandbox.person('engineer');
    const text = screen(await engineer.message({ channel: 'partner-shared', textContains: 'Metrics: March 2026' }));
    expect(text).toContain('*Milestone predictability* (KPI-5): *no plan was kept*');
    expect(text).not.toContain('Sprint');
  });

  it('of long ago, asked for by anybody, is not what leadership reads at a glance', async () => {
    await begin();
    workOfAQuarter(sandbox);
    await minutes(2);
    await told('last month');
    await told('2025-01', 'requester');
    await told('2025-Q1', 'requester');
    expect(screen(await sandbox.person('leadership').home())).toContain('*KPIs*, report of 2026-02');
  });

  it.each(['9999-12', '0000-01', '2026-13', '2026-Q5'])('of %s is no period', async (typed) => {
    await begin();
    expect(await told(typed)).toContain('That period is not known.');
  });
});

describe('milestones of a month (KPI-5)', () => {
  it('are those whose last day lies in it where the team is, also ahead of UTC', async () => {
    await begin({ settings: { calendar: { homeTimeZone: 'Europe/Berlin' } } });
    const groupId = GITLAB.group.id;
    const put = (id: number, startDate: string, dueDate: string) =>
      sandbox.gitlabStandIn.putPlan({
        ...{ id, iid: id, kind: 'milestone', title: `Sprint ${id}`, state: 'opened', projectId: null, groupId },
        ...{ startDate, dueDate },
      });
    put(21, '2026-02-15', '2026-02-28');
    put(22, '2026-03-01', '2026-03-31');
    await sandbox.moveTo(new Date('2026-03-02T15:30:00Z'));
    await minutes(2);
    const march = await told('2026-03');
    expect(march).toContain('Sprint 22: no plan was kept');
    expect(march).not.toContain('Sprint 21');
    expect(await told('milestone Sprint 22')).toContain('_(Milestone Sprint 21: ');
  });
});

describe('the local copy (KPI-1)', () => {
  it('takes in more changes of a moment than one turn reads, also over a restart', { timeout: 60_000 }, async () => {
    await begin();
    for (let iid = 1; iid <= 1_250; iid += 1) merge(sandbox, { iid, on: '2026-02-03', label: 'ProdSecRequirement' });
    await minutes(2);
    await sandbox.restartApp();
    await minutes(2);
    await minutes(2);
    expect(await told('2026-02')).toContain('(KPI-1): *1250*');
  });

  it('takes in more changed issues of a moment than one poll reads (LOG-1)', { timeout: 60_000 }, async () => {
    await begin();
    addProject(sandbox);
    const of = { as: 'requester', project: OTHER_PROJECT, labels: [CANDIDATE] };
    for (let nth = 1; nth <= 1_150; nth += 1) sandbox.gitlabStandIn.createIssue({ ...of, title: `Need ${nth}` });
    for (let turn = 0; turn < 3; turn += 1) await minutes(2);
    const { modal } = await sandbox.person('engineer').command('backlog');
    expect(modal === null ? '' : screen(modal)).toContain('*1150 open issues carry');
  });
});
