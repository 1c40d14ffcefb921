import { type Group, type IssueRow, type PlanRow, type Project, Refused, type State, type User } from './state.ts';

const notFound = (what: string) => new Refused(404, { message: `404 ${what} Not Found` });

/** A user by id or user name. */
export function findUser(state: State, who: number | string): User | undefined {
  const name = String(who).toLowerCase();
  return state.users.get(String(who)) ?? state.users.all().find((user) => user.username.toLowerCase() === name);
}

export function requireUser(state: State, who: number | string): User {
  const user = findUser(state, who);
  if (!user) throw notFound('User');
  return user;
}

/** Members of a project: its own, and those of the groups above it. */
export function isMember(state: State, project: Project, userId: number): boolean {
  return (
    project.memberIds.includes(userId) || groupsOf(state, project).some((group) => group.memberIds.includes(userId))
  );
}

function groupsOf(state: State, project: Project): Group[] {
  return state.groups.all().filter((group) => project.path.startsWith(`${group.path}/`));
}

/** The milestones that an issue of the project can have: its own, and those of the groups above it. */
export function milestonesOf(state: State, project: Project): PlanRow[] {
  const groups = new Set(groupsOf(state, project).map(({ id }) => id));
  const here = ({ projectId, groupId }: PlanRow) =>
    projectId === project.id || (groupId !== null && groups.has(groupId));
  return state.plans.all().filter((plan) => plan.kind === 'milestone' && here(plan));
}

function canSeeProject(state: State, project: Project, user: User): boolean {
  return project.visibility !== 'private' || isMember(state, project, user.id);
}

/** A project by id or path; one that the user may not see does not exist for them. */
export function requireProject(state: State, ref: number | string, user: User): Project {
  const path = String(ref).toLowerCase();
  const project =
    state.projects.get(String(ref)) ?? state.projects.all().find((candidate) => candidate.path.toLowerCase() === path);
  if (!project || !canSeeProject(state, project, user)) throw notFound('Project');
  return project;
}

export function requireGroup(state: State, ref: number | string): Group {
  const path = String(ref).toLowerCase();
  const group = state.groups.get(String(ref)) ?? state.groups.all().find((one) => one.path.toLowerCase() === path);
  if (!group) throw notFound('Group');
  return group;
}

/** Confidential issues are for members, their author and their assignees. */
export function canSeeIssue(state: State, issue: IssueRow, user: User): boolean {
  const project = state.projects.get(String(issue.projectId));
  if (!project || !canSeeProject(state, project, user)) return false;
  const involved = issue.authorId === user.id || issue.assigneeIds.includes(user.id);
  return !issue.confidential || involved || isMember(state, project, user.id);
}

export function requireIssue(state: State, project: Project, iid: number, user: User): IssueRow {
  const issue = state.issues.all().find((one) => one.projectId === project.id && one.iid === iid);
  if (!issue || !canSeeIssue(state, issue, user)) throw notFound('Issue');
  return issue;
}

/** Throws 403 where someone without the project's membership changes what only members may change. */
export function requireMember(state: State, project: Project, user: User): void {
  if (!isMember(state, project, user.id)) throw new Refused(403, { message: '403 Forbidden' });
}
