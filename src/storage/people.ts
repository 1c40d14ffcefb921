import { and, asc, eq, inArray, notInArray, sql } from 'drizzle-orm';
import type { Channel, Person, UserGroup } from '../domain/people.ts';
import type { ChannelFacts, PeopleStore } from '../domain/people-store.ts';
import type { Open } from './database.ts';
import { channel, channelMember, person, userGroup, userGroupMember } from './tables.ts';

const CHANNEL_FACTS = {
  id: channel.id,
  name: channel.name,
  isPrivate: channel.isPrivate,
  isShared: channel.isShared,
  isArchived: channel.isArchived,
  botIsMember: channel.botIsMember,
};

/** Who is who: people, user groups and channels, as Slack's events and the refresh tell. */
export function peopleStore({ client, db }: Open): PeopleStore {
  const onePerson = db
    .select()
    .from(person)
    .where(eq(person.id, sql.placeholder('id')))
    .prepare();
  const byEmail = db
    .select()
    .from(person)
    .where(eq(person.email, sql.placeholder('email')))
    .orderBy(asc(person.deleted))
    .limit(1)
    .prepare();
  const inGroup = client.prepare<{ group: string; personId: string }, { yes: 1 }>(`
    SELECT 1 AS yes FROM user_group_member AS m JOIN user_group AS g ON g.id = m.group_id
    WHERE m.person_id = @personId AND (g.id = @group OR lower(g.handle) = lower(@group))`);
  const members = db
    .select({ id: userGroupMember.personId })
    .from(userGroupMember)
    .where(eq(userGroupMember.groupId, sql.placeholder('groupId')))
    .prepare();
  const groupById = db
    .select()
    .from(userGroup)
    .where(eq(userGroup.id, sql.placeholder('id')))
    .prepare();
  const groupByHandle = db
    .select()
    .from(userGroup)
    .where(sql`lower(${userGroup.handle}) = ${sql.placeholder('handle')}`)
    .prepare();
  const channelById = db
    .select(CHANNEL_FACTS)
    .from(channel)
    .where(eq(channel.id, sql.placeholder('id')))
    .prepare();
  const channelNamed = db
    .select(CHANNEL_FACTS)
    .from(channel)
    .where(eq(channel.name, sql.placeholder('name')))
    .orderBy(asc(channel.isArchived))
    .limit(1)
    .prepare();
  const outsiders = client.prepare<[string, string], { guest: number }>(`
    SELECT NOT EXISTS (SELECT 1 FROM channel WHERE id = ? AND members_kept)
      OR EXISTS (
        SELECT 1 FROM channel_member AS m LEFT JOIN person AS p ON p.id = m.person_id
        WHERE m.channel_id = ? AND (p.id IS NULL OR (p.kind IN ('guest', 'external') AND NOT p.deleted))) AS guest`);

  const withGroup = (found: { id: string; handle: string; name: string } | undefined): UserGroup | null =>
    found === undefined ? null : { ...found, memberIds: members.all({ groupId: found.id }).map(({ id }) => id) };
  const withGuests = (found: ChannelFacts | undefined): Channel | null =>
    found === undefined ? null : { ...found, hasGuest: outsiders.get(found.id, found.id)?.guest !== 0 };

  function putGroup(group: UserGroup): void {
    const { memberIds, ...facts } = group;
    db.insert(userGroup).values(facts).onConflictDoUpdate({ target: userGroup.id, set: facts }).run();
    db.delete(userGroupMember).where(eq(userGroupMember.groupId, group.id)).run();
    addMembers(group.id, memberIds);
  }
  function addMembers(groupId: string, ids: readonly string[]): void {
    for (const personId of ids) db.insert(userGroupMember).values({ groupId, personId }).onConflictDoNothing().run();
  }
  function dropGroups(ids: readonly string[]): void {
    db.delete(userGroupMember)
      .where(inArray(userGroupMember.groupId, [...ids]))
      .run();
    db.delete(userGroup)
      .where(inArray(userGroup.id, [...ids]))
      .run();
  }
  function putPerson(kept: Person): void {
    const values = { ...kept, email: kept.email?.toLowerCase() ?? null };
    db.insert(person).values(values).onConflictDoUpdate({ target: person.id, set: values }).run();
  }

  const keepPeople = client.transaction((people: readonly Person[]) => people.forEach(putPerson));
  const keepGroup = client.transaction(putGroup);
  const keepGroups = client.transaction((groups: readonly UserGroup[]) => {
    const ids = groups.map(({ id }) => id);
    const gone = db.select({ id: userGroup.id }).from(userGroup).where(notInArray(userGroup.id, ids)).all();
    dropGroups(gone.map(({ id }) => id));
    groups.forEach(putGroup);
  });
  const changeGroup = client.transaction((groupId: string, added: readonly string[], removed: readonly string[]) => {
    if (groupById.get({ id: groupId }) === undefined) return;
    const leaving = and(eq(userGroupMember.groupId, groupId), inArray(userGroupMember.personId, [...removed]));
    db.delete(userGroupMember).where(leaving).run();
    addMembers(groupId, added);
  });
  const keepChannel = client.transaction((facts: ChannelFacts, memberIds?: readonly string[]) => {
    const known = memberIds === undefined ? {} : { membersKept: true };
    const values = { ...facts, ...known };
    db.insert(channel).values(values).onConflictDoUpdate({ target: channel.id, set: values }).run();
    if (memberIds === undefined) return;
    db.delete(channelMember).where(eq(channelMember.channelId, facts.id)).run();
    for (const personId of memberIds) {
      db.insert(channelMember).values({ channelId: facts.id, personId }).onConflictDoNothing().run();
    }
  });

  return {
    keepPeople: async (people) => keepPeople.immediate(people),
    person: async (id) => onePerson.get({ id }) ?? null,
    personByEmail: async (email) => byEmail.get({ email: email.toLowerCase() }) ?? null,
    keepUserGroup: async (group) => keepGroup.immediate(group),
    keepUserGroups: async (groups) => keepGroups.immediate(groups),
    changeUserGroupMembers: async (groupId, { added, removed }) => changeGroup.immediate(groupId, added, removed),
    removeUserGroup: async (groupId) => client.transaction(() => dropGroups([groupId])).immediate(),
    userGroup: async (id) => withGroup(groupById.get({ id })),
    userGroupByHandle: async (handle) => withGroup(groupByHandle.get({ handle: handle.toLowerCase() })),
    isInGroup: async (group, personId) => inGroup.get({ group, personId }) !== undefined,
    keepChannel: async (facts, memberIds) => keepChannel.immediate(facts, memberIds),
    changeChannel: async (id, change) => {
      if (Object.keys(change).length > 0) db.update(channel).set(change).where(eq(channel.id, id)).run();
    },
    joinedChannel: async (channelId, personId) => {
      if (channelById.get({ id: channelId }) === undefined) return;
      db.insert(channelMember).values({ channelId, personId }).onConflictDoNothing().run();
    },
    leftChannel: async (channelId, personId) => {
      const which = and(eq(channelMember.channelId, channelId), eq(channelMember.personId, personId));
      db.delete(channelMember).where(which).run();
    },
    channel: async (id) => withGuests(channelById.get({ id })),
    channelByName: async (name) => withGuests(channelNamed.get({ name })),
    channelMemberIds: async (channelId) => {
      const found = db
        .select({ id: channelMember.personId })
        .from(channelMember)
        .where(eq(channelMember.channelId, channelId));
      return found.all().map(({ id }) => id);
    },
  };
}
