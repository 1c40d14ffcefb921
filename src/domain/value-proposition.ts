import { type Owed, requestNumber } from './owed.ts';
import { toolNumber } from './tool.ts';

/** Where a value proposition stands on its way into the product (COC-5, KPI-3). */
export const VALUE_STATES = [
  { id: 'tool', label: 'In the tool only' },
  { id: 'proposed', label: 'Proposed' },
  { id: 'development', label: 'In development' },
  { id: 'shipped', label: 'Shipped' },
  { id: 'dropped', label: 'Dropped' },
] as const;
export type ValueState = (typeof VALUE_STATES)[number]['id'];

/** What the product must match of it (COC-4). */
export const PARITIES = [
  { id: 'all', label: '100 %: all of it' },
  { id: 'good-enough', label: 'Good enough' },
] as const;
export type Parity = (typeof PARITIES)[number]['id'];

/** A discrete thing that a tool does for people: the scope of a co-creation, the gate of a sunset, and what KPI-3 counts. */
export type ValueProposition = {
  id: number;
  toolId: number | null;
  /** A co-creation that has no tool. */
  stageId: number | null;
  what: string;
  /** Null until somebody said. */
  parity: Parity | null;
  /** What that means. */
  matches: string;
  state: ValueState;
  /** Why it was dropped; of one that is not settled: what was found wrong with its issue. */
  reason: string | null;
  links: string[];
  /** Its `Sunsetting` issue in the team's project, once it is filed (KPI-3). */
  projectId: number | null;
  iid: number | null;
  url: string | null;
  shippedAt: Date | null;
  at: Date;
};

/** A parity gap is settled once the product has it, or somebody said why it is dropped. */
export const isSettled = ({ state }: Pick<ValueProposition, 'state'>): boolean =>
  state === 'shipped' || state === 'dropped';

/** How many of them are settled: the parity of a sunset, and what KPI-3 counts as shipped. */
export const settledOf = (
  values: readonly Pick<ValueProposition, 'state'>[],
): { settled: number; shipped: number } => ({
  settled: values.filter(isSettled).length,
  shipped: values.filter(({ state }) => state === 'shipped').length,
});

export const valueStateLabel = (state: ValueState): string =>
  VALUE_STATES.find(({ id }) => id === state)?.label ?? state;

/** What a value proposition hangs on: a tool, or a co-creation of a request that has none. */
export type ValueHome = Pick<ValueProposition, 'toolId' | 'stageId'>;

/** Under which the audit keeps it. `requestId`: of its co-creation, where it has no tool. */
export const subjectOfValue = (toolId: number | null, requestId: number | null): string =>
  toolId === null ? requestNumber(requestId ?? 0) : toolNumber(toolId);

/** Its `Sunsetting` issue: made unless it is there, kept in step, closed once it is settled (KPI-3). */
export const oweValueIssue = (id: number): Owed => ({
  ...{ kind: 'value-issue', lane: `value-${id}/gitlab`, key: `value-issue:${id}`, payload: { valueId: id } },
});
