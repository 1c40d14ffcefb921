import type { KnownBlock, ModalView } from '@slack/types';
import { askedBy, counted, type FeedbackItem, type Group, hurtsOf, validations } from '../../domain/feedback.ts';
import {
  type Evidence,
  evidenceKindOf,
  evidenceState,
  type FeatureTeam,
  type Said,
  type Shows,
  workstreamOf,
} from '../../domain/interlock.ts';
import { actions, button, confirmation, context, header, modal, section } from '../../slack/blocks.ts';
import { inline, link, mentionPerson, truncate } from '../../slack/escape.ts';
import { ACTIONS, VIEWS } from './ids.ts';
import { doneBlocks, standing } from './overview-view.ts';
import type { CarriedBy, FeaturePage } from './page.ts';

/** Rows of each list: a modal has room for 100 blocks. */
const SHOWN = { evidence: 20, teams: 15, groups: 15, items: 10 };

/** A feature whole: what its workstream keeps of it (LOCK-5), the feedback and its work items (LOCK-4). `done`: what was just done. */
export function featureView(page: FeaturePage, done?: string): ModalView {
  const { feature, leads } = page;
  const stream = workstreamOf(feature.workstream);
  const name = truncate(feature.name, 150);
  const facts = [
    stream?.label ?? feature.workstream,
    ...(feature.state === 'ended' ? ['_no target any more_'] : []),
    ...(feature.reason === null ? [] : [`a third one: ${inline(truncate(feature.reason, 500))}`]),
  ];
  return modal({
    ...{ title: 'Security Interlock', callbackId: VIEWS.page, close: 'Close' },
    privateMetadata: JSON.stringify({ feature: String(feature.id) }),
    blocks: [
      ...doneBlocks(done),
      section(`*${feature.url === null ? inline(name) : link(feature.url, name)}*\n${facts.join(' · ')}`, {
        blockId: 'what',
      }),
      actions(pageButtons(page, leads), 'buttons'),
      ...keptBlocks(page, stream?.shows ?? 'teams'),
      ...feedbackBlocks(page),
      ...itemBlocks(page),
    ],
  });
}

function pageButtons({ feature, groups, hasDraft }: FeaturePage, leads: boolean) {
  const value = String(feature.id);
  const back = button({ text: 'All workstreams', actionId: ACTIONS.overview, value: 'back' });
  const give = button({
    ...{
      text: hasDraft ? 'Go on with your feedback' : 'Give feedback',
      actionId: ACTIONS.give,
      value,
      style: 'primary',
    },
  });
  const end = button({
    ...{ text: 'No target any more', actionId: ACTIONS.end, value },
    confirm: confirmation({
      title: 'Take it off the targets?',
      text: 'What was said of it stays. No more feedback is collected on it.',
      yes: 'Take it off',
      no: 'Keep it',
    }),
  });
  if (feature.state === 'ended') return [back];
  const change = button({ text: 'Change feature', actionId: ACTIONS.change, value });
  const consolidate = button({ text: 'Consolidate feedback', actionId: ACTIONS.consolidate, value });
  return [give, ...(leads ? [...(groups.length === 0 ? [] : [consolidate]), change, end] : []), back];
}

function keptBlocks(page: FeaturePage, shows: Shows): KnownBlock[] {
  const { feature, teams, leads } = page;
  const open = feature.state === 'target';
  if (shows === 'cocreation')
    return [header('Its co-creation', 'cocreation'), section(standing(page), { blockId: 'stage' })];
  if (shows === 'evidence') {
    const pilots = teams.filter(({ pilot }) => pilot);
    return [
      header('Given, validated and tested', 'evidence'),
      ...evidenceBlocks(page),
      ...(open && leads
        ? [
            actions(
              [button({ text: 'Add evidence', actionId: ACTIONS.evidence, value: String(feature.id) })],
              'add_evidence',
            ),
          ]
        : []),
      header('Teams that pilot it', 'pilots'),
      ...teamBlocks(pilots, 'No team has volunteered yet.', ({ personId }) =>
        personId === null ? 'volunteered' : `ask ${mentionPerson(personId)}`,
      ),
      ...(open ? [actions([teamButton('Our team pilots it', feature.id)], 'add_team')] : []),
    ];
  }
  return [
    header('How teams get on with it', 'teams'),
    ...teamBlocks(teams, 'No team has said so yet.', teamFacts),
    ...(open ? [actions([teamButton('Our team and it', feature.id)], 'add_team')] : []),
  ];
}

const teamButton = (text: string, featureId: number) =>
  button({ text, actionId: ACTIONS.team, value: String(featureId) });

function evidenceBlocks({ evidence, feature, leads }: FeaturePage): KnownBlock[] {
  if (evidence.length === 0) return [context('Nothing yet.', 'evidence:none')];
  const rest = evidence.length - SHOWN.evidence;
  const changes = leads && feature.state === 'target';
  return [
    ...evidence.slice(0, SHOWN.evidence).map((each) => evidenceRow(each, changes)),
    ...(rest > 0 ? [context('…and more.', 'evidence:more')] : []),
  ];
}

