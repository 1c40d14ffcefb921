import { EMOJI } from './emoji.ts';
import { Inlines } from './inline-view.tsx';
import { parseMarkdown } from './markdown.ts';
import { parseMrkdwn } from './mrkdwn.ts';
import type { Inline, ListItem, Prose } from './prose.ts';
import type { TextObject } from './wire.ts';

/** A Block Kit text object: mrkdwn with its notation, plain text as it is but for emoji. */
export function Text({ text }: { text: TextObject | string | null | undefined }) {
  if (!text) return null;
  if (typeof text === 'string') return <>{text}</>;
  if (text.type === 'mrkdwn') return <ProseView prose={parseMrkdwn(text.text, text.verbatim)} />;
  return <span class="plain">{withEmoji(text.text)}</span>;
}

/** Plain text as a string, for labels and options. */
export function plainOf(text: TextObject | string | null | undefined): string {
  const raw = typeof text === 'string' ? text : (text?.text ?? '');
  return withEmoji(raw);
}

function withEmoji(text: string): string {
  return text.replace(/:([a-z0-9_+-]+):/g, (all, name: string) => EMOJI[name] ?? all);
}

export function Markdown({ text }: { text: string }) {
  return (
    <div class="markdown">
      <ProseView prose={parseMarkdown(text)} />
    </div>
  );
}

export function ProseView({ prose }: { prose: Prose[] }) {
  return (
    <>
      {prose.map((block, index) => (
        <ProseBlock key={index} block={block} />
      ))}
    </>
  );
}

function ProseBlock({ block }: { block: Prose }) {
  switch (block.kind) {
    case 'lines':
      return <Lines lines={block.lines} />;
    case 'paragraph':
      return (
        <p>
          <Inlines nodes={block.children} />
        </p>
      );
    case 'heading':
      return <Heading level={block.level} nodes={block.children} />;
    case 'code':
      return (
        <pre>
          <code>{block.text}</code>
        </pre>
      );
    case 'quote':
      return (
        <blockquote>
          <ProseView prose={block.children} />
        </blockquote>
      );
    case 'list':
      return <List ordered={block.ordered} start={block.start} items={block.items} />;
    case 'table':
      return <ProseTable head={block.head} rows={block.rows} />;
    case 'details':
      return (
        <details>
          <summary>{block.summary}</summary>
          <ProseView prose={block.children} />
        </details>
      );
    case 'rule':
      return <hr />;
  }
}

function Lines({ lines }: { lines: Inline[][] }) {
  return (
    <div class="lines">
      {lines.map((line, index) => (
        <div key={index} class={lineClass(line)}>
          <Inlines nodes={line} />
        </div>
      ))}
    </div>
  );
}

function lineClass(line: Inline[]): string {
  const [first] = line;
  if (!first) return 'line blank';
  const text = first.kind === 'text' ? first.text : '';
  return /^\s*(?:[•◦▪-]|\d+\.)\s/.test(text) ? 'line hanging' : 'line';
}

function Heading({ level, nodes }: { level: number; nodes: Inline[] }) {
  const Tag = `h${Math.min(level + 2, 6)}` as 'h3';
  return (
    <Tag class={`heading level-${level}`}>
      <Inlines nodes={nodes} />
    </Tag>
  );
}

function List({ ordered, start, items }: { ordered: boolean; start: number; items: ListItem[] }) {
  const children = items.map((item, index) => (
    <li key={index} class={item.checked === null ? '' : 'task'}>
      {item.checked !== null && <input type="checkbox" checked={item.checked} disabled aria-label="Task" />}
      <ProseView prose={item.children} />
    </li>
  ));
  return ordered ? <ol start={start}>{children}</ol> : <ul>{children}</ul>;
}

function ProseTable({ head, rows }: { head: Inline[][]; rows: Inline[][][] }) {
  return (
    <div class="table-frame">
      <table>
        <thead>
          <tr>
            {head.map((cell, index) => (
              <th key={index} scope="col">
                <Inlines nodes={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={at}>
              {row.map((cell, index) => (
                <td key={index}>
                  <Inlines nodes={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
