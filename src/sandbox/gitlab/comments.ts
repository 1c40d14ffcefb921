import { isMember } from './access.ts';
import { changeIssue } from './issues.ts';
import { addTodos, current, putNote } from './notes.ts';
import { type RunResult, runQuickActions } from './run-quick-actions.ts';
import { type IssueRow, type NoteRow, Refused, type State, type User } from './state.ts';

const LONGEST_NOTE = 1_000_000;

export type NewNote = { body: string; internal?: boolean };

/** A comment, or, where the text held nothing but quick actions, what they did. */
export function addNote(state: State, issue: IssueRow, by: User, wanted: NewNote): NoteRow | RunResult {
  if (wanted.body.trim() === '')
    throw new Refused(400, { message: '400 Bad request - Note {:note=>["can\'t be blank"]}' });
  if (wanted.body.length > LONGEST_NOTE) {
    throw new Refused(400, { message: { note: [`is too long (maximum is ${LONGEST_NOTE} characters)`] } });
  }
  const internal = wanted.internal === true;
  if (internal) requireInternal(state, issue, by);
  const ran = runQuickActions(state, issue, by, wanted.body, changeIssue);
  if (ran.rest === '') return ran;
  const note = putNote(state, issue, by, { body: ran.rest, internal, system: false });
  addTodos(state, issue, by, note.body, note);
  state.tell({ kind: 'note', note, issue: current(state, issue), by });
  return note;
}

function requireInternal(state: State, issue: IssueRow, by: User): void {
  const project = state.projects.get(String(issue.projectId));
  if (!project || !isMember(state, project, by.id)) throw new Refused(403, { message: '403 Forbidden' });
}

/** Changes a comment's text; only its author may. */
export function editNote(state: State, note: NoteRow, by: User, body: string): NoteRow {
  if (note.authorId !== by.id || note.system) throw new Refused(403, { message: '403 Forbidden' });
  const changed = { ...note, body, updatedAt: state.at() };
  state.notes.put(String(note.id), changed);
  return changed;
}
