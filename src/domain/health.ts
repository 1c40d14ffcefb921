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

/** What can be said of a criterion, as people read it. */
export const HEALTH_ANSWERS = [
  { id: 'met', label: 'Met' },
  { id: 'unmet', label: 'Not met' },
  { id: 'unknown', label: 'Unknown' },
  { id: 'na', label: 'Not applicable (with a reason)' },
] as const satisfies readonly { id: HealthAnswer['answer']; label: string }[];

/** The levels that have criteria, lowest first. */
export const CRITERIA_LEVELS = ['good', 'better', 'best'] as const;
export type CriteriaLevel = (typeof CRITERIA_LEVELS)[number];

export type Criterion = { id: string; level: CriteriaLevel; text: string };

const OURS: Record<CriteriaLevel, readonly (readonly [id: string, text: string])[]> = {
  good: [
    ['source-control', 'The code is in a GitLab project that the team can write to'],
    ['owner', 'One person is named as its owner'],
    ['runbook', 'A runbook says how to run, stop and restart it'],
    ['readme', 'The README says what it does, for whom, and how to set it up'],
    ['secrets', 'No secret is in the code; its tokens are its own and can be rotated'],
    ['deployable', 'Someone other than its author has deployed it from the written steps'],
  ],
  better: [
    ['tests', 'Automated tests cover what its users depend on'],
    ['pipeline', 'A CI pipeline runs tests and security scans on every change'],
    ['review', 'Every change is reviewed by a second person before it is merged'],
    ['least-privilege', 'Each token has the least privilege it needs, and an end date'],
    ['failures-noticed', 'A failure tells the team before its users do'],
    ['dependencies', 'Dependency updates arrive by themselves and are merged regularly'],
  ],
  best: [
    ['infrastructure-as-code', 'Its infrastructure is described in code and can be built anew from it'],
    ['recovery-tried', 'Recovery was tried in the last year and met its recovery time'],
    ['continuous-delivery', 'A merged change reaches production by itself and can be rolled back'],
    ['monitoring', 'Its use and its service level are measured and looked at'],
    ['decisions', 'Its design decisions are recorded as ADRs and are up to date'],
    ['threat-model', 'It has a threat model that was looked at in the last year'],
  ],
};

/**
 * The criteria by which health is assessed, lowest level first. The texts that the settings give for a level replace ours of that
 * level; the id of such a criterion comes from its text, so a changed text is a new question.
 */
export function criteriaFrom(texts: Readonly<Record<CriteriaLevel, readonly string[]>>): Criterion[] {
  return CRITERIA_LEVELS.flatMap((level) => {
    const given = [...new Set(texts[level].map((text) => text.trim()))];
    if (given.length === 0) return OURS[level].map(([id, text]) => ({ id, level, text }));
    return given.map((text) => ({ id: `${level}-${idFrom(text)}`, level, text }));
  });
}

const ID_WORDS = 60;

function idFrom(text: string): string {
  let sum = 0;
  for (const character of text) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003;
  const words = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .slice(0, ID_WORDS);
  return `${words}-${sum.toString(36)}`;
}

export type Health = {
  /** Null: nothing is known, because nothing was answered. */
  level: HealthLevel | null;
  /** What keeps each level from holding, lowest level first. Unknown ones are gaps too. */
  gaps: Criterion[];
  unknown: Criterion[];
};

/** The level that the answers reach: one holds when all its and all lower criteria are met, or not applicable with a reason. */
export function healthOf(criteria: readonly Criterion[], answers: HealthAnswers): Health {
  const gaps = criteria.filter(({ id }) => !holds(answers[id]));
  const unknown = criteria.filter(({ id }) => !isKnown(answers[id]));
  if (unknown.length === criteria.length) return { level: null, gaps, unknown };
  const missing = new Set(gaps.map(({ level }) => level));
  const missed = CRITERIA_LEVELS.findIndex((level) => missing.has(level));
  const reached = missed === -1 ? CRITERIA_LEVELS.length : missed;
  return { level: HEALTH_LEVELS[reached]?.id ?? 'below-good', gaps, unknown };
}

const saysWhy = (given: HealthAnswer): boolean => (given.reason ?? '').trim() !== '';

const holds = (given: HealthAnswer | undefined): boolean =>
  given?.answer === 'met' || (given?.answer === 'na' && saysWhy(given));

const isKnown = (given: HealthAnswer | undefined): boolean => given?.answer === 'unmet' || holds(given);

/** The level as people read it; null is unknown. */
export const healthLabel = (level: HealthLevel | null): string =>
  HEALTH_LEVELS.find(({ id }) => id === level)?.label ?? 'Unknown';

/** True for Good and above, HAND-2's minimum bar. */
export const isGood = (level: HealthLevel | null): boolean => level !== null && level !== 'below-good';

/** Gaps that nobody has looked into suggest best-effort support instead of a plan (HAND-5). */
export const suggestsBestEffort = ({ level, unknown }: Health): boolean =>
  !isGood(level) && unknown.some((criterion) => criterion.level === 'good');
