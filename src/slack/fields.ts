import type { InputBlock, KnownBlock, PlainTextElement, PlainTextInput, PlainTextOption } from '@slack/types';
import { z } from 'zod';
import {
  type Answer,
  type Answers,
  decidesOthers,
  type Field,
  isList,
  isUserId,
  NONE,
  replaceAnswers,
  textOf,
  visibleFields,
} from '../domain/form.ts';
import { isDate } from '../domain/form-check.ts';

/** What Slack takes in a text input. Our own limits are lower and are checked by us, so that the person reads why. */
const INPUT_LIMIT = 3000;
const RADIO_LIMIT = 4;

type Element = InputBlock['element'];

/** Blocks that hold an answer. */
export const FIELD_BLOCK = /^f\d*:/;

/**
 * The block that a field's answer comes from; Slack shows an error at it. What was typed in a block stays while its id does: another
 * `round` (digits) of the same fields starts from its own answers.
 */
export function fieldBlockId(fieldId: string, round = ''): string {
  return `f${round}:${fieldId}`;
}

const noneBlockId = (fieldId: string, round: string): string => `${fieldBlockId(fieldId, round)}:none`;

/**
 * The input blocks of those fields that are asked, given the answers so far; they start with these answers. `fields` are all
 * fields of the step. `errors` (by field id) are shown above their inputs, for a view that is drawn anew.
 */
export function fieldBlocks(
  fields: readonly Field[],
  answers: Answers,
  { errors = {}, round = '' }: { errors?: Readonly<Record<string, string>>; round?: string } = {},
): KnownBlock[] {
  return visibleFields(fields, answers).flatMap((field) => [
    ...notices(field, answers, errors[field.id]),
    { ...inputBlock(field, fields, answers), block_id: fieldBlockId(field.id, round) },
    ...noneBlock(field, fields, answers).map((block) => ({ ...block, block_id: noneBlockId(field.id, round) })),
  ]);
}

/** A block that tells nothing while someone types: for modals that keep no draft. */
export function quiet(block: KnownBlock): KnownBlock {
  if (block.type !== 'input') return block;
  const { dispatch_action: _, ...input } = block;
  if (input.element.type !== 'plain_text_input') return input;
  const { dispatch_action_config: __, ...element } = input.element;
  return { ...input, element };
}

/** The raw answers in a view's `state.values`, unchecked; fields that the view does not show, and empty ones, are absent. */
export function readValues(stateValues: unknown, fields: readonly Field[]): Answers {
  const values = inputsOf(stateValues);
  const read: [string, Answer][] = [];
  for (const field of fields) {
    const given = enteredIn(values.get(field.id)?.entered);
    const none = enteredIn(values.get(`${field.id}:none`)?.entered);
    const all = [...given, ...none];
    if (all.length > 0) read.push([field.id, isList(field) ? all : all.join('\n')]);
  }
  return Object.fromEntries(read);
}

/** The draft after this view: what it shows replaces what was answered before, and all else is kept. */
export function mergeValues(answers: Answers, stateValues: unknown, fields: readonly Field[]): Answers {
  const values = inputsOf(stateValues);
  const shown = fields.filter(({ id }) => values.has(id));
  return replaceAnswers(answers, shown, readValues(stateValues, shown));
}

/**
 * Errors as Slack wants them, by block id; null where one belongs to a field that the view does not show (its question
 * appeared by this very submission): then draw the step anew with `fieldBlocks(…, { errors })`.
 */
export function viewErrors(
  errors: Readonly<Record<string, string>>,
  stateValues: unknown,
): Record<string, string> | null {
  const values = inputsOf(stateValues);
  const byBlock = Object.entries(errors).map(([id, text]) => [values.get(id)?.blockId ?? '', text] as const);
  return byBlock.every(([blockId]) => blockId !== '') ? Object.fromEntries(byBlock) : null;
}

const choiceSchema = z.object({ value: z.string() });
const enteredSchema = z
  .object({
    value: z.string().nullish().catch(null),
    selected_option: choiceSchema.nullish().catch(null),
    selected_options: z.array(choiceSchema).nullish().catch(null),
    selected_user: z.string().nullish().catch(null),
    selected_users: z.array(z.string()).nullish().catch(null),
    selected_date: z.string().nullish().catch(null),
  })
  .catch({});
const stateSchema = z.record(z.string(), z.record(z.string(), enteredSchema).catch({})).catch({});

type Entered = z.infer<typeof enteredSchema>;

/** What a view holds by action id, which is the field's. */
function inputsOf(stateValues: unknown): Map<string, { blockId: string; entered: Entered }> {
  const blocks = Object.entries(stateSchema.parse(stateValues)).filter(([blockId]) => FIELD_BLOCK.test(blockId));
  const inputs = blocks.flatMap(([blockId, actions]) =>
    Object.entries(actions).map(([actionId, entered]) => [actionId, { blockId, entered }] as const),
  );
  return new Map(inputs);
}

function enteredIn(entered: Entered | undefined): string[] {
  if (!entered) return [];
  const one = entered.value ?? entered.selected_option?.value ?? entered.selected_user ?? entered.selected_date;
  const several = entered.selected_options?.map(({ value }) => value) ?? entered.selected_users ?? [];
  return [...(one ? [one] : []), ...several].filter((value) => value.trim() !== '');
}

