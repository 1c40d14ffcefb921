import { z } from 'zod';

/** What a field asks for. `links`: one web address a line. */
export type FieldKind = 'line' | 'text' | 'choice' | 'choices' | 'people' | 'person' | 'link' | 'links' | 'date';

export type Option = { id: string; label: string; description?: string };

/** One question of a form. Everything else (modal, schema, work item, template) is derived from it. */
export type Field = {
  id: string;
  /** At most 48 characters; also the heading on the work item, unless `section` says otherwise. */
  label: string;
  /** Shows what a good answer is; at most 150 characters. */
  hint: string;
  kind: FieldKind;
  required: boolean;
  /** The rule of the process that asks for it. */
  rule: string;
  section?: string;
  /** In characters as a person counts them (code points). */
  maxLength?: number;
  options?: readonly Option[];
  placeholder?: string;
  /** The words for "none" where none is an answer worth recording. Such an answer is kept as NONE. */
  none?: string;
  /** Asked only when an earlier field of the same step has one of these answers. */
  when?: { field: string; is: readonly string[] };
  /** Names a tool of the inventory: it tells of itself while it is typed in, and what is found is shown below it. */
  findsTool?: true;
  /** What a link must lead to. */
  linkTo?: 'gitlab-issue' | 'gitlab-work';
  /** Filled with the person who asks, until they choose otherwise. */
  startsAs?: 'requester';
  /** Fields of other forms whose answer fits here, best first: nobody types a thing twice. */
  takesFrom?: readonly string[];
};

export type Step = { id: string; title: string; intro?: string; fields: readonly Field[] };

/** `titleField` is the field that names the work item; without one the first words of the first field do. */
export type Form = { id: string; title: string; titleField: string | null; steps: readonly Step[] };

/** Lists for `choices` and `people`, text for every other kind: option ids, Slack user ids, `2026-11-30`. */
export type Answer = string | string[];
export type Answers = Readonly<Record<string, Answer>>;

/** The recorded answer "none" of a field that allows it. */
export const NONE = 'none';
export const TITLE_LIMIT = 200;
export const TEXT_LIMIT = 3000;

const SLACK_USER = /^[UW][A-Z0-9]{2,}$/;

/** True for a Slack user id. */
export function isUserId(text: string): boolean {
  return SLACK_USER.test(text);
}

/** All fields of a form, in the order in which they are asked. */
export function fieldsOf(form: Form): Field[] {
  return form.steps.flatMap((step) => step.fields);
}

/** The heading under which a field stands on the work item and in the template. */
export function headingOf(field: Field): string {
  return field.section ?? field.label;
}

/** The lines that hold something, trimmed. */
export function linesIn(text: string): string[] {
  const lines = text.split(/[\r\n]+/u).map((line) => line.trim());
  return lines.filter((line) => line !== '');
}

/** True where the answer is a list. */
export function isList(field: Field): boolean {
  return field.kind === 'choices' || field.kind === 'people';
}

/** The answer as text; empty where there is none. */
export function textOf(answers: Answers, fieldId: string): string {
  const answer = answers[fieldId];
  return typeof answer === 'string' ? answer : '';
}

/** The answer as a list, without a recorded "none". */
export function listOf(answers: Answers, fieldId: string): string[] {
  return valuesOf(answers[fieldId]).filter((value) => value !== NONE);
}

/** True when "none" was answered, which is not the same as no answer. */
export function isNone(answers: Answers, fieldId: string): boolean {
  const values = valuesOf(answers[fieldId]);
  return values.length === 1 && values[0] === NONE;
}

/** Those of the fields that are asked, given the answers so far. */
export function visibleFields(fields: readonly Field[], answers: Answers): Field[] {
  const visible: Field[] = [];
  for (const field of fields) {
    const { when } = field;
    const asked = !when || (visible.some(({ id }) => id === when.field) && answersOneOf(answers[when.field], when.is));
    if (asked) visible.push(field);
  }
  return visible;
}

