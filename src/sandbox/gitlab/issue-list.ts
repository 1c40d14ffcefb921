import { canSeeIssue } from './access.ts';
import type { IssueRow, State, User } from './state.ts';

export type IssueQuery = {
  projectIds?: number[];
  state?: string | undefined;
  labels?: string[];
  /** A title. */
  milestone?: string | undefined;
  authorId?: number | undefined;
  updatedAfter?: string | undefined;
  createdAfter?: string | undefined;
  createdBefore?: string | undefined;
  orderBy?: string | undefined;
  sort?: string | undefined;
};

/** The issues that the user may see and the query asks for. */
export function listIssues(state: State, user: User, query: IssueQuery = {}): IssueRow[] {
  const since = (text: string | undefined, fallback: number) => (text === undefined ? fallback : Date.parse(text));
  const key = (issue: IssueRow) => Date.parse(query.orderBy === 'updated_at' ? issue.updatedAt : issue.createdAt);
  const found = state.issues
    .all()
    .filter((issue) => !query.projectIds || query.projectIds.includes(issue.projectId))
    .filter((issue) => !query.state || query.state === 'all' || issue.state === query.state)
    .filter((issue) => query.milestone === undefined || titleOf(state, issue) === query.milestone)
    .filter((issue) => (query.labels ?? []).every((name) => issue.labels.includes(name)))
    .filter((issue) => query.authorId === undefined || issue.authorId === query.authorId)
    .filter((issue) => Date.parse(issue.updatedAt) >= since(query.updatedAfter, Number.NEGATIVE_INFINITY))
    .filter((issue) => Date.parse(issue.createdAt) >= since(query.createdAfter, Number.NEGATIVE_INFINITY))
    .filter((issue) => Date.parse(issue.createdAt) <= since(query.createdBefore, Number.POSITIVE_INFINITY))
    .filter((issue) => canSeeIssue(state, issue, user))
    .sort((a, b) => key(a) - key(b) || a.id - b.id);
  return query.sort === 'asc' ? found : found.reverse();
}

const titleOf = (state: State, { milestoneId }: IssueRow): string | undefined =>
  milestoneId == null ? undefined : state.plans.get(String(milestoneId))?.title;
