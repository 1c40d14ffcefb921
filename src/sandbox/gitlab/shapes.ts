import { findUser } from './access.ts';
import type {
  EventRow,
  IssueRow,
  LabelRow,
  MergeRequestRow,
  NoteRow,
  PlanRow,
  Project,
  State,
  TodoRow,
  User,
} from './state.ts';

/** When what has no time of its own was made. */
const EARLY = '2026-01-01T00:00:00.000Z';

/** How GitLab's API writes each thing down; more than the app reads, so that a missing name shows in a test. */
export type Shapes = ReturnType<typeof createShapes>;

export function createShapes(state: State, webUrl: () => string) {
  const user = (id: number) =>
    userShape(findUser(state, id) ?? { id, username: 'ghost', name: 'Ghost User', publicEmail: null });
  const projectOf = (id: number): Project | undefined => state.projects.get(String(id));

  const userShape = ({ id, username, name }: User) => ({
    id,
    username,
    name,
    state: 'active',
    locked: false,
    avatar_url: null,
    web_url: `${webUrl()}/${username}`,
  });

  const project = (row: Project) => ({
    id: row.id,
    name: row.name,
    path_with_namespace: row.path,
    web_url: `${webUrl()}/${row.path}`,
    visibility: row.visibility,
    emails_disabled: row.emailsDisabled,
    emails_enabled: !row.emailsDisabled,
    issues_enabled: true,
    archived: false,
    default_branch: 'main',
  });

  const milestoneOf = ({ milestoneId }: { milestoneId?: number | null }) => {
    const found = milestoneId == null ? undefined : state.plans.get(String(milestoneId));
    return found ? plan(found) : null;
  };

  const issue = (row: IssueRow) => {
    const path = projectOf(row.projectId)?.path ?? '';
    const assignees = row.assigneeIds.map(user);
    return {
      id: row.id,
      iid: row.iid,
      project_id: row.projectId,
      title: row.title,
      description: row.description,
      state: row.state,
      labels: row.labels,
      confidential: row.confidential,
      author: user(row.authorId),
      assignees,
      assignee: assignees[0] ?? null,
      web_url: `${webUrl()}/${path}/-/issues/${row.iid}`,
      references: { short: `#${row.iid}`, relative: `#${row.iid}`, full: `${path}#${row.iid}` },
      created_at: row.createdAt,
      updated_at: row.updatedAt,
      closed_at: row.closedAt,
      due_date: row.dueDate ?? null,
      type: 'ISSUE',
      issue_type: 'issue',
      milestone: milestoneOf(row),
      moved_to_id: row.movedTo ?? null,
      ...(state.tier === 'free' ? {} : { weight: row.weight ?? null, epic_iid: row.epicIid ?? null }),
      user_notes_count: state.notes.all().filter((note) => note.issueId === row.id && !note.system).length,
    };
  };

  const note = (row: NoteRow) => {
    const about = state.issues.get(String(row.issueId));
    return {
      id: row.id,
      type: null,
      body: row.body,
      author: user(row.authorId),
      system: row.system,
      internal: row.internal,
      confidential: row.internal,
      noteable_id: row.issueId,
      noteable_type: 'Issue',
      noteable_iid: about?.iid ?? null,
      project_id: about?.projectId ?? null,
      resolvable: false,
      created_at: row.createdAt,
      updated_at: row.updatedAt,
    };
  };

  const todo = (row: TodoRow) => {
    const about = state.issues.get(String(row.issueId));
    const where = about && projectOf(about.projectId);
    const target = about ? issue(about) : null;
    return {
      id: row.id,
      project: where ? project(where) : null,
      author: user(row.authorId),
      action_name: row.action,
      target_type: 'Issue',
      target,
      target_url: `${target?.web_url ?? ''}${row.noteId === null ? '' : `#note_${row.noteId}`}`,
      body: row.body,
      state: row.state,
      created_at: row.createdAt,
    };
  };

  const label = ({ id, name, color, description }: LabelRow) => ({
    id,
    name,
    color,
    description,
    text_color: '#FFFFFF',
    is_project_label: true,
  });

  const labelEvent = (row: EventRow) => ({
    id: row.id,
    user: user(row.userId),
    created_at: row.createdAt,
    resource_type: 'Issue',
    resource_id: row.issueId,
    ...eventBody(row),
  });

  const eventBody = ({ kind, label: name, action, weight, issueId }: EventRow) =>
    kind === 'label'
      ? { label: { name }, action }
      : kind === 'state'
        ? { state: action }
        : { issue_id: issueId, weight: weight ?? null };

  const planUrl = ({ projectId, groupId, iid }: PlanRow): string => {
    const group = groupId === null ? undefined : state.groups.get(String(groupId));
    const path = group ? `groups/${group.path}` : (projectOf(projectId ?? 0)?.path ?? '');
    return `${webUrl()}/${path}/-/milestones/${iid}`;
  };

  const plan = (row: PlanRow) => ({
    id: row.id,
    iid: row.iid,
    title: row.title,
    state: row.kind === 'milestone' && row.state === 'opened' ? 'active' : row.state,
    due_date: row.dueDate,
    ...(row.kind === 'milestone' ? { start_date: row.startDate ?? null, web_url: planUrl(row) } : {}),
    ...(row.kind === 'epic' ? epic(row) : {}),
  });

  const epic = (row: PlanRow) => {
    const path = state.groups.get(String(row.groupId))?.path;
    return {
      end_date: row.dueDate,
      group_id: row.groupId,
      description: row.description ?? '',
      confidential: false,
      labels: row.labels ?? [],
      author: user(row.authorId ?? 0),
      web_url: `${webUrl()}/groups/${path}/-/epics/${row.iid}`,
      references: { short: `&${row.iid}`, relative: `&${row.iid}`, full: `${path}&${row.iid}` },
      created_at: row.createdAt ?? EARLY,
      updated_at: row.updatedAt ?? row.createdAt ?? EARLY,
      closed_at: null,
    };
  };

  const mergeRequest = (row: MergeRequestRow) => {
    const path = projectOf(row.projectId)?.path;
    const created = row.createdAt ?? EARLY;
    const assignees = (row.assigneeIds ?? []).map(user);
    return {
      id: row.id ?? row.projectId * 1_000_000 + row.iid,
      iid: row.iid,
      project_id: row.projectId,
      title: row.title,
      description: row.description ?? '',
      state: row.state,
      author: user(row.authorId),
      assignees,
      assignee: assignees[0] ?? null,
      labels: row.labels ?? [],
      milestone: milestoneOf(row),
      draft: row.title.startsWith('Draft:'),
      sha: row.sha ?? null,
      created_at: created,
      updated_at: row.updatedAt ?? created,
      merged_at: row.mergedAt ?? null,
      closed_at: null,
      references: { short: `!${row.iid}`, relative: `!${row.iid}`, full: `${path}!${row.iid}` },
      web_url: `${webUrl()}/${path}/-/merge_requests/${row.iid}`,
    };
  };

  return { mergeRequest, plan, epic, user: userShape, project, issue, note, todo, label, event: labelEvent };
}
