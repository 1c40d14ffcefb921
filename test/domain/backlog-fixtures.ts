import type { BacklogIssue } from '../../src/domain/backlog.ts';
import type { CountedWork } from '../../src/domain/counted-work.ts';

/** An open candidate that has nothing yet. */
export function anIssue(gitlabId: number, own: Partial<CountedWork>): BacklogIssue {
  const at = new Date('2026-01-01T00:00:00Z');
  const work: CountedWork = {
    ...{ kind: 'issue', gitlabId, projectId: 5, iid: gitlabId, reference: `group/app#${gitlabId}`, url: 'https://x' },
    ...{ title: `Issue ${gitlabId}`, state: 'opened', confidential: false, author: 'someone', assignees: [] },
    ...{ metric: null, workflow: null, candidate: true, weight: null, acceptance: false, milestoneId: null },
    ...{ milestone: null, epicIid: null, sameAs: null, createdAt: at, mergedAt: null, closedAt: null, updatedAt: at },
    ...own,
  };
  return { work, notes: {}, requestId: null, workId: null };
}
