import {
  type Assessment,
  type AssessmentOptions,
  answersIn,
  assessmentScreens,
  screenForm,
} from '../../domain/assessment.ts';
import { type Field, visibleFields } from '../../domain/form.ts';
import type { IntakeRequest } from '../../domain/request.ts';
import { formSections } from '../../domain/work-item-text.ts';
import { inlineForGitLab, quoteForGitLab } from '../../gitlab/markdown.ts';
import type { NameOf } from './work-item-text.ts';

/** The assessment so far as it stands on the work item, each answer with who gave it; nothing while nothing is said. */
export function assessmentSections(
  request: IntakeRequest,
  assessment: Assessment,
  options: AssessmentOptions,
  nameOf: NameOf,
): string[] {
  const answers = answersIn(assessment);
  const person: NameOf = (id) => inlineForGitLab(nameOf(id));
  const parts = assessmentScreens(request, answers, options).flatMap((screen) => {
    const said = visibleFields(screen.fields, answers).flatMap((field) => {
      const by = assessment[field.id]?.by;
      const form = screenForm({ ...screen, fields: [alone(field)] });
      const [shown] = formSections(form, answers, person);
      if (by === undefined || shown === undefined) return [];
      const text = shown.verbatim ? quoteForGitLab(shown.text) : shown.text;
      return [`**${inlineForGitLab(field.label)}** (${person(by)})\n\n${text}`];
    });
    return said.length === 0 ? [] : [`### Step ${screen.number}: ${inlineForGitLab(screen.title)}`, ...said];
  });
  return parts.length === 0 ? [] : ['## Assessment', ...parts];
}

function alone({ when: _, ...field }: Field): Field {
  return field;
}
