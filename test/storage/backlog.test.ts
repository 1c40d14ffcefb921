import { expect, it } from 'vitest';
import type { BacklogIssue } from '../../src/domain/backlog.ts';
import { askForMore, moveTo, refine } from '../../src/domain/backlog-acts.ts';
import { decidePlan } from '../../src/domain/milestone-plan-acts.ts';
import { anIssue } from '../domain/backlog-fixtures.ts';
import { by, ENGINEER, MANAGER, NOW } from '../domain/people-fixtures.ts';
import { later, testStorage } from './storage-file.ts';

const NOTHING = { weight: '', metric: '', acceptance: '', milestone: null };
const weigh = (weight: string, key: string) => refine(by(ENGINEER, key), { ...NOTHING, weight });

async function kept(...issues: BacklogIssue[]) {
  const { storage } = testStorage();
  await storage.countedWork.keepCountedWork(issues.map(({ work }) => work));
  const owed = async () => (await storage.outbox.claimOwed(later(60_000), 9)).map(({ key }) => key);
  return { ...storage, owed };
}

it('LOG-1: the same act told twice is kept once', async () => {
  const { backlog, audit, owed } = await kept(anIssue(1, {}));
  const ask = askForMore(by(ENGINEER, 'same'), 'Which registries?');
  for (const at of [NOW, later(1_000)]) expect((await backlog.changeIssue(1, null, ask, at)).ok).toBe(true);
  expect(await audit.auditOf('I-1', 9)).toHaveLength(1);
  expect(await owed()).toEqual(['backlog-note:1:same']);
});

it('LOG-2: what was chosen is not undone by what GitLab said before, and is by what it says after', async () => {
  const { backlog, countedWork } = await kept(anIssue(1, {}));
  await backlog.changeIssue(1, null, weigh('5', 'first'), NOW);
  const { work } = anIssue(1, { weight: 1 });
  const weight = async () => (await backlog.backlogIssue(1))?.work.weight;
  await countedWork.keepCountedWork([{ ...work, updatedAt: later(-1_000) }]);
  expect(await weight()).toBe(5);
  await countedWork.keepCountedWork([{ ...work, updatedAt: later(1_000) }]);
  expect(await weight()).toBe(1);
});

it('LOG-2: what was chosen while GitLab answered is still to be done; the rest is as GitLab says', async () => {
  const { backlog } = await kept(anIssue(1, { weight: 1, acceptance: true }));
  await backlog.changeIssue(1, null, weigh('5', 'first'), NOW);
  const first = (await backlog.backlogIssue(1))?.notes.wish;
  await backlog.changeIssue(1, null, moveTo(by(ENGINEER, 'second'), 'inDev'), later(10));
  const answer = anIssue(1, { weight: 5, acceptance: true, updatedAt: later(-5_000) }).work;
  await backlog.issueTaken(first ?? { byId: '' }, answer);
  const between = await backlog.backlogIssue(1);
  expect(between?.notes.wish).toEqual({ weight: 5, workflow: 'inDev', byId: 'U0ENGINE1' });
  expect(between?.work.workflow).toBe('inDev');
  await backlog.issueTaken(between?.notes.wish ?? { byId: '' }, { ...answer, workflow: 'inReview' });
  expect(await backlog.backlogIssue(1)).toMatchObject({ notes: {}, work: { workflow: 'inReview' } });
});

it('LOG-1: only open issues that are no copy of another are candidates; unrefined first, then the oldest', async () => {
  const at = (day: number) => ({ createdAt: new Date(2026, 0, day) });
  const refined = { weight: 1, acceptance: true, metric: 'internal', workflow: 'inDev' } as const;
  const { backlog } = await kept(
    anIssue(1, { ...at(1), ...refined }),
    anIssue(2, { ...at(3), ...refined, workflow: 'validationBacklog' }),
    anIssue(3, at(2)),
    anIssue(4, { ...at(1), state: 'closed' }),
    anIssue(5, { ...at(1), sameAs: 'issue:3' }),
    anIssue(6, { ...at(1), candidate: false }),
  );
  const { issues, count } = await backlog.candidates(0, 9);
  expect([issues.map(({ work }) => work.gitlabId), count]).toEqual([[3, 2, 1], 3]);
  const rest = await backlog.candidates(2, 9);
  expect([rest.issues.length, rest.count]).toEqual([1, 3]);
});

it.each([
  ['group/app', [1, 2]],
  ['GROUP/App', [1, 2]],
  ['5', [1, 2]],
  ['group/ap', [2]],
])('LOG-2: pointed at is what is a candidate or of the team’s project, %s', async (project, expected) => {
  const inDev = { workflow: 'inDev' } as const;
  const { backlog } = await kept(
    anIssue(1, { ...inDev, candidate: false }),
    anIssue(2, { ...inDev, projectId: 9, reference: 'group/other#2' }),
    anIssue(3, { ...inDev, candidate: false, projectId: 9, reference: 'group/other#3' }),
    anIssue(4, { ...inDev, assignees: ['someone'] }),
  );
  const { issues, count } = await backlog.inDevByNobody(project, 9);
  expect([issues.map(({ gitlabId }) => gitlabId), count]).toEqual([expected, expected.length]);
});

it('KPI-5: a plan is decided once, also by two at the same moment', async () => {
  const { milestonePlans, audit } = await kept(anIssue(1, { milestoneId: 12, milestone: 'M12' }));
  const planning = { milestoneId: 12, title: 'M12', project: 'group/app' };
  const decide = decidePlan(by(MANAGER), {
    milestone: { id: 12, title: 'M12' },
    capacity: { days: 16, people: 2 },
    recent: { unit: 'weight', completed: [], usual: null, unplanned: null },
    deferred: [],
  });
  const told = await Promise.all([1, 2].map(() => milestonePlans.changePlan(planning, decide, NOW)));
  expect(told.map(({ ok }) => ok)).toEqual([true, false]);
  expect(await audit.auditOf('M-12', 9)).toHaveLength(1);
  expect((await milestonePlans.milestonePlan(12))?.body.items).toEqual([{ gitlabId: 1, weight: null, metric: null }]);
});
