import type { Inline, Prose } from './prose.ts';
import type { RichElement, RichStyle } from './wire.ts';

/** Slack's rich_text as the same prose that mrkdwn becomes. */
export function richTextProse(elements: RichElement[]): Prose[] {
  return elements.map((element): Prose => {
    const children = (element.elements ?? []).map(richInline);
    if (element.type === 'rich_text_preformatted') return { kind: 'code', text: plainRich(element.elements ?? []) };
    if (element.type === 'rich_text_quote') return { kind: 'quote', children: [linesOf(children)] };
    if (element.type !== 'rich_text_list') return linesOf(children);
    const items = (element.elements ?? []).map((item) => ({
      checked: null,
      children: [linesOf((item.elements ?? []).map(richInline))],
    }));
    const list: Prose = { kind: 'list', ordered: element.style === 'ordered', start: 1, items };
    return nested(list, element.indent ?? 0);
  });
}

function nested(list: Prose, indent: number): Prose {
  if (indent <= 0) return list;
  return nested({ kind: 'list', ordered: false, start: 1, items: [{ checked: null, children: [list] }] }, indent - 1);
}

/** Texts may hold line breaks; a line of prose may not. */
function linesOf(nodes: Inline[]): Prose {
  const lines: Inline[][] = [[]];
  for (const node of nodes) {
    if (node.kind !== 'text') lines.at(-1)?.push(node);
    else {
      node.text.split('\n').forEach((text, index) => {
        if (index > 0) lines.push([]);
        if (text) lines.at(-1)?.push({ kind: 'text', text });
      });
    }
  }
  if (lines.length > 1 && lines.at(-1)?.length === 0) lines.pop();
  return { kind: 'lines', lines };
}

function richInline(element: RichElement): Inline {
  const style = typeof element.style === 'object' ? element.style : {};
  return styled(bare(element), style);
}

function bare(element: RichElement): Inline {
  switch (element.type) {
    case 'link':
      return {
        kind: 'link',
        url: element.url ?? '',
        children: [{ kind: 'text', text: element.text ?? element.url ?? '' }],
      };
    case 'user':
      return { kind: 'person', id: element.user_id ?? '', label: null };
    case 'channel':
      return { kind: 'channel', id: element.channel_id ?? '', label: null };
    case 'usergroup':
      return { kind: 'group', id: element.usergroup_id ?? '', label: null };
    case 'broadcast':
      return { kind: 'everyone', name: element.range ?? 'here' };
    case 'emoji':
      return { kind: 'emoji', name: element.name ?? '' };
    case 'date':
      return {
        kind: 'date',
        at: element.timestamp ?? 0,
        format: element.format ?? '{date}',
        url: element.url ?? null,
        fallback: element.fallback ?? '',
      };
    default:
      return { kind: 'text', text: element.text ?? '' };
  }
}

function styled(node: Inline, style: RichStyle): Inline {
  let shown = style.code && node.kind === 'text' ? ({ kind: 'code', text: node.text } as Inline) : node;
  if (style.bold) shown = { kind: 'bold', children: [shown] };
  if (style.italic) shown = { kind: 'italic', children: [shown] };
  if (style.strike) shown = { kind: 'strike', children: [shown] };
  return shown;
}

/** The letters alone. */
export function plainRich(elements: RichElement[]): string {
  return elements.map((element) => element.text ?? element.url ?? plainRich(element.elements ?? [])).join('');
}
