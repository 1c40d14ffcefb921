import type { App } from '@slack/bolt';
import { z } from 'zod';
import type { Person } from '../domain/people.ts';
import type { PeopleStore } from '../domain/people-store.ts';
import { Group, personOf, User } from './people-answers.ts';
import { isNamed } from './people-sync.ts';

export type PeopleEventParts = {
  store: PeopleStore;
  ownTeamId: () => string | null;
  botUserId: () => string | null;
  /** User groups that the settings name. */
  groups: readonly string[];
  /** Asks Slack about someone who joined a channel and is not known yet. */
  lookUp: (userId: string) => Promise<Person | null>;
};

type Handler = (event: unknown, parts: PeopleEventParts) => Promise<void>;

const WithUser = z.object({ user: User });
const WithGroup = z.object({ subteam: Group });
const GroupChange = z.object({
  subteam_id: z.string(),
  added_users: z.array(z.string()).catch([]),
  removed_users: z.array(z.string()).catch([]),
});
const WithChannel = z.object({ channel: z.string(), is_ext_shared: z.boolean().catch(false) });
const Renamed = z.object({ channel: z.object({ id: z.string(), name: z.string() }) });
const Membership = z.object({ channel: z.string(), user: z.string() });

/** Each event of Slack by which what is kept about people changes at once. The manifest subscribes to exactly these. */
export const PEOPLE_EVENTS = {
  user_change: keepUser,
  team_join: keepUser,
  subteam_created: keepGroup,
  subteam_updated: keepGroup,
  subteam_members_changed: changeGroup,
  channel_shared: async (event, { store }) => store.changeChannel(channelIn(event).channel, { isShared: true }),
  channel_unshared: async (event, { store }) => {
    const { channel, is_ext_shared: isShared } = channelIn(event);
    await store.changeChannel(channel, { isShared });
  },
  channel_rename: rename,
  group_rename: rename,
  channel_archive: archive,
  group_archive: archive,
  channel_deleted: archive,
  group_deleted: archive,
  channel_unarchive: unarchive,
  group_unarchive: unarchive,
  member_joined_channel: join,
  member_left_channel: leave,
} as const satisfies Record<string, Handler>;

/** Keeps people, groups and channels fresh as Slack tells; events of other channels and groups change nothing. */
export function listenToPeople(app: App, parts: PeopleEventParts): void {
  const handlers: Record<string, Handler> = PEOPLE_EVENTS;
  app.event(/.*/, async ({ event }) => handlers[event.type]?.(event, parts));
}

async function keepUser(event: unknown, { store, ownTeamId }: PeopleEventParts): Promise<void> {
  const own = ownTeamId();
  if (own === null) return;
  const person = personOf(WithUser.parse(event).user, own);
  const known = await store.person(person.id);
  // Slack tells of each status that anyone sets: those change nothing here.
  if (known === null || !isSame(known, person)) await store.keepPeople([person]);
}

const isSame = (one: Person, other: Person) =>
  (Object.keys(other) as (keyof Person)[]).every((key) => one[key] === other[key]);

async function keepGroup(event: unknown, { store, groups }: PeopleEventParts): Promise<void> {
  const { subteam } = WithGroup.parse(event);
  const known = await store.userGroup(subteam.id);
  if (subteam.date_delete > 0) {
    if (known !== null) await store.removeUserGroup(subteam.id);
    return;
  }
  if (known === null && !groups.some((entry) => isNamed(subteam, entry))) return;
  const memberIds = subteam.users ?? known?.memberIds ?? [];
  await store.keepUserGroup({ id: subteam.id, handle: subteam.handle, name: subteam.name, memberIds });
}

async function changeGroup(event: unknown, { store }: PeopleEventParts): Promise<void> {
  const { subteam_id: id, added_users: added, removed_users: removed } = GroupChange.parse(event);
  await store.changeUserGroupMembers(id, { added, removed });
}

const channelIn = (event: unknown) => WithChannel.parse(event);

async function rename(event: unknown, { store }: PeopleEventParts): Promise<void> {
  const { id, name } = Renamed.parse(event).channel;
  await store.changeChannel(id, { name });
}

async function archive(event: unknown, { store }: PeopleEventParts): Promise<void> {
  await store.changeChannel(channelIn(event).channel, { isArchived: true });
}

async function unarchive(event: unknown, { store }: PeopleEventParts): Promise<void> {
  await store.changeChannel(channelIn(event).channel, { isArchived: false });
}

async function join(event: unknown, { store, botUserId, lookUp }: PeopleEventParts): Promise<void> {
  const { channel, user } = Membership.parse(event);
  if ((await store.channel(channel)) === null) return;
  await store.joinedChannel(channel, user);
  if (user === botUserId()) await store.changeChannel(channel, { botIsMember: true });
  if ((await store.person(user)) !== null) return;
  const person = await lookUp(user);
  if (person !== null) await store.keepPeople([person]);
}

async function leave(event: unknown, { store, botUserId }: PeopleEventParts): Promise<void> {
  const { channel, user } = Membership.parse(event);
  await store.leftChannel(channel, user);
  if (user === botUserId()) await store.changeChannel(channel, { botIsMember: false });
}
