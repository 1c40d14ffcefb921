import { randomBytes } from 'node:crypto';
import { BOT, type SandboxChannel, TEAM } from '../world.ts';
import { channelOf, flag, needScope, page, visibleToBot } from './arguments.ts';
import { directMessage } from './direct-messages.ts';
import type { Method } from './methods.ts';
import { channelJson, messageJson } from './shapes.ts';
import { asText, type Json, Refusal, type Slack, type StoredMessage } from './types.ts';

const TYPE_NAMES: Record<string, SandboxChannel['kind']> = {
  public_channel: 'public',
  private_channel: 'private',
  im: 'im',
};
const PREFIX: Record<SandboxChannel['kind'], string> = { public: 'channels', private: 'groups', im: 'im' };

/** Conversations: what there is, who is in it, what was said. */
export const CONVERSATION_METHODS: Record<string, Method> = {
  'conversations.list': { scopes: [], token: 'bot', run: listChannels },
  'users.conversations': {
    scopes: [],
    token: 'bot',
    run: (slack, args) => listChannels(slack, { ...args, of: asText(args.user) || BOT.userId }),
  },
  'conversations.info': {
    scopes: [],
    token: 'bot',
    run(slack, args) {
      const channel = readable(slack, args, 'conversations.info', 'read');
      const members = flag(args, 'include_num_members') ? { num_members: channel.memberIds.length } : {};
      return { channel: { ...channelJson(channel), ...members } };
    },
  },
  'conversations.members': {
    scopes: [],
    token: 'bot',
    run(slack, args) {
      const channel = readable(slack, args, 'conversations.members', 'read');
      const { items, next } = page(channel.memberIds, args);
      return { members: items, response_metadata: { next_cursor: next } };
    },
  },
  'conversations.join': { scopes: ['channels:join'], token: 'bot', run: join },
  'conversations.open': { scopes: ['im:write'], token: 'bot', run: open },
  'conversations.history': { scopes: [], token: 'bot', run: history },
  'conversations.replies': { scopes: [], token: 'bot', run: replies },
  'apps.connections.open': {
    scopes: [],
    token: 'app',
    run: (slack) => ({
      url: `${slack.baseUrl().replace(/^http/, 'ws')}/socket?ticket=${randomBytes(8).toString('hex')}`,
    }),
  },
};

/** The channel, once the manifest has the scope for its kind. */
function readable(slack: Slack, args: Json, method: string, right: 'read' | 'history'): SandboxChannel {
  const channel = channelOf(slack, args);
  needScope(slack, method, `${PREFIX[channel.kind]}:${right}`);
  return channel;
}

function listChannels(slack: Slack, args: Json): Json {
  const names = (asText(args.types) || 'public_channel').split(',').map((name) => name.trim());
  const kinds = names.map((name) => TYPE_NAMES[name]);
  if (names.some((name) => !TYPE_NAMES[name] && name !== 'mpim')) throw new Refusal('invalid_types');
  for (const kind of kinds) if (kind) needScope(slack, 'conversations.list', `${PREFIX[kind]}:read`);
  const shown = slack.channels
    .all()
    .filter((channel) => kinds.includes(channel.kind) && visibleToBot(channel))
    .filter((channel) => !(flag(args, 'exclude_archived') && channel.isArchived))
    .filter((channel) => args.of === undefined || channel.memberIds.includes(asText(args.of)));
  const { items, next } = page(shown, args);
  return { channels: items.map(channelJson), response_metadata: { next_cursor: next } };
}

function join(slack: Slack, args: Json): Json {
  const channel = channelOf(slack, args);
  if (channel.kind !== 'public') throw new Refusal('method_not_supported_for_channel_type');
  if (channel.isArchived) throw new Refusal('is_archived');
  if (channel.memberIds.includes(BOT.userId)) return { channel: channelJson(channel), warning: 'already_in_channel' };
  const joined = { ...channel, memberIds: [...channel.memberIds, BOT.userId] };
  slack.channels.put(channel.id, joined);
  slack.sendEvent('member_joined_channel', {
    type: 'member_joined_channel',
    user: BOT.userId,
    channel: channel.id,
    channel_type: 'C',
    team: TEAM.id,
  });
  return { channel: channelJson(joined) };
}

function open(slack: Slack, args: Json): Json {
  const users = asText(args.users).split(',').filter(Boolean);
  if (args.channel !== undefined) return { channel: channelJson(channelOf(slack, args)) };
  if (users.length !== 1) throw new Refusal(users.length === 0 ? 'users_list_not_supplied' : 'not_enough_users');
  const channel = directMessage(slack, users[0] ?? '');
  return { channel: flag(args, 'return_im') ? channelJson(channel) : { id: channel.id } };
}

function history(slack: Slack, args: Json): Json {
  const channel = readable(slack, args, 'conversations.history', 'history');
  if (!channel.memberIds.includes(BOT.userId)) throw new Refusal('not_in_channel');
  const messages = slack.messages
    .inChannel(channel.id)
    .filter((message) => !message.visibleTo && (!message.threadTs || message.broadcast));
  return messagePage(slack, messages.reverse(), args);
}

function replies(slack: Slack, args: Json): Json {
  const channel = readable(slack, args, 'conversations.replies', 'history');
  if (!channel.memberIds.includes(BOT.userId)) throw new Refusal('not_in_channel');
  const ts = asText(args.ts);
  const found = slack.messages.find(channel.id, ts);
  if (!found) throw new Refusal('thread_not_found');
  const root = slack.messages.find(channel.id, found.threadTs ?? ts) ?? found;
  const thread = [root, ...slack.messages.replies(channel.id, root.ts).filter((message) => !message.visibleTo)];
  return messagePage(slack, thread, args);
}

function messagePage(slack: Slack, messages: StoredMessage[], args: Json): Json {
  const { items, next } = page(messages.filter(inRange(args)), args);
  const metadata = flag(args, 'include_all_metadata');
  return {
    messages: items.map((message) => messageJson(message, slack, { metadata })),
    has_more: next !== '',
    response_metadata: { next_cursor: next },
  };
}

/** Slack's `oldest` and `latest` leave the named instants out unless `inclusive` is set. */
function inRange(args: Json): (message: StoredMessage) => boolean {
  const oldest = Number(args.oldest ?? 0);
  const latest = args.latest === undefined ? Number.POSITIVE_INFINITY : Number(args.latest);
  const inclusive = flag(args, 'inclusive');
  return ({ ts }) => {
    const at = Number(ts);
    return inclusive ? at >= oldest && at <= latest : at > oldest && at < latest;
  };
}
