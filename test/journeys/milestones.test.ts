import { afterEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { GITLAB } from '../../src/sandbox/world.ts';
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
