import { type CategoryId, categoryOf } from './category.ts';
import { CRITICALITIES, type CriticalityId, criticalityLabel } from './criticality.ts';
import { type Health, type HealthLevel, isGood } from './health.ts';
import type { Support, ToolState } from './tool.ts';

/** What a commitment is derived from (INV-9). A `Tool` is one. */
export type Committed = {
  state: ToolState;
  criticality: CriticalityId;
  category: CategoryId;
  support: Support;
  interim: CriticalityId | null;
  healthLevel: HealthLevel | null;
};

export type CapId =
  | 'state'
  | 'category'
  | 'best-effort'
  | 'health-unknown'
  | 'below-good'
  | 'improvement-plan'
  | 'lowered';

export type Commitment = {
  /** Whose row of the table is in force; null: there is no commitment. */
  level: CriticalityId | null;
  /** One sentence that names what caps it, or that nothing does. */
  why: string;
  cappedBy: CapId | null;
};

type Cap = { by: CapId; level: CriticalityId; why: string };

/** SLO-12, said wherever a commitment is shown in full. */
export const COMMITMENT_CAVEATS = [
  'These are targets, which may vary with team capacity and competing priorities.',
  'No recovery point (RPO) is promised: any amount of data loss is implicitly acceptable.',
] as const;

const STATES_WITHOUT: Partial<Record<ToolState, string>> = {
  planned: 'It is planned: its commitment takes effect when it is marked operational.',
  retired: 'It is retired, so nothing is promised any more.',
  transferred: 'It was transferred: its new owners say what they commit to.',
};

/** The commitment in force: derived, never typed (INV-9, INV-1). The lowest cap wins and is named. */
export function commitmentOf(tool: Committed): Commitment {
  const without = STATES_WITHOUT[tool.state];
  if (without !== undefined) return { level: null, why: without, cappedBy: 'state' };
  const lowest = capsOf(tool).reduce<Cap | null>(
    (least, cap) => (least === null || rank(cap.level) > rank(least.level) ? cap : least),
    null,
  );
  if (lowest === null || rank(lowest.level) <= rank(tool.criticality)) return ownRow(tool, lowest);
  return { level: lowest.level, why: lowest.why, cappedBy: lowest.by };
}

function ownRow({ criticality }: Committed, cap: Cap | null): Commitment {
  const label = criticalityLabel(criticality);
  if (cap === null)
    return {
      level: criticality,
      why: `Its health is Good or above, so the row of its criticality (${label}) holds.`,
      cappedBy: null,
    };
  return { level: criticality, why: `Its criticality is ${label}, which is no stronger than its cap.`, cappedBy: null };
}

/** All that caps it, the more telling first: of equally low ones the first is named. */
function capsOf(tool: Committed): Cap[] {
  const caps: Cap[] = [];
  const { cap, label } = categoryOf(tool.category);
  if (cap !== null)
    caps.push({
      by: 'category',
      level: cap,
      why: `Its category ${label} caps SLO and RTO at ${criticalityLabel(cap)}.`,
    });
  if (tool.support === 'best-effort')
    caps.push({
      by: 'best-effort',
      level: 'low',
      why: 'It was taken on with best-effort support, which is the row of Low.',
    });
  if (tool.support === 'standard' && tool.interim !== null)
    caps.push({
      by: 'lowered',
      level: tool.interim,
      why: `Leadership lowered it to ${criticalityLabel(tool.interim)}, to make room for a transfer.`,
    });
  const health = healthCap(tool);
  if (health !== null) caps.push(health);
  return caps;
}

function healthCap(tool: Committed): Cap | null {
  if (tool.support === 'improvement-plan') return planCap(tool);
  if (tool.healthLevel === null)
    return { by: 'health-unknown', level: 'low', why: 'Its health is unknown, so no more than Low is promised.' };
  if (isGood(tool.healthLevel)) return null;
  return {
    by: 'below-good',
    level: 'low',
    why: 'Its health is below Good and no improvement plan was decided, so no more than Low is promised.',
  };
}

/** INV-9 names an unknown health as Low whatever the plan says. */
function planCap({ criticality, interim, healthLevel }: Committed): Cap {
  if (healthLevel === null)
    return { by: 'health-unknown', level: 'low', why: 'Its health is unknown, so no more than Low is promised.' };
  const below = oneLower(criticality);
  const level = interim !== null && rank(interim) > rank(below) ? interim : below;
  const label = criticalityLabel(level);
  const lower = level === below ? 'one row below its criticality' : 'as its decision says';
  return {
    by: 'improvement-plan',
    level,
    why: `Its improvement plan lowers it to ${label}, ${lower}, until the gaps are met.`,
  };
}

/** Whether a reprioritisation lowered it. An improvement plan that says a lower level lowers it by itself. */
export const isLowered = ({ support, interim }: Pick<Committed, 'support' | 'interim'>): boolean =>
  support === 'standard' && interim !== null;

/** 0 is the strongest. */
const rank = (id: CriticalityId): number => CRITICALITIES.findIndex((each) => each.id === id);

/** The next weaker row; Low stays Low. */
export const oneLower = (id: CriticalityId): CriticalityId => CRITICALITIES[rank(id) + 1]?.id ?? 'low';

/** True when `level` promises less than `than`. */
export const isWeaker = (level: CriticalityId, than: CriticalityId): boolean => rank(level) > rank(than);

/** HAND-3: one sentence why the commitment is not stronger, and what would unlock the next level. */
export function whyNotStronger(tool: Committed, health: Pick<Health, 'gaps'>): string {
  const { level, cappedBy } = commitmentOf(tool);
  const own = criticalityLabel(tool.criticality);
  if (level === null) return 'Nothing is promised in this state; marking it operational brings its commitment.';
  if (cappedBy === null)
    return level === 'critical'
      ? 'There is no stronger commitment.'
      : `It is as strong as its criticality (${own}) allows; a higher criticality would strengthen it.`;
  if (cappedBy === 'category') return `Another category would unlock ${own}, as far as its health allows.`;
  if (cappedBy === 'lowered') return `Lifting it again would unlock ${own}, as far as its health allows.`;
  if (cappedBy === 'best-effort') return `A new decision would unlock up to ${own}, after the evaluation.`;
  return `${firstGap(health)} would unlock ${own}.`;
}

function firstGap({ gaps }: Pick<Health, 'gaps'>): string {
  const needed = gaps.filter((gap) => gap.level === 'good');
  const [first] = needed;
  if (first === undefined) return 'Confirming its health as Good';
  const rest = needed.length === 1 ? '' : ` and ${needed.length - 1} more of Good`;
  return `Meeting “${first.text}”${rest}`;
}

/** A length of time as the settings give it; null: best effort. */
export type Length = { amount: number; unit: 'bh' | 'bd' | 'd' | 'w' } | null;
export type CommitmentTable = Readonly<Record<CriticalityId, { slo: Length; rto: Length }>>;

const UNITS = { bh: 'business hour', bd: 'business day', d: 'day', w: 'week' } as const;

/** `< 4 business hours`; best effort where there is no time. */
export function lengthInWords(length: Length): string {
  if (length === null) return 'best effort';
  return `< ${length.amount} ${UNITS[length.unit]}${length.amount === 1 ? '' : 's'}`;
}

/** SLO and RTO of a row in words (SLO-1). */
export function targetsOf(level: CriticalityId, table: CommitmentTable): { slo: string; rto: string } {
  return { slo: lengthInWords(table[level].slo), rto: lengthInWords(table[level].rto) };
}
