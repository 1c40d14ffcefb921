import { findUser, isMember, milestonesOf, requireMember } from './access.ts';
import { changedLabels, ensureLabels, recordLabelEvents } from './labels.ts';
import { addSystemNote, addTodos } from './notes.ts';
import { runQuickActions } from './run-quick-actions.ts';
import { type IssueEdit, type IssueRow, type Project, Refused, type State, type User } from './state.ts';

const LONGEST_TITLE = 255;
const LONGEST_DESCRIPTION = 1_048_576;

export type NewIssueRow = {
  title: string;
  description?: string;
  labels?: string[];
  confidential?: boolean;
  assigneeIds?: number[];
  milestoneId?: number;
  weight?: number;
};

/** Files an issue and runs the quick actions in its description. Labels and assignees of non-members are left out. */
export function createIssue(state: State, project: Project, by: User, wanted: NewIssueRow): IssueRow {
  const title = checkedTitle(wanted.title);
  const text = checkedDescription(wanted.description ?? '');
  const member = isMember(state, project, by.id);
  const at = state.at();
  const issue: IssueRow = {
    id: state.nextId(),
    iid: project.nextIid,
    projectId: project.id,
    title,
    description: text,
    state: 'opened',
    labels: member ? changedLabels(state, [], ensureLabels(state, project, wanted.labels ?? []), []) : [],
    confidential: wanted.confidential ?? false,
    authorId: by.id,
    assigneeIds: member ? assignable(state, project, wanted.assigneeIds ?? []) : [],
    createdAt: at,
    updatedAt: at,
    closedAt: null,
    ...(member ? planned(state, project, wanted) : {}),
  };
  state.projects.put(String(project.id), { ...project, nextIid: project.nextIid + 1 });
  state.issues.put(String(issue.id), issue);
  recordLabelEvents(state, issue, [], by);
  const { rest } = runQuickActions(state, issue, by, text, changeIssue);
  const filed = { ...(state.issues.get(String(issue.id)) ?? issue), description: rest };
  state.issues.put(String(issue.id), filed);
  addTodos(state, filed, by, rest, null);
  state.tell({ kind: 'issue', action: 'open', issue: filed, by });
  return filed;
}

/** GitLab leaves the namespace out where both are in the same one. */
function shortFrom(from: string, to: string): string {
  const namespace = (path: string) => path.slice(0, path.lastIndexOf('/') + 1);
  return namespace(from) === namespace(to) ? to.slice(namespace(to).length) : to;
}

/** Moves an issue to another project, as GitLab does: a copy stands there, and this one is closed and says where it went. */
export function moveIssue(state: State, issue: IssueRow, to: Project, by: User): IssueRow {
  const at = state.at();
  const copy: IssueRow = {
    ...issue,
    id: state.nextId(),
    iid: to.nextIid,
    projectId: to.id,
    createdAt: at,
    updatedAt: at,
  };
  state.projects.put(String(to.id), { ...to, nextIid: to.nextIid + 1 });
  state.issues.put(String(copy.id), copy);
  const moved: IssueRow = { ...issue, state: 'closed', closedAt: at, updatedAt: at, movedTo: copy.id };
  state.issues.put(String(issue.id), moved);
  const from = state.projects.get(String(issue.projectId))?.path ?? '';
  addSystemNote(state, copy, by, `moved from ${from}#${issue.iid}`);
  addSystemNote(state, moved, by, `moved to ${shortFrom(from, to.path)}#${copy.iid}`);
  state.tell({ kind: 'issue', action: 'open', issue: copy, by });
  state.tell({ kind: 'issue', action: 'close', issue: moved, by });
  return copy;
}

/** Changes an issue: members anything, its author its texts and state. */
export function changeIssue(state: State, issue: IssueRow, by: User, edit: IssueEdit): IssueRow {
  const project = state.projects.get(String(issue.projectId));
  if (!project) throw new Refused(404, { message: '404 Project Not Found' });
  if (!authorMay(edit) || issue.authorId !== by.id) requireMember(state, project, by);
  const description = edit.description === undefined ? undefined : checkedDescription(edit.description);
  const changed = edited(state, project, issue, edit);
  state.issues.put(String(issue.id), { ...changed, updatedAt: state.at() });
  recordLabelEvents(state, changed, issue.labels, by);
  recordChanges(state, issue, changed, by);
  if (description !== undefined) describe(state, changed, by, description, issue.description);
  const now = state.issues.get(String(issue.id)) ?? changed;
  state.tell({ kind: 'issue', action: actionOf(issue, now), issue: now, by });
  return now;
}

