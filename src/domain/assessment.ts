import type { Answer } from './form.ts';

/** One answer of an assessment, and who gave it when. */
export type AssessedAnswer = { answer: Answer; by: string; at: Date };

/** The assessment of a request so far, by field id. The fields are those of `assessment-forms`. */
export type Assessment = Readonly<Record<string, AssessedAnswer>>;
