/** What kind of promise it is; a new kind of reminder is one entry here. */
export const PROMISE_KINDS = [
  { id: 'sign-off', label: 'Agreement asked for' },
  { id: 'acknowledge', label: 'Acknowledgement asked for' },
  { id: 'deferred', label: 'Deferred request' },
  { id: 'waiting', label: 'Product work waited for' },
  { id: 'documentation', label: 'Documentation checklist' },
  { id: 'adrs', label: 'ADRs owed' },
  { id: 'planned-tool', label: 'Planned tool' },
  { id: 'evaluation', label: 'Evaluation of best-effort support' },
  { id: 'improvement', label: 'Improvement plan' },
  { id: 'start-cocreate', label: 'Start co-create' },
  { id: 'start-sunset', label: 'Start Transition & Sunset' },
  { id: 'guidance', label: 'Guidance asked for' },
  { id: 'review', label: 'Review of a tool' },
  { id: 'health', label: 'Health to be assessed' },
] as const;

export type PromiseKind = (typeof PROMISE_KINDS)[number]['id'];

/** GitLab work that wakes a promise when it changes: what it was when it was last looked at. */
export type Watched = {
  kind: 'issue' | 'epic' | 'milestone';
  url: string;
  /** As GitLab said it last; null until it has been asked once. */
  seen: { state: string; due: string | null } | null;
};

/** Something the team said it would come back to, with an owner and what wakes it. */
export type Promised = {
  id: number;
  kind: PromiseKind;
  /** Unique: the same promise made twice is kept once. */
  key: string;
  requestId: number | null;
  toolId: number | null;
  decisionId: number | null;
  /** Whose it is; null: the team's. */
  ownerId: string | null;
  /** What is promised, in one line. */
  what: string;
  /** The instant that wakes it; null where only GitLab does. */
  dueAt: Date | null;
  watch: Watched | null;
  state: 'open' | 'kept' | 'dropped';
  acknowledgedBy: string | null;
  /** No reminder before this instant. */
  snoozedUntil: Date | null;
  remindedAt: Date | null;
  createdAt: Date;
  endedAt: Date | null;
  endedBy: string | null;
};

export type NewPromise = Pick<Promised, 'kind' | 'key' | 'what'> &
  Partial<Pick<Promised, 'requestId' | 'toolId' | 'decisionId' | 'ownerId' | 'dueAt' | 'watch'>>;
