import type { KnownBlock, ModalView } from '@slack/types';
import type { Deps } from '../../deps.ts';
import { ageInWords } from '../../domain/age.ts';
import { requestNumber } from '../../domain/owed.ts';
import type { Roles } from '../../domain/people.ts';
import { type Entry, type IntakeRequest, isOpen, type RequestFile, sightOf } from '../../domain/request.ts';
import {
  actions,
  button,
  context,
  divider,
  fields,
  header,
  modal,
  moreMenu,
  said,
  section,
} from '../../slack/blocks.ts';
import { inline, link, mentionPerson, truncate } from '../../slack/escape.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import { doorLabel, stateOf } from '../../slack/request-rows.ts';
import { answerBlocks } from './answers.ts';
import { REQUEST_VIEW } from './ids.ts';
import { knownAsNoMember } from './membership.ts';
import { type Arranged, arrange, linkOffer, type Menu, offersFor } from './offers.ts';
import { entryHead, moment } from './says.ts';

const ENTRIES_SHOWN = 20;
const BLOCKS = 100;
/** As many lines as menus may take. */
const MENUS = 6;
/** Characters of the whole conversation: a view holds 250 KB. */
const CONVERSATION = 30_000;
const ENTRY = 3_000;

/** The whole request as far as this person may read it (INV-2), and what they can do with it. `done`: what was just done. */
export async function requestView(deps: Deps, file: RequestFile, roles: Roles, done?: string): Promise<ModalView> {
  const { request } = file;
  const sight = sightOf(file, roles);
  const parts = sight === 'number' ? [] : await deps.screens.request(file, roles);
  const blocks = parts.flatMap((part) => part.blocks);
  const reasonTold = parts.some((part) => part.tellsReason === true);
  const body =
    sight === 'number'
      ? [hidden()]
      : sight === 'headline'
        ? headline(request, reasonTold)
        : await everything(deps, file, roles, { taken: blocks.length + MENUS, reasonTold });
  const value = String(request.id);
  const offers = [...parts.flatMap((part) => part.offers ?? []), ...offersFor(file, roles, deps.now())];
  const { buttons, menus } = arrange(offers, request);
  const [only] = menus;
  const menu = only === undefined || only.head !== null ? {} : { accessory: menuOf(only, value) };
  const top = [
    ...(done === undefined ? [] : [context(`:white_check_mark: ${done}`, 'done')]),
    section(headOf(file, sight !== 'number'), { blockId: 'head', ...menu }),
  ];
  return modal({
    title: `Request ${requestNumber(request.id)}`,
    callbackId: REQUEST_VIEW,
    close: 'Close',
    privateMetadata: JSON.stringify({ request: value }),
    blocks: [...top, ...offerBlocks({ buttons, menus }, value), ...blocks, ...body],
  });
}

/** The buttons, the next step first; below them, where it is more than one menu holds, what else there is. */
function offerBlocks({ buttons, menus }: Arranged, value: string): KnownBlock[] {
  const row = buttons.map(({ text, actionId, style }) =>
    button({ text, actionId, value, ...(style === undefined ? {} : { style }) }),
  );
  const under = menus.flatMap((menu, nth) =>
    menu.head === null ? [] : [section(menu.head, { blockId: `more:${nth}`, accessory: menuOf(menu, value) })],
  );
  return [...(row.length === 0 ? [] : [actions(row, 'buttons')]), ...under];
}

function menuOf({ offers }: Menu, value: string) {
  const [first, ...rest] = offers.map(({ text, actionId }) => ({ text, actionId, value }));
  return first !== undefined && rest.length === 0
    ? button(first)
    : moreMenu(first === undefined ? [] : [first, ...rest]);
}

function headOf({ request }: RequestFile, named: boolean): string {
  const title = named ? `*${inline(request.title)}*\n` : '';
  const lock = request.sensitive ? ' · :lock: sensitive' : '';
  return `${title}*${requestNumber(request.id)}* · ${doorLabel(request)} · _${named ? stateOf(request) : request.state}_${lock}`;
}

function hidden(): KnownBlock {
  return section('This request is sensitive. Only the people it concerns and ProdSecEng can read more.', {
    blockId: 'hidden',
  });
}

function headline(request: IntakeRequest, reasonTold: boolean): KnownBlock[] {
  return [
    ...reason(request, reasonTold),
    context(
      isOpen(request)
        ? 'The answers are for the people concerned. Join the request with your own use case to read them and to hear what becomes of it.'
        : 'The answers are for the people concerned.',
      'hint',
    ),
  ];
}

