import { z } from 'zod';

// Only what is used is asked for, so that a newer or older GitLab still fits.

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

/** A person as GitLab shows them beside what they wrote. */
export const GitLabUser = z.object({ id: z.number(), username: z.string(), name: z.string() });
export type GitLabUser = z.infer<typeof GitLabUser>;

/** A person's own page; the public e-mail is null where they show none. */
export const GitLabProfile = GitLabUser.extend({ public_email: z.string().nullish() }).transform(
  ({ public_email, ...user }) => ({ ...user, publicEmail: public_email?.trim() || null }),
);
export type GitLabProfile = z.output<typeof GitLabProfile>;

export const GitLabProject = z
  .object({
    id: z.number(),
    path_with_namespace: z.string(),
    web_url: z.string(),
    visibility: z.string().nullish(),
    emails_disabled: z.boolean().nullish(),
  })
  .transform((project) => ({
    id: project.id,
    pathWithNamespace: project.path_with_namespace,
    webUrl: project.web_url,
    visibility: project.visibility ?? null,
    emailsDisabled: project.emails_disabled ?? null,
  }));
export type GitLabProject = z.output<typeof GitLabProject>;

export const GitLabGroup = z
  .object({ id: z.number(), full_path: z.string(), visibility: z.string().nullish() })
  .transform(({ id, full_path, visibility }) => ({ id, fullPath: full_path, visibility: visibility ?? null }));
export type GitLabGroup = z.output<typeof GitLabGroup>;

export const Issue = z
  .object({
    id: z.number(),
    iid: z.number(),
    project_id: z.number(),
    title: z.string(),
    description: z.string().nullish(),
    state: z.enum(['opened', 'closed']),
    labels: z.array(z.string()),
    confidential: z.boolean(),
    author: GitLabUser,
    assignees: z.array(GitLabUser).nullish(),
    web_url: z.string(),
    created_at: instant,
    updated_at: instant,
    closed_at: instant.nullish(),
    weight: z.number().nullish(),
    milestone: z.object({ id: z.number(), title: z.string() }).nullish(),
    moved_to_id: z.number().nullish(),
    references: z.object({ full: z.string() }),
    epic_iid: z.number().nullish(),
    _links: z.object({ closed_as_duplicate_of: z.string().nullish() }).nullish(),
  })
  .transform((issue) => ({
    id: issue.id,
    iid: issue.iid,
    projectId: issue.project_id,
    title: issue.title,
    description: issue.description ?? '',
    state: issue.state,
    labels: issue.labels,
    confidential: issue.confidential,
    author: issue.author,
    assignees: issue.assignees ?? [],
    webUrl: issue.web_url,
    createdAt: issue.created_at,
    updatedAt: issue.updated_at,
    closedAt: issue.closed_at ?? null,
    /** Null where it has none, and where GitLab keeps no weights (its free tier). */
    weight: issue.weight ?? null,
    milestone: issue.milestone ?? null,
    references: issue.references,
    /** Its epic's number; null on GitLab's free tier. */
    epicIid: issue.epic_iid ?? null,
    /** GitLab's id of the issue that it was moved to. */
    movedTo: issue.moved_to_id ?? null,
    /** GitLab's address of the issue that it was closed as a duplicate of. */
    duplicateOf: issue._links?.closed_as_duplicate_of ?? null,
  }));
export type Issue = z.output<typeof Issue>;

export const Epic = z
  .object({
    iid: z.number(),
    title: z.string(),
    description: z.string().nullish(),
    state: z.enum(['opened', 'closed']),
    confidential: z.boolean().nullish(),
    web_url: z.string(),
    updated_at: instant,
    references: z.object({ full: z.string() }),
  })
  .transform(({ description, confidential, web_url, updated_at, ...epic }) => ({
    ...epic,
    description: description ?? '',
    confidential: confidential === true,
    webUrl: web_url,
    updatedAt: updated_at,
  }));
export type Epic = z.output<typeof Epic>;

/**
 * A comment or a system note. `internal` is true where GitLab says so in either of its two fields, and where it says
 * nothing at all: such a note must not reach anyone who could not read it in GitLab.
 */
export const Note = z
  .object({
    id: z.number(),
    body: z.string(),
    author: GitLabUser,
    system: z.boolean(),
    internal: z.boolean().nullish(),
    confidential: z.boolean().nullish(),
    created_at: instant,
    updated_at: instant,
    noteable_iid: z.number().nullish(),
  })
  .transform((note) => ({
    id: note.id,
    body: note.body,
    author: note.author,
    system: note.system,
    internal:
      (note.internal === undefined && note.confidential === undefined) || !!(note.internal || note.confidential),
    createdAt: note.created_at,
    updatedAt: note.updated_at,
    noteableIid: note.noteable_iid ?? null,
  }));
export type Note = z.output<typeof Note>;

export const Label = z.object({ name: z.string() });

export const Member = z.object({ id: z.number(), access_level: z.number(), state: z.string().nullish() });

export const Version = z.object({ version: z.string() });

export const Token = z
  .object({
    scopes: z.array(z.string()),
    expires_at: z.string().nullish(),
    active: z.boolean().nullish(),
  })
  .transform((token) => ({ scopes: token.scopes, expiresOn: token.expires_at ?? null, active: token.active ?? true }));
export type Token = z.output<typeof Token>;

/** A to-do of the bot's about an issue. Newer GitLabs call the target of some a work item. */
export const Todo = z
  .object({
    id: z.number(),
    action_name: z.enum(['mentioned', 'directly_addressed']),
    target_type: z.enum(['Issue', 'WorkItem']),
    target: z.object({ iid: z.number(), title: z.string() }),
    target_url: z.string(),
    project: z.object({ id: z.number(), path_with_namespace: z.string() }),
    body: z.string(),
    author: GitLabUser,
    created_at: instant,
  })
  .transform((todo) => ({
    id: todo.id,
    action: todo.action_name,
    projectId: todo.project.id,
    projectPath: todo.project.path_with_namespace,
    issueIid: todo.target.iid,
    issueTitle: todo.target.title,
    targetUrl: todo.target_url,
    body: todo.body,
    author: todo.author,
    createdAt: todo.created_at,
  }));
export type Todo = z.output<typeof Todo>;
