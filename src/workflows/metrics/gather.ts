import type { Deps } from '../../deps.ts';
import type { CountedWork } from '../../domain/counted-work.ts';
import { dayIn } from '../../domain/day.ts';
import {
  closedIn,
  enhancementsDelivered,
  KPIS,
  type KpiId,
  labelCoverage,
  mergedIn,
  requirementsDelivered,
  type Scope,
} from '../../domain/kpi.ts';
import { backlogHealth } from '../../domain/kpi-backlog.ts';
import { KeptPlan, type MilestoneDone, predictability } from '../../domain/kpi-milestone.ts';
import { valueIntegrated } from '../../domain/kpi-value.ts';
import { operationalLines } from '../../domain/operational.ts';
import {
  Figures,
  type FiguresNow,
  type NewReport,
  type Report,
  reportFigures,
  type TrendPoint,
} from '../../domain/report.ts';
import { isOver, keyBefore, periodOf, periodOfMilestone, type ReportPeriod } from '../../domain/report-period.ts';
import { inline } from '../../slack/escape.ts';
import { isFilled, isReadUpTo } from './copy.ts';
import { TEAM_PROJECT } from './places.ts';
import { type CountedTeam, countedTeam } from './team.ts';

/** Periods that a drawing shows. */
const DRAWN = 6;
const MILESTONES_BACK = 20;

/** A report as it is shown: what was kept of it, where it was kept. */
export type ReportShown = { figures: Figures; kept: Report | null; period: ReportPeriod };

/**
 * The report of a period: of one that is over as it was kept, and kept now where it was not; of one that goes on as it stands. Asks GitLab
 * nothing. Nothing is kept while the first fill goes on, or until GitLab was read once after the period's end: it would lack its last minutes.
 */
export async function reportOf(deps: Deps, period: ReportPeriod): Promise<ReportShown> {
  const known = await deps.storage.reports.newestReport(period.key);
  const read = known === null ? null : keptFigures(known);
  if (read !== null) return { figures: read, kept: known, period };
  const figures = await workOut(deps, period);
  if (!isOver(period, deps.now()) || !(await isReadUpTo(deps, period.to))) return { figures, kept: null, period };
  const kept = await deps.storage.reports.keepFirstReport(newReport(deps, figures, null));
  return { figures: keptFigures(kept) ?? figures, kept, period };
}

/** The figures of a kept report; null where they cannot be read. */
export const keptFigures = ({ figures }: Report): Figures | null => Figures.safeParse(figures).data ?? null;

export const newReport = (deps: Deps, figures: Figures, correction: { why: string; by: string } | null): NewReport => ({
  ...{ period: figures.period.key, figures, at: deps.now() },
  ...{ why: correction?.why ?? null, by: correction?.by ?? null },
});

/** The figures of a period as they come out now. */
export async function workOut(deps: Deps, period: ReportPeriod): Promise<Figures> {
  const team = await countedTeam(deps, await teamProjectId(deps));
  const before = await periodBefore(deps, period);
  const drawn = drawnBefore(period, deps.settings.calendar.homeTimeZone);
  const rows = await rowsFor(deps, [period, ...drawn, ...(before === null ? [] : [before])], team.scope);
  const given = { team, rows };
  const figures = { ...(await figuresOf(deps, period, given)), ...(await backlogThen(deps, period)) };
  return reportFigures(period, figures, {
    before: before?.label ?? '',
    previous: before === null ? {} : await previousTexts(deps, before, given),
    operational: operationalLines(await deps.storage.kpiRows.operations(period)),
    trend: await trendOf(deps, [...drawn, period], given),
    caveats: await caveatsOf(deps, team, period),
  });
}

/** Whose work, and what of it was merged and closed in all the periods that a report shows: read once. */
type Given = { team: CountedTeam; rows: { merged: CountedWork[]; closed: CountedWork[] } };

async function rowsFor({ storage }: Deps, periods: readonly ReportPeriod[], scope: Scope): Promise<Given['rows']> {
  const from = new Date(Math.min(...periods.map((each) => each.from.getTime())));
  const to = new Date(Math.max(...periods.map((each) => each.to.getTime())));
  const { kpiRows } = storage;
  return {
    merged: await kpiRows.mergedWork({ from, to }, scope),
    closed: await kpiRows.closedWork({ from, to }, scope),
  };
}

/** The periods of the same length before it that a drawing shows, the oldest first; a milestone stands by itself. */
function drawnBefore({ key, milestone }: ReportPeriod, timeZone: string): ReportPeriod[] {
  const found: ReportPeriod[] = [];
  for (let earlier = key; milestone === null && found.length < DRAWN - 1; ) {
    earlier = keyBefore(earlier);
    found.unshift(periodOf(earlier, timeZone));
  }
  return found;
}

const WEEK_MS = 7 * 86_400_000;

/** A backlog is only known as it is: of a period that ended long ago, what was kept of it then, or that nobody kept it. */
async function backlogThen({ storage, now }: Deps, { key, to }: ReportPeriod): Promise<Partial<FiguresNow>> {
  if (now().getTime() - to.getTime() < WEEK_MS) return {};
  const kept = await storage.reports.newestReport(key);
  const known = kept === null ? undefined : keptFigures(kept)?.kpis['KPI-4'];
  return { 'KPI-4': known ?? { value: null, text: 'not kept at the time', notes: [], counted: [] } };
}

/** The team's project by the number that its issues carry; what is not known yet fits none. */
async function teamProjectId({ storage }: Deps): Promise<number> {
  return Number((await storage.facts.fact(TEAM_PROJECT)) ?? 0);
}

