import { describe, expect, it } from 'vitest';
import { loadOf } from '../../src/domain/load.ts';
import type { Milestone } from '../../src/domain/milestone.ts';
import { NOW } from './people-fixtures.ts';
import { tool } from './tool-fixtures.ts';

const milestone = (id: number, dueDate: string | null, load: Partial<Milestone> = {}): Milestone => ({
  ...{ id, title: `Sprint ${id}`, state: 'active', startDate: null, dueDate, url: '', seenAt: NOW },
  ...{ openIssues: 0, openWeight: 0, doneIssues: 0, doneWeight: 0, ...load },
});
const NONE = { committed: [], upcoming: [], past: [], constraints: [], improvements: 0 };

describe('the load before more is taken on (HAND-5)', () => {
  it('counts tools by the commitment in force, not by criticality', () => {
    const good = { ...tool({ healthLevel: 'good', criticality: 'high' }), count: 3 };
    const below = { ...tool({ healthLevel: 'below-good', criticality: 'critical' }), count: 2 };
    const planned = { ...tool({ state: 'planned' }), count: 9 };
    const { commitments } = loadOf({ ...NONE, committed: [below, good, planned] });
    expect(commitments).toEqual([
      { level: 'high', count: 3 },
      { level: 'low', count: 2 },
    ]);
  });

  it('holds what is open in the current and the next milestone against the median of the last three', () => {
    const upcoming = [
      milestone(11, '2026-03-08', { openWeight: 21, openIssues: 1 }),
      milestone(12, '2026-03-22', { openWeight: 20 }),
      milestone(13, '2026-04-05', { openWeight: 99 }),
      milestone(99, null, { openWeight: 99 }),
    ];
    const past = [20, 5, 30, 1].map((doneWeight, index) => milestone(10 - index, '2026-02-01', { doneWeight }));
    const load = loadOf({ ...NONE, upcoming, past });
    expect(load).toMatchObject({ unit: 'weight', completed: [20, 5, 30], usual: 20, overfull: ['Sprint 11'] });
    expect(load.milestones.map(({ title, open }) => [title, open])).toEqual([
      ['Sprint 11', 21],
      ['Sprint 12', 20],
    ]);
  });

  it('counts issues where GitLab says no weights, and compares with nothing where no past milestone is known', () => {
    const upcoming = [
      milestone(11, '2026-03-08', { openIssues: 4 }),
      milestone(12, '2026-03-22', { openIssues: null }),
    ];
    const load = loadOf({ ...NONE, upcoming });
    expect(load).toMatchObject({ unit: 'issues', usual: null, overfull: [], completed: [] });
    expect(load.milestones).toEqual([{ title: 'Sprint 11', until: '2026-03-08', open: 4 }]);
    const past = [2, 4].map((doneIssues) => milestone(9, '2026-02-01', { doneIssues }));
    expect(loadOf({ ...NONE, upcoming, past }).usual).toBe(3);
  });
});