/** Why it ended as it did, unless a part above says so already (`told`); and where a duplicate goes on. */
function reason({ reason: why, duplicateOf }: IntakeRequest, told: boolean): KnownBlock[] {
  const other =
    duplicateOf === null
      ? []
      : [
          section(`It goes on as *${requestNumber(duplicateOf)}*.`, {
            blockId: 'other',
            accessory: button({
              text: `Open ${requestNumber(duplicateOf)}`,
              actionId: SHARED_ACTIONS.openRequest,
              value: String(duplicateOf),
            }),
          }),
        ];
  return [
    ...(why === null || told ? [] : [section('*Reason*', { blockId: 'reason' }), said(why, 'reason_text')]),
    ...other,
  ];
}

type Above = {
  /** How many blocks stand above it. */
  taken: number;
  reasonTold: boolean;
};

async function everything(
  deps: Deps,
  file: RequestFile,
  roles: Roles,
  { taken, reasonTold }: Above,
): Promise<KnownBlock[]> {
  const { request } = file;
  const item = await workItemLine(deps, file, roles);
  const entries = await deps.storage.requests.entriesOf(request.id, ENTRIES_SHOWN + 1);
  const asked =
    request.asked === null ? [] : [section('*ProdSecEng asks*', { blockId: 'asks' }), said(request.asked, 'asked')];
  const before = [
    ...reason(request, reasonTold),
    ...asked,
    factsBlock(deps, file, roles),
    context(item, 'work_item'),
    divider('answers_line'),
    ...answerBlocks(request),
    ...useCases(file),
  ];
  return [...before, ...conversation(entries, BLOCKS - taken - before.length - 4)];
}

async function workItemLine(deps: Deps, { workItem }: RequestFile, roles: Roles): Promise<string> {
  if (workItem === null) return ':hourglass_flowing_sand: The GitLab work item follows.';
  if (await knownAsNoMember(deps, roles.person.id)) {
    return `Work item ${inline(workItem.reference)}: you have no access to it in GitLab, so read it and comment here.`;
  }
  return `Work item ${link(workItem.url, workItem.reference)}. The discussion lives there; a comment from here lands there too.`;
}

/** With a button beside an author whom nobody knows in Slack. */
function factsBlock(deps: Deps, file: RequestFile, roles: Roles): KnownBlock {
  const shown = fields(facts(file, deps.now()), 'facts');
  const link = linkOffer(file, roles, deps.now());
  return link === null ? shown : { ...shown, accessory: button({ ...link, value: String(file.request.id) }) };
}

function facts({ request, people }: RequestFile, now: Date): string[] {
  const requester =
    request.requesterId === null ? `${inline(request.authorName)} (GitLab)` : mentionPerson(request.requesterId);
  const stakeholders = people
    .filter(({ role }) => role === 'stakeholder')
    .map(({ personId }) => mentionPerson(personId));
  const age = ageInWords(request.createdAt, now);
  return [
    `*Requester*\n${requester}`,
    `*Contact*\n${request.contactId === null ? 'nobody named' : mentionPerson(request.contactId)}`,
    ...claimOf(request),
    `*Filed*\n${moment(request.createdAt)} (${isOpen(request) ? `waiting for ${age}` : `${age} ago`})`,
    ...(stakeholders.length === 0 ? [] : [`*Stakeholders*\n${stakeholders.slice(0, 20).join(', ')}`]),
  ];
}

/** Nobody claims what is over. */
function claimOf(request: IntakeRequest): string[] {
  if (request.claimedBy !== null) return [`*Claimed by*\n${mentionPerson(request.claimedBy)}`];
  return isOpen(request) ? ['*Claimed by*\nnobody yet'] : [];
}

const JOINERS_SHOWN = 10;

function useCases({ people }: RequestFile): KnownBlock[] {
  const joiners = people.filter(({ role }) => role === 'joiner');
  if (joiners.length === 0) return [];
  const rest = joiners.length - JOINERS_SHOWN;
  const lines = joiners.slice(0, JOINERS_SHOWN).map(({ personId, useCase }) => {
    return `• ${mentionPerson(personId)}: ${inline(truncate(useCase ?? '', 150))}`;
  });
  return [
    section(['*Joined with a use case*', ...lines, ...(rest > 0 ? [`…and ${rest} more`] : [])].join('\n'), {
      blockId: 'joiners',
    }),
  ];
}

/** The newest entries that fit, oldest of them first. */
function conversation(entries: readonly Entry[], room: number): KnownBlock[] {
  if (entries.length === 0) return [];
  const shown = entries.slice(-Math.min(ENTRIES_SHOWN, Math.floor(room / 2)));
  const older = shown.length < entries.length ? [context('Earlier entries are on the work item.', 'earlier')] : [];
  const each = Math.min(ENTRY, Math.floor(CONVERSATION / shown.length));
  const blocks = shown.flatMap((entry, index) => [
    context(entryHead(entry), `entry:${index}`),
    ...(entry.text.trim() === '' ? [] : [said(truncate(entry.text, each), `entry_text:${index}`)]),
  ]);
  return [divider('conversation_line'), header('Conversation', 'conversation'), ...older, ...blocks];
}