function edited(state: State, project: Project, issue: IssueRow, edit: IssueEdit): IssueRow {
  const closed = edit.stateEvent === 'close' ? true : edit.stateEvent === 'reopen' ? false : issue.state === 'closed';
  const base = edit.labels === undefined ? issue.labels : [];
  const add = ensureLabels(state, project, [...(edit.labels ?? []), ...(edit.addLabels ?? [])]);
  return {
    ...issue,
    title: edit.title === undefined ? issue.title : checkedTitle(edit.title),
    labels: changedLabels(state, base, add, edit.removeLabels ?? []),
    confidential: edit.confidential ?? issue.confidential,
    assigneeIds: edit.assigneeIds === undefined ? issue.assigneeIds : assignable(state, project, edit.assigneeIds),
    state: closed ? 'closed' : 'opened',
    closedAt: closed ? (issue.closedAt ?? state.at()) : null,
    ...planned(state, project, edit),
  };
}

/** A milestone that the project does not have, and a weight on the free tier, are left out without a word. */
function planned(
  state: State,
  project: Project,
  { milestoneId, weight }: Pick<IssueEdit, 'milestoneId' | 'weight'>,
): Pick<IssueRow, 'milestoneId' | 'weight'> {
  const known = milestoneId !== undefined && milestonesOf(state, project).some(({ id }) => id === milestoneId);
  return {
    ...(milestoneId === 0 ? { milestoneId: null } : known ? { milestoneId } : {}),
    ...(weight === undefined || state.tier === 'free' ? {} : { weight }),
  };
}

function describe(state: State, issue: IssueRow, by: User, text: string, before: string): void {
  if (text === before) return;
  const { rest } = runQuickActions(state, issue, by, text, changeIssue);
  const now = state.issues.get(String(issue.id)) ?? issue;
  state.issues.put(String(issue.id), { ...now, description: rest });
  addSystemNote(state, now, by, 'changed the description');
}

function authorMay(edit: IssueEdit): boolean {
  const { title, description, stateEvent, confidential, ...forMembers } = edit;
  return Object.values(forMembers).every((value) => value === undefined);
}

/** What GitLab writes as system notes. Labels and state have events of their own instead. */
function recordChanges(state: State, before: IssueRow, after: IssueRow, by: User): void {
  const name = (id: number) => `@${findUser(state, id)?.username ?? 'ghost'}`;
  const added = after.assigneeIds.filter((id) => !before.assigneeIds.includes(id)).map(name);
  const gone = before.assigneeIds.filter((id) => !after.assigneeIds.includes(id)).map(name);
  const parts = [
    ...(added.length > 0 ? [`assigned to ${added.join(', ')}`] : []),
    ...(gone.length > 0 ? [`unassigned ${gone.join(', ')}`] : []),
  ];
  if (parts.length > 0) addSystemNote(state, after, by, parts.join(' and '));
  if (before.title !== after.title) {
    addSystemNote(state, after, by, `changed title from **${before.title}** to **${after.title}**`);
  }
  if (before.confidential !== after.confidential) {
    addSystemNote(state, after, by, `made the issue ${after.confidential ? 'confidential' : 'visible to everyone'}`);
  }
  if ((before.weight ?? null) !== (after.weight ?? null)) {
    const id = state.nextId();
    const [weight, createdAt] = [after.weight ?? null, state.at()];
    const event = { id, issueId: after.id, userId: by.id, kind: 'weight' as const, action: 'add' as const };
    state.events.put(String(id), { ...event, label: null, weight, createdAt });
  }
  if (before.state !== after.state) {
    const action = after.state === 'closed' ? 'closed' : 'reopened';
    const id = state.nextId();
    const createdAt = state.at();
    state.events.put(String(id), {
      id,
      issueId: after.id,
      userId: by.id,
      kind: 'state',
      action,
      label: null,
      createdAt,
    });
  }
}

function actionOf(before: IssueRow, after: IssueRow): 'update' | 'close' | 'reopen' {
  if (before.state === after.state) return 'update';
  return after.state === 'closed' ? 'close' : 'reopen';
}

/** Only members can be assigned; the free tier keeps the first. */
function assignable(state: State, project: Project, ids: number[]): number[] {
  const members = [...new Set(ids)].filter((id) => id > 0 && isMember(state, project, id));
  return state.tier === 'free' ? members.slice(0, 1) : members;
}

function checkedTitle(title: string): string {
  const length = [...title].length;
  if (title.trim() === '') throw new Refused(400, { message: { title: ["can't be blank"] } });
  if (length > LONGEST_TITLE) {
    throw new Refused(400, { message: { title: [`is too long (maximum is ${LONGEST_TITLE} characters)`] } });
  }
  return title.trim();
}

function checkedDescription(text: string): string {
  if (text.length > LONGEST_DESCRIPTION) {
    const message = { description: [`is too long (maximum is ${LONGEST_DESCRIPTION} characters)`] };
    throw new Refused(400, { message });
  }
  if (text.includes('\u0000')) throw new Refused(400, { error: 'description contains a null byte' });
  return text.replace(/\r\n?/gu, '\n');
}
