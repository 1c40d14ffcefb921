import type { AssessmentScreen } from './assessment-screen.ts';
import { CATEGORIES, type CategoryId } from './category.ts';
import { CRITICALITIES, type CriticalityId } from './criticality.ts';
import { type Answer, type Answers, askedAnswers, type Field, linesIn, listOf, textOf } from './form.ts';
import { missingFields } from './form-check.ts';
import { handoverScreens, healthFieldId, healthReasonId } from './forms/assess-handover-form.ts';
import { newScreens } from './forms/assess-new-form.ts';
import { type Criterion, criteriaFrom, HEALTH_ANSWERS, type HealthAnswer, type HealthAnswers } from './health.ts';
import { type OutcomeId, outcomesFor } from './outcome.ts';
import type { IntakeRequest } from './request.ts';

/** One answer of an assessment, and who gave it when. */
export type AssessedAnswer = { answer: Answer; by: string; at: Date };

/** The assessment of a request so far, by field id. The fields are those of `assessmentScreens`. */
export type Assessment = Readonly<Record<string, AssessedAnswer>>;

type Assessed = Pick<IntakeRequest, 'door' | 'state'>;

/** `criteria`: those that the team measures health by (`criteriaFrom` the settings; ours without them). `today` (YYYY-MM-DD) shows whether a milestone is over. */
export type AssessmentOptions = { criteria?: readonly Criterion[]; today?: string };

const DEFAULT_CRITERIA: readonly Criterion[] = criteriaFrom({ good: [], better: [], best: [] });

export const assessmentCriteria = ({ criteria = DEFAULT_CRITERIA }: AssessmentOptions): readonly Criterion[] =>
  criteria;

/** The answers alone, leftovers of questions that a later choice took back included. */
export function answersIn(assessment: Assessment): Answers {
  return Object.fromEntries(Object.entries(assessment).map(([id, { answer }]) => [id, answer]));
}

/** The screens on which a request is assessed, given the answers so far; an other request has none (OTHER-1). */
export function assessmentScreens(
  { door }: Pick<IntakeRequest, 'door'>,
  answers: Answers,
  options: AssessmentOptions = {},
): AssessmentScreen[] {
  if (door === 'new') return newScreens(textOf(answers, 'path') === 'build-internal');
  return door === 'handover' ? handoverScreens(assessmentCriteria(options)) : [];
}

/** A screen as a form of its own: its questions depend on each other only. */
export const screenForm = (screen: AssessmentScreen) => {
  return { id: screen.id, title: screen.title, titleField: null, steps: [screen] };
};

/** The fields of this screen that are asked and have no answer. */
export function openFields(screen: AssessmentScreen, answers: Answers): Field[] {
  return missingFields(screenForm(screen), answers);
}

const NAMES = {
  new: [
    'Understand the problem and need',
    'Determine the path forward',
    'Plan internal tooling',
    'Record the decision and plan',
  ],
  handover: [
    'Understand the tool and its context',
    'Assess short-term maintainability',
    'Understand the path to product',
    'Record the decision',
  ],
} as const;

export type ProcessStep = { number: 1 | 2 | 3 | 4; name: string };

/**
 * Which step of its intake path a request is in: 1 while information is asked for, 2 and 3 while their decisions are open, 4 once
 * nothing is missing (or it is proposed, decided, ended). Null for an other request, which has no steps.
 */
export function stepOf(request: Assessed, assessment: Assessment, options: AssessmentOptions = {}): ProcessStep | null {
  const { door, state } = request;
  if (door === 'other') return null;
  const at = (number: 1 | 2 | 3 | 4): ProcessStep => ({ number, name: NAMES[door][number - 1] ?? '' });
  if (state === 'needs information') return at(1);
  if (state !== 'new' && state !== 'in assessment') return at(4);
  const answers = answersIn(assessment);
  const open = assessmentScreens(request, answers, options).find((each) => openFields(each, answers).length > 0);
  return at(open?.number ?? 4);
}

/**
 * What must still be decided before any outcome can be proposed (NEW-3, NEW-4, HAND-2…4), a line each in the order of the
 * screens; empty: ready. An other request is not assessed and misses nothing.
 */
export function missingFor(
  request: Pick<IntakeRequest, 'door'>,
  assessment: Assessment,
  options: AssessmentOptions = {},
): string[] {
  const answers = answersIn(assessment);
  return assessmentScreens(request, answers, options).flatMap((screen) => missingOn(screen, answers, options));
}

