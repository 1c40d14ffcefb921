import { BOT, type SandboxChannel } from '../world.ts';
import { channelOf, flag, needScope } from './arguments.ts';
import { directMessage } from './direct-messages.ts';
import { readMessage } from './message-content.ts';
import { messageEvent, removalEvent } from './message-events.ts';
import type { Method } from './methods.ts';
import { messageJson } from './shapes.ts';
import { asJson, asText, type Json, Refusal, type Slack, type StoredMessage } from './types.ts';

/** Messages of the app. */
export const CHAT_METHODS: Record<string, Method> = {
  'chat.postMessage': { scopes: ['chat:write'], token: 'bot', run: post },
  'chat.postEphemeral': { scopes: ['chat:write'], token: 'bot', run: postEphemeral },
  'chat.update': { scopes: ['chat:write'], token: 'bot', run: update },
  'chat.delete': { scopes: ['chat:write'], token: 'bot', run: remove },
  'chat.getPermalink': {
    scopes: [],
    token: 'bot',
    run(slack, args) {
      const channel = channelOf(slack, args);
      const ts = asText(args.message_ts);
      if (!slack.messages.find(channel.id, ts)) throw new Refusal('message_not_found');
      return { channel: channel.id, permalink: permalink(slack, channel.id, ts) };
    },
  },
};

/** The address of a message, as Slack gives it. */
function permalink(slack: Slack, channel: string, ts: string): string {
  return `${slack.baseUrl()}/archives/${channel}/p${ts.replace('.', '')}`;
}

function post(slack: Slack, args: Json): Json {
  const channel = postable(slack, args);
  const content = readMessage(slack, args, 'chat.postMessage');
  const message: StoredMessage = {
    channel: channel.id,
    ts: slack.messages.nextTs(),
    user: BOT.userId,
    ...content,
    ...threadOf(slack, channel, args),
    ...metadataOf(args),
    ...(flag(args, 'reply_broadcast') ? { broadcast: true } : {}),
  };
  slack.messages.add(message);
  slack.changed(...(channel.kind === 'im' ? channel.memberIds : []));
  messageEvent(slack, message);
  return { channel: channel.id, ts: message.ts, message: messageJson(message, slack, { metadata: true }) };
}

/** Where the app may post: its channels, and public ones with `chat:write.public`; a person's id means the direct message. */
function postable(slack: Slack, args: Json): SandboxChannel {
  const name = asText(args.channel);
  const isPerson = /^[UW]/.test(name);
  if (isPerson && !slack.people.get(name)) throw new Refusal('channel_not_found');
  const channel = isPerson ? directMessage(slack, name) : (channelByName(slack, name) ?? channelOf(slack, args));
  if (channel.isArchived) throw new Refusal('is_archived');
  if (!channel.memberIds.includes(BOT.userId)) {
    if (!slack.manifest.scopes.includes('chat:write.public')) throw new Refusal('not_in_channel');
    needScope(slack, 'chat.postMessage', 'chat:write.public');
  }
  return channel;
}

function channelByName(slack: Slack, name: string): SandboxChannel | undefined {
  if (!name.startsWith('#')) return undefined;
  return slack.channels.all().find((channel) => channel.name === name.slice(1) && channel.kind === 'public');
}

function threadOf(slack: Slack, channel: SandboxChannel, args: Json): { threadTs?: string } {
  const ts = asText(args.thread_ts);
  if (!ts) return {};
  const parent = slack.messages.find(channel.id, ts);
  if (!parent) throw new Refusal('thread_not_found');
  if (parent.threadTs) slack.problem('chat.postMessage: thread_ts is that of a reply; use its parent');
  return { threadTs: parent.threadTs ?? ts };
}

function metadataOf(args: Json): Pick<StoredMessage, 'metadata'> {
  if (args.metadata === undefined) return {};
  const metadata = asJson(args.metadata);
  const payload = asJson(metadata?.event_payload);
  if (!metadata || !payload || asText(metadata.event_type) === '') throw new Refusal('invalid_metadata_format');
  return { metadata: { event_type: asText(metadata.event_type), event_payload: payload } };
}

function postEphemeral(slack: Slack, args: Json): Json {
  const channel = channelOf(slack, args);
  const user = asText(args.user);
  if (!channel.memberIds.includes(user)) throw new Refusal('user_not_in_channel');
  if (!channel.memberIds.includes(BOT.userId) && channel.kind !== 'public') throw new Refusal('channel_not_found');
  const message: StoredMessage = {
    channel: channel.id,
    ts: slack.messages.nextTs(),
    user: BOT.userId,
    visibleTo: user,
    ...readMessage(slack, args, 'chat.postEphemeral'),
    ...threadOf(slack, channel, args),
  };
  slack.messages.add(message);
  slack.changed(user);
  return { message_ts: message.ts };
}

function own(slack: Slack, args: Json, refusal: string): { channel: SandboxChannel; message: StoredMessage } {
  const channel = channelOf(slack, args);
  const message = slack.messages.find(channel.id, asText(args.ts));
  if (!message || message.visibleTo) throw new Refusal('message_not_found');
  if (message.user !== BOT.userId) throw new Refusal(refusal);
  return { channel, message };
}

function update(slack: Slack, args: Json): Json {
  const { channel, message } = own(slack, args, 'cant_update_message');
  const content = readMessage(slack, args, 'chat.update');
  const { blocks: _replaced, ...rest } = message;
  const updated: StoredMessage = {
    ...rest,
    ...content,
    ...metadataOf(args),
    edited: { user: BOT.userId, ts: `${Math.floor(slack.now().getTime() / 1000)}.000000` },
  };
  slack.messages.replace(updated);
  slack.changed(...(channel.kind === 'im' ? channel.memberIds : []));
  return {
    channel: channel.id,
    ts: message.ts,
    text: updated.text,
    message: messageJson(updated, slack, { metadata: true }),
  };
}

function remove(slack: Slack, args: Json): Json {
  const { channel, message } = own(slack, args, 'cant_delete_message');
  slack.messages.remove(channel.id, message.ts);
  slack.changed(...(channel.kind === 'im' ? channel.memberIds : []));
  removalEvent(slack, message);
  return { channel: channel.id, ts: message.ts };
}
