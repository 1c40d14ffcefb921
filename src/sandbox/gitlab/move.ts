import { addSystemNote } from './notes.ts';
import type { IssueRow, Project, State, User } from './state.ts';

/** Moves an issue as GitLab does: its text and author go along, the old one stays behind, closed, and says where it went. */
export function moveIssue(state: State, issue: IssueRow, by: User, to: Project): IssueRow {
  const from = state.projects.get(String(issue.projectId));
  const at = state.at();
  const { nextIid: iid } = state.projects.get(String(to.id)) ?? to;
  const copy: IssueRow = { ...issue, id: state.nextId(), iid, projectId: to.id, createdAt: at, updatedAt: at };
  state.projects.put(String(to.id), { ...to, nextIid: iid + 1 });
  state.issues.put(String(copy.id), copy);
  const left: IssueRow = { ...issue, state: 'closed', closedAt: at, updatedAt: at, movedTo: copy.id };
  state.issues.put(String(issue.id), left);
  const [here, there] = [from?.path ?? '', to.path].map((path) => path.slice(0, path.lastIndexOf('/')));
  const short = here === there ? to.path.slice(to.path.lastIndexOf('/') + 1) : to.path;
  addSystemNote(state, copy, by, `moved from ${from?.path ?? ''}#${issue.iid}`);
  addSystemNote(state, left, by, `moved to ${short}#${iid}`);
  state.tell({ kind: 'issue', action: 'open', issue: copy, by });
  state.tell({ kind: 'issue', action: 'close', issue: state.issues.get(String(issue.id)) ?? left, by });
  return copy;
}
