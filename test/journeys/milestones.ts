import type { Sandbox } from '../../src/sandbox/start.ts';
import { GITLAB } from '../../src/sandbox/world.ts';

const DAY_MS = 24 * 3_600_000;

/** Milestones of two weeks in GitLab, around Monday 2 March 2026: 8, 9, 10 are past, 11 is current, 12 and 13 follow; 13 is the project's own. */
export function putMilestones({ gitlabStandIn }: Sandbox): void {
  const first = Date.parse('2026-02-23T00:00:00Z');
  const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);
  for (const id of [8, 9, 10, 11, 12, 13]) {
    const begins = first + (id - 11) * 14 * DAY_MS;
    const own = id === 13;
    gitlabStandIn.putPlan({
      ...{ id, iid: id, kind: 'milestone', title: `Sprint ${id}`, state: id < 11 ? 'closed' : 'opened' },
      ...(own ? { projectId: GITLAB.project.id, groupId: null } : { projectId: null, groupId: GITLAB.group.id }),
      ...{ startDate: dayOf(begins), dueDate: dayOf(begins + 13 * DAY_MS) },
    });
  }
}
