import type { ClockId, ClockState } from './commitment-clock.ts';
import { type OutcomeId, outcomeOf } from './outcome.ts';

/** What happened in a period: requests filed, decisions final, commitments due. */
export type Operations = {
  requests: { door: 'new' | 'handover' | 'other'; count: number }[];
  decisions: { outcome: OutcomeId; finalAt: Date | null; filedAt: Date }[];
  clocks: { clock: ClockId; state: ClockState; count: number }[];
};

/** One line of the operational part: what, and how it stands. */
export type OperationalLine = { id: string; label: string; text: string };

const DOORS = { new: 'net-new', handover: 'handover', other: 'other' } as const;
const DAY_MS = 86_400_000;

/** The operational metrics beside the KPIs, each in a line of plain text (KPI-7). */
export function operationalLines({ requests, decisions, clocks }: Operations): OperationalLine[] {
  const filed = requests.reduce((sum, { count }) => sum + count, 0);
  const doors = requests.map(({ door, count }) => `${DOORS[door]} ${count}`).join(', ');
  return [
    { id: 'slo', label: 'Responses in time (SLO)', text: kept(clocks, 'slo') },
    { id: 'rto', label: 'Recoveries in time (RTO)', text: kept(clocks, 'rto') },
    { id: 'requests', label: 'Requests filed', text: filed === 0 ? 'none' : `${filed}: ${doors}` },
    { id: 'time', label: 'Time to decision', text: timeToDecision(decisions) },
    { id: 'decisions', label: 'Decisions', text: byOutcome(decisions) },
  ];
}

function kept(clocks: Operations['clocks'], clock: ClockId): string {
  const of = (state: ClockState) =>
    clocks.filter((each) => each.clock === clock && each.state === state).reduce((sum, { count }) => sum + count, 0);
  const [met, breached] = [of('met'), of('breached')];
  const all = met + breached;
  return all === 0 ? 'none was due' : `${met} of ${all} (${Math.floor((met * 100) / all)} %)`;
}

function timeToDecision(decisions: Operations['decisions']): string {
  const days = decisions
    .flatMap(({ finalAt, filedAt }) => (finalAt === null ? [] : [(finalAt.getTime() - filedAt.getTime()) / DAY_MS]))
    .sort((a, b) => a - b);
  const middle = days[Math.floor((days.length - 1) / 2)];
  const longest = days.at(-1);
  if (middle === undefined || longest === undefined) return 'no decision';
  return `half within ${inDays(middle)}, the longest ${inDays(longest)}`;
}

const inDays = (days: number): string => {
  const whole = Math.ceil(days);
  return whole <= 1 ? '1 day' : `${whole} days`;
};

function byOutcome(decisions: Operations['decisions']): string {
  const counts = new Map<OutcomeId, number>();
  for (const { outcome } of decisions) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const told = [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([outcome, count]) => `${outcomeOf(outcome).label} ${count}`);
  return told.length === 0 ? 'none' : told.join(', ');
}
