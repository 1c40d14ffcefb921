import { missingFor, pathOf } from './assessment.ts';
import type { DecisionFile } from './decision.ts';
import type { Known } from './decision-final.ts';
import { asked, healthIn } from './decision-tool.ts';
import { type HealthLevel, isGood } from './health.ts';
import { type Outcome, type OutcomeId, outcomeOf, outcomesFor } from './outcome.ts';

/** What decides which outcomes are possible now. */
export type DecideFacts = {
  door: string;
  /** What the assessment still lacks, in plain words. */
  missing: readonly string[];
  /** The path forward that the assessment names. */
  path: string;
  healthLevel: HealthLevel | null;
  /** Criteria of Good that are known not to be met. */
  knownGaps: number;
  leadershipNamed: boolean;
};

/** The facts as the request and its assessment say them now. */
export function factsOf({ file, assessment }: Pick<DecisionFile, 'file' | 'assessment'>, known: Known): DecideFacts {
  const { level, gaps, unknown } = healthIn(assessment, known.criteria);
  const unclear = new Set(unknown.map(({ id }) => id));
  return {
    door: file.request.door,
    missing: missingFor(file.request, assessment, { ...known, criteria: asked(known.criteria) }),
    path: pathOf(assessment) ?? '',
    healthLevel: level,
    knownGaps: gaps.filter((gap) => gap.level === 'good' && !unclear.has(gap.id)).length,
    leadershipNamed: known.leadershipNamed,
  };
}

/** An outcome, and why it cannot be chosen now; null where it can. */
export type OfferedOutcome = { outcome: Outcome; refusal: string | null };

/** Every outcome of the request's door, with what stands in the way of it. */
export function offeredOutcomes(facts: DecideFacts): OfferedOutcome[] {
  return outcomesFor(facts.door).map((outcome) => ({ outcome, refusal: refusalOf(outcome.id, facts) }));
}

/** Why this outcome cannot be proposed now (NEW-3, NEW-4, HAND-5, HAND-7, DEC-14); null where it can. */
export function refusalOf(id: OutcomeId, facts: DecideFacts): string | null {
  const outcome = outcomeOf(id);
  if (outcome.door !== facts.door) return `${outcome.label} is no outcome of this kind of request.`;
  if (facts.missing.length > 0) return `The assessment is not complete: ${facts.missing.join('; ')}.`;
  return healthRefusal(id, facts) ?? pathRefusal(id, facts) ?? leadershipRefusal(outcome, facts);
}

function healthRefusal(id: OutcomeId, { healthLevel, knownGaps }: DecideFacts): string | null {
  const below = !isGood(healthLevel);
  if (id === 'accept' && below) return BELOW_GOOD;
  if (id !== 'accept-improve') return null;
  if (!below) return 'The tool meets Good, so no gap lowers its commitment: accept the transfer.';
  return knownGaps > 0
    ? null
    : 'No gap is known, only criteria that nobody could answer: find out first, or give best-effort support.';
}

/** HAND-7. */
export const BELOW_GOOD =
  'The tool is below Good. Possible instead: an improvement plan, best-effort support, an alternative solution, or reprioritising.';

function pathRefusal(id: OutcomeId, { path }: DecideFacts): string | null {
  if (id !== 'build-internal' || path === id) return null;
  return 'The assessment names another path forward. Choose internal tooling there: it then asks for the design decisions (step 3).';
}

function leadershipRefusal(
  { agreement, awareness, decides }: Outcome,
  { leadershipNamed }: DecideFacts,
): string | null {
  const needs = decides === 'leadership' || agreement.includes('leadership') || awareness.includes('leadership');
  return !needs || leadershipNamed ? null : 'Nobody is named as leadership in the settings (people.leadership).';
}
