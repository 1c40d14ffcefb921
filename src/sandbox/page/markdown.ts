import { parseMarkdownInline } from './markdown-inline.ts';
import type { ListItem, Prose } from './prose.ts';

const FENCE = /^( {0,3})(`{3,}|~{3,})([^`]*)$/;
const HEADING = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/;
const RULE = /^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/;
const ITEM = /^( {0,3})([-*+]|\d{1,9}[.)])([ \t]+|$)(.*)$/;
const TABLE_RULE = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;
const COMMENT = /^ {0,3}<!--/;

/** Quotes and lists within each other beyond this are text: nobody writes them, but somebody may paste them. */
const DEEPEST = 12;

/** What was read and the line to go on with. */
type Read = { prose: Prose | null; next: number };

/** Reads the Markdown that the app and GitLab's people write. No HTML but comments, `<br>` and `<details>`. */
export function parseMarkdown(text: string): Prose[] {
  return parseLines(text.replaceAll('\r\n', '\n').split('\n'), 0);
}

function parseLines(lines: string[], depth: number): Prose[] {
  const prose: Prose[] = [];
  let at = 0;
  while (at < lines.length) {
    const read = blockAt(lines, at, depth);
    if (read.prose) prose.push(read.prose);
    at = Math.max(read.next, at + 1);
  }
  return prose;
}

function blockAt(lines: string[], at: number, depth: number): Read {
  const line = lines[at] ?? '';
  if (line.trim() === '') return { prose: null, next: at + 1 };
  if (depth > DEEPEST) return paragraphAt(lines, at);
  if (COMMENT.test(line)) return commentAt(lines, at);
  if (FENCE.test(line)) return fenceAt(lines, at);
  if (/^ {4}/.test(line)) return indentedAt(lines, at);
  if (/^<details>/i.test(line)) return detailsAt(lines, at, depth);
  if (/^>>>\s*$/.test(line)) return longQuoteAt(lines, at, depth);
  if (/^ {0,3}>/.test(line)) return quoteAt(lines, at, depth);
  const heading = HEADING.exec(line);
  if (heading) {
    const children = parseMarkdownInline(heading[2] ?? '');
    return { prose: { kind: 'heading', level: heading[1]?.length ?? 1, children }, next: at + 1 };
  }
  if (RULE.test(line)) return { prose: { kind: 'rule' }, next: at + 1 };
  if (ITEM.test(line)) return listAt(lines, at, depth);
  if (line.includes('|') && TABLE_RULE.test(lines[at + 1] ?? '')) return tableAt(lines, at);
  return paragraphAt(lines, at);
}

function commentAt(lines: string[], at: number): Read {
  let end = at;
  while (end < lines.length && !lines[end]?.includes('-->')) end += 1;
  const after = (lines[end] ?? '').split('-->').slice(1).join('-->').trim();
  const prose: Prose | null = after ? { kind: 'paragraph', children: parseMarkdownInline(after) } : null;
  return { prose, next: end + 1 };
}

function fenceAt(lines: string[], at: number): Read {
  const [, indent = '', marks = '```'] = FENCE.exec(lines[at] ?? '') ?? [];
  const close = new RegExp(`^ {0,3}${marks[0]}{${marks.length},}[ \\t]*$`);
  let end = at + 1;
  while (end < lines.length && !close.test(lines[end] ?? '')) end += 1;
  const inside = lines.slice(at + 1, end).map((line) => line.replace(new RegExp(`^ {0,${indent.length}}`), ''));
  return { prose: { kind: 'code', text: inside.join('\n') }, next: end + 1 };
}

function indentedAt(lines: string[], at: number): Read {
  let end = at;
  while (end < lines.length && /^(?: {4}|\s*$)/.test(lines[end] ?? '')) end += 1;
  const text = lines.slice(at, end).map((line) => line.slice(4));
  return { prose: { kind: 'code', text: text.join('\n').trimEnd() }, next: end };
}

function detailsAt(lines: string[], at: number, depth: number): Read {
  let end = at;
  while (end < lines.length && !/<\/details>/i.test(lines[end] ?? '')) end += 1;
  const inside = lines
    .slice(at, end)
    .join('\n')
    .replace(/^<details>/i, '');
  const summary = /<summary>([\s\S]*?)<\/summary>/i.exec(inside);
  const body = inside.replace(summary?.[0] ?? '', '');
  const prose: Prose = {
    kind: 'details',
    summary: summary?.[1] ?? 'Details',
    children: parseLines(body.split('\n'), depth + 1),
  };
  return { prose, next: end + 1 };
}

