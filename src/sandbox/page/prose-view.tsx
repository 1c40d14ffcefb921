import type { ComponentChildren } from 'preact';
import { formatDate } from './dates.ts';
import { insideLink, useDesk } from './desk.ts';
import { EMOJI } from './emoji.ts';
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

export function Inlines({ nodes }: { nodes: Inline[] }) {
  return (
    <>
      {nodes.map((node, index) => (
        <InlineView key={index} node={node} />
      ))}
    </>
  );
}

function InlineView({ node }: { node: Inline }): ComponentChildren {
  switch (node.kind) {
    case 'text':
      return node.text;
    case 'bold':
      return (
        <strong>
          <Inlines nodes={node.children} />
        </strong>
      );
    case 'italic':
      return (
        <em>
          <Inlines nodes={node.children} />
        </em>
      );
    case 'strike':
      return (
        <s>
          <Inlines nodes={node.children} />
        </s>
      );
    case 'code':
      return <code>{node.text}</code>;
    case 'break':
      return <br />;
    case 'link':
      return (
        <Link url={node.url}>
          <Inlines nodes={node.children} />
        </Link>
      );
    case 'image':
      return <span class="image-alt">{`Image: ${node.alt || 'no description'}`}</span>;
    default:
      return <Reference node={node} />;
  }
}

type ReferenceNode = Extract<
  Inline,
  { kind: 'emoji' | 'person' | 'channel' | 'group' | 'channelName' | 'everyone' | 'handle' | 'date' }
>;

function Reference({ node }: { node: ReferenceNode }) {
  const { state } = useDesk();
  switch (node.kind) {
    case 'emoji':
      return <Emoji name={node.name} />;
    case 'person': {
      const person = state.people.find((each) => each.id === node.id);
      const mine = node.id === state.me.id ? ' me' : '';
      return <span class={`mention${mine}`}>@{person?.name ?? node.label ?? node.id}</span>;
    }
    case 'channel':
      return <ChannelLink id={node.id} label={node.label} />;
    case 'channelName':
      return <ChannelLink id={state.channels.find((each) => each.name === node.name)?.id ?? ''} label={node.name} />;
    case 'group': {
      const group = state.userGroups?.find((each) => each.id === node.id);
      const name = (group?.handle ?? node.label ?? node.id).replace(/^@/, '');
      return <span class="mention group">@{name}</span>;
    }
    case 'everyone':
      return <span class="mention everyone">@{node.name.split('|')[0]}</span>;
    case 'handle':
      return <span class="mention">{node.text}</span>;
    case 'date':
      return <DateText node={node} />;
  }
}

function DateText({ node }: { node: Extract<Inline, { kind: 'date' }> }) {
  const { state } = useDesk();
  const shown = formatDate(node.at, node.format, new Date(state.now), state.me.timeZone);
  return node.url ? <Link url={node.url}>{shown}</Link> : <time title={node.fallback}>{shown}</time>;
}

function Emoji({ name }: { name: string }) {
  const character = EMOJI[name];
  return character ? (
    <span class="emoji" role="img" aria-label={name} title={`:${name}:`}>
      {character}
    </span>
  ) : (
    <>{`:${name}:`}</>
  );
}

function ChannelLink({ id, label }: { id: string; label: string | null }) {
  const { state, openConversation } = useDesk();
  const channel = state.channels.find((each) => each.id === id);
  if (!channel) return <span class="mention">#{label ?? 'private channel'}</span>;
  return (
    <button type="button" class="mention link" onClick={() => openConversation(channel.id)}>
      #{channel.name}
    </button>
  );
}

/** A link that stays inside the sandbox where it leads there; only web and mail addresses are followed. */
export function Link({
  url,
  children,
  class: className,
}: {
  url: string;
  children: ComponentChildren;
  class?: string;
}) {
  const follow = useFollow();
  if (!/^(?:https?:|mailto:)/i.test(url)) return <span class={className}>{children}</span>;
  return (
    <a class={className} href={url} target="_blank" rel="noopener noreferrer" onClick={(event) => follow(url, event)}>
      {children}
    </a>
  );
}

/** How to follow a link: inside the page when it leads to a message or a work item here. */
export function useFollow(): (url: string, event: { preventDefault(): void }) => void {
  const { openConversation, openIssue } = useDesk();
  return (url, event) => {
    const inside = insideLink(url);
    if (!inside) return;
    event.preventDefault();
    if ('channel' in inside) openConversation(inside.channel, inside.ts);
    else openIssue(inside);
  };
}
