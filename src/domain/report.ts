import { z } from 'zod';
import { type Figure, KPIS, type KpiId } from './kpi.ts';
import { METRICS, type MetricId } from './metric-label.ts';
import type { OperationalLine } from './operational.ts';
import type { ReportPeriod } from './report-period.ts';

const METRIC_IDS = METRICS.map(({ id }) => id) as [MetricId, ...MetricId[]];
const Ref = z.tuple([z.enum(['merge_request', 'issue', 'epic']), z.number(), z.enum(METRIC_IDS).nullable()]);
const Kpi = z.object({
  label: z.string(),
  text: z.string(),
  value: z.number().nullable(),
  notes: z.array(z.string()),
  /** The same figure of the period before; null where it is not known. */
  previous: z.string().nullable(),
  counted: z.array(Ref),
  /** What was counted that is no work in GitLab. */
  listed: z.array(z.string()).default([]),
});
export type KpiShown = z.infer<typeof Kpi>;

/** What a report holds, as it is kept: readers of older ones find at least this. */
export const Figures = z.object({
  period: z.object({ key: z.string(), label: z.string() }),
  /** The label of the period before. */
  before: z.string(),
  kpis: z.record(z.string(), Kpi),
  operational: z.array(z.object({ id: z.string(), label: z.string(), text: z.string() })),
  /** Values of this period and of those before it, the oldest first. */
  trend: z.array(z.object({ label: z.string(), values: z.record(z.string(), z.number().nullable()) })),
  /** What a reader has to know before they trust the figures. */
  caveats: z.array(z.string()),
});
export type Figures = z.infer<typeof Figures>;

export type Report = {
  id: number;
  period: string;
  figures: Record<string, unknown>;
  why: string | null;
  by: string | null;
  at: Date;
};
export type NewReport = Omit<Report, 'id'>;

export type FiguresNow = Record<KpiId, Figure>;
export type TrendPoint = { label: string; values: Record<string, number | null> };

/** The figures of a report: each beside the same of the period before. */
export function reportFigures(
  period: Pick<ReportPeriod, 'key' | 'label'>,
  figures: FiguresNow,
  more: {
    before: string;
    previous: Partial<Record<KpiId, string | null>>;
    operational: OperationalLine[];
    trend: TrendPoint[];
    caveats: string[];
  },
): Figures {
  const { before, previous, operational, trend, caveats } = more;
  const kpis = KPIS.map(({ id, label }): [string, KpiShown] => [
    id,
    { listed: [], ...figures[id], label, previous: previous[id] ?? null },
  ]);
  const { key, label } = period;
  return { period: { key, label }, before, kpis: Object.fromEntries(kpis), operational, trend, caveats };
}

/** The report as rows of a table, for a file: first its head. */
export function reportTable(figures: Figures): string[][] {
  const kpis = KPIS.map(({ id, formula }) => {
    const kpi = figures.kpis[id];
    const value = kpi?.value ?? null;
    const cells = [
      kpi?.text ?? '',
      value === null ? '' : String(value),
      kpi?.previous ?? '',
      kpi?.notes.join('; ') ?? '',
    ];
    return [figures.period.key, id, kpi?.label ?? '', ...cells, formula];
  });
  const others = figures.operational.map(({ id, label, text }) => [
    figures.period.key,
    id,
    label,
    text,
    '',
    '',
    '',
    '',
  ]);
  const trend = figures.trend.flatMap(({ label, values }) =>
    Object.entries(values).map(([id, value]) => [
      label,
      id,
      'trend',
      '',
      value === null ? '' : String(value),
      '',
      '',
      '',
    ]),
  );
  return [['period', 'id', 'name', 'figure', 'value', 'previous', 'notes', 'formula'], ...kpis, ...others, ...trend];
}

/** Rows as CSV; a cell that a spreadsheet would take for a formula gets an apostrophe in front. */
export const csvOf = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');

function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/u.test(text) ? `'${text}` : text;
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
