import { z } from 'zod';

const Figures = z.object({ kpis: z.record(z.string(), z.object({ label: z.string(), text: z.string() })) });

/** The KPIs of a report in one line each, in the order of their ids; none where its figures hold no such part. */
export function kpiLines(figures: unknown): { label: string; text: string }[] {
  const read = Figures.safeParse(figures);
  if (!read.success) return [];
  const byId = Object.entries(read.data.kpis).sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }));
  return byId.map(([, kpi]) => kpi);
}
