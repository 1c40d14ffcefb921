import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PeopleStore } from '../../src/domain/people-store.ts';
import { createClients } from '../../src/slack/clients.ts';
import { createPeopleKeeper } from '../../src/slack/people-keeper.ts';
import { BOT_TOKEN, type SlackPeer, startSlackPeer, TEAM_ID, testLog, testPeople, until } from './peers.ts';

const MINUTE = 60_000;

let peer: SlackPeer;
let store: PeopleStore;
let now = new Date('2026-11-02T09:00:00Z');
beforeEach(async () => {
  peer = await startSlackPeer();
  store = testPeople();
  now = new Date('2026-11-02T09:00:00Z');
  peer.on('users.list', { ok: true, members: [{ id: 'U0REQUEST', team_id: TEAM_ID, name: 'requester', profile: {} }] });
  peer.on('usergroups.list', { ok: true, usergroups: [] });
});
afterEach(() => peer.close());

const asked = (method: string) => peer.called(method).length;
const pass = (ms: number) => {
  now = new Date(now.getTime() + ms);
};

function keeping({ known = true } = {}) {
  const { log, lines } = testLog();
  const timeouts = { waiting: 300, background: 300 };
  const { background: client } = createClients({ botToken: BOT_TOKEN, apiUrl: peer.apiUrl, log, timeouts });
  const facts = { teamId: TEAM_ID, botUserId: 'U0TESTBOT', botId: 'B0TESTBOT', scopes: [], url: '' };
  const keeper = createPeopleKeeper({
    ...{ client, store, groups: [], channels: [], now: () => now, log },
    facts: () => (known ? (facts as never) : null),
  });
  return { keeper, lines };
}

describe('who is who', () => {
  it('is asked for every 15 minutes, and not in between', async () => {
    const { keeper } = keeping();
    await keeper.refresh();
    pass(14 * MINUTE);
    keeper.refreshWhenDue();
    await keeper.refresh();
    expect(asked('users.list')).toBe(2);
    pass(14 * MINUTE);
    keeper.refreshWhenDue();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(asked('users.list')).toBe(2);
    pass(MINUTE);
    keeper.refreshWhenDue();
    await until(() => asked('users.list') === 3);
  });

  it('is asked for again within a minute when a part of it failed, and what was read is kept', async () => {
    peer.on('usergroups.list', { status: 500 });
    const { keeper, lines } = keeping();
    await keeper.refresh();
    expect(lines.join()).toContain('people could not be refreshed');
    expect(await store.person('U0REQUEST')).not.toBeNull();
    peer.on('usergroups.list', { ok: true, usergroups: [] });
    const before = asked('usergroups.list');
    pass(MINUTE);
    keeper.refreshWhenDue();
    await until(() => asked('usergroups.list') > before);
    await keeper.refresh();
    const calm = asked('usergroups.list');
    pass(MINUTE);
    keeper.refreshWhenDue();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(asked('usergroups.list')).toBe(calm);
  });

  it('asked for twice at once is one refresh, and never holds up whoever asks', async () => {
    peer.on('users.list', 'hang');
    const { keeper } = keeping();
    pass(15 * MINUTE);
    const begun = performance.now();
    keeper.refreshWhenDue();
    keeper.refreshWhenDue();
    expect(performance.now() - begun).toBeLessThan(50);
    await vi.waitFor(() => expect(asked('users.list')).toBe(1));
    pass(20 * MINUTE);
    keeper.refreshWhenDue();
    await keeper.refresh();
    expect(asked('usergroups.list')).toBe(1);
  });

  it('is not asked for before Slack has said who the app is', async () => {
    const { keeper } = keeping({ known: false });
    await keeper.refresh();
    pass(15 * MINUTE);
    keeper.refreshWhenDue();
    await keeper.refresh();
    expect(peer.calls).toEqual([]);
  });
});
