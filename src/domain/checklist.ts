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
