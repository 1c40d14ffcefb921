import { afterEach, beforeEach, expect, it } from 'vitest';
import type { PeopleStore } from '../../src/domain/people-store.ts';
import { createAccess } from '../../src/slack/access.ts';
import { createSlackApp, type SlackApp } from '../../src/slack/app.ts';
import { type Clients, createClients } from '../../src/slack/clients.ts';
import { listenToPeople } from '../../src/slack/people-events.ts';
import { groupsNamedIn, personLookUp, type SyncParts, syncPeople } from '../../src/slack/people-sync.ts';
import {
  AUTH_ANSWER,
  BOT_TOKEN,
  deliver,
  SECRET,
  type Served,
  type SlackPeer,
  serve,
  startSlackPeer,
  TEAM_ID,
  testLog,
  testPeople,
  until,
} from './peers.ts';

type SlackUser = Record<string, unknown> & { id: string };

const user = (id: string, more: Record<string, unknown> = {}): SlackUser => ({
  id,
  team_id: TEAM_ID,
  name: id.toLowerCase(),
  tz: 'Europe/London',
  deleted: false,
  is_bot: false,
  is_restricted: false,
  is_ultra_restricted: false,
  profile: { real_name: `Name of ${id}`, display_name: '', email: `${id.toLowerCase()}@example.com` },
  ...more,
});

const USERS = [
  user('U0REQUEST'),
  user('U0ENGINE1'),
  user('U0MANAGER', { profile: { real_name: 'Manager', email: 'Manager@Example.com' } }),
  user('U0LEADER1'),
  user('U0GUEST01', { is_restricted: true }),
  user('U0GUEST02', { is_ultra_restricted: true }),
  user('U0EXTERN1', { team_id: 'T0PARTNER' }),
  user('W0EXTERN2', { is_stranger: true }),
  user('U0GONE001', { deleted: true }),
  user('U0TESTBOT', { is_bot: true, profile: {} }),
  user('USLACKBOT'),
];

const GROUPS = [
  { id: 'S0PRODSEC', handle: 'product-security-engineering', name: 'ProdSecEng', users: ['U0ENGINE1'] },
  { id: 'S0LEADERS', handle: 'prodsec-leadership', name: 'Leadership', users: ['U0LEADER1'] },
  { id: 'S0OTHERS1', handle: 'others', name: 'Others', users: ['U0REQUEST'] },
];

const CHANNELS = [
  { id: 'C0GENERAL', name: 'general', is_private: false, is_member: false, members: ['U0REQUEST'] },
  {
    id: 'C0INTAKE1',
    name: 'intake',
    is_private: false,
    is_member: false,
    members: ['U0REQUEST', 'U0ENGINE1', 'USLACKBOT'],
  },
  {
    id: 'G0INTERNL',
    name: 'internal',
    is_private: true,
    is_member: true,
    members: ['U0ENGINE1', 'U0TESTBOT', 'U0GUEST01'],
  },
];

const SETTINGS = {
  slack: { team: '@product-security-engineering' },
  people: {
    manager: ['manager@example.com'],
    leadership: ['@prodsec-leadership'],
    product: ['U0REQUEST'],
    engineering: [],
  },
};

let peer: SlackPeer;
let store: PeopleStore;
let clients: Clients;
const waits: number[] = [];

beforeEach(async () => {
  peer = await startSlackPeer();
  store = testPeople();
  waits.length = 0;
  clients = createClients({
    botToken: BOT_TOKEN,
    apiUrl: peer.apiUrl,
    log: testLog().log,
    timeouts: { waiting: 300, background: 300 },
  });
  peer.on('users.list', ({ cursor = '0' }) => ({
    ok: true,
    members: USERS.slice(Number(cursor), Number(cursor) + 4),
    response_metadata: { next_cursor: Number(cursor) + 4 < USERS.length ? String(Number(cursor) + 4) : '' },
  }));
  peer.on('users.info', ({ user: id }) => {
    const found = USERS.find((each) => each.id === id);
    return found === undefined ? { ok: false, error: 'user_not_found' } : { ok: true, user: found };
  });
  peer.on('usergroups.list', {
    ok: true,
    usergroups: GROUPS.map(({ users, ...group }) => ({ ...group, date_delete: 0, user_count: users.length })),
  });
  peer.on('usergroups.users.list', ({ usergroup }) => ({
    ok: true,
    users: GROUPS.find(({ id }) => id === usergroup)?.users ?? [],
  }));
  peer.on('conversations.list', ({ cursor = '0' }) => ({
    ok: true,
    channels: CHANNELS.slice(Number(cursor), Number(cursor) + 2).map(({ members: _, ...channel }) => channel),
    response_metadata: { next_cursor: cursor === '0' ? '2' : '' },
  }));
  peer.on('conversations.info', ({ channel: id }) => {
    const found = CHANNELS.find((each) => each.id === id);
    return found === undefined ? { ok: false, error: 'channel_not_found' } : { ok: true, channel: found };
  });
  peer.on('conversations.members', ({ channel: id }) => ({
    ok: true,
    members: CHANNELS.find((each) => each.id === id)?.members ?? [],
  }));
});
afterEach(() => peer.close());

