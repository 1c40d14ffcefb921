import type { Channel, Person, UserGroup } from './people.ts';

/** A channel as Slack describes it; whether a guest is in it follows from its members. */
export type ChannelFacts = Omit<Channel, 'hasGuest'>;

/**
 * Who is who, kept here so that nobody waits for Slack to learn it. Each method is one transaction. Keeping the same thing
 * twice changes nothing; ids that nothing is known of yet are kept all the same (their person may come later).
 */
export type PeopleStore = {
  /** Adds or replaces each person by id. Nobody is ever removed: who has left arrives with `deleted: true`. */
  keepPeople(people: readonly Person[]): Promise<void>;
  person(id: string): Promise<Person | null>;
  /** Letter case does not matter. Of several, the one that is not deleted; null when nobody has it. */
  personByEmail(email: string): Promise<Person | null>;

  /** Adds or replaces one user group with its members. */
  keepUserGroup(group: UserGroup): Promise<void>;
  /** These are all user groups there are: those not named here are removed. */
  keepUserGroups(groups: readonly UserGroup[]): Promise<void>;
  /** Does nothing when the group is not known. */
  changeUserGroupMembers(
    groupId: string,
    change: { added: readonly string[]; removed: readonly string[] },
  ): Promise<void>;
  removeUserGroup(groupId: string): Promise<void>;
  userGroup(id: string): Promise<UserGroup | null>;
  /** The handle without its @; letter case does not matter. */
  userGroupByHandle(handle: string): Promise<UserGroup | null>;
  /** The group by its id, or by its handle without the @; letter case does not matter. */
  isInGroup(group: string, personId: string): Promise<boolean>;

  /** Adds or replaces one channel. Members are replaced when given and left as they are when not. */
  keepChannel(channel: ChannelFacts, memberIds?: readonly string[]): Promise<void>;
  /** Changes what is named of a channel that is known; does nothing when it is not. */
  changeChannel(id: string, change: Partial<Omit<ChannelFacts, 'id'>>): Promise<void>;
  /** Does nothing when the channel is not known. */
  joinedChannel(channelId: string, personId: string): Promise<void>;
  leftChannel(channelId: string, personId: string): Promise<void>;
  /**
   * `hasGuest` is worked out as it is read: a member who is a guest, external or not known, and not deleted; also a channel whose
   * members were never kept (the careful answer).
   */
  channel(id: string): Promise<Channel | null>;
  /** The name without its #. One that is archived comes last; null when none has it. */
  channelByName(name: string): Promise<Channel | null>;
  channelMemberIds(channelId: string): Promise<string[]>;
};
