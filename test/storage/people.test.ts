import { describe, expect, it } from 'vitest';
import type { Person } from '../../src/domain/people.ts';
import type { ChannelFacts } from '../../src/domain/people-store.ts';
import { testStorage } from './storage-file.ts';

const people = () => testStorage().storage.people;

const person = (id: string, change: Partial<Person> = {}): Person => ({
  id,
  teamId: 'T0TEAM001',
  name: 'Engineer',
  email: `${id.toLowerCase()}@example.com`,
  timeZone: 'Europe/London',
  kind: 'member',
  deleted: false,
  ...change,
});

const INTAKE: ChannelFacts = {
  id: 'C0INTAKE1',
  name: 'security-capabilities-engineering',
  isPrivate: false,
  isShared: false,
  isArchived: false,
  botIsMember: true,
};

describe('people', () => {
  it('are kept as Slack last described them', async () => {
    const store = people();
    await store.keepPeople([person('U1'), person('U2')]);
    await store.keepPeople([person('U1', { name: 'Manager', deleted: true })]);
    expect(await store.person('U1')).toEqual(person('U1', { name: 'Manager', email: 'u1@example.com', deleted: true }));
    expect([(await store.person('U2'))?.name, await store.person('U3')]).toEqual(['Engineer', null]);
  });

  it('are found by their address in any letter case, whoever is still here first', async () => {
    const store = people();
    const email = 'Manager@Example.com';
    await store.keepPeople([
      person('U1', { email, deleted: true }),
      person('U2', { email }),
      person('U3', { email: null }),
    ]);
    expect((await store.personByEmail('MANAGER@example.COM'))?.id).toBe('U2');
    await store.keepPeople([person('U2', { email: null })]);
    expect((await store.personByEmail(email))?.id).toBe('U1');
    expect(await store.personByEmail('nobody@example.com')).toBeNull();
  });
});

describe('user groups', () => {
  const TEAM = { id: 'S1', handle: 'Product-Security', name: 'Team', memberIds: ['U1', 'U2'] };

  it('are found by handle in any letter case, with their members', async () => {
    const store = people();
    await store.keepUserGroup(TEAM);
    await store.keepUserGroup({ ...TEAM, memberIds: ['U2', 'U3'] });
    expect(await store.userGroupByHandle('product-SECURITY')).toEqual({ ...TEAM, memberIds: ['U2', 'U3'] });
    expect([await store.isInGroup('S1', 'U1'), await store.isInGroup('S1', 'U3')]).toEqual([false, true]);
  });

  it('that Slack does not list any more are gone with their members', async () => {
    const store = people();
    await store.keepUserGroup(TEAM);
    const other = { id: 'S2', handle: 'leadership', name: 'Leadership', memberIds: ['U9'] };
    await store.keepUserGroups([other]);
    expect([await store.userGroup('S1'), await store.userGroup('S2')]).toEqual([null, other]);
    expect(await store.isInGroup('S1', 'U1')).toBe(false);
    await store.keepUserGroups([]);
    expect(await store.userGroup('S2')).toBeNull();
  });

  it('change by who came and who left, where they are known', async () => {
    const store = people();
    await store.keepUserGroup(TEAM);
    await store.changeUserGroupMembers('S1', { added: ['U3', 'U2'], removed: ['U1', 'U8'] });
    await store.changeUserGroupMembers('S7', { added: ['U3'], removed: [] });
    expect((await store.userGroup('S1'))?.memberIds.sort()).toEqual(['U2', 'U3']);
    expect(await store.isInGroup('S7', 'U3')).toBe(false);
    await store.removeUserGroup('S1');
    expect(await store.userGroup('S1')).toBeNull();
  });
});

describe('channels', () => {
  it('are found by name, one that is archived last, and change where they are known', async () => {
    const store = people();
    await store.keepChannel({ ...INTAKE, id: 'C0OLD0001', isArchived: true }, []);
    await store.keepChannel(INTAKE, []);
    expect((await store.channelByName(INTAKE.name))?.id).toBe('C0INTAKE1');
    await store.changeChannel('C0INTAKE1', { isShared: true });
    await store.changeChannel('C0INTAKE1', {});
    await store.changeChannel('C0NOWHERE', { isShared: true });
    expect((await store.channel('C0INTAKE1'))?.isShared).toBe(true);
    expect([await store.channel('C0NOWHERE'), await store.channelByName('nowhere')]).toEqual([null, null]);
  });

  it('keep their members until others are named', async () => {
    const store = people();
    await store.keepChannel(INTAKE, ['U1', 'U2', 'U2']);
    await store.keepChannel({ ...INTAKE, name: 'renamed' });
    await store.joinedChannel('C0INTAKE1', 'U3');
    await store.leftChannel('C0INTAKE1', 'U1');
    await store.joinedChannel('C0NOWHERE', 'U3');
    expect((await store.channelMemberIds('C0INTAKE1')).sort()).toEqual(['U2', 'U3']);
    expect(await store.channelMemberIds('C0NOWHERE')).toEqual([]);
  });

  it.each<[string, Partial<Person>[], boolean]>([
    ['only full members and apps', [{}, { kind: 'bot' }], false],
    ['nobody', [], false],
    ['a guest', [{}, { kind: 'guest' }], true],
    ['an external person', [{ kind: 'external' }], true],
    ['a guest who is deactivated', [{ kind: 'guest', deleted: true }], false],
  ])('with %s: whether a guest reads along is %s', async (_, members, hasGuest) => {
    const store = people();
    const known = members.map((change, n) => person(`U${n}`, change));
    await store.keepPeople(known);
    await store.keepChannel(
      INTAKE,
      known.map(({ id }) => id),
    );
    expect((await store.channel('C0INTAKE1'))?.hasGuest).toBe(hasGuest);
    expect((await store.channelByName(INTAKE.name))?.hasGuest).toBe(hasGuest);
  });

  it('count as read by a guest as long as a member, or who the members are, is not known', async () => {
    const store = people();
    await store.keepChannel(INTAKE);
    expect((await store.channel('C0INTAKE1'))?.hasGuest).toBe(true);
    await store.keepChannel(INTAKE, ['U1']);
    expect((await store.channel('C0INTAKE1'))?.hasGuest).toBe(true);
    await store.keepPeople([person('U1')]);
    expect((await store.channel('C0INTAKE1'))?.hasGuest).toBe(false);
    await store.keepPeople([person('U1', { kind: 'guest' })]);
    expect((await store.channel('C0INTAKE1'))?.hasGuest).toBe(true);
  });
});
