import { oweWorkItemUpdate } from './owed.ts';
import type { NewPromise, Promised, PromiseEdit } from './promise.ts';

/** One thing to do of a promise that is a checklist. */
export type ChecklistItem = {
  id: number;
  promiseId: number;
  what: string;
  state: ItemState;
  /** Where it can be seen, or why it is not needed. */
  note: string | null;
  /** Who said so last, and when; null while nobody has. */
  by: string | null;
  at: Date | null;
};

export type ItemState = 'open' | 'done' | 'not needed';

/** What becomes of one item. */
export type ItemEdit = Pick<ChecklistItem, 'id' | 'state' | 'note' | 'by' | 'at'>;

/** How far a checklist is: `answered` of `total` are done or not needed. */
export type ChecklistProgress = { answered: number; total: number };

/** The checklists of the process, by the kind of promise that carries each; a new one is one entry here. */
export const CHECKLISTS = {
  /** HAND-6: what has to say whose the tool is now. */
  documentation: [
    'The README names ProdSecEng as the owner, and whom to ask',
    'The runbook says how to run, stop and restart it, and the team can reach all that it needs',
    'CODEOWNERS and the project’s maintainers are the new owners',
    'Its users know where to report an outage, and which response (SLO) and recovery (RTO) they can expect',
    'The inventory links its README, runbook and ADRs',
    'The handbook page, and whatever else names the former owner, names the new one',
  ],
  /** CHA-1: what the charter holds. */
  'charter-review': [
    'Mission and value proposition fit the priorities of the company and the division',
    'The year’s focus areas are right, in the charter and in the settings (charter.focusAreas)',
    'Areas of ownership are what the team does, and what is out of scope names whom to ask instead',
    'Interface points: where work comes from, and how each team engages with ProdSecEng, is as it happens',
    'Operating model: backlog, refinement, workflow labels and hand-off are as the team works',
    'Metric labels, KPIs and operational metrics are right, and say how often and where they are reported',
    'Team composition, development goals and communication channels are right',
    'The charter names the date of its next review',
  ],
} as const satisfies Partial<Record<NewPromise['kind'], readonly string[]>>;

export const progressOf = (items: readonly Pick<ChecklistItem, 'state'>[]): ChecklistProgress => ({
  answered: items.filter(({ state }) => state !== 'open').length,
  total: items.length,
});

/** How far it is, as people read it. */
export const progressText = ({ answered, total }: ChecklistProgress): string => `${answered} of ${total} done`;

/**
 * What the answer to one item does to its promise: kept by itself once no item is open (HAND-6), open again when one is; with what is
 * owed so that the work item says the same.
 */
export function promiseAfter(
  promise: Promised,
  items: readonly ChecklistItem[],
  { id, state, by, at }: ItemEdit,
): { promise: PromiseEdit; owed: ReturnType<typeof oweWorkItemUpdate>[] } {
  const left = items.filter((each) => (each.id === id ? state : each.state) === 'open').length;
  const owed = promise.requestId === null ? [] : [oweWorkItemUpdate(promise.requestId)];
  if (left === 0) return { promise: { state: 'kept', endedAt: at, endedBy: by }, owed };
  return { promise: promise.state === 'kept' ? { state: 'open', endedAt: null, endedBy: null } : {}, owed };
}
