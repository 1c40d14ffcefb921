const HEADING = /^ {0,3}#{1,6}\s+(.*)$/u;
const LONGEST_HEADING = 300;
const FENCE = /^ {0,3}(`{3,}|~{3,})(.*)$/u;

/**
 * The text under each of these headings, by heading as given; hidden comments are left out. An unknown heading is part
 * of the text it stands in, so nothing that a person wrote is lost; a heading inside a code block is none. A heading
 * that comes twice gives both texts. Time grows with the length of the text and no faster: anyone can write it.
 */
export function sectionsIn(markdown: string, headings: readonly string[]): Map<string, string> {
  const known = new Map(headings.map((heading) => [headingWords(heading), heading]));
  const lines = markdown.replace(/\r\n?/gu, '\n').split('\n');
  const fenced = fencedLines(lines);
  const found = new Map<string, string[]>();
  let current: string[] | null = null;
  lines.forEach((line, index) => {
    const heading = fenced[index] ? undefined : known.get(headingKey(line));
    if (heading === undefined) {
      current?.push(line);
      return;
    }
    current = found.get(heading) ?? [];
    found.set(heading, current);
  });
  return new Map([...found].map(([heading, text]) => [heading, withoutComments(text.join('\n')).trim()]));
}

/** A heading line's letters and digits, without a remark in brackets at its end: `## **1. Users** (required):` is `users`. */
function headingKey(line: string): string {
  const heading = line.length <= LONGEST_HEADING ? HEADING.exec(line)?.[1] : undefined;
  return headingWords(heading ?? '');
}

function headingWords(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/\s*\([^()]*\)[\s:*#]*$/u, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .replace(/^\d+ /u, '');
}

function withoutComments(text: string): string {
  const parts: string[] = [];
  let from = 0;
  for (;;) {
    const start = text.indexOf('<!--', from);
    const end = start === -1 ? -1 : text.indexOf('-->', start + 4);
    if (end === -1) break;
    parts.push(text.slice(from, start));
    from = end + 3;
  }
  return parts.join('') + text.slice(from);
}

/** Which lines stand in a code block. A fence that is never closed opens none. */
function fencedLines(lines: readonly string[]): boolean[] {
  const closable = closableFrom(lines);
  let open: string | null = null;
  return lines.map((line, index) => {
    const [, fence, rest] = FENCE.exec(line) ?? [];
    if (open !== null) {
      if (fence !== undefined && rest?.trim() === '' && fence.startsWith(open)) open = null;
      return true;
    }
    if (fence === undefined || (fence[0] === '`' && rest?.includes('`'))) return false;
    if ((closable[index + 1]?.[fence[0] ?? ''] ?? 0) < fence.length) return false;
    open = fence;
    return true;
  });
}

/** For each line, how long the longest closing fence at or after it is, by its character. */
function closableFrom(lines: readonly string[]): Record<string, number>[] {
  const longest: Record<string, number>[] = new Array(lines.length + 1);
  longest[lines.length] = {};
  for (let index = lines.length - 1; index >= 0; index -= 1) {
    const after = longest[index + 1] ?? {};
    const [, fence, rest] = FENCE.exec(lines[index] ?? '') ?? [];
    const mark = fence?.[0] ?? '';
    const longer = fence !== undefined && rest?.trim() === '' && fence.length > (after[mark] ?? 0);
    longest[index] = longer ? { ...after, [mark]: fence.length } : after;
  }
  return longest;
}
