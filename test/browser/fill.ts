import type { Locator } from 'playwright-core';
import { type Field, type Form, fieldsOf } from '../../src/domain/form.ts';
import type { AtThePage } from './person.ts';

/** Answers by label, in the words of the screen; several choices or people as a list. */
export type Words = Record<string, string | string[]>;

const RADIO_LIMIT = 4;

/** Fills the fields of the step that is shown, as a person would: those for which there are words. */
export async function fillStep({ modal }: AtThePage, form: Form, step: number, words: Words): Promise<void> {
  for (const field of form.steps[step]?.fields ?? []) {
    const given = words[field.label];
    if (given !== undefined) await fillField(modal, field, given);
  }
}

/** Fills every step and goes on, up to the preview. */
export async function fillAll(person: AtThePage, form: Form, words: Words): Promise<void> {
  const unknown = Object.keys(words).filter((label) => !fieldsOf(form).some((field) => field.label === label));
  if (unknown.length > 0) throw new Error(`the form has no field ${unknown.join(', ')}`);
  for (const [index, step] of form.steps.entries()) {
    await person.modal.getByRole('heading', { name: step.title, exact: true }).waitFor();
    await fillStep(person, form, index, words);
    await person.press(index === form.steps.length - 1 ? 'Preview' : 'Next');
  }
  await person.modal.getByRole('button', { name: 'Send request' }).waitFor();
}

async function fillField(modal: Locator, field: Field, given: string | string[]): Promise<void> {
  const { kind, label, none } = field;
  const entry = modal.getByLabel(label, { exact: true });
  const words = typeof given === 'string' ? [given] : given;
  const [first = ''] = words;
  if (none !== undefined && kind !== 'choices' && first === none)
    return modal.getByLabel(none, { exact: true }).check();
  if (kind === 'person') return void (await entry.selectOption({ label: first }));
  if (kind === 'people') return choosePeople(modal, label, words);
  if (kind === 'choices') return tick(modal.getByRole('group', { name: label, exact: true }), words);
  if (kind !== 'choice') return entry.fill(first);
  if ((field.options?.length ?? 0) > RADIO_LIMIT) return void (await entry.selectOption({ label: first }));
  await modal.getByRole('radiogroup', { name: label, exact: true }).getByLabel(first, { exact: true }).check();
}

async function tick(group: Locator, words: string[]): Promise<void> {
  for (const each of words) await group.getByLabel(each, { exact: true }).check();
}

async function choosePeople(modal: Locator, label: string, names: string[]): Promise<void> {
  for (const name of names) {
    await modal.getByRole('combobox', { name: label, exact: true }).fill(name);
    await modal.getByRole('listbox').getByRole('option', { name, exact: true }).click();
    await modal.getByRole('button', { name: `Remove ${name}`, exact: true }).waitFor();
  }
}
