import { EMERGENCY_NOTE } from './doors.ts';
import {
  type Answer,
  type Answers,
  type Field,
  type Form,
  fieldsOf,
  headingOf,
  isList,
  linesIn,
  NONE,
} from './form.ts';
import { isDate } from './form-check.ts';
import { sectionsIn } from './markdown-sections.ts';

const MARKER = /<!--\s*prodseceng:template:([a-z-]+)\s*-->/u;
const TICKED = /^\s*(?:[-*+]|\d+[.)])?\s*\[\s*x\s*\]\s*(.*)$/iu;
const TASK = /^\s*(?:[-*+]|\d+[.)])?\s*\[.?\s?\]\s*(.*)$/u;
const SAYS_NONE = /^[-*]?\s?(?:none|no|n\/a|[-–—])[.!]?$/iu;
const BULLET = /^\s*(?:[-*+]|\d+[.)])\s+/u;
/** A longer line is no box of ours; and a pattern's time stays small whatever stands in the text. */
const LONGEST_TASK = 500;
const MOST_TASKS = 100;

type TemplateOptions = {
  /** Lines such as `/confidential`, run by GitLab when the issue is opened. */
  quickActions?: readonly string[];
  /** Filled in already, as a person would: for samples and tests. */
  answers?: Answers;
};

/** The hidden words by which an issue opened from this form's template is known. */
export function templateMarker(form: Form): string {
  return `<!-- prodseceng:template:${form.id} -->`;
}

/** The id of the form whose template the description comes from, or null. */
export function templateFormId(description: string | null): string | null {
  return MARKER.exec(description ?? '')?.[1] ?? null;
}

/** The form as a GitLab issue template. Without the title field: an issue has its own title. */
export function templateMarkdown(form: Form, { quickActions = [], answers = {} }: TemplateOptions = {}): string {
  const intro = `<!-- ${form.title}. Write under the headings, and leave the headings as they are: they are how your answers are read. -->`;
  const hidden = [templateMarker(form), intro].join('\n');
  // DOOR-4, for this door too; seen while the issue is written.
  const head = [hidden, `> ${EMERGENCY_NOTE}`, quickActions.join('\n')].filter((part) => part !== '').join('\n\n');
  const sections = templateFields(form).map((field) => templateSection(field, form, answers[field.id]));
  return `${[head, ...sections].join('\n\n')}\n`;
}

/**
 * The answers in an issue's description, as far as they can be read; people edit templates, so nothing here throws or
 * insists. Headings are found at any level and in any letter case. Two ticks where one choice is asked, or an unknown
 * option, are no answer. People are not read (GitLab names are not Slack's): see `templateMentions`.
 */
export function parseTemplate(form: Form, description: string | null): Answers {
  const fields = templateFields(form);
  const sections = sectionsIn(description ?? '', fields.map(headingOf));
  const answers: [string, Answer][] = [];
  for (const field of fields) {
    const answer = parsedAnswer(field, sections.get(headingOf(field)) ?? '');
    if (answer !== undefined) answers.push([field.id, answer]);
  }
  return Object.fromEntries(answers);
}

/** The GitLab user names (without @) that stand where the form asks for people, by field id. */
export function templateMentions(form: Form, description: string | null): Record<string, string[]> {
  const fields = templateFields(form).filter(asksForPeople);
  const sections = sectionsIn(description ?? '', fields.map(headingOf));
  const found: [string, string[]][] = fields.map((field) => [
    field.id,
    userNames(sections.get(headingOf(field)) ?? ''),
  ]);
  return Object.fromEntries(found.filter(([, names]) => names.length > 0));
}

function userNames(text: string): string[] {
  const mentions = text.matchAll(/(?<![\w@/.-])@(\w[\w.-]{0,254})/gu);
  return [...new Set([...mentions].map((match) => withoutTail(match[1] ?? '', '.-')))];
}

function templateFields(form: Form): Field[] {
  return fieldsOf(form).filter(({ id }) => id !== form.titleField);
}

function asksForPeople(field: Field): boolean {
  return field.kind === 'people' || field.kind === 'person';
}

function templateSection(field: Field, form: Form, answer: Answer | undefined): string {
  const parts = [`## ${headingOf(field)}`, `<!-- ${templateHint(field, form)} -->`];
  const values = typeof answer === 'string' ? [answer] : (answer ?? []);
  const tasks = taskOptions(field).map(({ id, text }) => `- [${values.includes(id) ? 'x' : ' '}] ${text}`);
  if (!field.options) parts.push(values.filter((value) => value !== NONE || field.none === undefined).join('\n'));
  if (tasks.length > 0) parts.push(tasks.join('\n'));
  return parts.filter((part) => part !== '').join('\n\n');
}

