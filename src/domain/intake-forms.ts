import type { Form } from './form.ts';
import { HANDOVER_FORM } from './forms/handover-form.ts';
import { NEW_FORM } from './forms/new-form.ts';
import { OTHER_FORM } from './forms/other-form.ts';
import { QUESTION_FORM } from './forms/question-form.ts';

export { HANDOVER_FORM, NEW_FORM, OTHER_FORM, QUESTION_FORM };

/** The forms that become a work item, and so also a GitLab issue template. */
export const REQUEST_FORMS: readonly Form[] = [NEW_FORM, HANDOVER_FORM, OTHER_FORM];

export const INTAKE_FORMS: readonly Form[] = [...REQUEST_FORMS, QUESTION_FORM];

/** The intake form with this id, which is also its door's. */
export function intakeForm(id: string): Form | undefined {
  return INTAKE_FORMS.find((form) => form.id === id);
}
