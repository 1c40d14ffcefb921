import { z } from 'zod';
import { CATEGORIES, type CategoryId, categoryOf } from './category.ts';
import { commitmentOf } from './commitment.ts';
import { CRITICALITIES, type CriticalityId, criticalityLabel } from './criticality.ts';
import { isUserId, linesIn } from './form.ts';
import { type Criterion, healthLabel, healthOf } from './health.ts';
import { webAddress } from './links.ts';
import { PRIORITY_CRITERIA } from './prioritization.ts';
import { type NewTool, TOOL_STATES, type Tool, toolNumber } from './tool.ts';
import { projectPath } from './tool-act.ts';

/** Columns that are worked out: written by `export`, and not read by `import`. */
const WORKED_OUT = ['number', 'healthLevel', 'commitment', 'priority', 'request'] as const;
const READ = [
  ...['name', 'purpose', 'owningTeam', 'owningTeamBefore', 'project', 'users', 'state', 'criticality', 'category'],
  ...['categoryReason', 'support', 'interim', 'health', 'scores', 'valuePropositions', 'designDecisions', 'ownerId'],
  ...['readme', 'runbook', 'adrs', 'adrsBy', 'epic', 'milestone', 'milestoneDue'],
];

/** A tool as one row of a table, in these columns; lists have one entry a line, `health` and `scores` are JSON. */
export const TOOL_COLUMNS: readonly string[] = [...WORKED_OUT, ...READ];
export type ToolRow = Record<string, string>;

/** `adrsBy`: the day by which its ADRs are owed (YYYY-MM-DD), empty where none are. */
export function rowOfTool(tool: Tool & Pick<NewTool, 'valuePropositions'>, adrsBy = ''): ToolRow {
  const { links } = tool;
  const { level } = commitmentOf(tool);
  return {
    ...{ number: toolNumber(tool.id), healthLevel: healthLabel(tool.healthLevel), priority: String(tool.priority) },
    commitment: level === null ? 'none' : criticalityLabel(level),
    request: tool.requestId === null ? '' : `R-${tool.requestId}`,
    ...{ name: tool.name, purpose: tool.purpose, owningTeam: tool.owningTeam, users: tool.users, state: tool.state },
    ...{ owningTeamBefore: tool.owningTeamBefore ?? '', project: tool.project ?? '', criticality: tool.criticality },
    ...{ category: tool.category, categoryReason: tool.categoryReason, support: tool.support },
    ...{ interim: tool.interim ?? '', health: JSON.stringify(tool.health), scores: JSON.stringify(tool.scores) },
    ...{ valuePropositions: tool.valuePropositions.join('\n'), designDecisions: tool.designDecisions },
    ...{ ownerId: tool.ownerId ?? '', readme: links.readme ?? '', runbook: links.runbook ?? '' },
    ...{ adrs: (links.adrs ?? []).join('\n'), adrsBy, epic: links.epic ?? '' },
    ...{ milestone: links.milestone?.title ?? '', milestoneDue: links.milestone?.due ?? '' },
  };
}

const text = (max: number) =>
  z
    .string()
    .default('')
    .transform((value) => value.trim())
    .refine((value) => [...value].length <= max, `is longer than ${max} characters`);
const needed = (max: number) => text(max).refine((value) => value !== '', 'is empty');
const orNull = (value: string): string | null => (value === '' ? null : value);
const ids = <T extends string>(options: readonly { id: T }[]) => {
  const known = options.map(({ id }) => id);
  const said = `is none of ${known.join(', ')}`;
  return z.custom<T>((value) => known.some((id) => id === value), said);
};
const address = text(3_000).refine((value) => value === '' || webAddress(value) !== null, 'is no web address');
const json = <T extends z.ZodType>(schema: T, wrong: string) =>
  z
    .string()
    .default('')
    .transform((value, context): z.output<T> => {
      const read = schema.safeParse(parsed(value));
      if (read.success) return read.data;
      context.addIssue({ code: 'custom', message: wrong });
      return z.NEVER;
    });

function parsed(value: string): unknown {
  try {
    return value.trim() === '' ? {} : JSON.parse(value);
  } catch {
    return undefined;
  }
}

const Health = z.record(
  z.string(),
  z.strictObject({ answer: z.enum(['met', 'unmet', 'unknown', 'na']), reason: z.string().exactOptional() }),
);
const Scores = z.partialRecord(z.enum(PRIORITY_CRITERIA.map(({ id }) => id)), z.number().int().min(1).max(5));
const SUPPORTS = [{ id: 'standard' }, { id: 'improvement-plan' }, { id: 'best-effort' }] as const;

