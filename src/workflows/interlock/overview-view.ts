import type { KnownBlock, ModalView } from '@slack/types';
import { pieces } from '../../domain/feedback.ts';
import {
  evidenceProgress,
  MOST_FEATURES,
  teamProgress,
  USUAL_FEATURES,
  WORKSTREAMS,
  type Workstream,
  workstreamOf,
} from '../../domain/interlock.ts';
import { actions, button, context, header, modal, section } from '../../slack/blocks.ts';
import { inline, link, mentionPerson, truncate } from '../../slack/escape.ts';
import { ACTIONS, VIEWS } from './ids.ts';
import type { FeatureKept, Overview } from './page.ts';

const LEADERS_NAMED = 6;

/** LOCK-1…3: the three workstreams with their target features, the three leaders, and where each feature stands. `done`: what was just done. */
export function overviewView(overview: Overview, done?: string): ModalView {
  const { leads, ended } = overview;
  return modal({
    ...{ title: 'Security Interlock', callbackId: VIEWS.page, close: 'Close' },
    blocks: [
      ...doneBlocks(done),
      section(
        'Security, Product and Engineering make the product fit for real security work. Open a feature to give feedback on it, or to say how your team gets on with it.',
        { blockId: 'intro' },
      ),
      section(leaderLines(overview), { blockId: 'leaders' }),
      ...(leads ? countBlocks(overview) : []),
      ...WORKSTREAMS.flatMap((stream) => workstreamBlocks(stream, overview)),
      ...(ended === 0
        ? []
        : [context(`${ended === 1 ? '1 feature is' : `${ended} features are`} no target any more.`, 'ended')]),
    ],
  });
}

export const doneBlocks = (done: string | undefined): KnownBlock[] =>
  done === undefined ? [] : [context(`:white_check_mark: ${inline(done)}`, 'done')];

function leaderLines({ leaders }: Overview): string {
  const lines = leaders.map(({ id, label, people }) => {
    const named = people.slice(0, LEADERS_NAMED).map((person) => mentionPerson(person.id));
    const nobody = `nobody is named yet: the operator names them in the settings, at \`interlock.leaders.${id}\``;
    return `• ${label}: ${named.length === 0 ? nobody : named.join(', ')}`;
  });
  return ['*The three leaders*', ...lines].join('\n');
}

function countBlocks({ counts }: Overview): KnownBlock[] {
  const { open, late, missed } = counts;
  const lines = [
    ...(open === 0
      ? []
      : [
          `:inbox_tray: ${pieces(open)} ${open === 1 ? 'waits' : 'wait'} to be consolidated${late === 0 ? '' : `, ${late} for more than two weeks`}.`,
        ]),
    ...(missed === 0
      ? []
      : [`:warning: ${missed === 1 ? '1 use case is' : `${missed} use cases are`} not met by what shipped.`]),
  ];
  return lines.length === 0 ? [] : [context(lines, 'counts')];
}

function workstreamBlocks(stream: Workstream, overview: Overview): KnownBlock[] {
  const { features, leads } = overview;
  const { id, label, help } = stream;
  const mine = features.filter(({ feature }) => feature.workstream === id);
  const third = mine.length >= USUAL_FEATURES;
  const add = button({
    ...{
      text: third ? 'Add a third feature' : 'Add a feature',
      actionId: ACTIONS.add,
      value: id,
      label: `Add a feature to ${label}`,
    },
  });
  return [
    header(label, `stream:${id}`),
    context(help, `help:${id}`),
    ...(mine.length === 0 ? [section('_No target feature yet._', { blockId: `none:${id}` })] : []),
    ...mine.map((kept) => featureRow(kept, overview)),
    ...(leads && mine.length < MOST_FEATURES ? [actions([add], `add:${id}`)] : []),
  ];
}

function featureRow(kept: FeatureKept, { perFeature }: Overview): KnownBlock {
  const { id, name } = kept.feature;
  const { waiting = 0, items = 0 } = perFeature.get(id) ?? {};
  const facts = [
    ...(waiting === 0 ? [] : [`${pieces(waiting)} to consolidate`]),
    ...(items === 0 ? [] : [items === 1 ? '1 open work item' : `${items} open work items`]),
  ];
  const lines = [standing(kept), ...(facts.length === 0 ? [] : [facts.join(' · ')])];
  const open = button({ text: 'Open', actionId: ACTIONS.feature, value: String(id), label: `Open ${name}` });
  return section(`*${inline(truncate(name, 150))}*\n${lines.join('\n')}`, {
    blockId: `feature:${id}`,
    accessory: open,
  });
}

/** Where a feature stands, in one line, as its workstream sees it. */
export function standing({ feature, evidence, teams, coCreation }: FeatureKept): string {
  const shows = workstreamOf(feature.workstream)?.shows;
  const { pilots, relying, deriving, stopped, teams: all } = teamProgress(teams);
  if (shows === 'evidence') {
    const kinds = evidenceProgress(evidence).map(({ label, done, total }) => `${label} ${done} of ${total}`);
    const piloting =
      pilots === 0 ? 'no team pilots it yet' : `${pilots === 1 ? '1 team pilots' : `${pilots} teams pilot`} it`;
    return [...(kinds.length === 0 ? ['nothing is given or validated yet'] : kinds), piloting].join(' · ');
  }
  if (shows === 'teams') {
    if (all === 0) return 'no team has said yet how it gets on with it';
    return `${all === 1 ? '1 team' : `${all} teams`}: relied on by ${relying}, value for ${deriving}, something stops ${stopped}`;
  }
  if (coCreation === null) return 'its co-creation is not linked yet';
  const { name, url, state, phase } = coCreation;
  const where = state === 'open' ? phase : state;
  return `co-creation ${url === null ? inline(truncate(name, 150)) : link(url, truncate(name, 150))}: ${inline(where)}`;
}
