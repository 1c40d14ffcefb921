import type { CategoryId } from './category.ts';
import type { ClockId } from './commitment-clock.ts';
import { CRITICALITIES, type CriticalityId } from './criticality.ts';
import { outageNumber } from './outage.ts';
import type { Owed } from './owed.ts';
import type { NewPromise, Promised } from './promise.ts';
import { type Tool, toolNumber } from './tool.ts';

/** A breached clock of an outage that counts (SLO-3), as it was worked out last. */
export type Miss = {
  outageId: number;
  clock: ClockId;
  level: CriticalityId | null;
  /** Null where a change of the commitment left it without a due instant. */
  dueAt: Date | null;
  breachedAt: Date;
  /** When it was given after all; null: it is still open. */
  endedAt: Date | null;
};

/** So many misses within so many days of 24 hours are a signal: `reminders.signalAfter`. */
export type SignalRule = { misses: number; days: number };

const DAY_MS = 24 * 3_600_000;

export const daysBefore = (now: Date, days: number): Date => new Date(now.getTime() - days * DAY_MS);

/** What a signal is decided from: the tool, its misses of the settings' days, and its signals so far, open ones too. */
export type SignalFile = { tool: Tool; misses: readonly Miss[]; signals: readonly Promised[] };

/** Who is told of a signal: the tool's owner (null: nobody owns it) and the manager (null: none is named). */
export type SignalPeople = { ownerId: string | null; managerId: string | null };

const KEEPER = /:(owner|manager)$/;

/** The key of the other promise of the same signal: both end together. */
export const twinOf = ({ key }: Pick<Promised, 'key'>): string =>
  key.replace(KEEPER, (_, who) => (who === 'owner' ? ':manager' : ':owner'));

/**
 * SLO-11: the misses that make a signal now, the newest first; none where there is no signal. While one is open it is the same signal,
 * and once it was dealt with or dismissed only what was breached later counts towards the next. A tool that is not ProdSecEng's any
 * more, and a planned one, gives none.
 */
export function signalIn({ tool, misses, signals }: SignalFile, rule: SignalRule, now: Date): Miss[] {
  if (tool.state !== 'operational' && tool.state !== 'sunsetting') return [];
  if (signals.some(({ state }) => state === 'open')) return [];
  const ended = Math.max(0, ...signals.map(({ endedAt }) => endedAt?.getTime() ?? 0));
  const since = Math.max(daysBefore(now, rule.days).getTime(), ended + 1);
  const counted = misses.filter(({ breachedAt }) => breachedAt.getTime() >= since && breachedAt <= now);
  if (counted.length < rule.misses) return [];
  return [...counted].sort((a, b) => b.breachedAt.getTime() - a.breachedAt.getTime());
}

/** What is promised by a signal: the owner and the manager are each brought to it, once, in their own working hours (SLO-11). */
export function signalPromises(
  tool: Tool,
  misses: readonly Miss[],
  { people, rule, now }: { people: SignalPeople; rule: SignalRule; now: Date },
): NewPromise[] {
  const [newest] = misses;
  if (newest === undefined) return [];
  const key = `signal:${toolNumber(tool.id)}:${newest.breachedAt.toISOString()}`;
  const one = { kind: 'signal' as const, toolId: tool.id, dueAt: now, what: evidenceLine(tool, misses, rule) };
  const { ownerId, managerId } = people;
  // Without an owner it is the team's, which is the manager's to bring up.
  const owner: NewPromise = { ...one, key: `${key}:owner`, ownerId };
  return managerId === null || managerId === ownerId || ownerId === null
    ? [owner]
    : [owner, { ...one, key: `${key}:manager`, ownerId: managerId }];
}

/** A tool whose clocks were breached is looked at (SLO-11): work follows what changed. */
export const oweSignalLook = (toolId: number): Owed => ({
  ...{ kind: 'signal-look', lane: `${toolNumber(toolId)}/signal`, key: `signal-look:${toolNumber(toolId)}` },
  payload: { toolId },
});

const LINE_MISSES = 5;
const CLOCKS = { slo: 'response', rto: 'recovery' } as const;

/** The evidence in one line of plain text. */
export function evidenceLine({ name }: Pick<Tool, 'name'>, misses: readonly Miss[], { days }: SignalRule): string {
  const shown = misses.slice(0, LINE_MISSES).map(missInWords);
  const more = misses.length > LINE_MISSES ? [`and ${misses.length - LINE_MISSES} more`] : [];
  const count = misses.length === 1 ? '1 commitment was' : `${misses.length} commitments were`;
  return `${name}: ${count} missed in ${days} days (${[...shown, ...more].join('; ')})`;
}

/** Such as `O-3 recovery (RTO), 2 h 5 min late`. */
export const missInWords = (miss: Miss): string =>
  `${outageNumber(miss.outageId)} ${CLOCKS[miss.clock]} (${miss.clock.toUpperCase()}), ${lateness(miss)}`;

/** By how much, by the clock on the wall; what is not given yet is said to be open. */
export function lateness({ dueAt, breachedAt, endedAt }: Miss): string {
  if (endedAt === null) return 'still open';
  const minutes = Math.max(Math.round((endedAt.getTime() - (dueAt ?? breachedAt).getTime()) / 60_000), 1);
  const [days, hours, rest] = [Math.floor(minutes / 1_440), Math.floor((minutes % 1_440) / 60), minutes % 60];
  const parts = [
    ...(days > 0 ? [`${days} d`] : []),
    ...(hours > 0 ? [`${hours} h`] : []),
    ...(days === 0 && rest > 0 ? [`${rest} min`] : []),
  ];
  return `${parts.join(' ')} late`;
}

/** SLO-11: the ways out that are left for a tool: another category unless it is improved already, a lower criticality unless it is Low. */
export function waysOut({ category, criticality }: Pick<Tool, 'category' | 'criticality'>): {
  improve: CategoryId | null;
  lower: CriticalityId | null;
} {
  const improve = category === 'integrate' ? 'improve-integrate' : 'improve-maintain';
  return {
    improve: isImprove(category) ? null : improve,
    lower: CRITICALITIES[rankOf(criticality) + 1]?.id ?? null,
  };
}

const isImprove = (category: CategoryId): boolean =>
  category === 'improve-integrate' || category === 'improve-maintain';

const rankOf = (criticality: CriticalityId): number => CRITICALITIES.findIndex(({ id }) => id === criticality);

/** What a change of a tool is to its open signal: one of the two ways out keeps it; a tool that promises nothing any more needs none. */
export function signalAfter(before: Tool | null, after: Tool): 'kept' | 'dropped' | null {
  if (after.state === 'retired' || after.state === 'transferred') return 'dropped';
  if (before === null) return null;
  if (rankOf(after.criticality) > rankOf(before.criticality)) return 'kept';
  if (after.category === before.category) return null;
  if (isImprove(after.category)) return 'kept';
  return after.category === 'redirect' ? 'dropped' : null;
}

/** Why a tool changes, as its form starts with: the evidence, which whoever signs may rewrite (SLO-11). */
export const signalReason = (tool: Tool, misses: readonly Miss[], rule: SignalRule): string =>
  `Repeatedly missed commitments. ${evidenceLine(tool, misses, rule)}.`;