const parts = (more: Partial<SyncParts> = {}): SyncParts => ({
  client: clients.background,
  store,
  ownTeamId: TEAM_ID,
  botUserId: AUTH_ANSWER.user_id,
  groups: groupsNamedIn(['@product-security-engineering', 'manager@example.com', '@prodsec-leadership']),
  channels: ['intake', 'internal'],
  pause: async (milliseconds) => void waits.push(milliseconds),
  ...more,
});

const access = (more: { lookUpMs?: number } = {}) =>
  createAccess({
    people: store,
    settings: SETTINGS,
    lookUp: personLookUp(clients.waiting, () => TEAM_ID),
    ownTeamId: () => TEAM_ID,
    ...more,
  });

it('keeps everyone, the named groups and channels, page by page', async () => {
  expect(await syncPeople(parts())).toEqual({ people: USERS.length, missing: [], problems: [] });
  expect(await store.person('U0REQUEST')).toEqual({
    id: 'U0REQUEST',
    teamId: TEAM_ID,
    name: 'Name of U0REQUEST',
    email: 'u0request@example.com',
    timeZone: 'Europe/London',
    kind: 'member',
    deleted: false,
  });
  const kinds = await Promise.all(USERS.map(async ({ id }) => (await store.person(id))?.kind));
  expect(kinds).toEqual([
    'member',
    'member',
    'member',
    'member',
    'guest',
    'guest',
    'external',
    'external',
    'member',
    'bot',
    'bot',
  ]);
  expect((await store.userGroupByHandle('Product-Security-Engineering'))?.memberIds).toEqual(['U0ENGINE1']);
  expect(await store.userGroup('S0OTHERS1')).toBeNull();
  expect(await store.channelByName('intake')).toMatchObject({
    id: 'C0INTAKE1',
    botIsMember: false,
    isPrivate: false,
    hasGuest: false,
  });
  expect(await store.channelByName('internal')).toMatchObject({
    id: 'G0INTERNL',
    botIsMember: true,
    isPrivate: true,
    hasGuest: true,
  });
});

it('searches for a channel once and asks for it by its id from then on', async () => {
  await syncPeople(parts());
  const searched = peer.called('conversations.list').length;
  await syncPeople(parts());
  expect([searched > 0, peer.called('conversations.list').length]).toEqual([true, searched]);
});

it('says which channels and groups the settings name and Slack does not show', async () => {
  const report = await syncPeople(
    parts({
      channels: ['intake', 'no-such-channel', 'C0NOWHERE'],
      groups: ['@product-security-engineering', '@nobody'],
    }),
  );
  expect(report).toMatchObject({ missing: ['@nobody', 'no-such-channel', 'C0NOWHERE'], problems: [] });
});

it('waits where Slack asks for it, and one part that fails holds up no other', async () => {
  peer.on('users.list', (_, call) =>
    call === 1 ? { status: 429, headers: { 'retry-after': '2' } } : { ok: true, members: USERS },
  );
  peer.on('usergroups.list', { ok: false, error: 'missing_scope', needed: 'usergroups:read', provided: '' });
  const report = await syncPeople(parts());
  expect(waits).toEqual([2_000]);
  expect(report).toEqual({
    people: USERS.length,
    missing: [],
    problems: ['User groups: Slack answered missing_scope; needs the scope usergroups:read'],
  });
  expect(await store.channelByName('intake')).not.toBeNull();
});

it('keeps a group as it was when its members cannot be read', async () => {
  await syncPeople(parts());
  peer.on('usergroups.users.list', 'drop');
  expect((await syncPeople(parts())).problems).toHaveLength(1);
  expect((await store.userGroupByHandle('product-security-engineering'))?.memberIds).toEqual(['U0ENGINE1']);
});

