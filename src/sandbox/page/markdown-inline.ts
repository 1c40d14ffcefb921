import { addText, type Inline } from './prose.ts';

const NAMED: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", nbsp: '\u00a0' };

type Token = { node: Inline | null; length: number };

/** Reads one paragraph of Markdown. HTML comments vanish; other HTML stays as the text it is. */
export function parseMarkdownInline(text: string): Inline[] {
  const nodes: Inline[] = [];
  let at = 0;
  while (at < text.length) {
    const token = tokenAt(text, at);
    if (token?.node?.kind === 'text') addText(nodes, token.node.text);
    else if (token?.node) nodes.push(token.node);
    else if (!token) addText(nodes, text[at] ?? '');
    at += token?.length ?? 1;
  }
  return nodes;
}

function tokenAt(text: string, at: number): Token | null {
  switch (text[at]) {
    case '\\':
      return escapeAt(text, at);
    case '\n':
      return { node: { kind: 'text', text: ' ' }, length: 1 };
    case ' ':
      return hardBreakAt(text, at);
    case '`':
      return codeAt(text, at);
    case '*':
    case '_':
      return emphasisAt(text, at);
    case '~':
      return strikeAt(text, at);
    case '!':
    case '[':
      return linkAt(text, at);
    case '<':
      return angleAt(text, at);
    case '&':
      return entityAt(text, at);
    case ':':
      return emojiAt(text, at);
    default:
      return bareAt(text, at);
  }
}

function escapeAt(text: string, at: number): Token | null {
  const next = text[at + 1] ?? '';
  if (next === '\n') return { node: { kind: 'break' }, length: 2 };
  return /[!-/:-@[-`{-~]/.test(next) ? { node: { kind: 'text', text: next }, length: 2 } : null;
}

function hardBreakAt(text: string, at: number): Token | null {
  const found = /^ {2,}\n/.exec(text.slice(at, at + 40));
  return found ? { node: { kind: 'break' }, length: found[0].length } : null;
}

function codeAt(text: string, at: number): Token | null {
  const ticks = /^`+/.exec(text.slice(at))?.[0] ?? '`';
  for (const close of text.slice(at + ticks.length).matchAll(/`+/g)) {
    if (close[0].length !== ticks.length) continue;
    const inside = text.slice(at + ticks.length, at + ticks.length + close.index).replaceAll('\n', ' ');
    const shown = /^ .*[^ ].* $/.test(inside) ? inside.slice(1, -1) : inside;
    return { node: { kind: 'code', text: shown }, length: inside.length + 2 * ticks.length };
  }
  return { node: { kind: 'text', text: ticks }, length: ticks.length };
}

function emphasisAt(text: string, at: number): Token | null {
  const mark = text[at] ?? '*';
  const run = text[at + 1] === mark ? 2 : 1;
  if (/\s|^$/.test(text[at + run] ?? '') || (mark === '_' && isWord(text[at - 1]))) return null;
  for (let end = at + run; end < text.length; end += 1) {
    if (text[end] === '\\') end += 1;
    else if (text[end] === '`') end += Math.max(0, (codeAt(text, end)?.length ?? 1) - 1);
    else if (text.startsWith(mark.repeat(run), end) && closes(text, end, run, mark)) {
      const children = parseMarkdownInline(text.slice(at + run, end));
      return { node: { kind: run === 2 ? 'bold' : 'italic', children }, length: end - at + run };
    }
  }
  return null;
}

function closes(text: string, end: number, run: number, mark: string): boolean {
  if (/\s/.test(text[end - 1] ?? '')) return false;
  if (run === 1 && text[end + 1] === mark) return false;
  return mark === '*' || !isWord(text[end + run]);
}

function strikeAt(text: string, at: number): Token | null {
  const found = /^~~(?=\S)([\s\S]*?\S)~~/.exec(text.slice(at));
  if (!found) return null;
  return { node: { kind: 'strike', children: parseMarkdownInline(found[1] ?? '') }, length: found[0].length };
}

function linkAt(text: string, at: number): Token | null {
  const found =
    /^(!?)\[((?:\\.|\[[^\]]*\]|[^[\]\\])*)\]\(\s*<?([^\s()<>]*(?:\([^\s()]*\)[^\s()<>]*)*)>?(?:\s+"[^"]*")?\s*\)/.exec(
      text.slice(at),
    );
  if (!found) return null;
  const [all, bang, label = '', url = ''] = found;
  if (bang) return { node: { kind: 'image', alt: label }, length: all.length };
  const children = parseMarkdownInline(label);
  if (!/^(?:https?:|mailto:|\/)/i.test(url)) return { node: { kind: 'text', text: all }, length: all.length };
  return { node: { kind: 'link', url, children }, length: all.length };
}

function angleAt(text: string, at: number): Token | null {
  const rest = text.slice(at);
  const comment = /^<!--[\s\S]*?-->/.exec(rest);
  if (comment) return { node: null, length: comment[0].length };
  const url = /^<((?:https?:\/\/|mailto:)[^\s<>]+)>/.exec(rest);
  if (url) return linkTo(url[1] ?? '', url[0].length);
  return /^<br ?\/?>/i.test(rest) ? { node: { kind: 'break' }, length: rest.indexOf('>') + 1 } : null;
}

function entityAt(text: string, at: number): Token | null {
  const found = /^&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]+));/i.exec(text.slice(at, at + 12));
  if (!found) return null;
  const code = found[1] ? Number(found[1]) : found[2] ? Number.parseInt(found[2], 16) : null;
  const character = code === null ? NAMED[found[3] ?? ''] : code < 0x110000 ? String.fromCodePoint(code) : undefined;
  return character ? { node: { kind: 'text', text: character }, length: found[0].length } : null;
}

function emojiAt(text: string, at: number): Token | null {
  const found = /^:([a-z0-9_+-]*[a-z][a-z0-9_+-]*):/.exec(text.slice(at, at + 60));
  return found ? { node: { kind: 'emoji', name: found[1] ?? '' }, length: found[0].length } : null;
}

/** Addresses and mentions that GitLab would act on; shown as such so that a forgotten escape is seen. */
function bareAt(text: string, at: number): Token | null {
  if (isWord(text[at - 1]) || !/[h@]/.test(text[at] ?? '')) return null;
  const rest = text.slice(at, at + 2000);
  const url = /^https?:\/\/[^\s<>"`]*[^\s<>"`.,;:!?)\]*_~]/.exec(rest);
  if (url) return linkTo(url[0], url[0].length);
  const handle = /^@[A-Za-z0-9](?:[\w.-]*\w)?/.exec(rest);
  return handle ? { node: { kind: 'handle', text: handle[0] }, length: handle[0].length } : null;
}

function linkTo(url: string, length: number): Token {
  return { node: { kind: 'link', url, children: [{ kind: 'text', text: url.replace(/^mailto:/, '') }] }, length };
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}]/u.test(character);
}
