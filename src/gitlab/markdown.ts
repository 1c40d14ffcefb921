// GitLab carries out lines of Markdown that begin with "/" (quick actions) as whoever posts them, and brings names,
// numbers, labels and addresses to life. Text that people typed elsewhere passes through here first.

/** Stands between a sign and what follows it: nobody sees it, and GitLab no longer takes the two together. */
const GAP = '\u200B';

const LINE_ENDS = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLS = /[\u0000-\u0008\u000e-\u001f\u007f]/gu;
const LONE_SURROGATES = /\p{Surrogate}/gu;
const DIRECTION_OVERRIDES = /[\u202a-\u202e\u2066-\u2069]/gu;
const OUR_MARKERS = /<!--(?=\s*prodseceng)/giu;

/**
 * Free text as a code block that it cannot get out of: the fence is longer than any run of backticks in it, and, were
 * the fence ever to fail, no line of it begins with something that GitLab acts on. Lines that begin with `/` move one
 * column to the right; `>>>` and fences get a backslash; the app's own hidden markers are broken. Blank text gives ''.
 */
export function quoteForGitLab(text: string): string {
  const plain = cleaned(text).replace(OUR_MARKERS, '<! --');
  const lines = plain
    .replace(LINE_ENDS, '\n')
    .replace(/^\n+|\s+$/gu, '')
    .split('\n');
  if (lines.length === 1 && lines[0]?.trim() === '') return '';
  const longestRun = Math.max(0, ...(plain.match(/`+/gu) ?? []).map((run) => run.length));
  const fence = '`'.repeat(Math.max(3, longestRun + 1));
  return [fence, ...lines.map(tamedLine), fence].join('\n');
}

function tamedLine(line: string): string {
  if (line.startsWith('/')) return ` ${line}`;
  return line.replace(/^([\s>]*?)(>>>|```|~~~)/u, '$1\\$2');
}

/**
 * One line of prose that shows what was typed and does nothing: no mention, reference, label, link, picture, HTML or
 * emphasis. Safe at the start of a line, in a list item, a heading or a table's cell.
 */
export function inlineForGitLab(text: string): string {
  const escaped = oneLine(text)
    .replace(/[\\`*_{}[\]()<>|$]/gu, '\\$&')
    .replace(/[~^]/gu, `\\$&${GAP}`);
  return unlinked(escaped)
    .replace(/^[/+=-]/u, '\\$&')
    .replace(/^(\d{1,9})([.)])/u, '$1\\$2');
}

const LONGEST_TITLE = 255;

/** A title that names and links nobody, at most 255 characters; GitLab shows titles without reading them as Markdown. */
export function titleForGitLab(text: string): string {
  const title = unlinked(oneLine(text)).replace(/[~^]/gu, `$&${GAP}`);
  if (title.replace(/[\s\p{Cf}]/gu, '') === '') return 'Untitled';
  const characters = [...title];
  return characters.length <= LONGEST_TITLE
    ? title
    : `${characters
        .slice(0, LONGEST_TITLE - 1)
        .join('')
        .trimEnd()}…`;
}

/** An address as a link, where it is one that a browser may open (http, https); anything else as plain text. */
export function linkForGitLab(address: string): string {
  const trimmed = address.trim();
  if (!/^https?:\/\/[^\s<>]+$/iu.test(trimmed) || !URL.canParse(trimmed)) return inlineForGitLab(address);
  const url = new URL(trimmed);
  return url.username || url.password ? inlineForGitLab(address) : `<${url.href}>`;
}

function oneLine(text: string): string {
  return cleaned(text).replace(DIRECTION_OVERRIDES, '').replace(LINE_ENDS, ' ').replace(/\s+/gu, ' ').trim();
}

/** Without what GitLab's database refuses: NUL, other control characters, halves of characters. */
function cleaned(text: string): string {
  return text.replace(CONTROLS, '').replace(LONE_SURROGATES, '\ufffd');
}

function unlinked(text: string): string {
  return text
    .replace(/[@#!&%]/gu, `$&${GAP}`)
    .replace(/\$(?=\d)/gu, `$&${GAP}`)
    .replace(/:(?=\/\/)/gu, `:${GAP}`)
    .replace(/\b(www|mailto|xmpp)(?=[.:])/giu, `$1${GAP}`)
    .replace(/\b(GL)(?=-\d)/giu, `$1${GAP}`)
    .replace(/\*(?=iteration:)/giu, `$&${GAP}`)
    .replace(/\[(?=[a-z_]+:)/giu, `[${GAP}`);
}
