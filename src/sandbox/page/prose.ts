/** Formatted text, whichever of the three notations it came from: Slack's mrkdwn, its rich_text, or Markdown. */
export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'bold' | 'italic' | 'strike'; children: Inline[] }
  | { kind: 'code'; text: string }
  | { kind: 'break' }
  | { kind: 'link'; url: string; children: Inline[] }
  | { kind: 'image'; alt: string }
  | { kind: 'emoji'; name: string }
  | { kind: 'person' | 'channel' | 'group'; id: string; label: string | null }
  | { kind: 'channelName'; name: string }
  | { kind: 'everyone'; name: string }
  | { kind: 'handle'; text: string }
  | { kind: 'date'; at: number; format: string; url: string | null; fallback: string };

export type ListItem = { checked: boolean | null; children: Prose[] };

export type Prose =
  | { kind: 'lines'; lines: Inline[][] }
  | { kind: 'paragraph'; children: Inline[] }
  | { kind: 'heading'; level: number; children: Inline[] }
  | { kind: 'code'; text: string }
  | { kind: 'quote'; children: Prose[] }
  | { kind: 'list'; ordered: boolean; start: number; items: ListItem[] }
  | { kind: 'table'; head: Inline[][]; rows: Inline[][][] }
  | { kind: 'details'; summary: string; children: Prose[] }
  | { kind: 'rule' };

/** Joins neighbouring texts, so that a parser may add one character at a time. */
export function addText(nodes: Inline[], text: string): void {
  const last = nodes.at(-1);
  if (last?.kind === 'text') last.text += text;
  else if (text) nodes.push({ kind: 'text', text });
}
