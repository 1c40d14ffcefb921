import { validate as isCron } from 'node-cron';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { problemLines, withoutEmptySections } from './settings-problems.ts';
import { Cadence, Span } from './span.ts';

/** A text with a rule of its own; `wrong` completes the sentence "KEY …". */
const text = (rule: (value: string) => boolean, wrong: string) => z.string({ error: wrong }).refine(rule, wrong);

const matching = (pattern: RegExp, wrong: string) => text((value) => pattern.test(value), wrong);

/** A group of keys: unknown ones are refused, missing ones take their defaults. */
const section = <Shape extends z.core.$ZodLooseShape>(shape: Shape) =>
  z.strictObject(shape, { error: (issue) => (issue.code === 'invalid_type' ? 'is not a group of keys' : undefined) });

const list = <Item extends z.ZodType>(item: Item) => z.array(item, { error: 'is not a list' });

const wholeNumber = (from: number, wrong = `is not a whole number from ${from}`) =>
  z.number({ error: wrong }).int(wrong).min(from, wrong);

const CHANNEL_ID = /^[CG][A-Z0-9]{7,}$/;
const channel = matching(
  /^#?[^\s#@,.A-Z]{1,80}$|^[CG][A-Z0-9]{7,}$/,
  'is not a channel name (lower case, no spaces) or channel id',
).transform((name) => (CHANNEL_ID.test(name) ? name : name.replace(/^#/, '')));

const userGroup = matching(
  /^@?[a-z0-9][\w.-]*$|^S[A-Z0-9]{7,}$/,
  'is not the handle of a Slack user group (such as @team) or its id',
).transform((handle) => (/^[@S]/.test(handle) ? handle : `@${handle}`));

const SLACK_USER_ID = /^[UW][A-Z0-9]{5,}$/;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@.]+$/;
const GROUP_HANDLE = /^@[\w][\w.-]*$/;

const personEntry = text(
  (entry) => SLACK_USER_ID.test(entry) || EMAIL.test(entry) || GROUP_HANDLE.test(entry),
  'is not a Slack user id, an e-mail address or a user group handle that begins with @',
);

const onePerson = text(
  (entry) => SLACK_USER_ID.test(entry) || EMAIL.test(entry),
  'is not a Slack user id or an e-mail address',
);

const people = list(personEntry).default([]);

const label = (name: string) =>
  text(
    (value) => value.trim() !== '' && value.length <= 255 && !value.includes(','),
    'is not a label name (1 to 255 characters, no comma)',
  ).default(name);

const timeZone = text(isTimeZone, 'is not a time zone of the IANA list');
const date = text(isDate, 'is not a date that exists, written year-month-day');
const localTime = matching(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'is not a time from "00:00" to "24:00", in quotes');
const weekday = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], {
  error: 'is none of mon, tue, wed, thu, fri, sat, sun',
});
const cron = text(
  (value) => value.trim().split(/\s+/).length === 5 && isCron(value),
  'is not a cron expression of five fields',
);

const coverageWindow = section({
  timeZone,
  days: list(weekday).min(1, 'is empty: name at least one day'),
  from: localTime,
  to: localTime,
}).refine((window) => window.from !== window.to, { path: ['to'], error: 'is the same as from' });

const coverage = z.union(
  [
    z.literal('follow-team'),
    section({ windows: list(coverageWindow).min(1, 'is empty: give one window, or follow-team') }),
  ],
  { error: 'is neither follow-team nor a list of windows' },
);

const target = (slo: string, rto: string) => section({ slo: Span.prefault(slo), rto: Span.prefault(rto) }).prefault({});

const weight = z.number({ error: 'is not a number' }).min(0, 'is below zero').default(1);
const criteria = list(text((value) => value.trim() !== '', 'is not a text')).default([]);

const share = z.number({ error: 'is not a number' }).gt(0, 'is not between 0 and 1').lt(1, 'is not between 0 and 1');

const shares = list(share).refine(
  (given) => given.every((value, index) => index === 0 || value > (given[index - 1] ?? 0)),
  'is not in rising order',
);

