/**
 * What kind of promise it is; a new kind of reminder is one entry here. `holder`: who may hold it; `byHand`: people say that it is kept, no
 * other act does; `again`: days until it is brought up once more when whoever holds it has acknowledged it; `how`: what to do about it, as
 * whoever is reminded reads it; `waits`: it stands in *Waiting for you* of whoever holds it, with its own buttons.
 */
export const PROMISE_KINDS = [
  {
    ...{ id: 'sign-off', label: 'Agreement asked for', holder: 'anyone', byHand: false, again: 2, waits: true },
    how: 'Agree or decline in the message that asked you, or open the request.',
  },
  {
    ...{
      id: 'acknowledge',
      label: 'Acknowledgement asked for',
      holder: 'anyone',
      byHand: false,
      again: 7,
      waits: true,
    },
    how: 'Press *I am aware* in the message that asked you.',
  },
  { id: 'deferred', label: 'Deferred request', holder: 'team', byHand: false, again: 7 },
  {
    ...{ id: 'waiting', label: 'Product work waited for', holder: 'team', byHand: false, again: 7 },
    how: 'Look at the product work, and decide anew if it no longer fits.',
  },
  {
    ...{ id: 'documentation', label: 'Documentation checklist', holder: 'team', byHand: true, again: 7 },
    how: 'Answer what is open: done, or not needed. It ends by itself when nothing is open.',
  },
  {
    ...{ id: 'adrs', label: 'ADRs owed', holder: 'anyone', byHand: true, again: 7 },
    how: 'Press *Done* once they are written.',
  },
  {
    ...{ id: 'planned-tool', label: 'Planned tool', holder: 'team', byHand: true, again: 7 },
    how: 'Mark it operational on its page: this then ends by itself. Or press *Done* and say what became of it.',
  },
  {
    ...{ id: 'evaluation', label: 'Evaluation of best-effort support', holder: 'team', byHand: true, again: 7 },
    how: 'Open the request and propose a new decision: this ends by itself when it is final.',
  },
  {
    ...{ id: 'improvement', label: 'Improvement plan', holder: 'team', byHand: false, again: 7 },
    how: 'It ends by itself when the health of the tool is assessed as Good.',
  },
  {
    ...{ id: 'lowered', label: 'Lowered commitment', holder: 'team', byHand: false, again: 7 },
    how: 'Lift it on the tool’s page once there is room again: this then ends by itself.',
  },
  {
    ...{ id: 'start-cocreate', label: 'Start co-create', holder: 'team', byHand: true, again: 7 },
    how: 'Press *Done* once it has started.',
  },
  {
    ...{ id: 'start-sunset', label: 'Start Transition & Sunset', holder: 'team', byHand: true, again: 7 },
    how: 'Press *Done* once it has started. If it is not to be, say so there: then another category is asked for.',
  },
  {
    ...{ id: 'sunset-rollback', label: 'Rollback window ends', holder: 'team', byHand: false, again: 7 },
    how: 'Roll back while it is open, or end the sunset after that day, in its workspace: this then ends by itself.',
  },
  {
    ...{ id: 'integrate', label: 'Integrate: milestone and epic', holder: 'team', byHand: false, again: 7 },
    how: 'Choose a new milestone or epic, or another category. It ends by itself then.',
  },
  {
    ...{ id: 'category', label: 'Another category asked for', holder: 'team', byHand: false, again: 7 },
    how: 'Choose another category for the tool. It ends by itself then.',
  },
  { id: 'guidance', label: 'Guidance asked for', holder: 'team', byHand: false, again: 2 },
  {
    ...{ id: 'review', label: 'Review of a tool', holder: 'team', byHand: false, again: 7, waits: true },
    how: 'Answer its review: `/prodseceng review` lists yours. It ends by itself then.',
  },
  {
    ...{
      id: 'signal',
      label: 'Commitments missed again and again',
      holder: 'anyone',
      byHand: true,
      again: 7,
      once: true,
    },
    how: 'Move the tool to an Improve category, or lower its criticality: this then ends by itself. If neither is right, press *Done* and say why.',
  },
  {
    ...{ id: 'stage-voice', label: 'Answer asked for', holder: 'anyone', byHand: false, again: 2, waits: true },
    how: 'Answer in the message that asked you.',
  },
  {
    ...{ id: 'transfer', label: 'Transfer or hand-off', holder: 'team', byHand: false, again: 2 },
    how: 'Open it: what waits for you is marked there. This then ends by itself.',
  },
  {
    ...{ id: 'support', label: 'Support after a hand-off ends', holder: 'team', byHand: true, again: 7 },
    how: 'Tell the team that took it over whom to ask from now on. Then press *Done*.',
  },
  {
    ...{ id: 'health', label: 'Health to be assessed', holder: 'team', byHand: true, again: 7 },
    how: 'Assess it on the tool’s page: this then ends by itself.',
  },
  {
    ...{ id: 'charter-review', label: 'Charter review', holder: 'team', byHand: true, again: 7 },
    how: 'Go through the checklist. It ends by itself when nothing is open, and the next date is proposed to you.',
  },
  {
    ...{ id: 'engagement', label: 'Engagement due', holder: 'team', byHand: false, again: 7 },
    how: 'Open it: the agenda is prepared. Record what came of the meeting, and this ends by itself.',
  },
] as const satisfies readonly PromiseKindRow[];

type PromiseKindRow = {
  id: string;
  label: string;
  holder: 'anyone' | 'team';
  byHand: boolean;
  again: number;
  once?: boolean;
  waits?: boolean;
  how?: string;
};

export type PromiseKind = (typeof PROMISE_KINDS)[number]['id'];

/** GitLab work that wakes a promise when it changes: what it was when it was last looked at. */
export type Watched = {
  kind: 'issue' | 'epic' | 'milestone';
  url: string;
  /** As GitLab said it last; null until it has been asked once. */
  seen: Seen | null;
  /** For a tool in Integrate: its milestone as GitLab said it last; absent while GitLab has said nothing of it. */
  milestone?: Seen;
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
  Partial<Pick<Promised, 'requestId' | 'toolId' | 'decisionId' | 'ownerId' | 'dueAt' | 'watch'>> & {
    /** What is to be done, where it is a checklist. */
    items?: readonly string[];
  };

export type PromiseKindFacts = PromiseKindRow & { id: PromiseKind };

export function promiseKind(id: PromiseKind): PromiseKindFacts {
  const found: PromiseKindFacts | undefined = PROMISE_KINDS.find((each) => each.id === id);
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
