/**
 * What kind of promise it is; a new kind of reminder is one entry here. `holder`: who may hold it; `byHand`: people say that it is kept, no
 * other act does; `again`: days until it is brought up once more when whoever holds it has acknowledged it.
 */
export const PROMISE_KINDS = [
  { id: 'sign-off', label: 'Agreement asked for', holder: 'anyone', byHand: false, again: 2 },
  { id: 'acknowledge', label: 'Acknowledgement asked for', holder: 'anyone', byHand: false, again: 7 },
  { id: 'deferred', label: 'Deferred request', holder: 'team', byHand: false, again: 7 },
  { id: 'waiting', label: 'Product work waited for', holder: 'team', byHand: false, again: 7 },
  { id: 'documentation', label: 'Documentation checklist', holder: 'team', byHand: true, again: 7 },
  { id: 'adrs', label: 'ADRs owed', holder: 'anyone', byHand: true, again: 7 },
  { id: 'planned-tool', label: 'Planned tool', holder: 'team', byHand: true, again: 7 },
  { id: 'evaluation', label: 'Evaluation of best-effort support', holder: 'team', byHand: true, again: 7 },
  { id: 'improvement', label: 'Improvement plan', holder: 'team', byHand: false, again: 7 },
  { id: 'lowered', label: 'Lowered commitment', holder: 'team', byHand: false, again: 7 },
  { id: 'start-cocreate', label: 'Start co-create', holder: 'team', byHand: true, again: 7 },
  { id: 'start-sunset', label: 'Start Transition & Sunset', holder: 'team', byHand: true, again: 7 },
  { id: 'guidance', label: 'Guidance asked for', holder: 'team', byHand: false, again: 2 },
  { id: 'review', label: 'Review of a tool', holder: 'team', byHand: true, again: 7 },
  { id: 'health', label: 'Health to be assessed', holder: 'team', byHand: true, again: 7 },
] as const satisfies readonly PromiseKindRow[];

type PromiseKindRow = {
  id: string;
  label: string;
  holder: 'anyone' | 'team';
  byHand: boolean;
  again: number;
};

export type PromiseKind = (typeof PROMISE_KINDS)[number]['id'];

/** GitLab work that wakes a promise when it changes: what it was when it was last looked at. */
export type Watched = {
  kind: 'issue' | 'epic' | 'milestone';
  url: string;
  /** As GitLab said it last; null until it has been asked once. */
  seen: Seen | null;
  /** Why GitLab does not show it, where it does not: then somebody has to look. */
  trouble?: string;
};

/** What GitLab says of watched work; `due` is a day (YYYY-MM-DD). */
export type Seen = { state: string; due: string | null };

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
  /** No reminder before this instant: somebody asked for that, or the last reminder was just sent. */
  snoozedUntil: Date | null;
  remindedAt: Date | null;
  createdAt: Date;
  endedAt: Date | null;
  endedBy: string | null;
};

export type NewPromise = Pick<Promised, 'kind' | 'key' | 'what'> &
  Partial<Pick<Promised, 'requestId' | 'toolId' | 'decisionId' | 'ownerId' | 'dueAt' | 'watch'>>;

export type PromiseKindFacts = (typeof PROMISE_KINDS)[number];

export function promiseKind(id: PromiseKind): PromiseKindFacts {
  const found = PROMISE_KINDS.find((each) => each.id === id);
  if (found === undefined) throw new Error(`there is no promise of the kind ${id}`);
  return found;
}

/** What may change of a promise. */
export type PromiseEdit = Partial<
  Pick<
    Promised,
    'ownerId' | 'dueAt' | 'watch' | 'state' | 'acknowledgedBy' | 'snoozedUntil' | 'remindedAt' | 'endedAt' | 'endedBy'
  >
>;

/** The subject under which the audit keeps what became of a promise. */
export const promiseNumber = (id: number): string => `P-${id}`;
