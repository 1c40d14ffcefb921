import type { Deps, Job } from '../../deps.ts';
import { GitLabError } from '../../gitlab/errors.ts';
import { followIssue } from './follow.ts';

const AT_ONCE = 20;
const AFTER = 'interlock:elsewhere';

/** Issues that product teams have in projects of theirs may be out of the poll's reach: some of them are looked at in turn. */
export const issuesElsewhere: Job = {
  name: 'interlock-issues',
  when: ({ calendar }) => ({ cron: '*/10 * * * *', timeZone: calendar.homeTimeZone }),
  catchUp: 'once, if still the same day',
  async run(deps) {
    const { facts, feedback } = deps.storage;
    // Nothing is asked of GitLab while no item is filed.
    if ((await feedback.itemsElsewhere(0, 0, 1)).length === 0) return [];
    const { id } = await deps.gitlab.project(deps.gitlabProject);
    const after = Number((await facts.fact(AFTER)) ?? 0);
    const some = await feedback.itemsElsewhere(id, after, AT_ONCE);
    for (const { projectId, iid } of some) if (projectId !== null && iid !== null) await look(deps, projectId, iid);
    await facts.keepFact(AFTER, String(some.length === AT_ONCE ? some.at(-1)?.id : 0));
    return [];
  },
};

/** One that GitLab does not show the app any more stays as it was known last. */
async function look(deps: Deps, projectId: number, iid: number): Promise<void> {
  try {
    await followIssue(deps, await deps.gitlab.issue(projectId, iid));
  } catch (error) {
    if (!(error instanceof GitLabError) || !['forbidden', 'not-found'].includes(error.kind)) throw error;
  }
}
