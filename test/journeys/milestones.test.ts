import { afterEach, expect, test } from 'vitest';
import { type Sandbox, screen, startSandbox } from '../../src/sandbox/start.ts';
import { GITLAB } from '../../src/sandbox/world.ts';
import { fillHandover } from './fill.ts';
import { putMilestones } from './milestones.ts';
import { fromMonday } from './promised.ts';

let sandbox: Sandbox;
afterEach(() => sandbox?.stop());

const known = () => sandbox.app().deps.storage.milestones;

test('HAND-5: GitLab’s milestones and the work in them are read every half hour, by weight where GitLab has weights', async () => {
  sandbox = await startSandbox({ now: fromMonday(), tier: 'premium' });
  putMilestones(sandbox);
  const work = (title: string, milestoneId: number, weight: number) =>
    sandbox.gitlabStandIn.createIssue({ as: 'engineer', project: GITLAB.project.id, title, milestoneId, weight });
  work('Open', 11, 5);
  const { iid } = work('Done', 11, 3);
  await sandbox.gitlab.close({ as: 'engineer', iid });
  work('Of the project itself', 13, 2);
  await sandbox.moveTo(new Date('2026-03-02T15:30:00Z'));
  const [current, next] = await known().upcomingMilestones('2026-03-02', 10);
  expect(current).toMatchObject({ id: 11, title: 'Sprint 11', startDate: '2026-02-23', dueDate: '2026-03-08' });
  expect(current).toMatchObject({ openIssues: 1, openWeight: 5, doneIssues: 1, doneWeight: 3 });
  expect(next).toMatchObject({ id: 12, openIssues: 0, doneIssues: 0 });
  expect((await known().pastMilestones('2026-03-02', 10)).map(({ id }) => id)).toEqual([10, 9, 8]);
});

test('HAND-5: a milestone that GitLab closed or deleted is no longer planned for, and the free tier counts issues', async () => {
  sandbox = await startSandbox({ now: fromMonday() });
  putMilestones(sandbox);
  const { createIssue } = sandbox.gitlabStandIn;
  createIssue({ as: 'engineer', project: GITLAB.project.id, title: 'Open', milestoneId: 12, weight: 5 });
  await sandbox.moveTo(new Date('2026-03-02T15:30:00Z'));
  sandbox.gitlabStandIn.removePlan(11);
  await sandbox.moveTo(new Date('2026-03-02T16:00:00Z'));
  const [current] = await known().upcomingMilestones('2026-03-02', 10);
  expect(current).toMatchObject({ id: 12, openIssues: 1, openWeight: 0 });
});

test('HAND-5: where GitLab fails, the job is seen to have failed, and nothing else stops', async () => {
  sandbox = await startSandbox({ now: fromMonday() });
  putMilestones(sandbox);
  sandbox.gitlabFaults.next({ path: /milestones/, behave: { status: 500 }, times: 99 });
  await sandbox.moveTo(new Date('2026-03-02T15:30:00Z'));
  expect((await sandbox.person('engineer').command('status')).text).toContain('*The job milestones* failed');
  sandbox.gitlabFaults.clear();
  await sandbox.moveTo(new Date('2026-03-02T16:00:00Z'));
  expect(await known().upcomingMilestones('2026-03-02', 10)).toHaveLength(3);
});

test('INV-4: whoever assesses picks the milestone of Integrate from GitLab’s, and types one that is not listed', async () => {
  sandbox = await startSandbox({ now: fromMonday() });
  putMilestones(sandbox);
  await sandbox.moveTo(new Date('2026-03-02T15:30:00Z'));
  await fillHandover(sandbox.person('requester'), {});
  await sandbox.settled();
  const engineer = sandbox.person('engineer');
  const card = { channel: 'C0INTAKE1', textContains: '*R-1*' };
  const toCategory = async () => {
    await engineer.click(card, 'Assess');
    while (!screen(await engineer.modal()).includes('Path to product')) await engineer.submit();
  };
  await toCategory();
  await engineer.fill({ 'Path-forward category': 'Integrate', 'Milestone in GitLab': 'Sprint 12 (ends 2026-03-22)' });
  await engineer.submit();
  const kept = async () => {
    const all = await sandbox.app().deps.storage.assessments.assessmentOf(1);
    return [all.milestone?.answer, all.milestoneDue?.answer, all.milestoneKnown?.answer];
  };
  expect(await kept()).toEqual(['Sprint 12', '2026-03-22', undefined]);
  await engineer.closeModal({ all: true });
  await toCategory();
  expect(screen(await engineer.modal())).toContain('Sprint 12 (ends 2026-03-22)');
  await engineer.fill({ 'Milestone in GitLab': 'Another one: type it below', Milestone: '19.9' });
  await engineer.fill({ 'Milestone ends on': '2026-05-31' });
  await engineer.submit();
  expect(await kept()).toEqual(['19.9', '2026-05-31', undefined]);
});