function inputBlock(field: Field, fields: readonly Field[], answers: Answers): InputBlock {
  const dispatches = tellsWhileTyped(field) || (decidesOthers(field, fields) && !hasNoneBlock(field));
  return {
    type: 'input',
    label: plain(field.label),
    hint: plain(hasNoneBlock(field) ? `${field.hint} If there are none, tick the box below.` : field.hint),
    optional: !field.required || hasNoneBlock(field),
    element: element(field, answers),
    ...(dispatches ? { dispatch_action: true } : {}),
  };
}

const tellsWhileTyped = ({ kind, findsTool }: Field): boolean => kind === 'text' || findsTool === true;

function element(field: Field, answers: Answers): Element {
  const action_id = field.id;
  const values = valuesOf(answers[field.id]).filter((value) => value !== NONE || !hasNoneBlock(field));
  const users = [...new Set(values.filter(isUserId))];
  switch (field.kind) {
    case 'choice':
      return choiceElement(field, values);
    case 'choices': {
      const options = optionsOf(field);
      const chosen = options.filter(({ value }) => value !== undefined && values.includes(value));
      return { type: 'checkboxes', action_id, options, ...(chosen.length > 0 ? { initial_options: chosen } : {}) };
    }
    case 'person':
      return { type: 'users_select', action_id, ...(users[0] ? { initial_user: users[0] } : {}) };
    case 'people':
      return { type: 'multi_users_select', action_id, ...(users.length > 0 ? { initial_users: users } : {}) };
    case 'date': {
      const date = values[0] ?? '';
      return { type: 'datepicker', action_id, ...(isDate(date) ? { initial_date: date } : {}) };
    }
    default:
      return textElement(field, values.join('\n'));
  }
}

function choiceElement(field: Field, values: string[]): Element {
  const options = optionsOf(field);
  const chosen = options.find(({ value }) => value === values[0]);
  const initial = chosen ? { initial_option: chosen } : {};
  if (options.length <= RADIO_LIMIT) return { type: 'radio_buttons', action_id: field.id, options, ...initial };
  return { type: 'static_select', action_id: field.id, options, ...initial };
}

function textElement(field: Field, value: string): PlainTextInput {
  const text = field.kind === 'line' || field.kind === 'link' ? value.replace(/[\r\n]+/gu, ' ') : value;
  const initial = cut(text);
  return {
    type: 'plain_text_input',
    action_id: field.id,
    multiline: field.kind === 'text' || field.kind === 'links',
    max_length: INPUT_LIMIT,
    ...(initial.trim() === '' ? {} : { initial_value: initial }),
    ...(field.placeholder ? { placeholder: plain(field.placeholder) } : {}),
    ...(tellsWhileTyped(field) ? { dispatch_action_config: { trigger_actions_on: ['on_character_entered'] } } : {}),
  };
}

/** "None" beside people or links is a box of its own; among choices it is one of them. */
function hasNoneBlock(field: Field): boolean {
  return field.none !== undefined && field.kind !== 'choices';
}

function noneBlock(field: Field, fields: readonly Field[], answers: Answers): InputBlock[] {
  if (!hasNoneBlock(field)) return [];
  const option: PlainTextOption = { text: plain(field.none ?? ''), value: NONE };
  const ticked = valuesOf(answers[field.id])
    .flatMap((value) => value.split('\n'))
    .includes(NONE);
  return [
    {
      type: 'input',
      label: plain(`${field.label}: none`),
      optional: true,
      element: {
        type: 'checkboxes',
        action_id: `${field.id}:none`,
        options: [option],
        ...(ticked ? { initial_options: [option] } : {}),
      },
      ...(decidesOthers(field, fields) ? { dispatch_action: true } : {}),
    },
  ];
}

function optionsOf(field: Field): PlainTextOption[] {
  const none = field.none === undefined ? [] : [{ id: NONE, label: field.none, description: undefined }];
  return [...(field.options ?? []), ...none].map(({ id, label, description }) => ({
    text: plain(label),
    value: id,
    ...(description ? { description: plain(description) } : {}),
  }));
}

function notices(field: Field, answers: Answers, error: string | undefined): KnownBlock[] {
  const length = isList(field) ? 0 : textOf(answers, field.id).length;
  const tooLong = `${field.label}: the text has ${length} characters. The first ${INPUT_LIMIT} are shown, and only they are kept: shorten it here, or add the rest as a comment later.`;
  const texts = [...(error ? [`⚠️ ${field.label}: ${error}`] : []), ...(length > INPUT_LIMIT ? [tooLong] : [])];
  if (texts.length === 0) return [];
  const elements = texts.map((text) => plain([...text].slice(0, 1900).join('')));
  return [{ type: 'context', block_id: `e:${field.id}`, elements }];
}

function valuesOf(answer: Answer | undefined): string[] {
  return typeof answer === 'string' ? [answer] : (answer ?? []);
}

/** As much as the input takes, without half a character at its end. */
function cut(text: string): string {
  const end = text.slice(0, INPUT_LIMIT);
  return /[\uD800-\uDBFF]$/.test(end) ? end.slice(0, -1) : end;
}

/** Without emoji names turned into pictures: `:100:` stays what the person wrote. */
function plain(text: string): PlainTextElement {
  return { type: 'plain_text', text, emoji: false };
}
