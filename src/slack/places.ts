import type { Channel } from '../domain/people.ts';
import type { PeopleStore } from '../domain/people-store.ts';
import type { Access } from './access.ts';
import { inline, mentionGroup } from './escape.ts';

/** What has to be known first is not known yet: nothing is wrong with what waits for it. */
export class NotKnownYet extends Error {}

type Known = {
  settings: { slack: { channels: { intake: string }; team: string } };
  storage: { people: PeopleStore };
  access: Access;
};

/** The intake channel as it is now. Throws `NotKnownYet` while Slack has not told of it. */
export async function intakeChannel({ settings, storage: { people } }: Known): Promise<Channel> {
  return namedChannel({ storage: { people } }, settings.slack.channels.intake);
}

/** A channel of the settings as it is now: where the digest goes, or the team's own. Throws `NotKnownYet` while Slack has not told of it. */
export async function namedChannel({ storage: { people } }: Pick<Known, 'storage'>, name: string): Promise<Channel> {
  const named = name.replace(/^#/, '');
  const found = (await people.channelByName(named)) ?? (await people.channel(named));
  if (found === null) throw new NotKnownYet(`the channel #${named} is not known; doctor says what to do`);
  return found;
}

/** The team's user group as a mention, which notifies its members; its handle as text while the group is not known. */
export async function teamMention({ settings, access }: Known): Promise<string> {
  const group = await access.teamGroup();
  return group === null ? inline(settings.slack.team) : mentionGroup(group.id);
}