const Row = z
  .strictObject({
    ...Object.fromEntries(WORKED_OUT.map((column) => [column, z.unknown().optional()])),
    ...{ name: needed(200), purpose: needed(3_000), owningTeam: needed(200), owningTeamBefore: text(200) },
    project: text(255).refine((value) => value === '' || projectPath(value) !== null, 'is no path of a project'),
    ...{ users: text(3_000), state: ids(TOOL_STATES), criticality: ids<CriticalityId>(CRITICALITIES) },
    ...{ category: ids<CategoryId>(CATEGORIES), categoryReason: text(6_000) },
    support: ids([...SUPPORTS, { id: '' as const }]).default('standard'),
    interim: ids<CriticalityId | ''>([...CRITICALITIES, { id: '' as const }]).default(''),
    health: json(Health, 'is no health as export writes it'),
    scores: json(Scores, 'holds something else than scores from 1 to 5'),
    ...{ valuePropositions: text(6_000), designDecisions: text(6_000) },
    ownerId: text(20).refine((value) => value === '' || isUserId(value), 'is no Slack user id'),
    ...{ readme: address, runbook: address, epic: address, milestone: text(200) },
    adrs: text(6_000).refine((value) => linesIn(value).every((line) => webAddress(line) !== null), 'holds no address'),
    adrsBy: text(10).refine((value) => value === '' || /^\d{4}-\d{2}-\d{2}$/.test(value), 'is no day'),
    milestoneDue: text(10).refine((value) => value === '' || /^\d{4}-\d{2}-\d{2}$/.test(value), 'is no day'),
  })
  .superRefine(({ category, epic, milestone, milestoneDue }, context) => {
    if (category !== 'integrate') return;
    const lacks = { epic, milestone, milestoneDue };
    for (const [column, value] of Object.entries(lacks))
      if (value === '') context.addIssue({ code: 'custom', path: [column], message: 'is empty: Integrate needs it' });
  });

/** INV-1: what a row says to be operational has, or names what is missing. */
function missingForOperation({ state, adrs, adrsBy, ...row }: z.output<typeof Row>, today: string): string[] {
  if (state !== 'operational') return [];
  const needed = { ownerId: row.ownerId, project: row.project, runbook: row.runbook, users: row.users };
  const empty = Object.entries(needed).filter(([, value]) => value === '');
  const problems = empty.map(([column]) => `${column} is empty: an operational tool needs it`);
  if (adrs !== '') return problems;
  if (adrsBy === '')
    return [...problems, 'adrs is empty: an operational tool needs one, or in adrsBy the day by which there is one'];
  return adrsBy < today ? [...problems, 'adrsBy has passed'] : problems;
}

/** Reads a row as `export` writes it; refuses with one text for each column that is wrong. Days are YYYY-MM-DD. */
export function toolOfRow(
  row: ToolRow,
  criteria: readonly Criterion[],
  { today, now }: { today: string; now: Date },
): { ok: true; tool: NewTool; adrsBy: string | null } | { ok: false; problems: string[] } {
  const read = Row.safeParse(row);
  if (!read.success) return { ok: false, problems: read.error.issues.map(problem) };
  const missing = missingForOperation(read.data, today);
  if (missing.length > 0) return { ok: false, problems: missing };
  const { readme, runbook, adrs, adrsBy, epic, milestone, milestoneDue, support, interim, ...rest } = read.data;
  if (rest.category === 'integrate' && milestoneDue < today)
    return { ok: false, problems: [`milestoneDue is over: ${categoryOf('integrate').label} needs an upcoming one`] };
  const links: Tool['links'] = {
    ...(readme === '' ? {} : { readme }),
    ...(runbook === '' ? {} : { runbook }),
    ...(adrs === '' ? {} : { adrs: linesIn(adrs) }),
    ...(epic === '' ? {} : { epic }),
    ...(milestone === '' ? {} : { milestone: { title: milestone, due: orNull(milestoneDue) } }),
  };
  const { name, purpose, owningTeam, users, state, criticality, category, categoryReason, scores } = rest;
  const health = rest.health as NewTool['health'];
  return {
    ok: true,
    adrsBy: adrs === '' ? orNull(adrsBy) : null,
    tool: {
      ...{ name, purpose, owningTeam, users, state, criticality, category, categoryReason, health, links },
      ...{ owningTeamBefore: orNull(rest.owningTeamBefore), project: projectPath(rest.project) },
      ...{ healthLevel: healthOf(criteria, health).level, scores: scores as NewTool['scores'] },
      ...{ support: support === '' ? 'standard' : support, interim: interim === '' ? null : interim },
      ...{ valuePropositions: linesIn(rest.valuePropositions), designDecisions: rest.designDecisions },
      ...{ ownerId: orNull(rest.ownerId), requestId: null },
      operationalAt: state === 'operational' || state === 'sunsetting' ? now : null,
    },
  };
}

function problem(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `there is no column ${issue.keys.join(', ')}`;
  return `${issue.path.join('.')} ${issue.message}`;
}
