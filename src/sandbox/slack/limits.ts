import { asJson, type Json } from './types.ts';

/** Where a payload is used; some blocks and limits differ by it. */
export type Surface = 'message' | 'modal' | 'home';

/** One run of the checks: what it looks at and what it found. */
export type Check = { surface: Surface; found: string[]; actionIds: string[]; focused: number };

export type Rule = (value: unknown, at: string, check: Check) => void;

/** The fields of an object; any other field is refused, as Slack does. */
export type Shape = { required?: Record<string, Rule>; optional?: Record<string, Rule>; also?: Rule };

/** Starts a run of the checks. */
export function newCheck(surface: Surface): Check {
  return { surface, found: [], actionIds: [], focused: 0 };
}

/** Notes a breach in the words of Slack's own answers. */
export function fail(check: Check, at: string, message: string): void {
  check.found.push(`[ERROR] ${message} [json-pointer:${at}]`);
}

/** Checks an object against its fields. */
export function checkShape(shape: Shape, value: Json, at: string, check: Check, known: string[] = ['type']): void {
  const rules: Record<string, Rule> = { ...shape.required, ...shape.optional };
  for (const field of Object.keys(shape.required ?? {}))
    if (value[field] === undefined) fail(check, at, `missing required field: ${field}`);
  for (const [field, content] of Object.entries(value)) {
    if (content === undefined || known.includes(field)) continue;
    const rule = rules[field];
    if (rule) rule(content, `${at}/${field}`, check);
    else fail(check, at, `invalid additional property: ${field}`);
  }
  shape.also?.(value, at, check);
}

/** A string of at least `min` and at most `max` characters. */
export function text(max: number, min = 0): Rule {
  return (value, at, check) => {
    if (typeof value !== 'string') fail(check, at, 'must be a string');
    else if (value.length > max) fail(check, at, `must be less than ${max + 1} characters`);
    else if (value.length < min) fail(check, at, `must be more than ${min - 1} characters`);
  };
}

/** A `plain_text` object. */
export function plain(max: number): Rule {
  return textObject(max, ['plain_text']);
}

/** A `plain_text` or `mrkdwn` object. */
export function prose(max: number): Rule {
  return textObject(max, ['plain_text', 'mrkdwn']);
}

const TEXT_FIELDS: Record<string, Shape> = {
  plain_text: { optional: { emoji: yesOrNo } },
  mrkdwn: { optional: { verbatim: yesOrNo } },
};

/** A text object of one of the given types. */
export function textObject(max: number, types: string[]): Rule {
  return (value, at, check) => {
    const object = asJson(value);
    const shape = TEXT_FIELDS[String(object?.type)];
    if (!object || !shape || !types.includes(String(object.type)))
      return fail(check, at, `must be a text object of type ${types.join(' or ')}`);
    checkShape({ required: { text: text(max, 1) }, ...shape }, object, at, check);
  };
}

/** A boolean. */
export function yesOrNo(value: unknown, at: string, check: Check): void {
  if (typeof value !== 'boolean') fail(check, at, 'must be a boolean');
}

/** A whole number in a range. */
export function whole(min: number, max: number): Rule {
  return (value, at, check) => {
    if (!Number.isInteger(value) || Number(value) < min || Number(value) > max)
      fail(check, at, `must be a whole number from ${min} to ${max}`);
  };
}

/** One of the given strings. */
export function oneOf(...allowed: string[]): Rule {
  return (value, at, check) => {
    if (!allowed.includes(String(value))) fail(check, at, `must be one of ${allowed.join(', ')}`);
  };
}

/** A string that matches a pattern, with words for what it must be. */
export function matching(pattern: RegExp, words: string): Rule {
  return (value, at, check) => {
    if (typeof value !== 'string' || !pattern.test(value)) fail(check, at, `must be ${words}`);
  };
}

/** A list of `min` to `max` items, each checked. */
export function list(min: number, max: number, item: Rule): Rule {
  return (value, at, check) => {
    if (!Array.isArray(value)) return fail(check, at, 'must be an array');
    if (value.length > max) fail(check, at, `no more than ${max} items allowed`);
    if (value.length < min) fail(check, at, `at least ${min} items required`);
    value.forEach((entry, index) => {
      item(entry, `${at}/${index}`, check);
    });
  };
}

/** An object with the given fields. */
export function object(shape: Shape): Rule {
  return (value, at, check) => {
    const content = asJson(value);
    if (content) checkShape(shape, content, at, check, []);
    else fail(check, at, 'must be an object');
  };
}

/** An address that begins with http:// or https:// (slack:// for links into the client). */
export function address(max: number): Rule {
  return (value, at, check) => {
    text(max, 1)(value, at, check);
    if (typeof value === 'string' && !/^(https?|slack):\/\/\S+$|^mailto:\S+$/.test(value))
      fail(check, at, 'must be a valid URL');
  };
}

/** Anything at all. */
export const anything: Rule = () => {};