/** True when what is answered here decides whether another of these fields is asked. */
export function decidesOthers(field: Field, fields: readonly Field[]): boolean {
  return fields.some(({ when }) => when?.field === field.id);
}

/** The answers with those of `fields` replaced by `newer`; a field that `newer` lacks is emptied. */
export function replaceAnswers(answers: Answers, fields: readonly Field[], newer: Answers): Answers {
  const replaced = new Set(fields.map(({ id }) => id));
  const kept = Object.entries(answers).filter(([id]) => !replaced.has(id));
  const added = Object.entries(newer).filter(([id]) => replaced.has(id));
  return Object.fromEntries([...kept, ...added]);
}

/** The answers to what is asked: without leftovers of questions that a later choice took back. */
export function askedAnswers(form: Form, answers: Answers): Answers {
  return replaceAnswers({}, visibleFields(fieldsOf(form), answers), answers);
}

/** What the form starts with for this person. */
export function startingAnswers(form: Form, requesterId: string): Answers {
  const own = fieldsOf(form).filter(({ startsAs }) => startsAs === 'requester');
  return Object.fromEntries(own.map((field) => [field.id, isList(field) ? [requesterId] : requesterId]));
}

/** Answers given elsewhere (another form, a message) as far as they fit this form. */
export function carryAnswers(form: Form, given: Answers): Answers {
  const carried: [string, Answer][] = [];
  for (const field of fieldsOf(form)) {
    const fits = [field.id, ...(field.takesFrom ?? [])]
      .map((id) => given[id])
      .find((answer) => fitsField(field, answer));
    if (fits !== undefined) carried.push([field.id, fits]);
  }
  return Object.fromEntries(carried);
}

/** The title of what is asked for: the title field, else the first words of the first field; never over 200 characters. */
export function titleOf(form: Form, answers: Answers): string {
  const fieldId = form.titleField ?? fieldsOf(form)[0]?.id ?? '';
  const line = linesIn(textOf(answers, fieldId))[0] ?? '';
  const characters = [...line];
  return characters.length <= TITLE_LIMIT ? line : `${characters.slice(0, TITLE_LIMIT - 1).join('')}…`;
}

/**
 * Reads stored answers, however old: fields that are gone are dropped, a field that is new is absent, one that became
 * a list (or stopped being one) is turned. Never refuses.
 */
export function answersSchema(form: Form): z.ZodType<Answers> {
  const made = schemas.get(form) ?? schemaOf(form);
  schemas.set(form, made);
  return made;
}

/** Making a schema takes longer than reading with it. */
const schemas = new WeakMap<Form, z.ZodType<Answers>>();

function schemaOf(form: Form): z.ZodType<Answers> {
  const fields = fieldsOf(form);
  return z
    .record(z.string(), z.unknown())
    .catch({})
    .transform((stored) => {
      const read = fields.map((field) => [field.id, storedAnswer(field, stored[field.id])] as const);
      return Object.fromEntries(read.filter((entry): entry is [string, Answer] => entry[1] !== undefined));
    });
}

function storedAnswer(field: Field, value: unknown): Answer | undefined {
  const values = (Array.isArray(value) ? value : [value]).filter((item) => typeof item === 'string' && item !== '');
  if (values.length === 0) return undefined;
  return isList(field) ? values : values.join('\n');
}

function valuesOf(answer: Answer | undefined): string[] {
  if (answer === undefined || answer === '') return [];
  return typeof answer === 'string' ? [answer] : answer;
}

function answersOneOf(answer: Answer | undefined, wanted: readonly string[]): boolean {
  return valuesOf(answer).some((value) => wanted.includes(value));
}

function fitsField(field: Field, answer: Answer | undefined): boolean {
  const values = valuesOf(answer);
  if (values.length === 0 || Array.isArray(answer) !== isList(field)) return false;
  const { options } = field;
  return !options || values.every((value) => value === NONE || options.some(({ id }) => id === value));
}
