import { activityCalls } from './activity.ts';
import { connect, type GitLabSettings } from './connection.ts';
import { countedWorkCalls } from './counted-work.ts';
import { epicCalls } from './epics.ts';
import { GitLabError } from './errors.ts';
import { eventCalls } from './events.ts';
import { issueCalls, noteCalls } from './issues.ts';
import { mergeRequestCalls } from './merge-requests.ts';
import { milestoneCalls } from './milestones.ts';
import { pipelineCalls } from './pipelines.ts';
import { projectCalls, userCalls } from './projects.ts';
import { watchCalls } from './watched.ts';

export type { GitLabSettings } from './connection.ts';

/** What the app asks of GitLab. Every method throws GitLabError only, and gives values checked with schema.ts. */
export type GitLab = ReturnType<typeof createGitLab>;

/**
 * A client of one GitLab with one token. Readings are tried up to three times within the deadline; writes are sent
 * once, and `unknown-outcome` says when they may have been done all the same.
 */
export function createGitLab(settings: GitLabSettings) {
  if (!/^[\x21-\x7e]+$/u.test(settings.token)) {
    throw new GitLabError('unauthorized', 'GITLAB_TOKEN is empty or holds characters that no token has');
  }
  const connection = connect(settings);
  return {
    ...issueCalls(connection),
    ...noteCalls(connection),
    ...eventCalls(connection),
    ...mergeRequestCalls(connection),
    ...projectCalls(connection),
    ...userCalls(connection),
    ...epicCalls(connection),
    ...watchCalls(connection),
    ...milestoneCalls(connection),
    ...activityCalls(connection),
    ...pipelineCalls(connection),
    ...countedWorkCalls(connection),
  };
}
