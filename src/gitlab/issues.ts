import {
  type Connection,
  findInPages,
  type Page,
  PER_PAGE,
  type ProjectRef,
  read,
  readPage,
  write,
} from './connection.ts';
import { GitLabError } from './errors.ts';
import { Issue, Note } from './schema.ts';

export type NewIssue = {
  title: string;
  description: string;
  labels: string[];
  confidential: boolean;
  assigneeIds?: number[];
  /** Kept only where GitLab has weights (Premium and up): the answer says whether it was. */
  weight?: number;
  milestoneId?: number;
  /** Honoured only where the token may set it (owners). */
  createdAt?: Date;
};

export type IssueChange = {
  title?: string;
  description?: string;
  addLabels?: string[];
  removeLabels?: string[];
  /** An empty list takes every assignee away. */
  assigneeIds?: number[];
  confidential?: boolean;
  /** As for a new issue. */
  weight?: number;
  stateEvent?: 'close' | 'reopen';
  milestoneId?: number;
};

export type IssuePage = { issues: Issue[]; nextPage: number | null };
export type NotePage = { notes: Note[]; nextPage: number | null };

/** Issues: filing, finding again, changing, listing. */
export function issueCalls({ issues }: Connection) {
  const list = (
    query: Record<string, unknown>,
    where: { projectId?: ProjectRef; groupId?: ProjectRef },
    page: number,
  ) => readPage(Issue, () => issues.all({ ...where, ...query, perPage: PER_PAGE, page, showExpanded: true } as never));
  const asIssues = ({ items, nextPage }: Page<Issue>): IssuePage => ({ issues: items, nextPage });

  return {
    /** Not to be repeated after `unknown-outcome` before `findOwnIssueByMarker` has looked. */
    async createIssue(project: ProjectRef, wanted: NewIssue): Promise<Issue> {
      const { title, labels, createdAt, ...rest } = wanted;
      const options = {
        ...rest,
        labels: commaList(labels),
        ...(createdAt ? { createdAt: createdAt.toISOString() } : {}),
      };
      return write(Issue, () => issues.create(project, title, options));
    },

    /**
     * The issue that the bot itself filed with this marker in its description, or null. Walks the bot's issues since
     * `createdAfter` (leave room for clocks that differ); GitLab's full-text search lags.
     */
    findOwnIssueByMarker(
      project: ProjectRef,
      marker: string,
      { createdAfter, authorId }: { createdAfter: Date; authorId: number },
    ): Promise<Issue | null> {
      const query = {
        authorId,
        createdAfter: createdAfter.toISOString(),
        scope: 'all',
        orderBy: 'created_at',
        sort: 'asc',
      };
      return findInPages(
        (page) => list(query, { projectId: project }, page),
        (found) => found.find((issue) => issue.author.id === authorId && issue.description.includes(marker)),
      );
    },

    issue(project: ProjectRef, iid: number): Promise<Issue> {
      return read(Issue, () => issues.show(iid, { projectId: project }));
    },

    async updateIssue(project: ProjectRef, iid: number, change: IssueChange): Promise<Issue> {
      const { addLabels, removeLabels, assigneeIds, ...rest } = change;
      const options = {
        ...rest,
        ...(addLabels?.length ? { addLabels: commaList(addLabels) } : {}),
        ...(removeLabels?.length ? { removeLabels: commaList(removeLabels) } : {}),
        ...(assigneeIds ? { assigneeIds: assigneeIds.length > 0 ? assigneeIds : [0] } : {}),
      };
      return write(Issue, () => issues.edit(project, iid, options));
    },

    /** Issues of a group or project changed at or after an instant, the longest unchanged first. */
    async changedIssues(query: {
      group?: ProjectRef;
      project?: ProjectRef;
      updatedAfter: Date;
      page: number;
      labels?: string[];
    }): Promise<IssuePage> {
      const where = placeOf(query);
      const labels = query.labels?.length ? { labels: commaList(query.labels) } : {};
      const options = {
        scope: 'all',
        orderBy: 'updated_at',
        sort: 'asc',
        updatedAfter: query.updatedAfter.toISOString(),
      };
      return asIssues(await list({ ...options, ...labels }, where, query.page));
    },

    /** Open issues with a label, oldest first. */
    async issuesWithLabel(query: {
      group?: ProjectRef;
      project?: ProjectRef;
      label: string;
      page: number;
      createdBefore?: Date;
    }): Promise<IssuePage> {
      const before = query.createdBefore ? { createdBefore: query.createdBefore.toISOString() } : {};
      const options = {
        scope: 'all',
        state: 'opened',
        orderBy: 'created_at',
        sort: 'asc',
        labels: commaList([query.label]),
      };
      return asIssues(await list({ ...options, ...before }, placeOf(query), query.page));
    },
  };
}

/** Comments and system notes of an issue. */
export function noteCalls({ notes }: Connection) {
  const list = (project: ProjectRef, iid: number, query: NoteQuery) =>
    readPage(Note, () => notes.all(project, iid, { ...query, perPage: PER_PAGE, showExpanded: true } as never));
  return {
    async notes(project: ProjectRef, iid: number, query: NoteQuery): Promise<NotePage> {
      const { items, nextPage } = await list(project, iid, query);
      return { notes: items, nextPage };
    },

    note(project: ProjectRef, iid: number, noteId: number): Promise<Note> {
      return read(Note, () => notes.show(project, iid, noteId));
    },

    /** Not to be repeated after `unknown-outcome` before `findOwnNoteByMarker` has looked. */
    createNote(project: ProjectRef, iid: number, body: string, options: { internal?: boolean } = {}): Promise<Note> {
      return write(Note, () => notes.create(project, iid, body, { ...options } as never));
    },

    updateNote(project: ProjectRef, iid: number, noteId: number, body: string): Promise<Note> {
      return write(Note, () => notes.edit(project, iid, noteId, { body }));
    },

    /** The bot's own note with this marker, or null; the newest are looked at first. */
    findOwnNoteByMarker(
      project: ProjectRef,
      iid: number,
      marker: string,
      { authorId }: { authorId: number },
    ): Promise<Note | null> {
      return findInPages(
        (page) => list(project, iid, { page, sort: 'desc', orderBy: 'created_at' }),
        (found) => found.find((note) => !note.system && note.author.id === authorId && note.body.includes(marker)),
      );
    },
  };
}

export type NoteQuery = { page: number; sort: 'asc' | 'desc'; orderBy: 'created_at' | 'updated_at' };

function placeOf({ group, project }: { group?: ProjectRef; project?: ProjectRef }) {
  if (project !== undefined) return { projectId: project };
  return group === undefined ? {} : { groupId: group };
}

/** GitLab takes label names as one list with commas, so a name with a comma would become two labels. */
function commaList(names: string[]): string {
  const bad = names.find((name) => name.includes(',') || name.trim() === '');
  if (bad !== undefined) throw new GitLabError('rejected', `"${bad}" cannot be the name of a label`);
  return names.join(',');
}