/** The team settings with every default filled in. The defaults are the process documents'. */
export const Settings = section({
  slack: section({
    channels: section({
      intake: channel.prefault('security-capabilities-engineering'),
      digest: channel.prefault('security-capabilities-engineering'),
      internal: channel.prefault('prod-sec-eng-team-internal'),
    }).prefault({}),
    team: userGroup.prefault('@product-security-engineering'),
  }).prefault({}),
  people: section({ manager: people, leadership: people, product: people, engineering: people }).prefault({}),
  gitlab: section({
    confidential: z.boolean({ error: 'is neither true nor false' }).default(true),
    teamHandle: matching(/^@?[\w][\w./-]*$/, 'is not a GitLab user or group handle (such as @team)')
      .transform((handle) => `@${handle.replace(/^@/, '')}`)
      .prefault('@product-security-engineering'),
    labels: section({
      candidate: label('ProdSecEng Candidate'),
      outage: label('ProdSecEng Tool Outage'),
      workflow: section({
        validationBacklog: label('workflow::validation backlog'),
        readyForDevelopment: label('workflow::ready for development'),
        inDev: label('workflow::in dev'),
        inReview: label('workflow::in review'),
        complete: label('workflow::complete'),
      }).prefault({}),
      metric: section({
        prodSecRequirement: label('ProdSecEngMetric::ProdSecRequirement'),
        defenseInDepth: label('ProdSecEngMetric::Defense in Depth'),
        pavedRoad: label('ProdSecEngMetric::Paved Road'),
        toolingIntegration: label('ProdSecEngMetric::Tooling Integration'),
        customTooling: label('ProdSecEngMetric::Custom Tooling'),
        sunsetting: label('ProdSecEngMetric::Sunsetting'),
        pending: label('ProdSecEngMetric::Pending'),
        internal: label('ProdSecEngMetric::Internal'),
      }).prefault({}),
    }).prefault({}),
    people: z.record(z.string(), onePerson, { error: 'is not a group of keys' }).default({}),
  }).prefault({}),
  calendar: section({
    homeTimeZone: timeZone.default('Etc/UTC'),
    coverage: coverage.default('follow-team'),
    holidays: list(section({ date, timeZone: timeZone.optional() })).default([]),
  }).prefault({}),
  commitments: section({
    critical: target('4bh', '12bh'),
    high: target('1bd', '2bd'),
    medium: target('3bd', '2w'),
    low: target('none', 'none'),
  }).prefault({}),
  inventory: section({
    visibleTo: z.enum(['members', 'team'], { error: 'is neither members nor team' }).default('members'),
  }).prefault({}),
  reminders: section({
    shares: shares.default([0.5, 0.75]),
    signalAfter: section({ misses: wholeNumber(1).default(3), days: wholeNumber(1).default(90) }).prefault({}),
  }).prefault({}),
  health: section({
    criteria: section({ good: criteria, better: criteria, best: criteria }).prefault({}),
  }).prefault({}),
  priorities: section({
    weights: section({
      criticality: weight,
      productFit: weight,
      maintainability: weight,
      strategicAlignment: weight,
      customerValue: weight,
    }).prefault({}),
  }).prefault({}),
  digest: section({
    quietDay: z.enum(['line', 'nothing'], { error: 'is neither line nor nothing' }).default('line'),
  }).prefault({}),
  planning: section({
    overhead: z
      .number({ error: 'is not a number' })
      .min(0, 'is not from 0 to below 1')
      .lt(1, 'is not from 0 to below 1')
      .default(0.2),
  }).prefault({}),
  signs: section({
    hosts: list(matching(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'is not a host name (lower case, no address)')).default([]),
  }).prefault({}),
  reviews: section({ every: Cadence.prefault('3 months') }).prefault({}),
  interlock: section({
    leaders: section({ security: people, product: people, engineering: people }).prefault({}),
  }).prefault({}),
  charter: section({
    nextReview: date.default('2026-05-01'),
    focusAreas: list(
      text((value) => value.trim() !== '' && value.length <= 300, 'is not a text of 1 to 300 characters'),
    )
      .refine((areas) => areas.length <= 10, 'has more than ten entries')
      .default([
        'Vulnerability management product features and automation',
        'Active maintenance, sunsetting, and integration of tools into the product',
      ]),
  }).prefault({}),
  sunset: section({
    noticePeriod: wholeNumber(0).default(28),
    notices: list(wholeNumber(1)).default([28, 14, 7, 1]),
  }).prefault({}),
  schedule: section({
    digest: section({ cron: cron.default('0 9 * * 1-5'), timeZone: timeZone.default('Etc/UTC') }).prefault({}),
    gitlabPoll: section({ everySeconds: wholeNumber(1).default(60) }).prefault({}),
  }).prefault({}),
});
export type Settings = z.infer<typeof Settings>;

export type SettingsResult = { ok: true; settings: Settings } | { ok: false; problems: string[] };

/** The settings of a team that has no settings file. */
export function defaultSettings(): Settings {
  return Settings.parse({});
}

/** Reads settings given as a value. Refuses with one line per problem: the key, what is wrong, an example. */
export function settingsFrom(input: unknown): SettingsResult {
  const given = withoutEmptySections(Settings, input ?? {});
  const read = Settings.safeParse(given);
  return read.success
    ? { ok: true, settings: read.data }
    : { ok: false, problems: problemLines(Settings, given, read.error) };
}

/** Reads the text of `prodseceng.yml`. Refuses with one line per problem; an empty text is the defaults. */
export function parseSettings(yamlText: string): SettingsResult {
  const lineCounter = new LineCounter();
  const document = parseDocument(yamlText, { prettyErrors: false, lineCounter });
  const problems = [...document.errors, ...document.warnings].map((error) => {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    return `line ${line}, column ${col}: ${syntaxProblem(error.code)}. ${QUOTES}`;
  });
  if (problems.length > 0) return { ok: false, problems };
  try {
    return settingsFrom(document.toJS({ maxAliasCount: 20 }));
  } catch {
    return { ok: false, problems: [`the file refers with * to something that it does not hold. ${QUOTES}`] };
  }
}

const QUOTES = 'Example: team: "@product-security-engineering" (a text that begins with @, # or * needs its quotes)';

/** YAML's own messages may repeat what the file says, so only the kind of the error is told. */
const syntaxProblem = (code: string) =>
  code === 'DUPLICATE_KEY' ? 'this key is there twice' : `not valid YAML (${code.toLowerCase().replaceAll('_', ' ')})`;

function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function isDate(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const parsed = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(value);
}
