import type { SandboxClock } from './clock.ts';
import { Refused } from './slack/interactions.ts';
import type { SlackStandIn } from './slack/stand-in.ts';
import { asText, type Json, type StoredMessage, type StoredView } from './slack/types.ts';
import { BOT, type SandboxChannel, type SandboxPerson } from './world.ts';

/** What the clock can be moved to: the app's next reminder, or its next digest. */
export type NextMoment = 'reminder' | 'digest';

/** What the page API works on. */
export type Desk = {
  slack: SlackStandIn;
  clock: SandboxClock;
  problems(): string[];
  /** Lets the app do what the moved clock made due. */
  clockMoved(): Promise<void>;
  /** When the app does something by itself next; null where nothing is to come. */
  nextMoment(what: NextMoment): Promise<Date | null>;
  /** The last message each person has seen in each channel. */
  seen: Map<string, string>;
};

/** The person named by `as`: by id or by role. */
export function personOf(desk: Desk, as: unknown): SandboxPerson {
  const people = desk.slack.slack.people;
  const name = asText(as);
  const person = people.get(name) ?? people.all().find((one) => one.role === name);
  if (!person || person.kind === 'bot') throw new Refused(`there is no person ${name || '(as is missing)'}`);
  return person;
}

/** Whether the person can open the channel: a member of it, or a full member of the workspace and it is public. */
export function mayOpen(person: SandboxPerson, channel: SandboxChannel): boolean {
  return channel.memberIds.includes(person.id) || (channel.kind === 'public' && person.kind === 'member');
}

/** The channel named by its id, or by its name, if the person can open it. */
export function channelOf(desk: Desk, person: SandboxPerson, id: unknown): SandboxChannel {
  const channels = desk.slack.slack.channels;
  const name = asText(id).replace(/^#/, '');
  const channel = channels.get(name) ?? channels.all().find((one) => one.name === name && one.kind !== 'im');
  if (!channel || !mayOpen(person, channel)) throw new Refused(`there is no channel ${name}`);
  return channel;
}

/** The person's open modal, which must be the topmost, or their Home tab. */
export function viewOf(desk: Desk, person: SandboxPerson, viewId: unknown): StoredView {
  const { views } = desk.slack.slack;
  const view = views.find(asText(viewId));
  if (!view || view.userId !== person.id) throw new Refused('the modal is no longer open');
  if (view.type === 'modal' && views.stack(person.id).at(-1)?.id !== view.id)
    throw new Refused('another modal lies on top of this one');
  return view;
}

/** A message that the person can see. */
export function messageOf(
  desk: Desk,
  person: SandboxPerson,
  channel: unknown,
  ts: unknown,
): { message: StoredMessage; channel: SandboxChannel } {
  const found = channelOf(desk, person, channel);
  const message = desk.slack.slack.messages.find(found.id, asText(ts));
  if (!message || !isVisible(message, person)) throw new Refused('there is no such message');
  return { message, channel: found };
}

export function isVisible(message: StoredMessage, person: SandboxPerson): boolean {
  return message.visibleTo === undefined || message.visibleTo === person.id;
}

/** A message as the page shows it. */
export function shownMessage(desk: Desk, person: SandboxPerson, message: StoredMessage): Json {
  const { slack } = desk.slack;
  const author = slack.people.get(message.user);
  const replies = slack.messages.replies(message.channel, message.ts).filter((reply) => isVisible(reply, person));
  return {
    ts: message.ts,
    user: message.user,
    name: author?.name ?? 'Slackbot',
    bot: message.user === BOT.userId || !author,
    text: message.text,
    replyCount: replies.length,
    ephemeral: message.visibleTo !== undefined,
    ...(message.blocks ? { blocks: message.blocks } : {}),
    ...(message.edited ? { edited: message.edited } : {}),
    ...(message.threadTs ? { threadTs: message.threadTs } : {}),
    ...(message.metadata ? { metadata: message.metadata } : {}),
  };
}
