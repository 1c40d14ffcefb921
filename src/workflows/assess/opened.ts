import type { Deps } from '../../deps.ts';
import { markOf } from '../../domain/assess.ts';
import { type Assessment, type AssessmentOptions, answersIn, assessmentScreens } from '../../domain/assessment.ts';
import type { AssessmentScreen } from '../../domain/assessment-screen.ts';
import { dayIn } from '../../domain/day.ts';
import { type Answers, answersSchema, carryAnswers, type Field } from '../../domain/form.ts';
import type { KnownMilestone } from '../../domain/forms/milestone-choice.ts';
import { criteriaFrom } from '../../domain/health.ts';
import { intakeForm } from '../../domain/intake-forms.ts';
import type { Roles } from '../../domain/people.ts';
import type { RequestFile } from '../../domain/request.ts';

/** An assessment as one person sees it. */
export type OpenAssessment = {
  file: RequestFile;
  roles: Roles;
  assessment: Assessment;
  options: AssessmentOptions;
  /** What is kept; over it what this person typed and has not saved; where nobody said anything, the requester's words that fit. */
  answers: Answers;
  screens: AssessmentScreen[];
  pending: Pending;
  /** GitLab's milestones that are not over, for the menu of Integrate (INV-4). */
  milestones: KnownMilestone[];
};

/** What someone typed and did not save, each with the mark of the answer that they saw; `step`: the screen they are on. */
export type Pending = { step: number | null; answers: Answers; marks: Record<string, string> };

const MILESTONES = 100;
const NOTHING: Pending = { step: null, answers: {}, marks: {} };

export function optionsOf(deps: Deps, timeZone: string): AssessmentOptions & { today: string } {
  const today = dayIn(deps.now(), timeZone);
  return { criteria: criteriaFrom(deps.settings.health.criteria), today };
}

/** Null where there is no such request. */
export async function openAssessment(deps: Deps, requestId: number, roles: Roles): Promise<OpenAssessment | null> {
  const file = await deps.storage.requests.request(requestId);
  if (file === null) return null;
  const assessment = await deps.storage.assessments.assessmentOf(requestId);
  const options = optionsOf(deps, roles.person.timeZone);
  const pending = await pendingOf(deps, requestId, roles);
  const said = { ...answersIn(assessment), ...pending.answers };
  const screens = assessmentScreens(file.request, said, options);
  const answers = { ...carried(file, screens), ...said };
  const milestones = await deps.storage.milestones.upcomingMilestones(options.today, MILESTONES);
  return { file, roles, assessment, options, answers, screens, pending, milestones };
}

function carried({ request }: RequestFile, screens: readonly AssessmentScreen[]): Answers {
  const form = intakeForm(request.door);
  if (form === undefined) return {};
  const given = answersSchema(form).parse(request.answers);
  return carryAnswers({ id: 'assessment', title: '', titleField: null, steps: screens }, given);
}

/** The marks of what is shown of a screen, in the order of its fields. */
export function marksFor({ assessment, pending }: OpenAssessment, { fields }: AssessmentScreen): string[] {
  return fields.map(({ id }) => pending.marks[id] ?? markOf(assessment[id]?.answer));
}

export const marksById = (fields: readonly Field[], marks: readonly string[]): Record<string, string> =>
  Object.fromEntries(fields.map(({ id }, index) => [id, marks[index] ?? '']));

const draftId = (requestId: number, { person }: Roles): string => `assess:${requestId}:${person.id}`;

async function pendingOf(deps: Deps, requestId: number, roles: Roles): Promise<Pending> {
  const draft = await deps.storage.drafts.draft(draftId(requestId, roles));
  if (draft === null) return NOTHING;
  const answers = Object.entries(draft.answers).filter((pair): pair is [string, string | string[]] => {
    const [, answer] = pair;
    return typeof answer === 'string' || (Array.isArray(answer) && answer.every((each) => typeof each === 'string'));
  });
  return { step: draft.step, answers: Object.fromEntries(answers), marks: draft.origin };
}

/** Keeps what was typed of a screen and is not saved, so that it is there again next time. */
export async function keepPending(
  deps: Deps,
  { file: { request }, roles, pending }: OpenAssessment,
  { step, screen, typed }: { step: number; screen?: AssessmentScreen; typed: Omit<Pending, 'step'> },
): Promise<void> {
  const shown = new Set(screen?.fields.map(({ id }) => id));
  const others = <T>(record: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(record).filter(([id]) => !shown.has(id)));
  await deps.storage.drafts.keepDraft({
    ...{ id: draftId(request.id, roles), personId: roles.person.id, form: `assess:${request.door}`, step },
    answers: { ...others(pending.answers), ...typed.answers },
    origin: { ...others(pending.marks), ...typed.marks },
    updatedAt: deps.now(),
  });
}