async function figuresOf(deps: Deps, period: ReportPeriod, given: Given): Promise<FiguresNow> {
  const { kpiRows } = deps.storage;
  const { scope, people, size } = given.team;
  const refined = await kpiRows.refinements(period, period.milestone?.id ?? null);
  return {
    ...deliveredIn(period, given),
    'KPI-3': valueIntegrated(await kpiRows.valuesOfTools(), period.to),
    'KPI-4': backlogHealth(await kpiRows.openBacklog(), refined, { scope, people, teamSize: size }),
    'KPI-5': predictability(await milestonesIn(deps, period, scope)),
  };
}

/** What is counted out of merged and closed work. */
function deliveredIn(period: ReportPeriod, { team: { scope }, rows }: Given) {
  const merged = mergedIn(rows.merged, period, scope);
  return {
    'KPI-1': requirementsDelivered(merged),
    'KPI-2': enhancementsDelivered(merged),
    'KPI-6': labelCoverage(merged, closedIn(rows.closed, period, scope)),
  };
}

/** Of a group's milestones only the team's work counts: in its project, assigned to it, or planned. */
async function milestonesIn(deps: Deps, period: ReportPeriod, scope: Scope): Promise<MilestoneDone[]> {
  const zone = deps.settings.calendar.homeTimeZone;
  const days = { first: dayIn(period.from, zone), end: dayIn(period.to, zone) };
  const ending = await deps.storage.kpiRows.milestonesEnding(days, period.milestone?.id ?? null);
  return ending.flatMap(({ milestone, body, decidedAt, issues }) => {
    const ends = periodOfMilestone(milestone, zone)?.to;
    const plan = KeptPlan.safeParse(body).data?.items ?? null;
    const inPlan = new Set(plan?.map(({ gitlabId }) => gitlabId));
    const ours = (work: CountedWork) => inPlan.has(work.gitlabId) || isTeams(work, scope);
    const { id, title, startDate } = milestone;
    const decidedOn = decidedAt === null ? '' : dayIn(decidedAt, zone);
    const late = startDate !== null && decidedOn > startDate ? { decidedLate: decidedOn } : {};
    return ends === undefined ? [] : [{ id, title, ends, plan, issues: issues.filter(ours), ...late }];
  });
}

const isTeams = ({ projectId, assignees }: CountedWork, { team, projectId: own }: Scope): boolean =>
  projectId === own || assignees.some((name) => team.has(name.toLowerCase()));

/** The month, quarter or milestone before. */
async function periodBefore({ storage, settings }: Deps, period: ReportPeriod): Promise<ReportPeriod | null> {
  const zone = settings.calendar.homeTimeZone;
  if (period.milestone === null) return periodOf(keyBefore(period.key), zone);
  const past = await storage.milestones.pastMilestones(dayIn(period.from, zone), MILESTONES_BACK);
  const before = past.find(({ id, dueDate }) => id !== period.milestone?.id && dueDate !== null);
  return before === undefined ? null : periodOfMilestone(before, zone);
}

/** The figures of the period before: as they were kept, else as they come out now; what nobody kept of a backlog is gone. */
async function previousTexts(deps: Deps, before: ReportPeriod, given: Given) {
  const kept = await deps.storage.reports.newestReport(before.key);
  const figures = kept === null ? null : keptFigures(kept);
  const now = figures === null ? await figuresOf(deps, before, given) : null;
  const textOf = (id: KpiId): string | null => {
    if (figures !== null) return figures.kpis[id]?.text ?? null;
    return id === 'KPI-4' ? null : (now?.[id].text ?? null);
  };
  return Object.fromEntries(KPIS.map(({ id }) => [id, textOf(id)])) as Partial<Record<KpiId, string | null>>;
}

/** Values of each period, as they were kept, else as they come out now. */
async function trendOf({ storage }: Deps, periods: readonly ReportPeriod[], given: Given): Promise<TrendPoint[]> {
  if (periods.length < 2) return [];
  return Promise.all(
    periods.map(async (period, index) => {
      const kept = index === periods.length - 1 ? null : await storage.reports.newestReport(period.key);
      const then: Partial<Record<string, { value: number | null }>> =
        (kept === null ? null : keptFigures(kept)?.kpis) ?? deliveredIn(period, given);
      return { label: period.label, values: valuesOf((id) => then[id]) };
    }),
  );
}

/** What a drawing can show: counts and a share. */
export const DRAWN_KPIS = ['KPI-1', 'KPI-2', 'KPI-6'] as const;
const valuesOf = (of: (id: KpiId) => { value: number | null } | undefined): Record<string, number | null> =>
  Object.fromEntries(DRAWN_KPIS.map((id) => [id, of(id)?.value ?? null]));

async function caveatsOf(deps: Deps, { unlinked }: CountedTeam, period: ReportPeriod): Promise<string[]> {
  const isFull = await isFilled(deps);
  const mayChange = isFull && isOver(period, deps.now()) && !(await isReadUpTo(deps, period.to));
  const names = unlinked.map(({ name }) => inline(name)).join(', ');
  return [
    ...(isFull ? [] : ['GitLab is still read for the first time: the figures are too small.']),
    ...(mayChange ? ['GitLab was not read since the period ended: the figures may still change.'] : []),
    ...(unlinked.length === 0
      ? []
      : [`Not counted, because their GitLab account is not linked (\`gitlab.people\` in the settings): ${names}`]),
  ];
}
