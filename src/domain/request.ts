import type { Owed } from './owed.ts';
import type { Roles } from './people.ts';
import type { PromiseEdit } from './promise.ts';

export type RequestDoor = 'new' | 'handover' | 'other';

/** Waiting and deferred are *decided* with an open promise. */
export type RequestState =
  | 'new'
  | 'needs information'
  | 'in assessment'
  | 'proposed'
  | 'decided'
  | 'withdrawn'
  | 'duplicate';

export type IntakeRequest = {
  id: number;
  door: RequestDoor;
  title: string;
  answers: Record<string, unknown>;
  state: RequestState;
  sensitive: boolean;
  origin: 'slack' | 'gitlab';
  /** Null when the author is known in GitLab only and not linked to anyone in Slack (DOOR-9). */
  requesterId: string | null;
  authorName: string;
  gitlabAuthor: string | null;
  contactId: string | null;
  claimedBy: string | null;
  reason: string | null;
  duplicateOf: number | null;
  /** What the team asked last and waits for, and who of the team asked. */
  asked: string | null;
  askedBy: string | null;
  draftId: string | null;
  createdAt: Date;
  updatedAt: Date;
};

export type RequestPerson = {
  personId: string;
  role: 'stakeholder' | 'joiner' | 'signer';
  useCase: string | null;
  /** They are not told of what is said and decided; absent: they are. */
  muted?: boolean;
  at: Date;
};

export type WorkItem = {
  requestId: number;
  projectId: number;
  iid: number;
  url: string;
  reference: string;
  adopted: boolean;
  state: 'opened' | 'closed';
  at: Date;
};

export type EntryKind =
  | 'comment'
  | 'recorded'
  | 'asked'
  | 'answered'
  | 'corrected'
  | 'joined'
  | 'left'
  | 'muted'
  | 'withdrawn'
  | 'duplicate'
  | 'contact'
  | 'gitlab'
  | 'proposed'
  | 'unproposed'
  | 'agreed'
  | 'disagreed'
  | 'aware'
  | 'signer asked'
  | 'delegated'
  | 'decided'
  | 'reopened'
  | 'triaged'
  | 'returned'
  | 'shipped';

/** One thing said about a request. `key` is unique: the same thing told twice is kept once. */
export type Entry = {
  kind: EntryKind;
  authorId: string | null;
  authorName: string;
  text: string;
  link: string | null;
  saidAt: Date;
  key: string;
};

/** A request with all that a rule may need to know of it. */
export type RequestFile = {
  request: IntakeRequest;
  people: RequestPerson[];
  workItem: WorkItem | null;
  /** Whether its assessment has begun; known to rules only. */
  assessed?: boolean;
};

/** What a rule wants kept: all of it is one transaction. */
export type RequestChange = {
  actor: string;
  action: string;
  detail?: Record<string, unknown>;
  request?: Partial<Omit<IntakeRequest, 'id' | 'createdAt' | 'updatedAt'>>;
  join?: Omit<RequestPerson, 'at'>[];
  leave?: Pick<RequestPerson, 'personId' | 'role'>[];
  /** Whoever is told no more, or again. */
  mute?: { personId: string; muted: boolean };
  entries?: Entry[];
  /** A promise that changes with it; where it is not open any more nothing is kept. */
  promise?: { id: number; change: PromiseEdit };
  owed: Owed[];
  /** What the person who did it is told. */
  answer: string;
};

const QUEUE: readonly RequestState[] = ['new', 'needs information', 'in assessment', 'proposed'];

/** The queue is what is not decided, withdrawn or duplicate. */
export const isOpen = (request: IntakeRequest): boolean => QUEUE.includes(request.state);
export const QUEUE_STATES = QUEUE;

/** Requester and contact: who answers for a request. */
export function answersFor(request: IntakeRequest, personId: string): boolean {
  return request.requesterId === personId || request.contactId === personId;
}

/** Everyone the conversation of a request concerns, each once: who asks, who joined, who has a stake, who leads it. */
export function peopleConcerned({ request, people }: Pick<RequestFile, 'request' | 'people'>): string[] {
  const all = [request.requesterId, request.contactId, request.claimedBy, ...people.map((each) => each.personId)];
  return [...new Set(all.filter((id) => id !== null))];
}

/** Of those, who is told of it: not who has muted it, unless they ask, lead or sign it. */
export function peopleTold(file: Pick<RequestFile, 'request' | 'people'>): string[] {
  const { requesterId, contactId, claimedBy } = file.request;
  const muted = file.people.filter((each) => each.muted === true).map(({ personId }) => personId);
  const still = file.people.filter((each) => each.muted !== true).map(({ personId }) => personId);
  const always = [requesterId, contactId, claimedBy, ...still];
  return peopleConcerned(file).filter((id) => always.includes(id) || !muted.includes(id));
}

/**
 * How much of a request someone may read (INV-2): its `answers`; its `headline` (title, state, outcome, reason); or only the
 * `number` with door and state, where it is sensitive.
 */
export type Sight = 'answers' | 'headline' | 'number';

export function sightOf({ request, people }: Pick<RequestFile, 'request' | 'people'>, roles: Roles): Sight {
  const belongs = roles.team || roles.manager || roles.leadership;
  // Who leads it reads it as one of the team: once they have left it, not any more.
  const concerned = peopleConcerned({ request: { ...request, claimedBy: null }, people });
  if (belongs || concerned.includes(roles.person.id)) return 'answers';
  return request.sensitive ? 'number' : 'headline';
}
