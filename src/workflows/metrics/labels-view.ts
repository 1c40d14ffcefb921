import type { KnownBlock, ModalView, StaticSelect } from '@slack/types';
import type { Deps } from '../../deps.ts';
import type { CountedWork } from '../../domain/counted-work.ts';
import { METRIC_DEFINITIONS, METRICS, metricLabel } from '../../domain/metric-label.ts';
import type { Suggestion } from '../../domain/metric-suggestion.ts';
import type { Roles } from '../../domain/people.ts';
import { actions, button, confirmation, context, modal, option, section } from '../../slack/blocks.ts';
import { inline, plain } from '../../slack/escape.ts';
import { workLine } from './counted-view.ts';
import { ACTIONS, VIEWS } from './ids.ts';
import { suggestionFor, unlabelled } from './labels.ts';

const PAGE = 6;
const KINDS = { merge_request: 'merged', issue: 'closed', epic: 'open epic' } as const;

/** Work without a metric label, each with a menu that sets it and what fits; `done`: what was just done. */
export async function labelsView(deps: Deps, roles: Roles, asked: number, done?: string): Promise<ModalView> {
  const all = await unlabelled(deps);
  const pages = Math.max(1, Math.ceil(all.length / PAGE));
  const page = Math.min(Math.max(0, asked), pages - 1);
  const shown = all.slice(page * PAGE, (page + 1) * PAGE);
  const rows = await Promise.all(shown.map(async (work) => rowBlocks(work, await suggestionFor(deps, work), roles)));
  const turn = (text: string, to: number) => button({ text, actionId: ACTIONS.labelsPage, value: String(to) });
  const turns = [
    ...(page > 0 ? [turn('Earlier', page - 1)] : []),
    ...(page < pages - 1 ? [turn('More', page + 1)] : []),
  ];
  return modal({
    ...{ title: 'Without a metric label', callbackId: VIEWS.labels, close: 'Close' },
    privateMetadata: JSON.stringify({ page: String(page) }),
    blocks: [
      ...(done === undefined ? [] : [context(`:white_check_mark: ${inline(done)}`, 'done')]),
      section(countLine(all.length), { blockId: 'count' }),
      context(definitions(), 'definitions'),
      ...rows.flat(),
      ...(turns.length === 0 ? [] : [actions(turns, 'pages')]),
    ],
  });
}

const countLine = (count: number): string =>
  count === 0
    ? 'All of the team’s merge requests, issues and epics of the last half year have a metric label.'
    : `*${count}* of the team’s merged merge requests, closed issues and open epics of the last half year have no metric label, or Pending. Choose what each was; GitLab gets it.`;

/** The charter's definitions, with where each applies. */
const definitions = (): string =>
  METRICS.map(({ id, label }) => `*${label}*: ${METRIC_DEFINITIONS[id].what} (${METRIC_DEFINITIONS[id].where})`).join(
    '\n',
  );

function rowBlocks(work: CountedWork, suggestion: Suggestion | null, roles: Roles): KnownBlock[] {
  const { kind, gitlabId, metric } = work;
  const has = metric === 'pending' ? ' · Pending' : '';
  const why =
    suggestion === null
      ? ''
      : `\n_Suggested: ${metricLabel(suggestion.metric)}, because ${inline(suggestion.reason)}._`;
  const menus = [
    menuFor(work),
    ...(suggestion === null
      ? []
      : [
          button({
            ...{ text: `Set ${metricLabel(suggestion.metric)}`, actionId: ACTIONS.suggested, style: 'primary' },
            value: suggestion.metric,
          }),
        ]),
  ];
  return [
    section(`${workLine(work, roles)} · ${KINDS[kind]}${has}${why}`),
    actions(menus, `label:${kind}:${gitlabId}`),
  ];
}

function menuFor({ kind }: CountedWork): StaticSelect {
  const offered = METRICS.filter(({ id }) => id !== 'sunsetting' || kind !== 'merge_request');
  return {
    ...{ type: 'static_select', action_id: ACTIONS.label, placeholder: plain('Choose its metric label') },
    options: offered.map(({ id, label }) => option(label, id)),
    confirm: confirmation({
      ...{ title: 'Set this label?', text: 'It is set in GitLab, in place of any other metric label.' },
      ...{ yes: 'Set it', no: 'Not yet' },
    }),
  };
}
