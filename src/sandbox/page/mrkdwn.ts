import { addText, type Inline, type Prose } from './prose.ts';

const FORMATS: Record<string, 'bold' | 'italic' | 'strike'> = { '*': 'bold', _: 'italic', '~': 'strike' };

/** Undoes Slack's escaping of the three characters that its notation uses. */
export function unescapeText(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/**
 * Reads Slack's mrkdwn. With `verbatim` bare addresses, `@here` and `#channel` stay as they are; without it they become
 * links and mentions, as in Slack.
 */
export function parseMrkdwn(text: string, verbatim = false): Prose[] {
  const parts = text.split('```');
  // A fence that nobody closed is text: put it back onto the part before it.
  if (parts.length % 2 === 0) parts.splice(-2, 2, parts.slice(-2).join('```'));
  return parts.flatMap((part, index): Prose[] => {
    if (index % 2 === 1) return [{ kind: 'code', text: unescapeText(part.replace(/^\n|\n$/g, '')) }];
    const opened = index > 0 ? part.replace(/^\n/, '') : part;
    const between = index < parts.length - 1 ? opened.replace(/\n$/, '') : opened;
    return between === '' ? [] : parseLines(between, verbatim);
  });
}

function parseLines(text: string, verbatim: boolean): Prose[] {
  const prose: Prose[] = [];
  for (const line of text.split('\n')) {
    const quoted = /^(?:&gt;|>)\s?(.*)$/.exec(line);
    const children = parseInline(quoted ? (quoted[1] ?? '') : line, verbatim);
    const last = prose.at(-1);
    if (!quoted) {
      if (last?.kind === 'lines') last.lines.push(children);
      else prose.push({ kind: 'lines', lines: [children] });
      continue;
    }
    const inside = last?.kind === 'quote' ? last.children[0] : undefined;
    if (inside?.kind === 'lines') inside.lines.push(children);
    else prose.push({ kind: 'quote', children: [{ kind: 'lines', lines: [children] }] });
  }
  return prose;
}

/** Reads one line of mrkdwn. */
export function parseInline(line: string, verbatim = false): Inline[] {
  const nodes: Inline[] = [];
  let at = 0;
  while (at < line.length) {
    const found = tokenAt(line, at, verbatim);
    if (found) nodes.push(found.node);
    else addText(nodes, escapedAt(line, at));
    at += found ? found.length : escapedLength(line, at);
  }
  return nodes;
}

function escapedLength(line: string, at: number): number {
  return /^&(?:lt|gt|amp);/.exec(line.slice(at, at + 5))?.[0].length ?? 1;
}

function escapedAt(line: string, at: number): string {
  return unescapeText(line.slice(at, at + escapedLength(line, at)));
}

type Token = { node: Inline; length: number };

function tokenAt(line: string, at: number, verbatim: boolean): Token | null {
  const character = line[at] ?? '';
  if (character === '<') return angleAt(line, at);
  if (character === '`') return codeAt(line, at);
  const kind = FORMATS[character];
  if (kind) return formatAt(line, at, kind, verbatim);
  const emoji = character === ':' ? /^:([a-z0-9_+'-]+):/.exec(line.slice(at, at + 60)) : null;
  if (emoji) return { node: { kind: 'emoji', name: emoji[1] ?? '' }, length: emoji[0].length };
  return verbatim ? null : bareAt(line, at);
}

function codeAt(line: string, at: number): Token | null {
  const end = line.indexOf('`', at + 1);
  if (end <= at + 1) return null;
  return { node: { kind: 'code', text: unescapeText(line.slice(at + 1, end)) }, length: end - at + 1 };
}

function formatAt(line: string, at: number, kind: 'bold' | 'italic' | 'strike', verbatim: boolean): Token | null {
  const mark = line[at];
  if (isWord(line[at - 1]) || /\s|^$/.test(line[at + 1] ?? '') || line[at + 1] === mark) return null;
  for (let end = at + 1; end < line.length; end += 1) {
    if (line[end] === '<') end = Math.max(end, line.indexOf('>', end));
    else if (line[end] === '`') end = Math.max(end, line.indexOf('`', end + 1));
    else if (line[end] === mark && !/\s/.test(line[end - 1] ?? '') && !isWord(line[end + 1])) {
      return { node: { kind, children: parseInline(line.slice(at + 1, end), verbatim) }, length: end - at + 1 };
    }
  }
  return null;
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}]/u.test(character);
}

/** What stands between < and >: a mention, a date, a link. */
function angleAt(line: string, at: number): Token | null {
  const end = line.indexOf('>', at);
  if (end < 0) return null;
  const [target = '', ...rest] = line.slice(at + 1, end).split('|');
  const label = rest.length > 0 ? rest.join('|') : null;
  const node = angleNode(target, label);
  return node ? { node, length: end - at + 1 } : null;
}

function angleNode(target: string, label: string | null): Inline | null {
  const shown = label === null ? null : unescapeText(label);
  if (target.startsWith('@')) return { kind: 'person', id: target.slice(1), label: shown };
  if (target.startsWith('#')) return { kind: 'channel', id: target.slice(1), label: shown };
  if (target.startsWith('!subteam^')) return { kind: 'group', id: target.slice(9), label: shown };
  if (target.startsWith('!date^')) {
    const [, at, format = '', url] = target.split('^');
    return { kind: 'date', at: Number(at), format, url: url ?? null, fallback: shown ?? '' };
  }
  if (target.startsWith('!')) return { kind: 'everyone', name: target.slice(1) };
  if (!/^(?:https?:|mailto:|tel:)/i.test(target)) return null;
  const url = unescapeText(target);
  return { kind: 'link', url, children: label ? parseInline(label, true) : [{ kind: 'text', text: url }] };
}

/** What Slack makes of plain text unless it is verbatim. */
function bareAt(line: string, at: number): Token | null {
  if (isWord(line[at - 1])) return null;
  const rest = line.slice(at);
  const url = /^https?:\/\/[^\s<>|]+[^\s<>|.,;:!?)*_~]/.exec(rest)?.[0];
  if (url) {
    const text = unescapeText(url);
    return { node: { kind: 'link', url: text, children: [{ kind: 'text', text }] }, length: url.length };
  }
  const everyone = /^@(here|channel|everyone)\b/.exec(rest);
  if (everyone) return { node: { kind: 'everyone', name: everyone[1] ?? '' }, length: everyone[0].length };
  const channel = /^#([a-z][a-z0-9_-]*)/.exec(rest);
  return channel ? { node: { kind: 'channelName', name: channel[1] ?? '' }, length: channel[0].length } : null;
}
