import type { KnownBlock } from '@slack/types';
import type { Delivery, Deps } from '../../deps.ts';
import { onlyMembersRead } from '../../domain/audience.ts';
import { cardKey, requestNumber } from '../../domain/owed.ts';
import type { Entry, RequestFile } from '../../domain/request.ts';
import { actions, button, type Message, message, section } from '../../slack/blocks.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import { askAction } from './ids.ts';
import { entryBlocks, whoDidWhat } from './says.ts';

/** An entry of the conversation in the request's thread. Of a sensitive request nothing is said there, and what was is taken back. */
export const thread: Delivery = {
  to: 'slack',
  async render(deps, payload) {
    const file = await deps.storage.requests.request(Number(payload.requestId));
    const entry = await deps.storage.requests.entry(String(payload.entry));
    if (file === null || entry === null) return null;
    const { id, sensitive } = file.request;
    if (sensitive && (await deps.storage.messages.postedMessage(`thread:${entry.key}`)) === null) return null;
    const card = await deps.storage.messages.postedMessage(cardKey(id));
    const channel = card?.channel ?? deps.settings.slack.channels.intake;
    const shown = sensitive ? takenBack() : await entryMessage(deps, file, entry, channel);
    return { to: { channel }, thread: cardKey(id), message: shown };
  },
};

function takenBack(): Message {
  const text = 'Moved to direct messages: this request is sensitive.';
  return message(text, [section(text, { blockId: 'moved' })]);
}

async function entryMessage(deps: Deps, file: RequestFile, entry: Entry, channel: string): Promise<Message> {
  const number = requestNumber(file.request.id);
  const summary = `${whoDidWhat(entry)} (${number})`;
  const open = onlyMembersRead(await deps.storage.people.channel(channel));
  if (!open) return message(summary, [section(summary, { blockId: 'who' }), ...buttons(file, entry, true)]);
  return message(summary, [...entryBlocks(entry, { everyone: true }), ...buttons(file, entry, false)]);
}

/**
 * Whoever is asked can answer right here, until they have: everyone in the thread sees the button, so it says whom it is for. Where the
 * text is not shown, it is one click away.
 */
function buttons({ request }: RequestFile, { kind }: Entry, hidden: boolean): KnownBlock[] {
  const value = String(request.id);
  const answer =
    kind === 'asked' && request.state === 'needs information'
      ? [button({ text: 'Answer (requester)', actionId: askAction('answer'), value })]
      : [];
  const open = hidden ? [button({ text: 'Open', actionId: SHARED_ACTIONS.openRequest, value })] : [];
  return answer.length + open.length === 0 ? [] : [actions([...answer, ...open], 'buttons')];
}