it('INV-2: lets full members in with their roles, and calls nobody for it', async () => {
  await syncPeople(parts());
  const before = peer.calls.length;
  const roles = async (id: string) => {
    const who = await access().who(id, TEAM_ID);
    return who.ok ? { team: who.roles.team, manager: who.roles.manager, leadership: who.roles.leadership } : who.text;
  };
  expect(await roles('U0REQUEST')).toEqual({ team: false, manager: false, leadership: false });
  expect(await roles('U0ENGINE1')).toEqual({ team: true, manager: false, leadership: false });
  expect(await roles('U0MANAGER')).toEqual({ team: true, manager: true, leadership: false });
  expect(await roles('U0LEADER1')).toEqual({ team: false, manager: false, leadership: true });
  expect(peer.calls.length).toBe(before);
});

it.each([
  ['U0GUEST01', /guest/],
  ['U0GUEST02', /guest/],
  ['U0EXTERN1', /members of this workspace/],
  ['W0EXTERN2', /members of this workspace/],
  ['U0GONE001', /deactivated/],
  ['U0TESTBOT', /people, not apps/],
])('INV-2: refuses %s and says why', async (id, text) => {
  await syncPeople(parts());
  expect(await access().who(id, TEAM_ID)).toEqual({ ok: false, text: expect.stringMatching(text) });
});

it('refuses someone who comes from another workspace, whoever they say they are', async () => {
  await syncPeople(parts());
  expect(await access().who('U0ENGINE1', 'T0PARTNER')).toMatchObject({ ok: false });
  expect(await access().who('U0ENGINE1', '')).toMatchObject({ ok: true });
});

it('looks up someone unknown once, and knows them from then on', async () => {
  expect(await access().who('U0REQUEST', TEAM_ID)).toMatchObject({ ok: true });
  expect(await access().who('U0REQUEST', TEAM_ID)).toMatchObject({ ok: true });
  expect(await access().who('U0GUEST01', TEAM_ID)).toMatchObject({ ok: false });
  expect(peer.called('users.info')).toHaveLength(2);
});

it('refuses someone unknown when Slack does not answer within the second, or knows nobody', async () => {
  peer.on('users.info', 'hang');
  const began = Date.now();
  expect(await access({ lookUpMs: 100 }).who('U0REQUEST', TEAM_ID)).toMatchObject({
    ok: false,
    text: expect.stringContaining('try again'),
  });
  expect(Date.now() - began).toBeLessThan(280);
  peer.on('users.info', { ok: false, error: 'user_not_found' });
  expect(await access().who('U0NOBODY1', TEAM_ID)).toMatchObject({ ok: false });
});

it('names the people behind entries of the settings, each once', async () => {
  await syncPeople(parts());
  const found = await access().named([
    '@prodsec-leadership',
    'MANAGER@example.com',
    'U0LEADER1',
    'U0GUEST01',
    'nobody@example.com',
    '@nobody',
  ]);
  expect(found.map(({ id }) => id)).toEqual(['U0LEADER1', 'U0MANAGER']);
  expect((await access().teamGroup())?.id).toBe('S0PRODSEC');
});

type Told = { tell: (event: Record<string, unknown>) => Promise<void>; app: SlackApp; server: Served };

async function listening(): Promise<Told> {
  const { log } = testLog();
  const slack = { botToken: BOT_TOKEN, signingSecret: SECRET, apiUrl: peer.apiUrl };
  const app = await createSlackApp({ slack, clients, log, seenEvent: async () => false });
  listenToPeople(app.bolt, {
    store,
    groups: ['@product-security-engineering'],
    ownTeamId: () => app.auth.facts()?.teamId ?? null,
    botUserId: () => app.auth.facts()?.botUserId ?? null,
    lookUp: personLookUp(clients.background, () => app.auth.facts()?.teamId ?? null),
  });
  app.start();
  await until(app.ready);
  const server = await serve(app.listen ?? (() => {}));
  let count = 0;
  const tell = async (event: Record<string, unknown>) => {
    count += 1;
    await deliver(server.url, { type: 'event_callback', event_id: `Ev${count}`, team_id: TEAM_ID, event });
    await app.drain(1_000);
  };
  return { tell, app, server };
}

