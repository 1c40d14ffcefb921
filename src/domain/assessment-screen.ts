import type { Step } from './form.ts';

/** One screen of an assessment: the step of the process that it belongs to, and which answers of the request bear on it. */
export type AssessmentScreen = Step & { number: 2 | 3; words: readonly string[] };
