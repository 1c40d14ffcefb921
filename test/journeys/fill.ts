import type { Form } from '../../src/domain/form.ts';
import { HANDOVER_FORM, NEW_FORM, OTHER_FORM } from '../../src/domain/intake-forms.ts';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import type { Given } from '../../src/sandbox/driver-values.ts';
import { screen } from '../../src/sandbox/start.ts';

type View = Awaited<ReturnType<PersonDriver['modal']>>;

/** Answers by label that make a form complete; choices by their label. */
function answersTo(form: Form, step: number): Record<string, Given> {
  const fields = form.steps[step]?.fields ?? [];
  const answers: [string, Given][] = [];
  for (const field of fields) {
    if (field.when !== undefined || field.startsAs !== undefined) continue;
    const first = field.options?.[0]?.label;
    if (field.kind === 'people') answers.push([`${field.label}: none`, [field.none ?? '']]);
    else if (field.kind === 'choice' && first !== undefined) answers.push([field.label, first]);
    else if (field.kind === 'choices' && field.none !== undefined) answers.push([field.label, [field.none]]);
    else if (field.kind === 'choices' && first !== undefined) answers.push([field.label, [first]]);
    else if (field.kind === 'line' || field.kind === 'text')
      answers.push([field.label, `${field.label} of the requester`]);
    else if (field.required && field.kind === 'links') answers.push([field.label, 'https://docs.example.com/adr']);
  }
  return Object.fromEntries(answers);
}

/** Goes through all steps of an open form as a person would, up to the preview. `own` answers win, by label. */
export async function fillSteps(person: PersonDriver, form: Form, own: Record<string, Given> = {}): Promise<View> {
  for (const [index, step] of form.steps.entries()) {
    const labels = step.fields.map(({ label }) => label);
    const mine = Object.fromEntries(
      Object.entries(own).filter(([label]) => labels.includes(label.replace(/: none$/, ''))),
    );
    const given = Object.entries({ ...answersTo(form, index), ...mine }).filter(
      ([label]) => !(label.endsWith(': none') && own[label.replace(/: none$/, '')] !== undefined),
    );
    await person.fill(Object.fromEntries(given));
    const { errors } = await person.submit();
    if (Object.keys(errors).length > 0) throw new Error(`step ${step.id}: ${JSON.stringify(errors)}`);
  }
  return person.modal();
}

async function fileThrough(person: PersonDriver, form: Form, own: Record<string, Given>): Promise<View> {
  await person.command(`intake ${form.id}`);
  const preview = await fillSteps(person, form, own);
  if (!screen(preview).includes('Send request')) throw new Error(`no preview:\n${screen(preview)}`);
  return (await person.submit()).modal;
}

/** Files a net-new request from the command to the answer with its number. */
export const fillNetNew = (person: PersonDriver, own: Record<string, Given> = {}): Promise<View> =>
  fileThrough(person, NEW_FORM, own);

export const fillHandover = (person: PersonDriver, own: Record<string, Given> = {}): Promise<View> =>
  fileThrough(person, HANDOVER_FORM, own);

export const fillOther = (person: PersonDriver, own: Record<string, Given> = {}): Promise<View> =>
  fileThrough(person, OTHER_FORM, own);
