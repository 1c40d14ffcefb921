import type { KnownBlock } from '@slack/types';
import type { Entry, EntryKind } from '../../domain/request.ts';
import { context, said, section } from '../../slack/blocks.ts';
import { date, inline, link, truncate } from '../../slack/escape.ts';

const SAYS: Record<EntryKind, string> = {
  comment: 'commented',
  recorded: 'wrote in Slack',
  asked: 'asks the requester for information',
  answered: 'answered',
  corrected: 'corrected the request',
  joined: 'joined with a use case',
  left: 'is not concerned, and is not named any more',
  muted: 'has muted the request',
  withdrawn: 'withdrew the request',
  duplicate: 'marked the request a duplicate',
  contact: 'named a contact',
  gitlab: 'commented in GitLab',
  proposed: 'proposes a decision',
  unproposed: 'withdrew the proposed decision',
  agreed: 'agreed to the decision',
  disagreed: 'does not agree to the decision',
  aware: 'is aware of the decision',
  'signer asked': 'asks about the proposed decision',
  delegated: 'handed on who is to agree',
  decided: 'made the decision final',
  reopened: 'brought the request back',
  triaged: 'triaged the request',
  returned: 'brought the request back',
  shipped: 'saw that the product work is done',
};

/** What an entry links to, where that is no message in Slack. */
const LINKS: Partial<Record<EntryKind, { whole: string; short: string }>> = {
  gitlab: { whole: 'See it in GitLab', short: 'GitLab' },
  duplicate: { whole: 'See the other work item', short: 'the other work item' },
};

const WHOLE = 2_900;

/** Who did what, without a word of what was said. */
export const whoDidWhat = ({ kind, authorName }: Entry): string => `*${inline(authorName)}* ${SAYS[kind]}`;

/**
 * An entry in a message: who, and what was said as it was typed. What does not fit is read by *Open* or in GitLab. `everyone`: others
 * than the people concerned read it too.
 */
export function entryBlocks(entry: Entry, { everyone = false }: { everyone?: boolean } = {}): KnownBlock[] {
  const text = everyone ? forEveryone(entry) : entry.kind === 'corrected' ? whatWasCorrected(entry) : entry.text;
  const cut = text.length > WHOLE ? ['The rest is on the work item.'] : [];
  const where = entry.link === null ? [] : [link(entry.link, LINKS[entry.kind]?.whole ?? 'See the message')];
  return [
    section(whoDidWhat(entry), { blockId: 'who' }),
    ...(text.trim() === '' ? [] : [said(truncate(text, WHOLE), 'text')]),
    ...(cut.length + where.length === 0 ? [] : [context([...cut, ...where].join(' · '), 'more')]),
  ];
}

/** The head of an entry in the whole conversation: who, what, when and where. */
export function entryHead(entry: Entry): string {
  const where = entry.link === null ? '' : ` · ${link(entry.link, LINKS[entry.kind]?.short ?? 'message')}`;
  return `${whoDidWhat(entry)} · ${moment(entry.saidAt)}${where}`;
}

/** An instant, for readers in any time zone. */
export const moment = (at: Date): string => date(at, `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`);

/** Of a decision every member may read outcome and reason, not its details (INV-2): the outcome stands in the first line. */
function forEveryone(entry: Entry): string {
  if (entry.kind === 'corrected') return whatWasCorrected(entry);
  return entry.kind === 'proposed' || entry.kind === 'decided' ? (entry.text.split('\n', 1)[0] ?? '') : entry.text;
}

/** The answers are not for everyone who reads a thread (INV-2): only which of them were corrected, which the first line says. */
const whatWasCorrected = ({ text }: Entry): string => `Changed: ${text.split('\n', 1)[0] ?? ''}`;
