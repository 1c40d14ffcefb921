import { canSeeIssue, isMember } from './access.ts';
import { mentionsIn } from './quick-actions.ts';
import type { IssueRow, NoteRow, State, User } from './state.ts';

export function addSystemNote(state: State, issue: IssueRow, by: User, body: string): void {
  putNote(state, issue, by, { body, internal: false, system: true });
}

/** Keeps a note and marks its issue as changed. */
export function putNote(
  state: State,
  issue: IssueRow,
  by: User,
  { body, internal, system }: { body: string; internal: boolean; system: boolean },
): NoteRow {
  const at = state.at();
  const note = {
    id: state.nextId(),
    issueId: issue.id,
    body,
    authorId: by.id,
    system,
    internal,
    createdAt: at,
    updatedAt: at,
  };
  state.notes.put(String(note.id), note);
  state.issues.put(String(issue.id), { ...current(state, issue), updatedAt: at });
  return note;
}

/** Notes that the user may read, in the order asked for. Internal notes are for members. */
export function notesOf(
  state: State,
  issue: IssueRow,
  user: User,
  { orderBy = 'created_at', sort = 'desc' }: { orderBy?: string; sort?: string } = {},
): NoteRow[] {
  const project = state.projects.get(String(issue.projectId));
  const member = project !== undefined && isMember(state, project, user.id);
  const key = (note: NoteRow) => (orderBy === 'updated_at' ? note.updatedAt : note.createdAt);
  const notes = state.notes
    .all()
    .filter((note) => note.issueId === issue.id && (!note.internal || member))
    .sort((a, b) => key(a).localeCompare(key(b)) || a.id - b.id);
  return sort === 'asc' ? notes : notes.reverse();
}

/** A to-do for everyone mentioned (by name, through a group, or with @all) who may read the issue. */
export function addTodos(state: State, issue: IssueRow, by: User, body: string, note: NoteRow | null): void {
  const addressed = new Map<number, 'mentioned' | 'directly_addressed'>();
  for (const { name, isFirst } of mentionsIn(body)) {
    for (const userId of mentioned(state, issue, name)) {
      if (!addressed.has(userId)) addressed.set(userId, isFirst ? 'directly_addressed' : 'mentioned');
    }
  }
  for (const [userId, action] of addressed) {
    const user = state.users.get(String(userId));
    if (!user || userId === by.id || !canSeeIssue(state, issue, user)) continue;
    const id = state.nextId();
    const more = { noteId: note?.id ?? null, authorId: by.id, body, state: 'pending' as const, createdAt: state.at() };
    state.todos.put(String(id), { id, userId, issueId: issue.id, action, ...more });
  }
}

function mentioned(state: State, issue: IssueRow, name: string): number[] {
  if (name === 'all') return state.projects.get(String(issue.projectId))?.memberIds ?? [];
  const user = state.users.all().find(({ username }) => username.toLowerCase() === name);
  if (user) return [user.id];
  return state.groups.all().find(({ path }) => path.toLowerCase() === name)?.memberIds ?? [];
}

export function current(state: State, issue: IssueRow): IssueRow {
  return state.issues.get(String(issue.id)) ?? issue;
}
