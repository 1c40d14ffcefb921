import type { ViewOutput } from '@slack/bolt';
import type { Deps } from '../../deps.ts';
import { assess, markOf, type Stale } from '../../domain/assess.ts';
import { screenForm } from '../../domain/assessment.ts';
import type { AssessmentScreen } from '../../domain/assessment-screen.ts';
import { type Answers, type Field, visibleFields } from '../../domain/form.ts';
import { checkStep } from '../../domain/form-check.ts';
import { chosenMilestone, withMilestoneMenu } from '../../domain/forms/milestone-choice.ts';
import type { Act } from '../../domain/request-act.ts';
import { type Verdict, yes } from '../../domain/verdict.ts';
import { mergeValues } from '../../slack/fields.ts';
import { metadataOf } from '../../slack/listen.ts';
import { keepPending, marksById, type OpenAssessment } from './opened.ts';
import { unforced } from './screen-view.ts';
import { textsOf } from './words.ts';

/** What stands in a screen of the assessment: `fields` are those that are asked there. */
export type Typed = {
  screen: AssessmentScreen;
  at: number;
  answers: Answers;
  fields: readonly Field[];
  marks: Record<string, string>;
  shownMarks: string[];
};

/** Null where the screen is not asked any more, because someone chose another path. */
export function typedIn(open: OpenAssessment, view: ViewOutput): Typed | null {
  const carried = metadataOf(view);
  const at = open.screens.findIndex(({ id }) => id === carried.screen);
  const screen = open.screens[at];
  if (screen === undefined) return null;
  const asked = withMilestoneMenu(screen.fields, open.milestones);
  const answers = chosenMilestone(mergeValues(open.answers, view.state.values, asked), open.milestones);
  const shownMarks = (carried.marks ?? '').split(' ');
  const marks = marksById(screen.fields, shownMarks);
  return { screen, at, answers, fields: visibleFields(screen.fields, answers), marks, shownMarks };
}

/** The errors by field, and the answers that hold: as they are kept. */
export function checkTyped({ screen, answers }: Typed, today: string | undefined) {
  const optional = unforced(screen);
  const check = (among: readonly Field[]) =>
    checkStep(screenForm({ ...optional, fields: among }), screen.id, answers, today === undefined ? {} : { today });
  const first = check(optional.fields);
  const errors = first.ok ? {} : first.errors;
  const sound = optional.fields.filter(({ id }) => errors[id] === undefined);
  const second = first.ok ? first : check(sound);
  return { errors, answers: second.ok ? chosen(sound, second.answers) : {} };
}

/** Only what is asked; what a choice took back stays as it was, for whoever chooses otherwise. */
const chosen = (fields: readonly Field[], answers: Answers): Answers =>
  Object.fromEntries(visibleFields(fields, answers).map(({ id }) => [id, answers[id] ?? '']));

/** What was typed and differs from what is kept. */
export function unsaved({ fields, answers, marks }: Typed, { assessment }: OpenAssessment, among?: readonly string[]) {
  const differing = fields.filter(({ id }) => {
    return among === undefined ? markOf(answers[id]) !== markOf(assessment[id]?.answer) : among.includes(id);
  });
  return {
    answers: Object.fromEntries(differing.map(({ id }) => [id, answers[id] ?? ''])),
    marks: Object.fromEntries(differing.map(({ id }) => [id, marks[id] ?? ''])),
  };
}

/** Keeps the answers that hold. What does not hold, or someone else changed meanwhile, stays with who typed it. */
export async function saveTyped(
  deps: Deps,
  act: Act,
  open: OpenAssessment,
  typed: Typed,
): Promise<Verdict<{ errors: Record<string, string>; stale: Record<string, string>; kept: number }>> {
  const checked = checkTyped(typed, open.options.today);
  const sent = { answers: checked.answers, marks: typed.marks };
  const verdict = await deps.storage.assessments.keepAssessment(open.file.request.id, assess(act, sent), deps.now());
  if (!verdict.ok) return verdict;
  const { stale, answers } = verdict.value;
  const left = unsaved(typed, open, [...Object.keys(checked.errors), ...stale.map(({ field }) => field)]);
  // Whoever reads what it is now, and sends theirs again, means it.
  const seen = Object.fromEntries(stale.map(({ field, now }) => [field, markOf(now?.answer)]));
  await keepPending(deps, open, {
    step: typed.at,
    screen: typed.screen,
    typed: { answers: left.answers, marks: { ...left.marks, ...seen } },
  });
  return yes({
    errors: checked.errors,
    stale: await staleTexts(deps, typed.screen, stale),
    kept: Object.keys(answers).length,
  });
}

async function staleTexts(
  deps: Deps,
  screen: AssessmentScreen,
  stale: readonly Stale[],
): Promise<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const { field, now } of stale) {
    const name = now === null ? 'Someone' : ((await deps.storage.people.person(now.by))?.name ?? now.by);
    const said = now === null ? 'took the answer back' : `answered “${textOfOne(screen, field, now.answer)}”`;
    texts[field] = `${name} ${said} while you had this open. Save again to keep yours instead, or take theirs.`;
  }
  return texts;
}

function textOfOne({ fields, ...screen }: AssessmentScreen, fieldId: string, answer: Answers[string]): string {
  const field = fields.find(({ id }) => id === fieldId);
  if (field === undefined) return '';
  const { when: _, ...alone } = field;
  const text = textsOf({ ...screen, fields: [alone] }, { [fieldId]: answer })[0]?.text ?? '';
  return text.length <= 300 ? text : `${text.slice(0, 299)}…`;
}
