import type { Collection, Store } from '../store.ts';

export type User = { id: number; username: string; name: string; publicEmail: string | null; bot?: boolean };
/** A group, which is also a name to mention. Its members reach every project in it. */
export type Group = { id: number; path: string; name: string; memberIds: number[] };
export type Project = {
  id: number;
  path: string;
  name: string;
  visibility: 'private' | 'internal' | 'public';
  memberIds: number[];
  emailsDisabled: boolean;
  nextIid: number;
};
export type LabelRow = { id: number; projectId: number; name: string; color: string; description: string };
export type IssueRow = {
  id: number;
  iid: number;
  projectId: number;
  title: string;
  description: string;
  state: 'opened' | 'closed';
  labels: string[];
  confidential: boolean;
  authorId: number;
  assigneeIds: number[];
  createdAt: string;
  updatedAt: string;
  closedAt: string | null;
  /** A day, as 2026-11-21. */
  dueDate?: string | null;
  milestoneId?: number | null;
  /** Premium only. */
  weight?: number | null;
  /** The epic's number in its group; premium only. */
  epicIid?: number | null;
  /** The issue that it was moved to. */
  movedTo?: number | null;
};
/** A milestone of a project or group, or an epic of a group (premium only), as far as work is watched or planned. */
export type PlanRow = {
  id: number;
  iid: number;
  kind: 'milestone' | 'epic';
  projectId: number | null;
  groupId: number | null;
  title: string;
  state: 'opened' | 'closed';
  dueDate: string | null;
  startDate?: string | null;
  /** Of an epic. */
  description?: string;
  labels?: string[];
  authorId?: number;
  createdAt?: string;
  updatedAt?: string;
};
/** A merge request, as far as contributions are followed and merged work is counted. */
export type MergeRequestRow = {
  iid: number;
  projectId: number;
  title: string;
  state: 'opened' | 'closed' | 'locked' | 'merged';
  authorId: number;
  id?: number;
  description?: string;
  labels?: string[];
  assigneeIds?: number[];
  milestoneId?: number | null;
  sha?: string;
  createdAt?: string;
  updatedAt?: string;
  mergedAt?: string | null;
};
/** When a project was last pushed to, and its last pipeline ran. */
export type ActivityRow = { projectId: number; lastCommit: string | null; lastPipeline: string | null };
/** A pipeline that a schedule started. */
export type PipelineRow = {
  id: number;
  projectId: number;
  ref: string;
  status: 'success' | 'failed' | 'running';
  at: string;
};
export type IssueEdit = {
  title?: string;
  description?: string;
  labels?: string[];
  addLabels?: string[];
  removeLabels?: string[];
  assigneeIds?: number[];
  confidential?: boolean;
  stateEvent?: 'close' | 'reopen';
  /** 0 takes it away. */
  milestoneId?: number;
  weight?: number;
};
export type NoteRow = {
  id: number;
  issueId: number;
  body: string;
  authorId: number;
  system: boolean;
  internal: boolean;
  createdAt: string;
  updatedAt: string;
};
export type TodoRow = {
  id: number;
  userId: number;
  issueId: number;
  noteId: number | null;
  action: 'mentioned' | 'directly_addressed' | 'assigned';
  authorId: number;
  body: string;
  state: 'pending' | 'done';
  createdAt: string;
};
/** A change of labels or state; GitLab keeps these apart from notes. */
export type EventRow = {
  id: number;
  issueId: number;
  userId: number;
  kind: 'label' | 'state' | 'weight';
  action: 'add' | 'remove' | 'closed' | 'reopened';
  label: string | null;
  weight?: number | null;
  createdAt: string;
};
export type TokenRow = { token: string; userId: number; scopes: string[]; expiresOn: string | null };
/** A quick action that ran, as whoever posted the text. */
export type RanAction = { id: number; issueId: number; userId: number; name: string; argument: string };

export type Tier = 'free' | 'premium';

/** What GitLab says no with. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: number;
  readonly body: Record<string, unknown>;
  constructor(status: number, body: Record<string, unknown>) {
    super(`GitLab says ${status}: ${JSON.stringify(body)}`);
    this.status = status;
    this.body = body;
  }
}

/** Everything that the local GitLab keeps, and the time it goes by. */
export type State = {
  users: Collection<User>;
  groups: Collection<Group>;
  projects: Collection<Project>;
  labels: Collection<LabelRow>;
  issues: Collection<IssueRow>;
  notes: Collection<NoteRow>;
  todos: Collection<TodoRow>;
  events: Collection<EventRow>;
  tokens: Collection<TokenRow>;
  ranActions: Collection<RanAction>;
  plans: Collection<PlanRow>;
  mergeRequests: Collection<MergeRequestRow>;
  activity: Collection<ActivityRow>;
  pipelines: Collection<PipelineRow>;
  nextId(): number;
  at(): string;
  tier: Tier;
  /** Told of each change that a webhook would report. */
  tell(change: Change): void;
};

export type Change =
  | { kind: 'issue'; action: 'open' | 'update' | 'close' | 'reopen'; issue: IssueRow; by: User }
  | { kind: 'note'; note: NoteRow; issue: IssueRow; by: User }
  | { kind: 'merge request'; mergeRequest: MergeRequestRow; by: User };

export function openState(store: Store, now: () => Date, tier: Tier, tell: (change: Change) => void): State {
  const counters = store.collection<number>('gitlab-counters');
  return {
    users: store.collection('gitlab-users'),
    groups: store.collection('gitlab-groups'),
    projects: store.collection('gitlab-projects'),
    labels: store.collection('gitlab-labels'),
    issues: store.collection('gitlab-issues'),
    notes: store.collection('gitlab-notes'),
    todos: store.collection('gitlab-todos'),
    events: store.collection('gitlab-events'),
    tokens: store.collection('gitlab-tokens'),
    ranActions: store.collection('gitlab-ran-actions'),
    plans: store.collection('gitlab-plans'),
    mergeRequests: store.collection('gitlab-merge-requests'),
    activity: store.collection('gitlab-activity'),
    pipelines: store.collection('gitlab-pipelines'),
    nextId() {
      const id = (counters.get('id') ?? 1000) + 1;
      counters.put('id', id);
      return id;
    },
    at: () => now().toISOString(),
    tier,
    tell,
  };
}
