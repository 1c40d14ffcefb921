import { requireIssue, requireProject, requireUser } from './access.ts';
import { addNote } from './comments.ts';
import { listIssues } from './issue-list.ts';
import { changeIssue, createIssue, moveIssue } from './issues.ts';
import { notesOf } from './notes.ts';
import type { Shapes } from './shapes.ts';
import { type IssueEdit, type IssueRow, type NoteRow, Refused, type State } from './state.ts';

/** A person at the local GitLab: a user name or id. */
export type As = { as: number | string };
export type OnIssue = As & { project: number | string; iid: number };

/** An issue and a note as the page shows them; instants are ISO texts. */
export type IssueView = ReturnType<typeof issueView>;
export type NoteView = ReturnType<typeof noteView>;

/** What people do in GitLab itself, for the page and the tests. Throws Refused where GitLab would say no. */
export function createPeopleSide(state: State, shapes: Shapes) {
  const find = ({ as, project, iid }: OnIssue) => {
    const by = requireUser(state, as);
    return { by, issue: requireIssue(state, requireProject(state, project, by), iid, by) };
  };
  const change = (where: OnIssue, edit: IssueEdit): IssueView => {
    const { by, issue } = find(where);
    return issueView(shapes, changeIssue(state, issue, by, edit));
  };

  return {
    /** Every issue the person may see, newest first. */
    listIssues(as: number | string): IssueView[] {
      return listIssues(state, requireUser(state, as)).map((row) => issueView(shapes, row));
    },
    /** An issue with its notes, oldest first; internal notes only for members. */
    issue(project: number | string, iid: number, as: number | string): { issue: IssueView; notes: NoteView[] } {
      const { by, issue } = find({ as, project, iid });
      const notes = notesOf(state, issue, by, { sort: 'asc' }).map((row) => noteView(shapes, row));
      return { issue: issueView(shapes, issue), notes };
    },
    createIssue(
      wanted: As & {
        project: number | string;
        title: string;
        description?: string;
        labels?: string[];
        confidential?: boolean;
        milestoneId?: number;
        weight?: number;
      },
    ): IssueView {
      const { as, project, ...rest } = wanted;
      const by = requireUser(state, as);
      return issueView(shapes, createIssue(state, requireProject(state, project, by), by, rest));
    },
    /** Null where the text held nothing but quick actions, which leave no note. */
    comment({ body, internal, ...where }: OnIssue & { body: string; internal?: boolean }): NoteView | null {
      const { by, issue } = find(where);
      const note = addNote(state, issue, by, { body, internal: internal ?? false });
      return 'id' in note ? noteView(shapes, note) : null;
    },
    label: ({ labels, ...where }: OnIssue & { labels: string[] }) => change(where, { addLabels: labels }),
    unlabel: ({ labels, ...where }: OnIssue & { labels: string[] }) => change(where, { removeLabels: labels }),
    setLabels: ({ labels, ...where }: OnIssue & { labels: string[] }) => change(where, { labels }),
    /** Null takes every assignee away. */
    assign({ username, ...where }: OnIssue & { username: string | null }): IssueView {
      const assigneeIds = username === null ? [] : [requireUser(state, username).id];
      const changed = change(where, { assigneeIds });
      if (assigneeIds.length > 0 && changed.assignees.length === 0) {
        throw new Refused(403, { message: 'Only members of the project can be assigned' });
      }
      return changed;
    },
    edit: ({
      title,
      description,
      confidential,
      weight,
      ...where
    }: OnIssue & Pick<IssueEdit, 'title' | 'description' | 'confidential' | 'weight'>) =>
      change(where, {
        ...(title === undefined ? {} : { title }),
        ...(description === undefined ? {} : { description }),
        ...(confidential === undefined ? {} : { confidential }),
        ...(weight === undefined ? {} : { weight }),
      }),
    /** As an owner deletes it: nothing of it is left. */
    remove(where: OnIssue): null {
      state.issues.delete(String(find(where).issue.id));
      return null;
    },
    /** To another project: a copy there, the old one closed, with GitLab's own notes on both. */
    move({ to, ...where }: OnIssue & { to: number | string }): IssueView {
      const { by, issue } = find(where);
      return issueView(shapes, moveIssue(state, issue, requireProject(state, to, by), by));
    },
    close: (where: OnIssue) => change(where, { stateEvent: 'close' }),
    reopen: (where: OnIssue) => change(where, { stateEvent: 'reopen' }),
  };
}

function issueView(shapes: Shapes, row: IssueRow) {
  const { author, assignees, web_url: webUrl, references } = shapes.issue(row);
  const person = ({ id, username, name }: { id: number; username: string; name: string }) => ({ id, username, name });
  const { authorId, assigneeIds, ...rest } = row;
  return { ...rest, author: person(author), assignees: assignees.map(person), webUrl, references };
}

function noteView(shapes: Shapes, row: NoteRow) {
  const { id, username, name } = shapes.note(row).author;
  const { authorId, issueId, ...rest } = row;
  return { ...rest, author: { id, username, name } };
}
