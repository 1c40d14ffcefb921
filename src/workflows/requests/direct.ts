import type { KnownBlock } from '@slack/types';
import type { Delivery, Deps } from '../../deps.ts';
import { oweDirect, requestNumber } from '../../domain/owed.ts';
import type { Roles } from '../../domain/people.ts';
import { answersFor, type Entry, type RequestFile, sightOf } from '../../domain/request.ts';
import { actions, button, context, message, section } from '../../slack/blocks.ts';
import { inline, link, truncate } from '../../slack/escape.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import { NotKnownYet } from '../../slack/places.ts';
import { askAction } from './ids.ts';
import { saidToBeNoMember } from './membership.ts';
import { occasionFor } from './occasions.ts';
import { entryBlocks } from './says.ts';

/** A direct message about a request. Nobody is told who may not read it (any more). */
export const direct: Delivery = {
  to: 'slack',
  async render(deps, payload) {
    const personId = String(payload.personId);
    const file = await deps.storage.requests.request(Number(payload.requestId));
    const roles = file === null ? null : await recipient(deps, personId);
    if (file === null || roles === null || sightOf(file, roles) !== 'answers') return null;
    const entry = payload.entry === undefined ? null : await deps.storage.requests.entry(String(payload.entry));
    const what = String(payload.what);
    if (what === 'entry' && (entry === null || isToldOtherwise(file, entry, personId))) return null;
    const noLink = file.workItem !== null && (await saidToBeNoMember(deps, personId));
    const { text, next } = occasionFor(what, { file, entry });
    const blocks: KnownBlock[] = [
      section(`${text}\n${inline(truncate(file.request.title, 200))}`, { blockId: 'what' }),
      ...(entry === null ? [] : entryBlocks(entry)),
      context([workItemLine(file, noLink), ...next], 'next'),
      actions(buttons(file, what, entry, personId), 'buttons'),
    ];
    return { to: { person: personId }, message: message(text, blocks) };
  },
};

/** What is said about a sensitive request that nobody leads yet goes to each of the team. */
export const team: Delivery = {
  to: 'team',
  async carryOut(deps, { payload }) {
    const [requestId, key] = [Number(payload.requestId), String(payload.entry)];
    const entry = await deps.storage.requests.entry(key);
    const group = await deps.access.teamGroup();
    if (entry === null) return;
    if (group === null) throw new NotKnownYet('the team is not known: Slack shows no such user group');
    const others = group.memberIds.filter((id) => id !== entry.authorId);
    const owed = others.map((id) => oweDirect(requestId, id, 'entry', key));
    await deps.storage.owe(owed, deps.now());
  },
};

/** Who gets it, if they are a full member still; someone who cannot be looked up now is tried again. */
async function recipient(deps: Deps, personId: string): Promise<Roles | null> {
  const who = await deps.access.who(personId, '');
  if (who.ok) return who.roles;
  if ((await deps.storage.people.person(personId)) === null) throw new Error('Slack does not say who is to be told');
  return null;
}

/** Some entries of a sensitive request come with a direct message of their own. */
function isToldOtherwise({ request }: RequestFile, { kind }: Entry, personId: string): boolean {
  switch (kind) {
    case 'asked':
      return answersFor(request, personId);
    case 'answered':
      return request.claimedBy === personId;
    case 'joined':
    case 'duplicate':
      return request.requesterId === personId;
    case 'withdrawn':
      return request.requesterId === personId || request.claimedBy === personId;
    case 'returned':
      return request.requesterId === personId || request.claimedBy === personId;
    case 'decided':
      return true;
    case 'disagreed':
    case 'unproposed':
    case 'signer asked':
      return request.claimedBy === personId;
    case 'contact':
      return request.contactId === personId;
    default:
      return false;
  }
}

function workItemLine({ workItem }: RequestFile, noLink: boolean): string {
  if (workItem === null) return ':hourglass_flowing_sand: The GitLab work item follows; its link comes here.';
  if (noLink)
    return `Work item ${inline(workItem.reference)}. You have no access to it in GitLab: read it and comment here.`;
  return `Work item ${link(workItem.url, workItem.reference)}`;
}

function buttons({ request }: RequestFile, what: string, entry: Entry | null, personId: string) {
  const value = String(request.id);
  const asked = request.state === 'needs information' && answersFor(request, personId);
  const answers = asked && (what === 'asked' || entry?.kind === 'asked');
  const comments = what === 'entry' || what === 'answered';
  return [
    ...(answers ? [button({ text: 'Answer', actionId: askAction('answer'), value, style: 'primary' })] : []),
    button({ text: `Open ${requestNumber(request.id)}`, actionId: SHARED_ACTIONS.openRequest, value }),
    ...(comments ? [button({ text: 'Comment', actionId: askAction('comment'), value })] : []),
  ];
}
