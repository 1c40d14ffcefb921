import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { GITLAB } from '../../src/sandbox/world.ts';
import { addTools } from './capacity-world.ts';
import { metricsOn } from './deciding.ts';
import { merge } from './metrics.ts';
import { fromMonday } from './promised.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({ now: fromMonday(), tier: 'premium' });
});
afterEach(async () => {
  expect(sandbox.problems()).toEqual([]);
  await sandbox.stop();
});

const REPORT = { channel: 'general', textContains: 'Metrics: March 2026' };
const labelsOf = (iid: number) => sandbox.gitlabStandIn.mergeRequestLabels(GITLAB.project.id, iid);

async function minutes(count: number): Promise<void> {
  await sandbox.moveTo(new Date(sandbox.app().deps.now().getTime() + count * 60_000));
  await sandbox.tick();
  await sandbox.settled();
}

async function openLabels(): Promise<string> {
  const engineer = sandbox.person('engineer');
  await engineer.command('metrics');
  await engineer.click(REPORT, 'Without a metric label');
  return screen(await engineer.modal());
}

test('LOG-3: merged work without a metric label is listed with the definitions, and the menu sets it in GitLab', async () => {
  merge(sandbox, { iid: 1, on: '2026-03-02', title: 'Nobody labelled this' });
  merge(sandbox, { iid: 2, on: '2026-03-02', label: 'Pending', title: 'Not clear yet' });
  merge(sandbox, { iid: 3, on: '2026-03-02', label: 'Internal' });
  await minutes(2);
  const listed = await openLabels();
  expect(listed).toContain('*2* of the team’s merged merge requests');
  expect(listed).toContain('Nobody labelled this · merged');
  expect(listed).toContain('Not clear yet · merged · Pending');
  expect(listed).not.toContain('Change 3');
  expect(listed).toContain('*Paved Road*: New tools, methods or checks');
  const engineer = sandbox.person('engineer');
  const row = listed.indexOf('Nobody labelled') < listed.indexOf('Not clear') ? 'metrics_label' : 'metrics_label:2';
  await engineer.fill({ [row]: 'Paved Road' });
  await sandbox.settled();
  expect(screen(await engineer.modal())).toContain('*1* of the team’s');
  expect(labelsOf(1)).toEqual(['ProdSecEngMetric::Paved Road']);
  await minutes(2);
  await engineer.closeModal({ all: true });
  expect((await engineer.command('metrics')).messages.map((each) => screen(each)).join()).toContain('(KPI-2): *1*');
});

test('LOG-3: what fits is suggested with its reason, and only set when a person presses it; Pending gives way', async () => {
  await addTools(sandbox, ['Keeper'], { category: 'integrate', project: GITLAB.project.path });
  merge(sandbox, { iid: 1, on: '2026-03-02', label: 'Pending' });
  await minutes(2);
  expect(await openLabels()).toContain('Suggested: Tooling Integration, because it belongs to T-1');
  expect(labelsOf(1)).toEqual(['ProdSecEngMetric::Pending']);
  await sandbox.person('engineer').press('Set Tooling Integration');
  await sandbox.settled();
  expect(labelsOf(1)).toEqual(['ProdSecEngMetric::Tooling Integration']);
});

test('LOG-3: closed issues and open epics too; nobody but the team sets a label', async () => {
  sandbox.gitlabStandIn.setGroupMember(GITLAB.group.id, 900, true);
  sandbox.gitlabStandIn.putPlan({
    ...{ id: 70, iid: 7, kind: 'epic', projectId: null, groupId: GITLAB.group.id, title: 'Integrate Keeper' },
    ...{ state: 'opened', dueDate: null, authorId: 503, updatedAt: sandbox.app().deps.now().toISOString() },
  });
  const { iid } = sandbox.gitlabStandIn.createIssue({ as: 'engineer', project: GITLAB.project.id, title: 'Done' });
  await sandbox.gitlab.close({ as: 'engineer', iid });
  await minutes(12);
  const listed = await openLabels();
  expect(listed).toContain('Integrate Keeper · open epic');
  expect(listed).toContain('Done · closed');
  const engineer = sandbox.person('engineer');
  const issueFirst = listed.indexOf('Done · closed') < listed.indexOf('Integrate Keeper');
  await engineer.fill({ [issueFirst ? 'metrics_label' : 'metrics_label:2']: 'Sunsetting' });
  await sandbox.settled();
  expect(await metricsOn(sandbox, iid)).toEqual(['ProdSecEngMetric::Sunsetting']);
  await engineer.fill({ metrics_label: 'Tooling Integration' });
  await sandbox.settled();
  expect(screen(await engineer.modal())).toContain('have a metric label.');
  await sandbox.person('requester').command('metrics');
  const seen = (await sandbox.person('requester').messages('general')).map((each) => screen(each));
  expect(seen.join()).not.toContain('[Without a metric label]');
});

test('LOG-3: a label that the project lacks is not made up: it is set aside, and the work stays without one', async () => {
  merge(sandbox, { iid: 1, on: '2026-03-02', title: 'Elsewhere', project: 303 });
  await minutes(2);
  await openLabels();
  await sandbox.person('engineer').fill({ metrics_label: 'Paved Road' });
  await sandbox.settled();
  expect((await sandbox.person('engineer').command('status')).text).toContain(
    'its project has no label “ProdSecEngMetric::Paved Road”',
  );
  expect(sandbox.gitlabStandIn.labels(303)).toEqual([]);
});

test('LOG-3: a label that was set here and taken off in GitLab can be set again', async () => {
  const take = () => merge(sandbox, { iid: 1, on: '2026-03-02', title: 'Nobody labelled this' });
  take();
  await minutes(2);
  await openLabels();
  const engineer = sandbox.person('engineer');
  const choose = async () => {
    await engineer.fill({ metrics_label: 'Paved Road' });
    await sandbox.settled();
    expect(labelsOf(1)).toEqual(['ProdSecEngMetric::Paved Road']);
    await engineer.closeModal({ all: true });
  };
  await choose();
  take();
  expect(labelsOf(1)).toEqual([]);
  await minutes(2);
  expect(await openLabels()).toContain('*1* of the team’s');
  await choose();
});
