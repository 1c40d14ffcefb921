import { z } from 'zod';
import { type Connection, findInPages, PER_PAGE, type ProjectRef, read, readPage, write } from './connection.ts';
import { GitLabError } from './errors.ts';
import {
  GitLabGroup,
  GitLabProfile,
  GitLabProject,
  GitLabUser,
  Label,
  Member,
  Todo,
  Token,
  Version,
} from './schema.ts';

export type NewLabel = { name: string; color: string; description: string };

/** A project, its labels and its members. */
export function projectCalls({ projects, groups, labels, members, groupMembers }: Connection) {
  const labelPage = (project: ProjectRef, page: number) =>
    readPage(Label, () => labels.all(project, { perPage: PER_PAGE, page, showExpanded: true } as never));

  /** GitLab's access level of a member, inherited ones included (30 Developer, 40 Maintainer…); null for no member. */
  function memberAccess(project: ProjectRef, userId: number): Promise<number | null> {
    return accessIn(() => members.show(project, userId, { includeInherited: true }));
  }

  return {
    project(project: ProjectRef): Promise<GitLabProject> {
      return read(GitLabProject, () => projects.show(project));
    },

    group(group: ProjectRef): Promise<GitLabGroup> {
      return read(GitLabGroup, () => groups.show(group));
    },

    /** The names of every label that can be used in the project, those of its groups included. */
    async projectLabels(project: ProjectRef): Promise<string[]> {
      const names: string[] = [];
      await findInPages(
        (page) => labelPage(project, page),
        (found) => void names.push(...found.map(({ name }) => name)),
      );
      return names;
    },

    /** The first 100 labels that can be used in the project and have this in their name. */
    async labelsLike(project: ProjectRef, search: string): Promise<string[]> {
      const query = { search, perPage: PER_PAGE, page: 1, showExpanded: true };
      const { items } = await readPage(Label, () => labels.all(project, query as never));
      return items.map(({ name }) => name);
    },

    /** Makes the label; one that is there already is left as it is. */
    async createLabel(project: ProjectRef, { name, color, description }: NewLabel): Promise<void> {
      try {
        await write(Label, () => labels.create(project, name, color, { description }));
      } catch (error) {
        if (!(error instanceof GitLabError && error.status === 409)) throw error;
      }
    },

    memberAccess,

    /** As `memberAccess`, in a group. */
    groupAccess(group: ProjectRef, userId: number): Promise<number | null> {
      return accessIn(() => groupMembers.show(group, userId, { includeInherited: true }));
    },

    async isMember(project: ProjectRef, userId: number): Promise<boolean> {
      return (await memberAccess(project, userId)) !== null;
    },
  };
}

/** A project or group that is not there is an error; someone who is not in it is null. */
async function accessIn(ask: () => Promise<unknown>): Promise<number | null> {
  try {
    return (await read(Member, ask)).access_level;
  } catch (error) {
    const noMember =
      error instanceof GitLabError && error.kind === 'not-found' && !/project|group/iu.test(reason(error));
    if (noMember) return null;
    throw error;
  }
}

/** What GitLab said, without the path of the request before it. */
function reason({ message }: GitLabError): string {
  return message.slice(message.indexOf('GitLab answered'));
}

/** The bot itself, other people, the bot's to-dos, and the GitLab it all runs on. */
export function userCalls({ users, todos, metadata, tokens }: Connection) {
  const user = (id: number): Promise<GitLabProfile> => read(GitLabProfile, () => users.show(id));
  return {
    me(): Promise<GitLabUser> {
      return read(GitLabUser, () => users.showCurrentUser());
    },

    user,

    /** The person of that name, in any letter case, or null. */
    async userByUsername(username: string): Promise<GitLabProfile | null> {
      const found = await read(z.array(GitLabUser), () => users.all({ username } as never));
      const match = found.find((one) => one.username.toLowerCase() === username.toLowerCase());
      return match ? user(match.id) : null;
    },

    /** Pending to-dos of the bot's that are mentions in issues; those about anything else are left out. */
    async todos({ page }: { page: number }): Promise<{ todos: Todo[]; nextPage: number | null }> {
      const query = { state: 'pending', perPage: PER_PAGE, page, showExpanded: true };
      const { items, nextPage } = await readPage(
        Todo,
        () => todos.all(query as never),
        (entry) => MentionOfIssue.safeParse(entry).success,
      );
      return { todos: items, nextPage };
    },

    async markTodoDone(id: number): Promise<void> {
      await write(z.unknown(), () => todos.done({ todoId: id }));
    },

    async version(): Promise<string> {
      return (await read(Version, () => metadata.show())).version;
    },

    /** What the token itself may do; `expiresOn` is a day (YYYY-MM-DD) or null. */
    token(): Promise<Token> {
      return read(Token, () => tokens.show());
    },
  };
}

const MentionOfIssue = z.object({
  action_name: z.enum(['mentioned', 'directly_addressed']),
  target_type: z.enum(['Issue', 'WorkItem']),
  project: z.object({ id: z.number() }),
});
