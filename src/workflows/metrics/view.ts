import type { Button, KnownBlock } from '@slack/types';
import { KPIS, type KpiId } from '../../domain/kpi.ts';
import type { Figures, KpiShown, Report } from '../../domain/report.ts';
import { keyBefore } from '../../domain/report-period.ts';
import { actions, button, context, header, section } from '../../slack/blocks.ts';
import { chart, textTable } from '../../slack/chart.ts';
import type { Answer } from '../../slack/command.ts';
import { escapeText, inline, mentionPerson, moment, truncate, truncateMarkup } from '../../slack/escape.ts';
import { DRAWN_KPIS, type ReportShown } from './gather.ts';
import { ACTIONS } from './ids.ts';

export type Looks = {
  /** The team may work a period out again. */
  team: boolean;
  /** Nobody but full members reads it: names and titles may stand in it. */
  named: boolean;
  /** It goes on: it is what stands until now. */
  running: boolean;
  /** All kept reports of the period, the newest first. */
  versions: readonly Report[];
};

const NOTES_MAX = 700;
const DRAWABLE = 2;
const HEADS = { 'KPI-1': 'Requirements', 'KPI-2': 'Enhancements, roads', 'KPI-6': 'Coverage' } as const;

/** A report as a message: the six KPIs, each with the period before, its formula and what was counted; drawings; what else happened. */
export function reportAnswer({ figures, kept, period }: ReportShown, looks: Looks): Answer {
  const text = `Metrics: ${figures.period.label}${looks.running ? ', so far' : ''}`;
  const value = (id: KpiId) => `${period.key}|${id}|${kept?.id ?? ''}|0`;
  const kpis = KPIS.flatMap((kpi) => {
    const shown = figures.kpis[kpi.id];
    return shown === undefined ? [] : [kpiBlock(kpi, shown, figures, { named: looks.named, value: value(kpi.id) })];
  });
  return {
    text,
    blocks: [
      header(text, 'metrics'),
      ...(looks.named && figures.caveats.length > 0 ? [section(`:warning: ${figures.caveats.join('\n')}`)] : []),
      context('Strategic', 'strategic'),
      ...kpis.slice(0, 3),
      context('Operational', 'operational'),
      ...kpis.slice(3),
      section(operationalText(figures), { blockId: 'others' }),
      ...trendBlocks(figures),
      ...versionBlocks(kept, looks),
      actions(buttonsOf(period.key, looks, kept !== null), 'metrics-more'),
    ],
  };
}

type Kpi = (typeof KPIS)[number];

function kpiBlock(
  { id, label, formula }: Kpi,
  { text, previous, notes, counted, listed }: KpiShown,
  { before }: Figures,
  { named, value }: { named: boolean; value: string },
): KnownBlock {
  const then =
    before === '' ? '' : ` _(${escapeText(before)}: ${previous === null ? 'not known' : escapeText(previous)})_`;
  const lines = [
    `*${label}* (${id}): *${escapeText(text)}*${then}`,
    ...(named && notes.length > 0 ? [truncateMarkup(notes.map((note) => inline(note)).join('\n'), NOTES_MAX)] : []),
    `_${formula}_`,
  ];
  const what = button({
    text: 'What was counted',
    actionId: ACTIONS.counted,
    value,
    label: `What was counted: ${label}`,
  });
  const blockId = `kpi:${id}`;
  return counted.length + listed.length === 0
    ? section(lines.join('\n'), { blockId })
    : section(lines.join('\n'), { blockId, accessory: what });
}

const operationalText = ({ operational }: Figures): string =>
  operational.map(({ label, text }) => `*${label}:* ${escapeText(truncate(text, 400))}`).join('\n');

/** Two drawings, and the same as a table for clients that do not draw. */
function trendBlocks({ trend }: Figures): KnownBlock[] {
  if (trend.length < DRAWABLE) return [];
  const labels = trend.map(({ label }) => label);
  const valuesOf = (id: string) => trend.map(({ values }) => values[id] ?? 0);
  const known = trend.filter(({ values }) => values['KPI-6'] !== null && values['KPI-6'] !== undefined);
  const rows = trend.map(({ label, values }) => [
    label,
    ...DRAWN_KPIS.map((id) => (values[id] == null ? '–' : id === 'KPI-6' ? `${values[id]} %` : String(values[id]))),
  ]);
  return [
    chart({
      ...{
        type: 'bar',
        title: 'Delivered',
        categories: labels,
        yLabel: 'Merged merge requests',
        blockId: 'drawn:delivered',
      },
      series: [
        { name: 'Requirements', values: valuesOf('KPI-1') },
        { name: 'Enhancements, roads', values: valuesOf('KPI-2') },
      ],
    }),
    ...(known.length < DRAWABLE
      ? []
      : [
          chart({
            ...{ type: 'line', title: 'Metric label coverage', categories: known.map(({ label }) => label) },
            ...{ yLabel: 'Percent', blockId: 'drawn:coverage' },
            series: [{ name: 'Coverage in %', values: known.map(({ values }) => values['KPI-6'] ?? 0) }],
          }),
        ]),
    textTable([['Period', ...DRAWN_KPIS.map((id) => HEADS[id])], ...rows], 'trend'),
  ];
}

const VERSIONS_SHOWN = 5;

/** When the figures were kept, and the corrections: what stood before stays readable. */
function versionBlocks(kept: Report | null, { versions, named }: Looks): KnownBlock[] {
  if (kept === null) return [];
  const newest = versions[0]?.id === kept.id;
  const lines = [
    `${newest ? 'Kept' : 'An earlier version, kept'} ${moment(kept.at)}; it does not change any more.`,
    ...(kept.why === null || !named
      ? []
      : [`Worked out again by ${mentionPerson(kept.by ?? '')}: ${inline(truncate(kept.why, 300))}`]),
  ];
  const others = versions.filter(({ id }) => id !== kept.id).slice(0, VERSIONS_SHOWN);
  const buttons = others.map(({ id, at, why }, nth) =>
    button({
      ...{ text: `${why === null ? 'First version' : 'Version'} of ${at.toISOString().slice(0, 10)}` },
      // In one row an action id stands once (`plainActionId` takes the number off).
      ...{ actionId: nth === 0 ? ACTIONS.version : `${ACTIONS.version}:${nth + 1}`, value: String(id) },
    }),
  );
  return [context(lines.join('\n'), 'kept'), ...(buttons.length === 0 ? [] : [actions(buttons, 'versions')])];
}

function buttonsOf(key: string, { team, running }: Looks, isKept: boolean): Button[] {
  const isMilestone = key.startsWith('milestone:');
  const before = isMilestone
    ? []
    : [button({ text: 'The period before', actionId: ACTIONS.show, value: keyBefore(key) })];
  return [
    ...before,
    button({ text: 'As CSV', actionId: ACTIONS.csv, value: key }),
    ...(team ? [button({ text: 'Without a metric label', actionId: ACTIONS.unlabelled, value: '0' })] : []),
    ...(team && isKept && !running ? [button({ text: 'Work out again', actionId: ACTIONS.again, value: key })] : []),
  ];
}
