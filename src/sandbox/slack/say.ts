import { BOT, type SandboxChannel, type SandboxPerson } from '../world.ts';
import { Refused } from './interactions.ts';
import { messageEvent } from './message-events.ts';
import type { Slack, StoredMessage } from './types.ts';

/** Posts what a person wrote, as Slack's client sends it: escaped, with mentions of people and groups made real. */
export function say(
  slack: Slack,
  person: SandboxPerson,
  channel: SandboxChannel,
  text: string,
  threadTs?: string,
): StoredMessage {
  if (text.trim() === '') throw new Refused('there is nothing to send');
  if (channel.isArchived) throw new Refused('this channel is archived');
  if (!channel.memberIds.includes(person.id)) throw new Refused(`join #${channel.name} first`);
  if (channel.kind === 'im' && channel.memberIds.includes(BOT.userId) && !slack.manifest.takesDirectMessages)
    throw new Refused('Sending messages to this app has been turned off.');
  if (threadTs && !slack.messages.find(channel.id, threadTs)) throw new Refused('there is no such thread');
  const message: StoredMessage = {
    channel: channel.id,
    ts: slack.messages.nextTs(),
    user: person.id,
    text: withMentions(slack, escaped(text)),
    ...(threadTs ? { threadTs } : {}),
  };
  slack.messages.add(message);
  slack.changed(...(channel.kind === 'im' ? channel.memberIds : []));
  messageEvent(slack, message);
  return message;
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

function withMentions(slack: Slack, text: string): string {
  return text.replace(/(^|\s)([@#])([a-z][a-z0-9-]*)/g, (whole, before: string, sign: string, name: string) => {
    const mention = sign === '@' ? mentioned(slack, name) : channelLink(slack, name);
    return mention ? `${before}${mention}` : whole;
  });
}

function mentioned(slack: Slack, name: string): string | null {
  if (['here', 'channel', 'everyone'].includes(name)) return `<!${name}>`;
  const person = slack.people.all().find((one) => one.handle === name);
  if (person) return `<@${person.id}>`;
  const group = slack.groups.all().find((one) => one.handle === name);
  return group ? `<!subteam^${group.id}>` : null;
}

function channelLink(slack: Slack, name: string): string | null {
  const channel = slack.channels.all().find((one) => one.name === name && one.kind !== 'im');
  return channel ? `<#${channel.id}|${channel.name}>` : null;
}
