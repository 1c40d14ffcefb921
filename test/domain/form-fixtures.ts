import type { Answers, Field, Form } from '../../src/domain/form.ts';
import { fieldsOf } from '../../src/domain/form.ts';

/** A good answer to every field of a form: the first option, the first person. */
export function filledIn(form: Form, changes: Answers = {}): Answers {
  const answers = fieldsOf(form).map((field) => [field.id, goodAnswer(field)] as const);
  return { ...Object.fromEntries(answers), ...changes };
}

function goodAnswer(field: Field): string | string[] {
  const first = field.options?.[0]?.id ?? '';
  switch (field.kind) {
    case 'choice':
      return first;
    case 'choices':
      return [first];
    case 'person':
      return 'U0REQUEST';
    case 'people':
      return ['U0COLLEAG', 'U0PRODUCT'];
    case 'link':
    case 'links':
      return 'https://gitlab.example.com/security/tools/-/issues/7';
    case 'date':
      return '2026-12-31';
    default:
      return `About ${field.label.toLowerCase()}.`;
  }
}