it('follows people, groups and channels as Slack tells of them', async () => {
  await syncPeople(parts());
  const { tell, app, server } = await listening();
  await tell({ type: 'user_change', user: user('U0REQUEST', { is_restricted: true }) });
  expect(await access().who('U0REQUEST', TEAM_ID)).toMatchObject({ ok: false });
  await tell({ type: 'team_join', user: user('U0NEWBIE1') });
  expect(await access().who('U0NEWBIE1', TEAM_ID)).toMatchObject({ ok: true, roles: { team: false } });
  await tell({
    type: 'subteam_members_changed',
    subteam_id: 'S0PRODSEC',
    added_users: ['U0NEWBIE1'],
    removed_users: ['U0ENGINE1'],
  });
  expect(await access().who('U0NEWBIE1', TEAM_ID)).toMatchObject({ ok: true, roles: { team: true } });
  expect(await access().who('U0ENGINE1', TEAM_ID)).toMatchObject({ ok: true, roles: { team: false } });
  await tell({ type: 'subteam_updated', subteam: { ...GROUPS[0], users: ['U0ENGINE1'], date_delete: 0 } });
  expect((await store.userGroup('S0PRODSEC'))?.memberIds).toEqual(['U0ENGINE1']);
  await tell({ type: 'subteam_updated', subteam: { ...GROUPS[0], date_delete: 1_700_000_000 } });
  expect(await access().who('U0ENGINE1', TEAM_ID)).toMatchObject({ ok: true, roles: { team: false } });
  await tell({ type: 'subteam_created', subteam: { ...GROUPS[2], date_delete: 0 } });
  expect(await store.userGroup('S0OTHERS1')).toBeNull();
  await tell({ type: 'subteam_created', subteam: { ...GROUPS[0], date_delete: 0 } });
  expect((await access().teamGroup())?.id).toBe('S0PRODSEC');
  await app.stop(100);
  await server.close();
});

it('writes nothing when someone only sets their status', async () => {
  await syncPeople(parts());
  const { tell, app, server } = await listening();
  let written = 0;
  const keepPeople = store.keepPeople;
  store.keepPeople = async (people) => {
    written += 1;
    await keepPeople(people);
  };
  await tell({
    type: 'user_change',
    user: user('U0REQUEST', {
      profile: { real_name: 'Name of U0REQUEST', email: 'U0Request@example.com', status_text: 'away' },
    }),
  });
  expect(written).toBe(0);
  await tell({ type: 'user_change', user: user('U0REQUEST', { tz: 'Asia/Tokyo' }) });
  expect([written, (await store.person('U0REQUEST'))?.timeZone]).toEqual([1, 'Asia/Tokyo']);
  await app.stop(100);
  await server.close();
});

it('follows who is in a channel and who can see it', async () => {
  await syncPeople(parts());
  const { tell, app, server } = await listening();
  const intake = () => store.channel('C0INTAKE1');
  await tell({ type: 'member_joined_channel', channel: 'C0INTAKE1', user: 'U0GUEST01', team: TEAM_ID });
  expect(await intake()).toMatchObject({ hasGuest: true });
  await tell({ type: 'member_left_channel', channel: 'C0INTAKE1', user: 'U0GUEST01', team: TEAM_ID });
  expect(await intake()).toMatchObject({ hasGuest: false, botIsMember: false });
  await tell({ type: 'member_joined_channel', channel: 'C0INTAKE1', user: 'U0TESTBOT', team: TEAM_ID });
  expect(await intake()).toMatchObject({ hasGuest: false, botIsMember: true });
  await tell({ type: 'channel_shared', channel: 'C0INTAKE1', connected_team_id: 'T0PARTNER' });
  expect(await intake()).toMatchObject({ isShared: true });
  await tell({
    type: 'channel_unshared',
    channel: 'C0INTAKE1',
    previously_connected_team_id: 'T0PARTNER',
    is_ext_shared: false,
  });
  await tell({ type: 'channel_rename', channel: { id: 'C0INTAKE1', name: 'front-door', created: 1 } });
  await tell({ type: 'group_archive', channel: 'G0INTERNL', user: 'U0ENGINE1' });
  expect(await intake()).toMatchObject({ isShared: false, name: 'front-door' });
  expect(await store.channel('G0INTERNL')).toMatchObject({ isArchived: true });
  await tell({ type: 'member_joined_channel', channel: 'C0ANOTHER', user: 'U0REQUEST', team: TEAM_ID });
  expect(await store.channel('C0ANOTHER')).toBeNull();
  await app.stop(100);
  await server.close();
});
