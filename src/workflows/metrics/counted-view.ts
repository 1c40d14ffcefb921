import type { KnownBlock, ModalView } from '@slack/types';
import type { Deps } from '../../deps.ts';
import type { CountedWork } from '../../domain/counted-work.ts';
import { type CountedRef, KPIS } from '../../domain/kpi.ts';
import { METRICS } from '../../domain/metric-label.ts';
import type { Roles } from '../../domain/people.ts';
import type { Figures } from '../../domain/report.ts';
import { mayReadScores, mayReadTools } from '../../domain/tool-sight.ts';
import { actions, button, context, modal, section } from '../../slack/blocks.ts';
import { inline, link, truncate } from '../../slack/escape.ts';
import { ACTIONS, VIEWS } from './ids.ts';

const PAGE = 15;

export type CountedAsked = { period: string; kpi: string; report: string; page: number };

/** What the value of a button asks for: period, KPI, kept report and page. */
export function countedAsked(value: string): CountedAsked {
  const [period = '', kpi = '', report = '', page = '0'] = value.split('|');
  return { period, kpi, report, page: Math.max(0, Math.trunc(Number(page)) || 0) };
}

const pageValue = ({ period, kpi, report }: CountedAsked, page: number): string =>
  [period, kpi, report, page].join('|');

/** What was counted for a KPI, in pages; the titles of confidential work are for team, manager and leadership (INV-2). */
export async function countedView(deps: Deps, roles: Roles, figures: Figures, asked: CountedAsked): Promise<ModalView> {
  const kpi = figures.kpis[asked.kpi];
  const listed = mayReadTools(roles, deps.settings.inventory.visibleTo) ? (kpi?.listed ?? []) : [];
  const refs: (CountedRef | string)[] = [...(kpi?.counted ?? []), ...listed];
  const pages = Math.max(1, Math.ceil(refs.length / PAGE));
  const page = Math.min(asked.page, pages - 1);
  const shown = refs.slice(page * PAGE, (page + 1) * PAGE);
  const lines = await Promise.all(
    shown.map(async (each) =>
      typeof each === 'string' ? `• ${inline(truncate(each, 300))}` : lineOf(deps, roles, each),
    ),
  );
  const turn = (text: string, to: number) => button({ text, actionId: ACTIONS.page, value: pageValue(asked, to) });
  const turns = [
    ...(page > 0 ? [turn('Earlier', page - 1)] : []),
    ...(page < pages - 1 ? [turn('More', page + 1)] : []),
  ];
  const formula = KPIS.find(({ id }) => id === asked.kpi)?.formula ?? '';
  return modal({
    ...{ title: 'What was counted', callbackId: VIEWS.counted, close: 'Close' },
    blocks: [
      section(
        `*${kpi?.label ?? asked.kpi}* · ${inline(figures.period.label)}: *${inline(kpi?.text ?? '')}*\n_${formula}_`,
      ),
      ...lines.map((line): KnownBlock => section(line)),
      context(`${refs.length} counted · page ${page + 1} of ${pages}`),
      ...(turns.length === 0 ? [] : [actions(turns, 'pages')]),
    ],
  });
}

async function lineOf({ storage }: Deps, roles: Roles, [kind, gitlabId, metric]: CountedRef): Promise<string> {
  const work = await storage.countedWork.countedWork(kind, gitlabId);
  const label = METRICS.find(({ id }) => id === metric)?.label ?? 'no metric label';
  return work === null ? `• one that is not known any more · ${label}` : `• ${workLine(work, roles)} · ${label}`;
}

/** Its reference, a link to it, and its title where this person may read that. */
export function workLine({ reference, url, title, confidential }: CountedWork, roles: Roles): string {
  const readable = !confidential || mayReadScores(roles);
  return `${link(url, reference)} ${readable ? inline(truncate(title, 150)) : '_confidential_'}`;
}