function longQuoteAt(lines: string[], at: number, depth: number): Read {
  let end = at + 1;
  while (end < lines.length && !/^>>>\s*$/.test(lines[end] ?? '')) end += 1;
  return { prose: { kind: 'quote', children: parseLines(lines.slice(at + 1, end), depth + 1) }, next: end + 1 };
}

function quoteAt(lines: string[], at: number, depth: number): Read {
  let end = at;
  while (end < lines.length && /^ {0,3}>/.test(lines[end] ?? '')) end += 1;
  const inside = lines.slice(at, end).map((line) => line.replace(/^ {0,3}> ?/, ''));
  return { prose: { kind: 'quote', children: parseLines(inside, depth + 1) }, next: end };
}

function listAt(lines: string[], at: number, depth: number): Read {
  const marker = ITEM.exec(lines[at] ?? '')?.[2] ?? '-';
  const ordered = /\d/.test(marker);
  const items: ListItem[] = [];
  let next = at;
  while (next < lines.length) {
    const found = ITEM.exec(lines[next] ?? '');
    if (!found || /\d/.test(found[2] ?? '') !== ordered || RULE.test(lines[next] ?? '')) break;
    const read = itemAt(lines, next, depth);
    items.push(read.item);
    next = read.next;
  }
  return { prose: { kind: 'list', ordered, start: ordered ? Number.parseInt(marker, 10) : 1, items }, next };
}

function itemAt(lines: string[], at: number, depth: number): { item: ListItem; next: number } {
  const [, indent = '', marker = '-', space = ' ', first = ''] = ITEM.exec(lines[at] ?? '') ?? [];
  const width = indent.length + marker.length + (space.length > 4 ? 1 : Math.max(space.length, 1));
  const inside: string[] = [];
  const box = /^\[([ xX])\]\s+(.*)$/.exec(first);
  inside.push(box ? (box[2] ?? '') : first);
  let next = at + 1;
  while (next < lines.length && belongs(lines, next, width)) {
    inside.push((lines[next] ?? '').replace(new RegExp(`^ {0,${width}}`), ''));
    next += 1;
  }
  const checked = box ? box[1] !== ' ' : null;
  return { item: { checked, children: parseLines(inside, depth + 1) }, next: skipBlank(lines, next) };
}

/** Whether a line goes on with the item above it: indented, or a paragraph's next line, or blank before an indented one. */
function belongs(lines: string[], at: number, width: number): boolean {
  const line = lines[at] ?? '';
  if (line.trim() === '') return new RegExp(`^ {${width}}\\S`).test(lines[skipBlank(lines, at)] ?? '');
  if (line.startsWith(' '.repeat(width))) return true;
  return (lines[at - 1] ?? '').trim() !== '' && !startsBlock(line);
}

function skipBlank(lines: string[], at: number): number {
  let next = at;
  while (next < lines.length && lines[next]?.trim() === '') next += 1;
  return next;
}

function startsBlock(line: string): boolean {
  return [FENCE, HEADING, RULE, ITEM, COMMENT, /^ {0,3}>/, /^<details>/i].some((start) => start.test(line));
}

function tableAt(lines: string[], at: number): Read {
  let end = at + 2;
  while (end < lines.length && lines[end]?.includes('|')) end += 1;
  const rows = lines.slice(at + 2, end).map(cellsOf);
  return { prose: { kind: 'table', head: cellsOf(lines[at] ?? ''), rows }, next: end };
}

function cellsOf(line: string) {
  const inside = line.trim().replace(/^\||(?<!\\)\|$/g, '');
  return inside.split(/(?<!\\)\|/).map((cell) => parseMarkdownInline(cell.trim().replaceAll('\\|', '|')));
}

function paragraphAt(lines: string[], at: number): Read {
  let end = at + 1;
  while (end < lines.length && lines[end]?.trim() !== '' && !startsBlock(lines[end] ?? '')) end += 1;
  const text = lines
    .slice(at, end)
    .map((line) => line.trimStart())
    .join('\n');
  return { prose: { kind: 'paragraph', children: parseMarkdownInline(text.trimEnd()) }, next: end };
}