function templateHint(field: Field, form: Form): string {
  const decider = field.when && fieldsOf(form).find(({ id }) => id === field.when?.field);
  const options = [...(decider?.options ?? []), { id: NONE, label: decider?.none ?? '' }];
  const labels = options.filter(({ id }) => field.when?.is.includes(id)).map(({ label }) => label);
  const only = decider ? `Only for “${headingOf(decider)}: ${labels.join(', ')}”. ` : '';
  const people = asksForPeople(field) ? ' GitLab names, such as @username.' : '';
  const shape = field.kind === 'date' ? ' Year, month and day, such as 2026-11-30.' : '';
  const tick = field.options ? ` Tick ${isList(field) ? 'all that apply' : 'one'}.` : '';
  return `${only}${field.required ? '' : 'Optional. '}${field.hint}${people}${shape}${tick}`;
}

function taskOptions(field: Field): { id: string; label: string; text: string }[] {
  const options = (field.options ?? []).map(({ id, label, description }) => ({
    id,
    label,
    text: description ? `${label}: ${description}` : label,
  }));
  return field.none === undefined ? options : [...options, { id: NONE, label: field.none, text: field.none }];
}

function parsedAnswer(field: Field, section: string): Answer | undefined {
  const ticked = tickedOptions(field, section);
  if (field.options) return field.kind === 'choice' ? onlyOne(ticked) : chosenList(ticked);
  const text = taskOptions(field).length > 0 ? withoutTasks(field, section) : section;
  const none = text === '' ? ticked.includes(NONE) : field.none !== undefined && SAYS_NONE.test(text);
  if (none) return isList(field) ? [NONE] : NONE;
  if (text === '' || asksForPeople(field)) return undefined;
  return TEXTS[field.kind]?.(text) ?? (field.kind === 'date' ? undefined : text);
}

const TEXTS: Partial<Record<Field['kind'], (text: string) => string | undefined>> = {
  line: (text) => linesIn(text).join(' '),
  link: (text) => addresses(text)[0],
  links: (text) => addresses(text).join('\n') || undefined,
  date: (text) => text.match(/\d{4}-\d{2}-\d{2}/gu)?.find(isDate),
};

function addresses(text: string): string[] {
  const found = text.match(/https?:\/\/[^\s<>()[\]"`]+/giu) ?? [];
  return [...new Set(found.map((address) => withoutTail(address, '.,;:!?')))];
}

function withoutTail(text: string, marks: string): string {
  let end = text.length;
  while (end > 0 && marks.includes(text[end - 1] ?? '')) end -= 1;
  return text.slice(0, end);
}

function onlyOne(ids: string[]): string | undefined {
  return ids.length === 1 ? ids[0] : undefined;
}

function chosenList(ids: string[]): string[] | undefined {
  if (ids.length === 0) return undefined;
  const real = ids.filter((id) => id !== NONE);
  return real.length > 0 ? real : [NONE];
}

/** Ticked options; where nobody kept the boxes, lines that begin with an option's label. */
function tickedOptions(field: Field, section: string): string[] {
  const short = section.split('\n').filter((line) => line.trim() !== '' && line.length <= LONGEST_TASK);
  const lines = short.slice(0, MOST_TASKS);
  const ticked = lines.flatMap((line) => TICKED.exec(line)?.[1] ?? []);
  const plain = lines.some((line) => TASK.test(line)) ? [] : lines.map((line) => line.replace(BULLET, ''));
  const chosen = (ticked.length > 0 ? ticked : plain).flatMap((text) => optionNamed(field, text) ?? []);
  return [...new Set(chosen)];
}

function optionNamed(field: Field, text: string): string | undefined {
  const said = plainWords(text);
  const matches = taskOptions(field).filter(
    ({ label }) => said === plainWords(label) || said.startsWith(`${plainWords(label)} `),
  );
  return matches.sort((a, b) => b.label.length - a.label.length)[0]?.id;
}

/** Without the boxes that the template put there. */
function withoutTasks(field: Field, section: string): string {
  const isOurs = (line: string): boolean => {
    const text = line.length <= LONGEST_TASK ? TASK.exec(line)?.[1] : undefined;
    return text !== undefined && optionNamed(field, text) !== undefined;
  };
  const kept = section.split('\n').filter((line) => !isOurs(line));
  return kept.join('\n').trim();
}

function plainWords(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
