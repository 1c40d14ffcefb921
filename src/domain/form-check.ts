import {
  type Answer,
  type Answers,
  type Field,
  type Form,
  fieldsOf,
  isUserId,
  linesIn,
  NONE,
  replaceAnswers,
  TEXT_LIMIT,
  TITLE_LIMIT,
  visibleFields,
} from './form.ts';
import { looksLikeIssue, looksLikeWork, webAddress } from './links.ts';

/** Errors are keyed by field id; each says what is wrong and what would be right. */
export type StepCheck = { ok: true; answers: Answers } | { ok: false; errors: Record<string, string> };

type Checked = { answer: Answer | undefined } | { error: string };
type CheckOptions = { today?: string };

const EXAMPLE_LINK = 'https://gitlab.example.com/group/project/-/issues/12';

/**
 * Checks the answers to one step. `raw` may hold those of other steps too: they come back untouched, while this step's
 * come back trimmed, and without those to questions that are not asked. With `today` (YYYY-MM-DD) a date before it is refused.
 */
export function checkStep(form: Form, stepId: string, raw: Answers, options: CheckOptions = {}): StepCheck {
  const fields = form.steps.find(({ id }) => id === stepId)?.fields ?? [];
  return checkFields(fields, raw, options);
}

/** All steps at once, as before sending. */
export function checkForm(form: Form, raw: Answers, options: CheckOptions = {}): StepCheck {
  return checkFields(fieldsOf(form), raw, options);
}

/** What is asked and required, and not answered: what is left to ask about a request that came another way. */
export function missingFields(form: Form, answers: Answers): Field[] {
  const asked = visibleFields(fieldsOf(form), answers).filter(({ required }) => required);
  return asked.filter(({ id }) => valuesIn(answers[id]).length === 0);
}

function checkFields(fields: readonly Field[], raw: Answers, options: CheckOptions): StepCheck {
  const errors: Record<string, string> = {};
  const checked: Record<string, Answer> = {};
  for (const field of fields) {
    const asked = visibleFields(fields, { ...raw, ...checked }).includes(field);
    const result = asked ? checkField(field, raw[field.id], options) : { answer: undefined };
    if ('error' in result) errors[field.id] = result.error;
    else if (result.answer !== undefined) checked[field.id] = result.answer;
  }
  return Object.keys(errors).length > 0
    ? { ok: false, errors }
    : { ok: true, answers: replaceAnswers(raw, fields, checked) };
}

function checkField(field: Field, answer: Answer | undefined, options: CheckOptions): Checked {
  const values = valuesIn(answer);
  if (values.length === 0) return field.required ? { error: missing(field) } : { answer: undefined };
  if (field.none !== undefined) {
    const none = noneOf(field, values);
    if (none) return none;
  }
  return CHECKS[field.kind](field, values, options);
}

const CHECKS: Record<Field['kind'], (field: Field, values: string[], options: CheckOptions) => Checked> = {
  line: (field, values) => checkLength(field, linesIn(values.join(' ')).join(' '), field.maxLength ?? TITLE_LIMIT),
  text: (field, values) => checkLength(field, values.join('\n'), field.maxLength ?? TEXT_LIMIT),
  choice: (field, values) => checkChosen(field, values.slice(0, 1), (chosen) => chosen[0]),
  choices: (field, values) => checkChosen(field, [...new Set(values)], (chosen) => chosen),
  person: (_field, values) => checkPeople(values.slice(0, 1), (people) => people[0]),
  people: (_field, values) => checkPeople([...new Set(values)], (people) => people),
  link: (field, values) => checkLinks(field, values.join(' ').split(/\s+/u), 1),
  links: (field, values) => checkLinks(field, linesIn(values.join('\n')), Number.POSITIVE_INFINITY),
  date: (_field, values, { today }) => checkDate(values[0] ?? '', today),
};

function missing(field: Field): string {
  const orNone = field.none === undefined ? '' : ` If there are none, tick “${field.none}”.`;
  return `${field.label} is needed. ${field.hint}${orNone}`;
}

function noneOf(field: Field, values: string[]): Checked | null {
  const lines = values.flatMap(linesIn).map((line) => line.toLowerCase());
  if (!lines.includes(NONE)) return null;
  if (lines.length > 1) return { error: `Give an answer or tick “${field.none}”, not both.` };
  return { answer: field.kind === 'people' || field.kind === 'choices' ? [NONE] : NONE };
}

function checkLength(field: Field, text: string, limit: number): Checked {
  const length = [...text].length;
  if (length <= limit) return { answer: text };
  return {
    error: `${field.label} has ${length} characters; at most ${limit} are allowed. Shorten it by ${length - limit}.`,
  };
}

function checkChosen(field: Field, values: string[], pick: (chosen: string[]) => Answer | undefined): Checked {
  const options = field.options ?? [];
  const known = values.every((value) => options.some(({ id }) => id === value));
  if (known) return { answer: pick(values) };
  return { error: `That is not among the answers. Choose from: ${options.map(({ label }) => label).join(' · ')}.` };
}

function checkPeople(values: string[], pick: (people: string[]) => Answer | undefined): Checked {
  const stranger = values.find((value) => !isUserId(value));
  if (stranger === undefined) return { answer: pick(values) };
  return { error: `“${short(stranger)}” is nobody in Slack. Choose a person from the list.` };
}

function checkLinks(field: Field, lines: string[], most: number): Checked {
  const problem = lines.map((line) => linkProblem(field, line)).find((found) => found !== null);
  if (problem) return { error: problem };
  if (lines.length > most) return { error: `Give one address, such as ${EXAMPLE_LINK}.` };
  const text = lines.map((line) => webAddress(line)).join('\n');
  return checkLength(field, text, TEXT_LIMIT);
}

function linkProblem(field: Field, line: string): string | null {
  const several = field.kind === 'links' ? ' Put one address on each line.' : '';
  if (webAddress(line) === null) {
    if (/^https?:\/\/[^/\s]*@/iu.test(line))
      return `Leave the user name and password out of the address: ${EXAMPLE_LINK}.`;
    return `“${short(line)}” is no web address. It should look like ${EXAMPLE_LINK}.${several}`;
  }
  const leads = field.linkTo === 'gitlab-issue' ? looksLikeIssue : looksLikeWork;
  if (field.linkTo === undefined || leads(line)) return null;
  const what = field.linkTo === 'gitlab-issue' ? 'issue' : 'epic or issue';
  return `“${short(line)}” does not lead to a GitLab ${what}. It should look like ${EXAMPLE_LINK}.`;
}

function checkDate(value: string, today: string | undefined): Checked {
  if (!isDate(value)) return { error: `“${short(value)}” is no date. Write year, month and day, as in 2026-11-30.` };
  if (today !== undefined && value < today) return { error: `${value} has passed. Choose a date from ${today} on.` };
  return { answer: value };
}

/** True for a day that exists, written YYYY-MM-DD. */
export function isDate(value: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/u.exec(value);
  if (!match) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day >= 1 && day <= (lengths[month - 1] ?? 0);
}

function short(text: string): string {
  const characters = [...text];
  return characters.length <= 60 ? text : `${characters.slice(0, 59).join('')}…`;
}

/** What is there to see: spaces and invisible characters are no answer. */
function valuesIn(answer: Answer | undefined): string[] {
  const values = typeof answer === 'string' ? [answer] : (answer ?? []);
  return values.map((value) => value.trim()).filter((value) => !/^[\s\p{Cf}]*$/u.test(value));
}
