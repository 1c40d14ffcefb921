import { BOT, type SandboxChannel } from '../world.ts';
import { Refusal, type Slack } from './types.ts';

/** The direct-message conversation between a person and the app; it is opened when there is none yet. */
export function directMessage(slack: Slack, userId: string): SandboxChannel {
  const person = slack.people.get(userId);
  if (!person) throw new Refusal('user_not_found');
  if (person.deleted) throw new Refusal('user_disabled');
  if (person.kind === 'bot') throw new Refusal('cannot_dm_bot');
  const id = `D${userId.slice(1)}`;
  const known = slack.channels.get(id);
  if (known) return known;
  const channel: SandboxChannel = {
    id,
    name: 'ProdSecEng',
    kind: 'im',
    isShared: false,
    isArchived: false,
    memberIds: [userId, BOT.userId],
  };
  slack.channels.put(id, channel);
  return channel;
}
