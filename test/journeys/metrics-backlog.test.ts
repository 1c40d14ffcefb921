import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { GITLAB } from '../../src/sandbox/world.ts';
import { addTools } from './capacity-world.ts';
import { inDatabase } from './deciding.ts';
import { merge } from './metrics.ts';
import { putMilestones } from './milestones.ts';
import { fromMonday } from './promised.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({ now: fromMonday(), tier: 'premium' });
  putMilestones(sandbox);
  sandbox.gitlabStandIn.addProject({ id: 404, path: 'security/elsewhere', memberIds: [900, 501, 503] });
});
afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

async function minutes(count: number): Promise<void> {
  await sandbox.moveTo(new Date(sandbox.app().deps.now().getTime() + count * 60_000));
  await sandbox.tick();
  await sandbox.settled();
}

const told = async (rest: string): Promise<string> =>
  (await sandbox.person('engineer').command(`metrics ${rest}`)).messages.map((each) => screen(each)).join('\n');

test('KPI-4: open candidates, refined or not; who commented or set a label took part', async () => {
  const labels = ['ProdSecEng Candidate', 'workflow::ready for development', 'ProdSecEngMetric::Paved Road'];
  const description = '## Acceptance criteria\n\n- It works';
  const candidate = { as: 'requester', project: 404, labels: ['ProdSecEng Candidate'] };
  sandbox.gitlabStandIn.createIssue({ ...candidate, title: 'Refined', labels, description, weight: 3 });
  const { iid } = sandbox.gitlabStandIn.createIssue({ ...candidate, title: 'Raw' });
  await minutes(2);
  expect(await told('month')).toContain('*Backlog health* (KPI-4): *1 of 2 refined (50 %)*');
  expect(await told('month')).toContain('1 ready for development\n0 of 3 in the team took part in refinement');
  sandbox.gitlabStandIn.comment({ as: 'engineer', project: 404, iid, body: 'Which teams need this?' });
  await minutes(2);
  expect(await told('month')).toContain('1 of 3 in the team took part in refinement');
});

test('KPI-4: who sets weight, acceptance criteria or metric label in GitLab took part; the app, which sets it for others, did not', async () => {
  const raw = { as: 'requester', project: 404, labels: ['ProdSecEng Candidate'] };
  const { iid, id } = sandbox.gitlabStandIn.createIssue({ ...raw, title: 'Raw' });
  await minutes(2);
  const on = { project: 404, iid };
  sandbox.gitlabStandIn.edit({ ...on, as: 'engineer', description: '## Acceptance criteria\n\n- It works' });
  sandbox.gitlabStandIn.label({ ...on, as: 'engineer', labels: ['ProdSecEngMetric::Paved Road'] });
  sandbox.gitlabStandIn.edit({ ...on, as: 'engineer', weight: 3 });
  await minutes(2);
  const rows = inDatabase(sandbox, (client) =>
    client.prepare('SELECT gitlab_id, person, what FROM refinement ORDER BY what').raw().all(),
  );
  expect(rows).toEqual([
    [id, 'engineer', 'acceptance'],
    [id, 'engineer', 'metric'],
    [id, 'engineer', 'weight'],
  ]);
  await minutes(2);
  expect(await told('month')).toContain('in the team took part in refinement');
});

test('KPI-4: who took part is not lost where GitLab fails while it is asked', async () => {
  const raw = { as: 'requester', project: 404, labels: ['ProdSecEng Candidate'] };
  const { iid, id } = sandbox.gitlabStandIn.createIssue({ ...raw, title: 'Raw' });
  await minutes(2);
  sandbox.gitlabFaults.next({ path: /resource_weight_events/, behave: { status: 503 }, times: 999 });
  sandbox.gitlabStandIn.edit({ project: 404, iid, as: 'engineer', weight: 3 });
  await minutes(2);
  sandbox.gitlabFaults.clear();
  for (let turn = 0; turn < 4; turn += 1) await minutes(5);
  const rows = inDatabase(sandbox, (client) => client.prepare('SELECT gitlab_id, what FROM refinement').raw().all());
  expect(rows).toEqual([[id, 'weight']]);
});

test('KPI-5: a milestone’s completed weight against its plan as it was decided', async () => {
  const work = (title: string, weight: number) =>
    sandbox.gitlabStandIn.createIssue({ as: 'engineer', project: GITLAB.project.id, title, milestoneId: 11, weight });
  const [done, open] = [work('Done', 5), work('Open', 3)];
  await sandbox.gitlab.close({ as: 'engineer', iid: done.iid });
  await sandbox.moveTo(new Date('2026-03-02T15:30:00Z'));
  const decidedAt = Date.parse('2026-02-25T10:00:00Z');
  const body = { items: [done, open].map(({ id, weight }) => ({ gitlabId: id, weight, metric: null })) };
  inDatabase(sandbox, (client) =>
    client
      .prepare(
        `INSERT INTO milestone_plan (milestone_id, title, state, body, decided_at, at) VALUES (11, 'Sprint 11', 'decided', ?, ?, 0)`,
      )
      .run(JSON.stringify(body), decidedAt),
  );
  expect(await told('milestone Sprint 11')).toContain('*Milestone predictability* (KPI-5): *62 %*');
  expect(await told('milestone')).toContain(
    'Sprint 11: planned weight 8 (decided on 2026-02-25, after it had begun), completed 5; no label 5 of 8',
  );
  expect(await told('month')).toContain('Sprint 11: planned weight 8');
});

test('KPI-3: the value propositions of the inventory’s tools', async () => {
  await addTools(sandbox, ['Keeper']);
  inDatabase(sandbox, (client) => {
    const put = client.prepare(
      `INSERT INTO value_proposition (tool_id, what, state, links, shipped_at, at) VALUES (1, ?, ?, '[]', ?, 0)`,
    );
    put.run('Finds secrets', 'shipped', Date.parse('2026-02-10T00:00:00Z'));
    put.run('Reports them', 'dropped', null);
    put.run('Rotates them', 'development', null);
  });
  expect(await told('last month')).toContain(
    '*Custom tool value integrated* (KPI-3): *33 %* _(January 2026: 0 %)_\n1 of 3 value propositions\n1 dropped',
  );
  const engineer = sandbox.person('engineer');
  await engineer.click({ channel: 'general', textContains: 'Metrics: February 2026' }, 'kpi:KPI-3');
  expect(screen(await engineer.modal())).toContain('Keeper: Finds secrets (shipped)');
});

test('KPI-7: a first reading that takes longer than a minute is told of in one message, until it is done', async () => {
  inDatabase(sandbox, (client) => client.prepare(`DELETE FROM fact WHERE name LIKE 'counted:%'`).run());
  for (let iid = 1; iid <= 1_050; iid += 1) merge(sandbox, { iid, on: '2026-02-03' });
  await minutes(2);
  const engineer = sandbox.person('engineer');
  const progress = async () =>
    (await engineer.messages('G0INTERNL'))
      .map((each) => screen(each))
      .filter((text) => text.includes('for the metrics'));
  expect(await progress()).toEqual([
    expect.stringContaining('So far: 1,000 merged merge requests (up to those made on 2026-02-03)'),
  ]);
  expect((await engineer.command('status')).text).toContain('GitLab is read for the metrics');
  expect(await told('last month')).toContain('GitLab is still read for the first time: the figures are too small.');
  await minutes(2);
  expect(await progress()).toEqual([
    expect.stringContaining('GitLab was read for the metrics: 1,050 merged merge requests'),
  ]);
  expect((await engineer.command('status')).text).not.toContain('for the metrics');
});
