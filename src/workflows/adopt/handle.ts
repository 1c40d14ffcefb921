/** A longer text is not searched beyond this; nobody is mentioned that far down. */
const LONGEST = 200_000;
const FENCE = /^ {0,3}(`{3,}|~{3,})/u;
const QUOTE_MARKS = /^(?: {0,3}>[ \t]?)+/u;

/**
 * Whether a text of GitLab's mentions the handle (with its @): as a whole word in any letter case, not inside code or a hidden
 * comment, not escaped, and not as a part of another handle or an e-mail address.
 */
export function mentionsHandle(text: string, handle: string): boolean {
  const name = handle.replace(/[.*+?^${}()|[\]\\/]/gu, '\\$&');
  const whole = new RegExp(`(?<![\\w@/.\\\\-])${name}(?![\\w/-]|\\.\\w)`, 'iu');
  return whole.test(withoutCode(text.slice(0, LONGEST)));
}

/** The text without code blocks, code in lines and hidden comments. */
export function withoutCode(text: string): string {
  return withoutSpans(withoutComments(withoutFences(text)));
}

function withoutFences(text: string): string {
  const kept: string[] = [];
  let fence: string | null = null;
  for (const line of text.split(/\r\n|\n|\r/u)) {
    const mark = FENCE.exec(line.replace(QUOTE_MARKS, ''))?.[1];
    if (fence === null) {
      if (mark === undefined) kept.push(line);
      else fence = mark;
    } else if (mark !== undefined && closes(line.replace(QUOTE_MARKS, ''), mark, fence)) fence = null;
  }
  return kept.join('\n');
}

const closes = (line: string, mark: string, fence: string): boolean =>
  mark[0] === fence[0] && mark.length >= fence.length && line.trim() === mark;

/** The text without hidden comments. */
export function withoutComments(text: string): string {
  let kept = '';
  let from = 0;
  for (;;) {
    const start = text.indexOf('<!--', from);
    const end = start === -1 ? -1 : text.indexOf('-->', start);
    if (start === -1 || end === -1) return kept + text.slice(from);
    kept += `${text.slice(from, start)} `;
    from = end + 3;
  }
}

/** A span of code runs from some backticks to the next as many; never over an empty line. */
function withoutSpans(text: string): string {
  return text
    .split(/\n[ \t]*\n/u)
    .map(withoutSpansOfParagraph)
    .join('\n\n');
}

function withoutSpansOfParagraph(text: string): string {
  const runs = [...text.matchAll(/`+/gu)].map((match) => ({ at: match.index, length: match[0].length }));
  const closing = closingRuns(runs);
  let kept = '';
  let from = 0;
  for (let index = 0; index < runs.length; index += 1) {
    const [open, close] = [runs[index], closing[index]];
    const end = close === undefined ? undefined : runs[close];
    if (open === undefined || close === undefined || end === undefined) continue;
    kept += `${text.slice(from, open.at)} `;
    from = end.at + end.length;
    index = close;
  }
  return kept + text.slice(from);
}

/** For each run of backticks the next one of its length. */
function closingRuns(runs: readonly { length: number }[]): (number | undefined)[] {
  const next = new Map<number, number>();
  const closing: (number | undefined)[] = new Array(runs.length).fill(undefined);
  for (let index = runs.length - 1; index >= 0; index -= 1) {
    const length = runs[index]?.length ?? 0;
    closing[index] = next.get(length);
    next.set(length, index);
  }
  return closing;
}
