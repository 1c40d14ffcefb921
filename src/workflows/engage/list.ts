import type { KnownBlock, ModalView } from '@slack/types';
import type { Deps } from '../../deps.ts';
import { dayIn } from '../../domain/day.ts';
import { type Engagement, teamsToPropose } from '../../domain/engagement.ts';
import type { Roles } from '../../domain/people.ts';
import { mitigation } from '../../domain/risk.ts';
import { actions, button, context, header, modal, section } from '../../slack/blocks.ts';
import { inline } from '../../slack/escape.ts';
import { charterBlocks, today } from './charter.ts';
import { factsOf } from './engagement-view.ts';
import { ACTIONS, VIEWS } from './ids.ts';

const SHOWN = 25;

/** The charter, the teams that are met, those that are proposed, and the risk register in a line (CHA-1, CHA-3, CHA-4). */
export async function listModal(deps: Deps, roles: Roles, done?: string): Promise<ModalView> {
  const engagements = await deps.storage.engagements.openEngagements();
  const add = button({ text: 'Add another team', actionId: ACTIONS.add, value: '' });
  return modal({
    ...{ title: 'Engage', callbackId: VIEWS.list, close: 'Close' },
    blocks: [
      ...(done === undefined ? [] : [context(`:white_check_mark: ${inline(done)}`, 'done')]),
      ...(await charterBlocks(deps, roles)),
      header('Teams', 'teams'),
      ...(engagements.length === 0 ? [context('No engagement is set up yet.', 'teams:none')] : []),
      ...engagements.slice(0, SHOWN).map((each) => row(deps, each)),
      ...(engagements.length > SHOWN
        ? [context(`…and ${engagements.length - SHOWN} that are met later.`, 'teams:more')]
        : []),
      ...(roles.team ? await proposedBlocks(deps) : []),
      ...(roles.team ? [actions([add], 'add')] : []),
      header('Risk register', 'register'),
      ...(await registerBlocks(deps)),
    ],
  });
}

export const nextDay = ({ settings }: Deps, { nextAt }: Engagement): string | null =>
  nextAt === null ? null : dayIn(nextAt, settings.calendar.homeTimeZone);

function row(deps: Deps, engagement: Engagement): KnownBlock {
  const { id, team } = engagement;
  const open = button({ text: 'Open', actionId: ACTIONS.open, value: String(id), label: `Open ${team}` });
  const text = `*${inline(team)}*\n${factsOf(engagement, nextDay(deps, engagement), today(deps))}`;
  return section(text, { blockId: `engagement:${id}`, accessory: open });
}

/** The charter's teams: a proposal until somebody of the team says yes or no to each. */
async function proposedBlocks({ storage }: Deps): Promise<KnownBlock[]> {
  const proposed = teamsToPropose(await storage.engagements.engagedTeams());
  if (proposed.length === 0) return [];
  return [
    context('The charter names these as well. Nothing is set up until you say so.', 'proposed'),
    ...proposed.flatMap(({ team, risks }, nth) => [
      section(`${inline(team)}${risks ? ' · for the risk register' : ''}`, { blockId: `proposed:${nth}` }),
      actions(
        [
          button({ text: 'Set up', actionId: ACTIONS.add, value: team, label: `Set up ${team}` }),
          button({ text: 'Not needed', actionId: ACTIONS.decline, value: team, label: `Not needed: ${team}` }),
        ],
        `proposed:${nth}:buttons`,
      ),
    ]),
  ];
}

async function registerBlocks({ storage }: Deps): Promise<KnownBlock[]> {
  const { files, unknown } = await storage.risks.register();
  const bare = files.filter((file) => mitigation(file).total === 0).length;
  const known = files.length === 1 ? '1 open risk' : `${files.length} open risks`;
  const facts = [
    known,
    ...(bare === 0 ? [] : [`:warning: ${bare} without work`]),
    ...(unknown.length === 0 ? [] : [`${unknown.length} named by requests and not added yet`]),
  ];
  const open = button({ text: 'Open the risks', actionId: ACTIONS.risks, value: '' });
  return [section(facts.join(' · '), { blockId: 'register:facts', accessory: open })];
}
