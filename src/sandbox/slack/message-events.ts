import { BOT, type SandboxChannel } from '../world.ts';
import { messageJson } from './shapes.ts';
import type { Slack, StoredMessage } from './types.ts';

const SUBSCRIPTION: Record<SandboxChannel['kind'], string> = {
  public: 'message.channels',
  private: 'message.groups',
  im: 'message.im',
};
const CHANNEL_TYPE: Record<SandboxChannel['kind'], string> = { public: 'channel', private: 'group', im: 'im' };

/** Tells the app about a new message in a conversation that it is in. */
export function messageEvent(slack: Slack, message: StoredMessage): void {
  const channel = slack.channels.get(message.channel);
  if (!channel || !botHears(channel)) return;
  slack.sendEvent(SUBSCRIPTION[channel.kind], {
    ...messageJson(message, slack, { metadata: true }),
    channel: channel.id,
    channel_type: CHANNEL_TYPE[channel.kind],
    event_ts: message.ts,
  });
}

/** Tells the app that a message was deleted. */
export function removalEvent(slack: Slack, message: StoredMessage): void {
  const channel = slack.channels.get(message.channel);
  if (!channel || !botHears(channel)) return;
  const ts = slack.messages.nextTs();
  slack.sendEvent(SUBSCRIPTION[channel.kind], {
    type: 'message',
    subtype: 'message_deleted',
    hidden: true,
    channel: channel.id,
    channel_type: CHANNEL_TYPE[channel.kind],
    deleted_ts: message.ts,
    previous_message: messageJson(message, slack, { metadata: true }),
    ts,
    event_ts: ts,
  });
}

function botHears(channel: SandboxChannel): boolean {
  return channel.memberIds.includes(BOT.userId);
}
