import type { ComponentChildren } from 'preact';
import { formatDate } from './dates.ts';
import { useDesk } from './desk.ts';
import { EMOJI } from './emoji.ts';
import { Link } from './links.tsx';
import type { Inline } from './prose.ts';

/** Formatted text within a line. */
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
  if (!character) return <span>{`:${name}:`}</span>;
  return (
    <span class="emoji" role="img" aria-label={name} title={`:${name}:`}>
      {character}
    </span>
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
