import type { MrkdwnElement, PlainTextElement } from '@slack/types';

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Makes what a person typed harmless inside markup of ours. Lengths grow: cut with `truncate` before. */
export const escapeText = (text: string): string =>
  text.replace(/[&<>]/g, (character) => ENTITIES[character] ?? character);

// The name of a global, so the linter refuses imports of it: to go once nothing imports it.
export { escapeText as escape };

/**
 * What a person typed, for the middle of a line of ours: escaped, on one line, without the characters that would turn the rest of the
 * line around; its own `*`, `_`, `~` and backticks are shown as they are and format nothing (a space of no width follows each).
 */
export function inline(text: string): string {
  const line = text
    .replace(/[\u202A-\u202E\u2066-\u2069\u200E\u200F]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  return escapeText(line.replace(/[*_~`]/g, '$&\u200B'));
}

/** Text that Slack shows as it is. For what people typed, and for labels. */
export function plain(text: string, max = 3_000): PlainTextElement {
  return { type: 'plain_text', text: filled(truncate(text, max)), emoji: true };
}

/**
 * Markup made here, in which every piece that a person typed went through `escapeText` or `inline`. Slack adds nothing to it: no bare
 * @here, #name or address in it comes alive.
 */
export function verbatim(markup: string, max = 3_000): MrkdwnElement {
  return { type: 'mrkdwn', text: filled(truncateMarkup(markup, max)), verbatim: true };
}

/** Slack refuses empty texts. */
const filled = (text: string) => (text.trim() === '' ? '–' : text);

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Longer than any character that people use; marks piled up beyond it are not kept whole. */
const LONGEST_CHARACTER = 64;

/** Where a text may be cut at or before `at` without tearing a character as people see it. */
function boundary(text: string, at: number): number {
  if (at >= text.length) return text.length;
  if (at <= 0) return 0;
  const found = graphemes.segment(text).containing(at)?.index ?? at;
  if (at - found <= LONGEST_CHARACTER) return found;
  return /[\uDC00-\uDFFF]/.test(text.charAt(at)) ? at - 1 : at;
}

/** At most `max` UTF-16 units, ending in … where something was left off. For plain text: not for markup. */
export function truncate(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text.slice(0, boundary(text, max - 1)).trimEnd()}…`;
}

const FENCE = '```';

/** As `truncate`, for markup: never inside an entity or a `<…>` token, and with an open code block closed. */
export function truncateMarkup(markup: string, max: number): string {
  if (markup.length <= max) return markup;
  const room = max - 2 - FENCE.length;
  const cut = markup.slice(0, outsideToken(markup, boundary(markup, room)));
  const open = cut.split(FENCE).length % 2 === 0;
  return open ? `${cut.trimEnd()}…\n${FENCE}` : `${cut.trimEnd()}…`;
}

function outsideToken(markup: string, at: number): number {
  const head = markup.slice(0, at);
  const [opened, closed] = [head.lastIndexOf('<'), head.lastIndexOf('>')];
  if (opened > closed) return opened;
  const entity = /&[a-z]{0,4}$/.exec(head);
  return entity === null ? at : entity.index;
}

/** A mention of a person, who is notified; what is no user id comes out as plain text. */
export const mentionPerson = (id: string): string => (/^[UW][A-Z0-9]{2,20}$/.test(id) ? `<@${id}>` : inline(id));

/** A mention of a user group, which notifies each of its members. */
export const mentionGroup = (id: string): string => (/^S[A-Z0-9]{2,20}$/.test(id) ? `<!subteam^${id}>` : inline(id));

export const mentionChannel = (id: string): string => (/^[CG][A-Z0-9]{2,20}$/.test(id) ? `<#${id}>` : inline(id));

/** A link to an http or https address; with any other address only the label comes out. */
export function link(address: string, label: string): string {
  const text = inline(label).replaceAll('|', '\u2223');
  const url = webAddress(address);
  return url === null ? text : `<${url}|${text === '' ? url : text}>`;
}

/** The address as Slack's markup takes it; null unless it is http or https and free of user names. */
function webAddress(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  if (!/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return null;
  const safe = url.href.replace(/[<>|"\s]/g, (character) => encodeURIComponent(character));
  return safe.length > 3_000 ? null : safe.replaceAll('&', '&amp;');
}

/** An instant that each reader sees in their own time zone. `fallback` is shown where Slack cannot: name its zone. */
export function date(instant: Date, fallback: string, format = '{date_short_pretty}, {time}'): string {
  const seconds = Math.floor(instant.getTime() / 1_000);
  return `<!date^${seconds}^${format}|${inline(fallback).replaceAll('|', '\u2223')}>`;
}

/** An instant for readers in any time zone; where Slack cannot show it, in UTC. */
export const moment = (at: Date): string => date(at, `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`);
