import { expect, test } from 'vitest';
import { issue } from '../domain/counted.ts';
import { later, NOW, testStorage } from './storage-file.ts';

test('KPI-7: what was read earlier never replaces what was changed later; the same twice is one', async () => {
  const { storage } = testStorage();
  const { countedWork } = storage;
  const row = issue({ gitlabId: 5, iid: 1, title: 'New', updatedAt: later(1_000), metric: 'pavedRoad' });
  await countedWork.keepCountedWork([row]);
  await countedWork.keepCountedWork([{ ...row, title: 'Old', metric: null, updatedAt: NOW }]);
  expect(await countedWork.countedWork('issue', 5)).toEqual(row);
  await countedWork.keepCountedWork([{ ...row, title: 'Newest', updatedAt: later(2_000), closedAt: null }]);
  expect(await countedWork.countedWorkAt('issue', 101, 1)).toMatchObject({ title: 'Newest', closedAt: null });
  expect(await countedWork.countCountedWork()).toEqual([{ kind: 'issue', count: 1 }]);
});

test('KPI-4: of several comments of one person on an issue the last is kept', async () => {
  const { storage } = testStorage();
  const took = { gitlabId: 5, person: 'engineer', what: 'comment' as const, milestoneId: null };
  await storage.countedWork.keepRefinements([{ ...took, at: later(1_000) }]);
  await storage.countedWork.keepRefinements([{ ...took, at: NOW }]);
  const span = (from: Date, to: Date) => storage.kpiRows.refinements({ from, to }, null);
  expect(await span(NOW, later(1))).toEqual([]);
  expect(await span(later(1_000), later(1_001))).toMatchObject([{ person: 'engineer', what: 'comment' }]);
});
