import type { ClockId, ClockState, NoDue, OutageEvent } from './commitment-clock.ts';
import type { CriticalityId } from './criticality.ts';
import type { Owed } from './owed.ts';

/** An issue that keeps a tool from working (SLO-3): reported in Slack, or found in GitLab (SLO-9). */
export type Outage = {
  id: number;
  /** The modal that it came from, so that it is filed once; null where it was found in GitLab. */
  draftId: string | null;
  /** Null until the team has said which tool it is: it is shown as "tool?". */
  toolId: number | null;
  /** Where its issue is; null until it is filed. */
  projectId: number | null;
  iid: number | null;
  url: string | null;
  title: string;
  what: string;
  since: Date | null;
  blocks: 'release' | 'incident' | 'neither' | null;
  confidential: boolean;
  /** The Slack person who reported it, where one is known; else who opened it in GitLab. */
  reportedBy: string | null;
  author: string | null;
  /** Both clocks start here (SLO-2): GitLab's own time where it is known. */
  openedAt: Date;
  state: 'opened' | 'closed';
  /** GitLab usernames, and the Slack person that the first of them is linked to. */
  assignees: string[];
  assigneeId: string | null;
  triaged: boolean;
  /** Why it does not count, where somebody said that it blocks nothing (SLO-3). */
  notBlocking: string | null;
  /** When GitLab changed it, as it was read last. */
  readAt: Date | null;
  at: Date;
};

/** An event as it is kept; its instant stands beside it. */
export type KeptEvent = OutageEvent extends infer Each
  ? Each extends OutageEvent
    ? { [Name in Exclude<keyof Each, 'at'>]: Each[Name] extends Date ? string : Each[Name] }
    : never
  : never;

/** An event with what makes it one: told twice, or found by webhook and by poll, it is kept once. */
export type OutageEntry = { key: string; event: OutageEvent; by: string };

/** A clock as it was worked out last. */
export type OutageClock = {
  outageId: number;
  clock: ClockId;
  state: ClockState;
  level: CriticalityId | null;
  dueAt: Date | null;
  noDue: NoDue | null;
  breachedAt: Date | null;
  toldAt: Date | null;
  endedAt: Date | null;
  /** When its next reminder is due, and at which share of the time (1: the breach); null: none is to come. */
  nextAt: Date | null;
  nextShare: number | null;
  snoozedUntil: Date | null;
  acknowledgedBy: string | null;
  /** The version of the calendar that it was worked out with. */
  calendar: number;
};

/** An outage with all that its clocks are worked out from, and the shares that people were reminded of. */
export type OutageFile = {
  outage: Outage;
  entries: OutageEntry[];
  clocks: OutageClock[];
  reminded: { clock: ClockId; share: number }[];
};

/** What a rule wants kept: all of it is one transaction, and the clocks are worked out anew from the events. */
export type OutageChange = {
  actor: string;
  action: string;
  detail?: Record<string, unknown>;
  outage?: Partial<Omit<Outage, 'id' | 'draftId' | 'at'>>;
  events?: OutageEntry[];
  /** Of the clocks that are not yet met: a snooze, or who has acknowledged. */
  clocks?: { clock: ClockId; snoozedUntil?: Date | null; acknowledgedBy?: string | null }[];
  reminded?: { clock: ClockId; share: number; personId: string | null }[];
  owed: Owed[];
  /** What the person who did it is told. */
  answer: string;
};

/** The clocks, as people read them (SLO-2). */
export const CLOCK_LABELS: Readonly<Record<ClockId, string>> = { slo: 'Response (SLO)', rto: 'Recovery (RTO)' };

export const outageNumber = (id: number): string => `O-${id}`;

export const isOpenOutage = ({ state, notBlocking }: Pick<Outage, 'state' | 'notBlocking'>): boolean =>
  state === 'opened' && notBlocking === null;

/**
 * Whether its title and tool are kept out of the channel: its author in GitLab made it confidential. That the app files confidentially
 * (`gitlab.confidential`) hides nothing from those who read the channel anyway.
 */
export const isSensitiveOutage = ({ confidential, draftId }: Pick<Outage, 'confidential' | 'draftId'>): boolean =>
  confidential && draftId === null;

/** An event as it is kept. */
export function keptEvent(event: OutageEvent): KeptEvent {
  const { at: _, ...rest } = event;
  return rest.kind === 'breach-told' ? { ...rest, due: rest.due.toISOString() } : rest;
}

/** A kept event with its instant. */
export function eventOf(kept: KeptEvent, at: Date): OutageEvent {
  return kept.kind === 'breach-told' ? { ...kept, at, due: new Date(kept.due) } : { ...kept, at };
}