/** What is missing on one screen, in plain words. */
export function missingOn(screen: AssessmentScreen, answers: Answers, { today }: AssessmentOptions = {}): string[] {
  const open = openFields(screen, answers);
  const place = `Step ${screen.number}, ${screen.title}`;
  const over = milestoneOver(screen, answers, today);
  const late = over === null ? [] : [`${place}: the milestone of Integrate was over on ${over}; choose a later one`];
  const asksHealth = screen.fields.some(({ rule, id }) => rule === 'HAND-2' && id.startsWith('health-'));
  if (!asksHealth) return [...open.map(({ label }) => `${place}: ${label}`), ...late];
  const criteria = open.filter(({ when }) => when === undefined).length;
  const reasons = open
    .filter(({ when }) => when !== undefined)
    .map((field) => `${place}: why “${askedBy(screen, field)}” does not apply`);
  const count = criteria === 1 ? '1 criterion is' : `${criteria} criteria are`;
  return [...(criteria === 0 ? [] : [`${place}: ${count} not answered yet (unknown is an answer)`]), ...reasons];
}

const askedBy = ({ fields }: AssessmentScreen, { when }: Field): string =>
  fields.find(({ id }) => id === when?.field)?.label ?? '';

/** INV-4: Integrate needs a milestone that is not over. */
function milestoneOver(screen: AssessmentScreen, answers: Answers, today: string | undefined): string | null {
  const due = textOf(askedAnswers(screenForm(screen), answers), 'milestoneDue');
  return today !== undefined && due !== '' && due < today ? due : null;
}

/** The assessment as it stands, for the decision's record (DEC-13): without leftovers of questions that are not asked any more. */
export function assessedAnswers(
  request: Pick<IntakeRequest, 'door'>,
  assessment: Assessment,
  options: AssessmentOptions = {},
): Answers {
  const answers = answersIn(assessment);
  const screens = assessmentScreens(request, answers, options);
  return Object.assign({}, ...screens.map((screen) => askedAnswers(screenForm(screen), answers)));
}

/** What was said of each criterion, by criterion id; what is not answered is absent, and counts as unknown. */
export function healthAnswersOf(assessment: Assessment, options: AssessmentOptions = {}): HealthAnswers {
  const answers = answersIn(assessment);
  const said = assessmentCriteria(options).flatMap(({ id }): [string, HealthAnswer][] => {
    const answer = HEALTH_ANSWERS.find((each) => each.id === textOf(answers, healthFieldId(id)))?.id;
    if (answer === undefined) return [];
    const reason = textOf(answers, healthReasonId(id));
    return [[id, answer === 'na' && reason !== '' ? { answer, reason } : { answer }]];
  });
  return Object.fromEntries(said);
}

/** The criticality that the team decided; null while it has not. */
export function criticalityOf(assessment: Assessment): CriticalityId | null {
  const said = textOf(answersIn(assessment), 'assessedCriticality');
  return CRITICALITIES.find(({ id }) => id === said)?.id ?? null;
}

/** The path-forward category that was chosen; null while none is. Of a net-new request it counts for internal tooling only. */
export function categoryOfAssessment(assessment: Assessment): CategoryId | null {
  const said = textOf(answersIn(assessment), 'category');
  return CATEGORIES.find(({ id }) => id === said)?.id ?? null;
}

/** Why that category; empty while nobody said. */
export const categoryReasonOf = (assessment: Assessment): string => textOf(answersIn(assessment), 'categoryWhy');

/** The outcome that the team means to propose for a net-new request; null while none is chosen. */
export function pathOf(assessment: Assessment): OutcomeId | null {
  const said = textOf(answersIn(assessment), 'path');
  return outcomesFor('new').find(({ id }) => id === said)?.id ?? null;
}

/** The epic (or parent issue) and the milestone of Integrate (INV-4); null where another category is chosen, or they are missing. */
export function integrationOf(
  assessment: Assessment,
): { epic: string; milestone: { title: string; due: string } } | null {
  const answers = answersIn(assessment);
  const [epic, title, due] = [textOf(answers, 'epic'), textOf(answers, 'milestone'), textOf(answers, 'milestoneDue')];
  if (textOf(answers, 'category') !== 'integrate' || [epic, title, due].includes('')) return null;
  return { epic, milestone: { title, due } };
}

const DESIGN = [
  ['language', 'Language'],
  ['deployment', 'Deployment model'],
  ['dataHandling', 'Data handling'],
  ['security', 'Security considerations'],
] as const;

/** The design decisions of NEW-4 as one text, a paragraph each; empty where none is recorded. */
export function designDecisionsOf(assessment: Assessment): string {
  const answers = answersIn(assessment);
  const said = DESIGN.filter(([id]) => textOf(answers, id) !== '');
  return said.map(([id, label]) => `${label}: ${textOf(answers, id)}`).join('\n\n');
}

/** The addresses of the ADRs that are recorded. */
export function adrLinksOf(assessment: Assessment): string[] {
  const answers = answersIn(assessment);
  return [textOf(answers, 'adr'), ...listOf(answers, 'cocreateAdrs')].flatMap(linesIn);
}
