import { z } from 'zod';
import { type Connection, type ProjectRef, readPage } from './connection.ts';

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const CommitRow = z.object({ committed_date: instant }).transform((row) => row.committed_date);
const Changed = z.object({ updated_at: instant }).transform((row) => row.updated_at);

/** When something was last done in a project; null where nothing ever was. */
export type ProjectActivity = { lastCommit: Date | null; lastPipeline: Date | null; lastIssue: Date | null };

/** What was done last in a project: three requests for one row each. */
export function activityCalls({ commits, pipelines, issues }: Connection) {
  const newest = { perPage: 1, page: 1, showExpanded: true };
  const byChange = { ...newest, orderBy: 'updated_at', sort: 'desc' };
  return {
    /** On any branch. A project, or a part of it, that GitLab does not show is an error. */
    async projectActivity(project: ProjectRef): Promise<ProjectActivity> {
      const [commit, pipeline, issue] = [
        await readPage(CommitRow, () => commits.all(project, { ...newest, all: true } as never)),
        await readPage(Changed, () => pipelines.all(project, byChange as never)),
        await readPage(Changed, () => issues.all({ ...byChange, projectId: project, scope: 'all' } as never)),
      ];
      const first = ({ items: [at] }: { items: Date[] }): Date | null => at ?? null;
      return { lastCommit: first(commit), lastPipeline: first(pipeline), lastIssue: first(issue) };
    },
  };
}
