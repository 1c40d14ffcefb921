import { distance } from 'fastest-levenshtein';
import { stringify } from 'yaml';
import { z } from 'zod';

/** One value for each key, to show beside a problem with it. */
const EXAMPLE = {
  slack: {
    channels: {
      intake: 'security-capabilities-engineering',
      digest: 'security-capabilities-engineering',
      internal: 'prod-sec-eng-team-internal',
    },
    team: '@product-security-engineering',
  },
  people: {
    manager: ['manager@example.com'],
    leadership: ['@prodsec-leadership'],
    product: ['product@example.com'],
    engineering: ['U012ABCDEF'],
  },
  gitlab: {
    confidential: true,
    teamHandle: '@product-security-engineering',
    labels: {
      candidate: 'ProdSecEng Candidate',
      outage: 'ProdSecEng Tool Outage',
      workflow: {
        validationBacklog: 'workflow::validation backlog',
        readyForDevelopment: 'workflow::ready for development',
        inDev: 'workflow::in dev',
        inReview: 'workflow::in review',
        complete: 'workflow::complete',
      },
      metric: { pending: 'ProdSecEngMetric::Pending' },
    },
    people: { 'gitlab-username': 'engineer@example.com' },
  },
  calendar: {
    homeTimeZone: 'Europe/London',
    coverage: { windows: [{ timeZone: 'Europe/London', days: ['mon', 'tue'], from: '09:00', to: '17:00' }] },
    holidays: [{ date: '2026-12-25', timeZone: 'Australia/Sydney' }],
  },
  commitments: {
    critical: { slo: '4bh', rto: '12bh' },
    high: { slo: '1bd', rto: '2bd' },
    medium: { slo: '3bd', rto: '2w' },
    low: { slo: 'none', rto: 'none' },
  },
  inventory: { visibleTo: 'members' },
  reminders: { shares: [0.5, 0.75], signalAfter: { misses: 3, days: 90 } },
  health: { criteria: { good: ['It has a runbook'] } },
  priorities: { weights: { criticality: 2 } },
  digest: { quietDay: 'line' },
  planning: { overhead: 0.2 },
  signs: { hosts: ['status.example.com'] },
  reviews: { every: '3 months' },
  interlock: {
    leaders: { security: ['lead@example.com'], product: ['U012ABCDEF'], engineering: ['@sec-engineering'] },
  },
  charter: { nextReview: '2026-05-01', focusAreas: ['Paved roads'] },
  sunset: { noticePeriod: 28, notices: [28, 14, 7, 1] },
  schedule: { digest: { cron: '0 9 * * 1-5', timeZone: 'Etc/UTC' }, gitlabPoll: { everySeconds: 60 } },
};

type Path = readonly PropertyKey[];

/** One line for each problem of a settings file: the key, what is wrong with it, an example. Never a value. */
export function problemLines(schema: z.ZodType, given: unknown, error: z.ZodError): string[] {
  return error.issues.flatMap(innermost).flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(schema, issue.path, key));
    const wrong = at(given, issue.path) === null ? NO_VALUE : issue.message;
    return [`${issue.path.length > 0 ? keyText(issue.path) : 'the file'} ${wrong}. ${exampleFor(issue.path)}`];
  });
}

const NO_VALUE = 'has no value (a text that begins with # or @ must be in quotes)';

/** A copy of the given settings in which a section without any key (`health:`) is left out, so that it takes its defaults. */
export function withoutEmptySections(schema: z.ZodType, given: unknown): unknown {
  const shape = sectionOf(schema);
  if (shape === null || !isRecord(given) || Array.isArray(given)) return given;
  const entries = Object.entries(given)
    .filter(([key, value]) => value !== null || sectionOf(shape[key]) === null)
    .map(([key, value]) => [key, shape[key] ? withoutEmptySections(shape[key], value) : value]);
  return Object.fromEntries(entries);
}

/** Of a union's issues those of the branch that the value was meant for: the one that got further than its kind. */
function innermost(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const branch = issue.errors.find((issues) => issues.every(({ path, code }) => path.length > 0 || isKeyProblem(code)));
  return branch ? branch.flatMap((inner) => innermost({ ...inner, path: [...issue.path, ...inner.path] })) : [issue];
}

const isKeyProblem = (code: z.core.$ZodIssue['code']) => code === 'unrecognized_keys';

function unknownKey(schema: z.ZodType, path: Path, key: string): string {
  const nearest = nearestKey(schema, path, key);
  return `${keyText([...path, key])} is an unknown key: the nearest known one is ${keyText(nearest)}. ${exampleFor(nearest)}`;
}

/** By spelling; of equally near ones, the one in the same section. */
function nearestKey(schema: z.ZodType, path: Path, key: string): Path {
  const rank = (known: Path) => {
    const name = String(known.at(-1));
    const elsewhere = keyText(known.slice(0, -1)) === keyText(named(path)) ? 0 : 1.5;
    return distance(name.toLowerCase(), key.toLowerCase()) + elsewhere + known.length / 100;
  };
  return knownKeys(schema, []).reduce((best, known) => (rank(known) < rank(best) ? known : best));
}

function knownKeys(schema: z.ZodType, path: Path): Path[] {
  return Object.entries(keysBelow(schema)).flatMap(([key, inner]) => [
    [...path, key],
    ...knownKeys(inner, [...path, key]),
  ]);
}

type Shape = Record<string, z.ZodType>;

/** The keys of a section, seen through its default; null for anything else. */
function sectionOf(schema: z.core.$ZodType | undefined): Shape | null {
  if (schema instanceof z.ZodObject) return schema.shape;
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return sectionOf(schema.def.innerType);
  return null;
}

/** The keys that may stand below a key: a section's own, or those of a list's or a union's sections. */
function keysBelow(schema: z.core.$ZodType): Shape {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return keysBelow(schema.def.innerType);
  if (schema instanceof z.ZodArray) return keysBelow(schema.element);
  if (schema instanceof z.ZodUnion) return Object.assign({}, ...schema.options.map(keysBelow));
  return sectionOf(schema) ?? {};
}

/** The example of a key, or of the nearest key above it that has one, as a line of YAML. */
function exampleFor(path: Path): string {
  const keys = named(path);
  while (keys.length > 0 && at(EXAMPLE, keys) === undefined) keys.pop();
  const shown = keys.length > 0 ? at(EXAMPLE, keys) : EXAMPLE.inventory;
  const name = keys.length > 0 ? keyText(keys) : 'inventory';
  return `Example: ${name}: ${stringify(shown, { collectionStyle: 'flow', lineWidth: 0 }).trim()}`;
}

/** A path without the positions in lists. */
const named = (path: Path) => path.filter((key) => typeof key === 'string');

const keyText = (path: Path) =>
  path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text ? `${text}.${String(key)}` : String(key)),
    '',
  );

function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, key) => (isRecord(inner) ? inner[key] : undefined), value);
}

const isRecord = (value: unknown): value is Record<PropertyKey, unknown> => typeof value === 'object' && value !== null;
