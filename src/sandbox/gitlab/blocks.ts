/** How much of a line's place in the document matters to GitLab: where it can be a quick action, and where a mention. */
export type Placed = { line: string; place: 'paragraph' | 'code' | 'html' | 'inside' | 'other' };

type Fence = { sign: string; length: number };
type Leaf =
  | { kind: 'none' }
  | { kind: 'paragraph' }
  | { kind: 'inside' }
  | { kind: 'fence'; fence: Fence }
  | { kind: 'html'; end: RegExp };

const HTML_BLOCKS: [start: RegExp, end: RegExp][] = [
  [/^ {0,3}<(script|pre|style|textarea)(\s|>|$)/iu, /<\/(script|pre|style|textarea)>/iu],
  [/^ {0,3}<!--/u, /-->/u],
  [/^ {0,3}<\?/u, /\?>/u],
  [/^ {0,3}<![a-z]/iu, />/u],
  [/^ {0,3}<!\[CDATA\[/u, /\]\]>/u],
  [
    /^ {0,3}<\/?(details|summary|div|p|table|tr|td|th|ul|ol|li|h[1-6]|hr|blockquote|section|center|form)(\s|\/?>|$)/iu,
    /^\s*$/u,
  ],
];

/**
 * A model of the blocks of GitLab's Markdown, as far as quick actions and mentions depend on them: fences, quotes over
 * several lines (`>>>`), HTML, and whether a line belongs to a paragraph that stands in no quote or list.
 */
export function placeLines(text: string): Placed[] {
  const quotes: number[] = [];
  let leaf: Leaf = { kind: 'none' };
  return text
    .replace(/\r\n?/gu, '\n')
    .split('\n')
    .map((line): Placed => {
      const closes = closingQuote(line, quotes);
      if (closes >= 0) {
        quotes.length = closes;
        leaf = { kind: 'none' };
        return { line, place: 'other' };
      }
      const next = nextLeaf(line, leaf);
      leaf = next.leaf;
      if (next.opensQuote > 0) quotes.push(next.opensQuote);
      const place = next.place === 'paragraph' && quotes.length > 0 ? 'inside' : next.place;
      return { line, place };
    });
}

/** Which of the open quotes the line closes (the innermost with that many signs or fewer), or -1. */
function closingQuote(line: string, quotes: number[]): number {
  const signs = /^ {0,3}(>{3,})\s*$/u.exec(line)?.[1]?.length ?? 0;
  return signs === 0 ? -1 : quotes.findLastIndex((length) => signs >= length);
}

type Step = { leaf: Leaf; place: Placed['place']; opensQuote: number };
const step = (leaf: Leaf, place: Placed['place'], opensQuote = 0): Step => ({ leaf, place, opensQuote });
const NONE: Leaf = { kind: 'none' };

function nextLeaf(line: string, leaf: Leaf): Step {
  if (leaf.kind === 'fence') return closesFence(line, leaf.fence) ? step(NONE, 'code') : step(leaf, 'code');
  if (leaf.kind === 'html') return step(leaf.end.test(line) ? NONE : leaf, 'html');
  if (/^\s*$/u.test(line)) return step(NONE, 'other');
  const fence = openingFence(line);
  if (fence) return step({ kind: 'fence', fence }, 'code');
  const quote = /^ {0,3}(>{3,})\s*(\[![a-z]+\][^\n]*)?$/iu.exec(line)?.[1];
  if (quote) return step(NONE, 'other', quote.length);
  const html = HTML_BLOCKS.find(([start]) => start.test(line));
  if (html) return step(html[1].test(line) ? NONE : { kind: 'html', end: html[1] }, 'html');
  if (/^ {0,3}(>|[-+*](\s|$)|\d{1,9}[.)](\s|$))/u.test(line)) return step({ kind: 'inside' }, 'inside');
  if (/^ {0,3}#{1,6}(\s|$)/u.test(line)) return step(NONE, 'other');
  if (leaf.kind === 'inside') return step(leaf, 'inside');
  if (leaf.kind === 'none' && /^( {4}|\t)/u.test(line)) return step(NONE, 'code');
  return step({ kind: 'paragraph' }, 'paragraph');
}

/** A fence of backticks whose info text holds a backtick is none. */
function openingFence(line: string): Fence | null {
  const [, signs, info] = /^ {0,3}(`{3,}|~{3,})(.*)$/u.exec(line) ?? [];
  if (signs === undefined || (signs.startsWith('`') && info?.includes('`'))) return null;
  return { sign: signs.charAt(0), length: signs.length };
}

function closesFence(line: string, { sign, length }: Fence): boolean {
  const signs = /^ {0,3}(`{3,}|~{3,})\s*$/u.exec(line)?.[1] ?? '';
  return signs.startsWith(sign) && signs.length >= length;
}
