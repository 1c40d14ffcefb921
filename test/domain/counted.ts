import type { CountedWork } from '../../src/domain/counted-work.ts';
import type { Scope } from '../../src/domain/kpi.ts';

export const SCOPE: Scope = { team: new Set(['engineer', 'second-engineer']), projectId: 101 };
const AT = new Date('2026-02-01T10:00:00Z');
let next = 0;

/** A row of the copy: a merge request of the team, merged, unless told otherwise. */
export function row(own: Partial<CountedWork> = {}): CountedWork {
  next += 1;
  const mark = own.kind === 'issue' ? '#' : '!';
  return {
    ...{
      kind: 'merge_request',
      gitlabId: next,
      projectId: 202,
      iid: next,
      reference: `a/b${mark}${next}`,
      url: `https://g/${next}`,
    },
    ...{ title: `Work ${next}`, state: 'merged', confidential: false, author: 'engineer', assignees: [], metric: null },
    ...{
      workflow: null,
      candidate: false,
      weight: null,
      acceptance: false,
      milestoneId: null,
      milestone: null,
      epicIid: null,
    },
    ...{ sameAs: `head:${next}`, createdAt: AT, mergedAt: AT, closedAt: null, updatedAt: AT, ...own },
  };
}

/** An issue of the team's project, closed, unless told otherwise. */
export const issue = (own: Partial<CountedWork> = {}): CountedWork =>
  row({
    ...{
      kind: 'issue',
      projectId: 101,
      state: 'closed',
      mergedAt: null,
      closedAt: AT,
      sameAs: null,
      author: 'requester',
    },
    ...own,
  });
