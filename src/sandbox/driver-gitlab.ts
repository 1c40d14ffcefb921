import type { IssueView, NoteView } from './gitlab/people.ts';
import { createPageClient } from './page-client.ts';
import { GITLAB } from './world.ts';

type OnIssue = { as: string; iid: number; project?: number | string };

/** What people do in the local GitLab, over the page's HTTP API. `as` is a role or user id; the project the team's. */
export type GitLabDriver = {
  issues(as?: string): Promise<IssueView[]>;
  issue(
    iid: number,
    options?: { as?: string; project?: number | string },
  ): Promise<{ issue: IssueView; notes: NoteView[] }>;
  comment(on: OnIssue & { body: string; internal?: boolean }): Promise<NoteView | null>;
  label(on: OnIssue & { add?: string[]; remove?: string[] }): Promise<void>;
  /** Assigns by GitLab user name; null takes every assignee away. */
  assign(on: OnIssue & { username: string | null }): Promise<void>;
  /** Writes its description anew. */
  describe(on: OnIssue & { description: string }): Promise<void>;
  /** Moves it to another project. */
  move(on: OnIssue & { to: number | string }): Promise<void>;
  /** Deletes it. */
  remove(on: OnIssue): Promise<void>;
  close(on: OnIssue): Promise<void>;
  reopen(on: OnIssue): Promise<void>;
  create(wanted: {
    as: string;
    title: string;
    description?: string;
    labels?: string[];
    confidential?: boolean;
    project?: number | string;
  }): Promise<IssueView>;
};

const READER = 'engineer';

export function createGitLabDriver(baseUrl: string): GitLabDriver {
  const page = (as: string) => createPageClient(baseUrl, as);
  const change = async (path: string, { as, ...rest }: OnIssue & object): Promise<void> => {
    await page(as).must(`gitlab/${path}`, { project: GITLAB.project.id, ...rest });
  };
  return {
    issues: async (as = READER) => (await page(as).get<{ issues: IssueView[] }>('gitlab/issues')).issues,
    issue: (iid, { as = READER, project = GITLAB.project.id } = {}) =>
      page(as).get('gitlab/issue', { project: String(project), iid: String(iid) }),
    async comment({ as, ...rest }) {
      const sent = await page(as).must<{ done: NoteView | null }>('gitlab/comment', {
        project: GITLAB.project.id,
        ...rest,
      });
      return sent.done;
    },
    label: (on) => change('label', on),
    assign: (on) => change('assign', on),
    describe: (on) => change('describe', on),
    move: (on) => change('move', on),
    remove: (on) => change('remove', on),
    close: (on) => change('state', { ...on, state: 'close' } as OnIssue),
    reopen: (on) => change('state', { ...on, state: 'reopen' } as OnIssue),
    async create({ as, ...rest }) {
      return (await page(as).must<{ issue: IssueView }>('gitlab/create', { project: GITLAB.project.id, ...rest }))
        .issue;
    },
  };
}