function evidenceRow(each: Evidence, changes: boolean): KnownBlock {
  const { id, featureId, kind, what, link: address, note, by } = each;
  const { label, done } = evidenceState(each);
  const text = truncate(what, 200);
  const lines = [
    `${done ? ':white_check_mark:' : ':white_circle:'} *${evidenceKindOf(kind)?.label ?? kind}* _${label}_: ${address === null ? inline(text) : link(address, text)}`,
    [...(note === null ? [] : [inline(truncate(note, 500))]), `by ${mentionPerson(by)}`].join(' · '),
  ];
  const change = button({
    text: 'Change',
    actionId: ACTIONS.evidence,
    value: `${featureId}:${id}`,
    label: `Change ${text}`,
  });
  return section(lines.join('\n'), { blockId: `evidence:${id}`, ...(changes ? { accessory: change } : {}) });
}

function teamBlocks(teams: readonly FeatureTeam[], none: string, facts: (team: FeatureTeam) => string): KnownBlock[] {
  if (teams.length === 0) return [context(none, 'teams:none')];
  const rest = teams.length - SHOWN.teams;
  const rows = teams
    .slice(0, SHOWN.teams)
    .map((each, nth) => section(`*${inline(each.team)}*\n${facts(each)}`, { blockId: `team:${nth}` }));
  return [...rows, ...(rest > 0 ? [context(`…and ${rest} more.`, 'teams:more')] : [])];
}

const RELIES: Record<Said, string> = {
  yes: ':white_check_mark: relies on it',
  no: ':no_entry: cannot rely on it',
  unknown: 'too early to say whether it can rely on it',
};
const VALUE: Record<Said, string> = {
  yes: 'derives value from it',
  no: 'derives no value from it',
  unknown: 'too early to say whether it derives value',
};

function teamFacts({ relies, value, stops, personId }: FeatureTeam): string {
  const facts = [RELIES[relies], VALUE[value], ...(personId === null ? [] : [`ask ${mentionPerson(personId)}`])];
  return [facts.join(' · '), ...(stops === '' ? [] : [`What stops it: ${inline(truncate(stops, 800))}`])].join('\n');
}

function feedbackBlocks({ groups, feature }: FeaturePage): KnownBlock[] {
  const rest = groups.length - SHOWN.groups;
  return [
    header('Feedback', 'feedback'),
    ...(groups.length === 0 ? [context('None waits to be consolidated.', 'feedback:none')] : []),
    ...groups.slice(0, SHOWN.groups).map((group) => groupRow(group, feature.state === 'target')),
    ...(rest > 0 ? [context(`…and ${rest} more.`, 'feedback:more')] : []),
  ];
}

function groupRow(group: Group, open: boolean): KnownBlock {
  const { id, useCase } = group.first;
  return section(`${inline(truncate(useCase, 300))}\n${groupFacts(group)}`, {
    blockId: `group:${id}`,
    ...(open ? { accessory: meTooButton(id) } : {}),
  });
}

/** How many asked, and how much it hurts. */
export const groupFacts = (group: Group): string => `${askedBy(group)} · ${hurtsOf(group.worst)}`;

function itemBlocks({ items, feature }: FeaturePage): KnownBlock[] {
  if (items.length === 0) return [];
  const rest = items.length - SHOWN.items;
  return [
    header('Work items for the product team', 'items'),
    ...items.slice(0, SHOWN.items).map((each) => itemRow(each, feature.state === 'target')),
    ...(rest > 0 ? [context('…and more, which came earlier.', 'items:more')] : []),
  ];
}

/** While it is open, whoever has the same use case joins it. */
function itemRow(each: CarriedBy, open: boolean): KnownBlock {
  const first = each.feedback[0];
  const joins = open && each.item.state === 'opened' && first !== undefined;
  return section(itemLines(each), {
    blockId: `item:${each.item.id}`,
    ...(joins ? { accessory: meTooButton(first.id) } : {}),
  });
}

const meTooButton = (feedbackId: number) =>
  button({ text: 'Me too', actionId: ACTIONS.meToo, value: String(feedbackId), label: 'Me too, with my own use case' });

/** Title and link, and whether it is open. */
export function itemState({ title, url, iid, state }: FeedbackItem): string {
  const shown = truncate(title, 200);
  const filed = url !== null && iid !== null;
  const follows = filed ? '' : ' · :hourglass_flowing_sand: its GitLab issue follows';
  return `*${filed ? link(url, shown) : inline(shown)}*\n_${state === 'opened' ? 'open' : 'closed'}_${follows}`;
}

/** The same with who asked and what they said of what shipped. */
function itemLines({ item, feedback }: CarriedBy): string {
  const { asked, yes, no } = validations(feedback);
  const said = `${yes} of ${asked} say that it meets their use case, ${no} that it does not`;
  return [itemState(item), askedBy(counted(feedback)), ...(asked === 0 ? [] : [said])].join(' · ');
}
