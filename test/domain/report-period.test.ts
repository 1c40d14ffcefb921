import { expect, test } from 'vitest';
import { isOver, keyBefore, periodOf, periodOfMilestone, readPeriod } from '../../src/domain/report-period.ts';

const NOW = new Date('2026-10-31T23:30:00Z');

test.each([
  ['', 'Etc/UTC', '2026-10'],
  ['month', 'Australia/Sydney', '2026-11'],
  ['last month', 'Etc/UTC', '2026-09'],
  ['2026-03', 'Etc/UTC', '2026-03'],
  ['month 2025-12', 'Etc/UTC', '2025-12'],
  ['quarter', 'Etc/UTC', '2026-Q4'],
  ['last quarter', 'Etc/UTC', '2026-Q3'],
  ['Quarter 2026-q1', 'Etc/UTC', '2026-Q1'],
])('KPI-7: “%s” in %s is %s', (typed, zone, key) => {
  expect(readPeriod(typed, NOW, zone)).toMatchObject({ key });
});

test('KPI-7: a milestone by its title, the current one without; what is no period is answered', () => {
  expect(readPeriod('milestone  12.3 ', NOW, 'Etc/UTC')).toEqual({ kind: 'milestone', title: '12.3' });
  expect(readPeriod('milestone', NOW, 'Etc/UTC')).toEqual({ kind: 'milestone', title: '' });
  for (const typed of ['2026-13', 'yesterday', '2026-Q5'])
    expect(readPeriod(typed, NOW, 'Etc/UTC').kind).toBe('unknown');
});

test('KPI-7: months and quarters begin at midnight where the team is at home, and follow each other without a gap', () => {
  const october = periodOf('2026-10', 'Australia/Sydney');
  expect(october).toMatchObject({ label: 'October 2026', from: new Date('2026-09-30T14:00:00Z') });
  expect(october.to).toEqual(periodOf('2026-11', 'Australia/Sydney').from);
  expect(periodOf('2026-Q4', 'Etc/UTC')).toMatchObject({ label: 'Q4 2026', to: new Date('2027-01-01T00:00:00Z') });
  expect([keyBefore('2026-01'), keyBefore('2026-10'), keyBefore('2026-Q1')]).toEqual(['2025-12', '2026-09', '2025-Q4']);
  expect(isOver(october, NOW)).toBe(true);
  expect(isOver(periodOf('2026-10', 'Etc/UTC'), NOW)).toBe(false);
});

test('KPI-7: a milestone is a period once GitLab says when it ends', () => {
  const milestone = { id: 11, title: 'M', startDate: '2026-02-23', dueDate: '2026-03-08' };
  expect(periodOfMilestone(milestone, 'Etc/UTC')).toMatchObject({
    key: 'milestone:11',
    to: new Date('2026-03-09T00:00:00Z'),
  });
  expect(periodOfMilestone({ ...milestone, dueDate: null }, 'Etc/UTC')).toBeNull();
});
