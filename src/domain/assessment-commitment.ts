import {
  type Assessment,
  type AssessmentOptions,
  assessmentCriteria,
  categoryOfAssessment,
  criticalityOf,
  healthAnswersOf,
} from './assessment.ts';
import { type Commitment, type Committed, commitmentOf, whyNotStronger } from './commitment.ts';
import { type Health, healthOf, isGood, suggestsBestEffort } from './health.ts';
import type { IntakeRequest } from './request.ts';
import type { Support } from './tool.ts';

export type ProposedCommitment = Commitment & {
  support: Support;
  /** One sentence why it is not stronger, and which gap would unlock the next level. */
  next: string;
};

/** The health that the answers reach, with the gaps (HAND-2). */
export function assessedHealth(assessment: Assessment, options: AssessmentOptions = {}): Health {
  return healthOf(assessmentCriteria(options), healthAnswersOf(assessment, options));
}

/**
 * The strongest commitment that criticality and health allow (HAND-3, NEW-4); null while no criticality is decided. Of a planned tool:
 * what it will be once it is operational and Good. Until a category is chosen none caps it.
 */
export function proposedCommitment(
  { door }: Pick<IntakeRequest, 'door'>,
  assessment: Assessment,
  options: AssessmentOptions = {},
): ProposedCommitment | null {
  const criticality = criticalityOf(assessment);
  if (criticality === null || door === 'other') return null;
  const health = assessedHealth(assessment, options);
  const healthLevel = door === 'new' ? 'good' : health.level;
  const support = door === 'new' ? 'standard' : supportFor(health);
  const category = categoryOfAssessment(assessment) ?? 'maintain';
  // Best-effort is only suggested here: what caps the commitment is the health, and a gap is what unlocks more.
  const planned = support === 'improvement-plan' ? support : 'standard';
  const tool: Committed = {
    ...{ state: 'operational', criticality, category, support: planned },
    ...{ interim: null, healthLevel },
  };
  return { ...commitmentOf(tool), support, next: whyNotStronger(tool, health) };
}

/** Unknowns suggest best-effort; gaps that are known can be planned (HAND-5). */
function supportFor(health: Health): Support {
  if (isGood(health.level)) return 'standard';
  return health.level === null || suggestsBestEffort(health) ? 'best-effort' : 'improvement-plan';
}
