/** HAND-2: the current state against the minimum bar. */
export type HealthLevel = 'below-good' | 'good' | 'better' | 'best';

export const HEALTH_LEVELS = [
  { id: 'below-good', label: 'Below Good' },
  { id: 'good', label: 'Good' },
  { id: 'better', label: 'Better' },
  { id: 'best', label: 'Best' },
] as const satisfies readonly { id: HealthLevel; label: string }[];

/** What is said of one criterion. `na` (not applicable) is said with a reason. */
export type HealthAnswer = { answer: 'met' | 'unmet' | 'unknown' | 'na'; reason?: string };

/** By criterion id. A criterion without an answer counts as unknown. */
export type HealthAnswers = Readonly<Record<string, HealthAnswer>>;
