import {
  type Answers,
  type Field,
  type Form,
  fieldsOf,
  headingOf,
  linesIn,
  listOf,
  NONE,
  textOf,
  visibleFields,
} from './form.ts';
import { isDate } from './form-check.ts';
import { webAddress } from './links.ts';

/** `verbatim` marks text that a person typed: whoever writes it to GitLab must quote it. The rest is safe Markdown. */
export type Section = { heading: string; text: string; verbatim: boolean };

export type PreviewLine = { stepId: string; fieldId: string; label: string; text: string };

/** Must return text that is safe where it is shown. */
export type ShowPerson = (userId: string) => string;

/** The answers as sections of a work item, in the form's order. Not the title, which the work item carries itself. */
export function formSections(form: Form, answers: Answers, showPerson: ShowPerson): Section[] {
  const fields = visibleFields(fieldsOf(form), answers).filter(({ id }) => id !== form.titleField);
  return fields.flatMap((field) => {
    const shown = shownAnswer(field, answers, showPerson, (address) => `<${address}>`);
    return shown ? [{ heading: headingOf(field), ...shown }] : [];
  });
}

/** Every answer, title included, in plain text, with the step where it can be changed. */
export function previewLines(form: Form, answers: Answers, showPerson: ShowPerson): PreviewLine[] {
  const asked = new Set(visibleFields(fieldsOf(form), answers).map(({ id }) => id));
  return form.steps.flatMap((step) =>
    step.fields
      .filter(({ id }) => asked.has(id))
      .flatMap((field) => {
        const shown = shownAnswer(field, answers, showPerson, (address) => address);
        return shown ? [{ stepId: step.id, fieldId: field.id, label: field.label, text: shown.text }] : [];
      }),
  );
}

type Shown = { text: string; verbatim: boolean };

function shownAnswer(
  field: Field,
  answers: Answers,
  person: ShowPerson,
  link: (address: string) => string,
): Shown | null {
  const values = field.kind === 'choices' || field.kind === 'people' ? answers[field.id] : [textOf(answers, field.id)];
  const given = (Array.isArray(values) ? values : []).filter((value) => value.trim() !== '');
  if (given.length === 0) return null;
  if (field.none !== undefined && given.length === 1 && given[0] === NONE) return { text: field.none, verbatim: false };
  switch (field.kind) {
    case 'people':
    case 'person':
      return {
        text: (field.kind === 'people' ? listOf(answers, field.id) : given).map(person).join(', '),
        verbatim: false,
      };
    case 'choice':
    case 'choices':
      return chosen(field, given);
    case 'link':
    case 'links':
      return linked(given.join('\n'), link);
    case 'date':
      return { text: given.join(''), verbatim: !given.every(isDate) };
    default:
      return { text: given.join('\n'), verbatim: true };
  }
}

function chosen(field: Field, ids: string[]): Shown {
  const labels = ids.map((id) => field.options?.find((option) => option.id === id)?.label);
  const known = labels.every((label) => label !== undefined);
  const texts = ids.map((id, index) => labels[index] ?? id);
  return { text: texts.length === 1 ? texts.join('') : texts.map((text) => `- ${text}`).join('\n'), verbatim: !known };
}

/** Addresses that are not what the form would accept (from an edited template) are only text. */
function linked(text: string, link: (address: string) => string): Shown {
  const addresses = linesIn(text).map(webAddress);
  if (!addresses.every((address) => address !== null)) return { text, verbatim: true };
  const links = addresses.map(link);
  return { text: links.length === 1 ? links.join('') : links.map((one) => `- ${one}`).join('\n'), verbatim: false };
}
