import type { CategoryId } from './category.ts';
import type { CriticalityId } from './criticality.ts';
import type { HealthAnswers, HealthLevel } from './health.ts';

/** INV-1. Planned, retired and transferred tools have no commitment. */
export type ToolState = 'planned' | 'operational' | 'sunsetting' | 'retired' | 'transferred';

/** How the decision took the tool on, which caps its commitment (INV-9). */
export type Support = 'standard' | 'improvement-plan' | 'best-effort';

/** The prioritization framework's criteria (INV-11). */
export type PriorityCriterion =
  | 'criticality'
  | 'productFit'
  | 'maintainability'
  | 'strategicAlignment'
  | 'customerValue';

export type ToolLinks = {
  readme?: string;
  runbook?: string;
  adrs?: string[];
  epic?: string;
  /** The milestone of Integrate: its title as GitLab shows it, and its due day (YYYY-MM-DD). */
  milestone?: { title: string; due: string | null };
};

/** A tool of the inventory (INV-1). */
export type Tool = {
  id: number;
  /** Unique in any letter case. */
  name: string;
  purpose: string;
  owningTeam: string;
  owningTeamBefore: string | null;
  /** Path of its GitLab project. */
  project: string | null;
  /** Who uses it, in words; the people themselves are `tool_person`. */
  users: string;
  state: ToolState;
  criticality: CriticalityId;
  category: CategoryId;
  categoryReason: string;
  health: HealthAnswers;
  /** Null while nobody has assessed it. */
  healthLevel: HealthLevel | null;
  support: Support;
  /** The lower level that an improvement plan says, or that a reprioritisation lowered it to (INV-9, HAND-8). */
  interim: CriticalityId | null;
  /** 1 to 5 each; what is not scored yet is absent. */
  scores: Partial<Record<PriorityCriterion, number>>;
  /** Worked out when the tool changes, so that lists need not. Higher comes first. */
  priority: number;
  /** The manager's own place in the order, 1 first, with its reason (INV-11). */
  placed: number | null;
  placedReason: string | null;
  designDecisions: string;
  ownerId: string | null;
  links: ToolLinks;
  /** The request that it came from. */
  requestId: number | null;
  createdAt: Date;
  updatedAt: Date;
  operationalAt: Date | null;
};

/** `valuePropositions`: what it gives its users, one each; from then on they are kept for themselves (COC-5). */
export type NewTool = Omit<Tool, 'id' | 'createdAt' | 'updatedAt' | 'priority' | 'placed' | 'placedReason'> & {
  valuePropositions: string[];
};

/** Who uses a tool or has a stake in it. `asked`: they want to be, and are not until the owner says so. */
export type ToolPerson = {
  toolId: number;
  personId: string;
  role: 'user' | 'stakeholder';
  muted: boolean;
  asked: boolean;
};

/** A change of a tool: each of `fields` from what to what, who and why (INV-12). */
export type ToolChange = {
  actor: string;
  action: string;
  why: string;
  fields: Partial<Omit<Tool, 'id' | 'createdAt' | 'updatedAt' | 'priority'>>;
};

/** Whether it has left the inventory: nothing of it is changed any more. */
export const isGone = ({ state }: Pick<Tool, 'state'>): boolean => state === 'retired' || state === 'transferred';

export const toolNumber = (id: number): string => `T-${id}`;

/** Reads `T-12` or `t-12`; null for anything else, which may be a name. */
export function readToolNumber(typed: string): number | null {
  const digits = /^t-0*([1-9]\d{0,8})$/i.exec(typed.trim())?.[1];
  return digits === undefined ? null : Number(digits);
}

/** The states, as people read them. */
export const TOOL_STATES = [
  { id: 'planned', label: 'Planned' },
  { id: 'operational', label: 'Operational' },
  { id: 'sunsetting', label: 'Sunsetting' },
  { id: 'retired', label: 'Retired' },
  { id: 'transferred', label: 'Transferred' },
] as const satisfies readonly { id: ToolState; label: string }[];

export const toolStateLabel = (state: ToolState): string => TOOL_STATES.find(({ id }) => id === state)?.label ?? state;
