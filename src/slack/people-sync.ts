import type { WebClient } from '@slack/web-api';
import type { Person, UserGroup } from '../domain/people.ts';
import type { ChannelFacts, PeopleStore } from '../domain/people-store.ts';
import { slackFailure } from './errors.ts';
import { type Pause, pauseFor } from './pause.ts';
import {
  type Conversation,
  ConversationAnswer,
  ConversationsPage,
  type Group,
  GroupsAnswer,
  GroupUsersAnswer,
  MembersPage,
  personOf,
  UserAnswer,
  UsersPage,
} from './people-answers.ts';

export type SyncParts = {
  /** The background client: this may take a while. */
  client: WebClient;
  store: PeopleStore;
  ownTeamId: string;
  botUserId: string;
  /** User groups that the settings name, by handle (with or without @) or id. */
  groups: readonly string[];
  /** Channels that the settings name, by name (with or without #) or id. */
  channels: readonly string[];
  pause?: Pause;
};

/** What a refresh found. `missing` is what the settings name and Slack does not show; `problems` are for people to read. */
export type SyncReport = { people: number; missing: string[]; problems: string[] };

/**
 * Brings what is kept about people, user groups and channels in line with Slack. A part that fails leaves what was known of it
 * and does not hold up the others.
 */
export async function syncPeople(parts: SyncParts): Promise<SyncReport> {
  const report: SyncReport = { people: 0, missing: [], problems: [] };
  const keepCount = (count: number) => {
    report.people = count;
  };
  const tasks: [string, () => Promise<void>][] = [
    ['People', async () => keepCount(await syncEveryone(parts))],
    ['User groups', async () => void report.missing.push(...(await syncGroups(parts)))],
    ...parts.channels.map((entry): [string, () => Promise<void>] => [
      `Channel ${entry}`,
      async () => void report.missing.push(...((await syncChannel(parts, entry)) ? [] : [entry])),
    ]),
  ];
  for (const [what, run] of tasks) {
    await run().catch((error: unknown) => report.problems.push(`${what}: ${reason(error)}`));
  }
  return report;
}

/** The user groups that settings name anywhere, for `groups` of a refresh. */
export function groupsNamedIn(entries: readonly string[]): string[] {
  return [...new Set(entries.filter((entry) => /^@|^S[A-Z0-9]{5,}$/.test(entry)))];
}

/** Asks about one person; null when Slack knows none. For `createAccess` with the client that people wait for. */
export function personLookUp(
  client: WebClient,
  ownTeamId: () => string | null,
): (userId: string) => Promise<Person | null> {
  return async (userId) => {
    const own = ownTeamId();
    if (own === null) throw new Error('Slack has not said yet which workspace this is');
    try {
      return personOf(UserAnswer.parse(await client.users.info({ user: userId })).user, own);
    } catch (error) {
      if (slackFailure(error)?.kind === 'gone') return null;
      throw error;
    }
  };
}

async function syncEveryone({ client, store, ownTeamId, pause }: SyncParts): Promise<number> {
  let count = 0;
  const ask = (cursor: string) => client.users.list({ limit: 1000, ...from(cursor) });
  for await (const page of pages(ask, (answer) => UsersPage.parse(answer), pause)) {
    await store.keepPeople(page.members.map((user) => personOf(user, ownTeamId)));
    count += page.members.length;
  }
  return count;
}

/** Returns the groups that the settings name and Slack does not have. */
async function syncGroups({ client, store, groups, pause }: SyncParts): Promise<string[]> {
  const answer = GroupsAnswer.parse(await patiently(() => client.usergroups.list({ include_disabled: false }), pause));
  const kept: UserGroup[] = [];
  for (const group of answer.usergroups.filter((each) => groups.some((entry) => isNamed(each, entry)))) {
    const users = await patiently(() => client.usergroups.users.list({ usergroup: group.id }), pause);
    const memberIds = GroupUsersAnswer.parse(users).users;
    kept.push({ id: group.id, handle: group.handle, name: group.name, memberIds });
  }
  await store.keepUserGroups(kept);
  return groups.filter((entry) => !answer.usergroups.some((group) => isNamed(group, entry)));
}

/** Whether an entry of the settings means this group. */
export const isNamed = (group: Pick<Group, 'id' | 'handle'>, entry: string): boolean =>
  group.id === entry || group.handle.toLowerCase() === entry.replace(/^@/, '').toLowerCase();

/** False when Slack does not show such a channel. */
async function syncChannel(parts: SyncParts, entry: string): Promise<boolean> {
  const { client, store, botUserId, pause } = parts;
  const found = await findChannel(parts, entry.replace(/^#/, ''));
  if (found === null) return false;
  const memberIds: string[] = [];
  const ask = (cursor: string) => client.conversations.members({ channel: found.id, limit: 500, ...from(cursor) });
  for await (const page of pages(ask, (answer) => MembersPage.parse(answer), pause)) memberIds.push(...page.members);
  await store.keepChannel(factsOf(found, memberIds.includes(botUserId)), memberIds);
  return true;
}

function factsOf(found: Conversation, botIsMember: boolean): ChannelFacts {
  return {
    id: found.id,
    name: found.name,
    isPrivate: found.is_private,
    isShared: found.is_ext_shared || found.is_pending_ext_shared,
    isArchived: found.is_archived,
    botIsMember,
  };
}

/** By what is known of it where that still holds; a workspace may have thousands of channels to search. */
async function findChannel({ client, store, pause }: SyncParts, entry: string): Promise<Conversation | null> {
  const known = isChannelId(entry) ? entry : (await store.channelByName(entry))?.id;
  if (known !== undefined) {
    const channel = await channelById(client, known, pause);
    if (isChannelId(entry) || (channel?.name === entry && !channel.is_archived)) return channel;
  }
  const types = 'public_channel,private_channel';
  const ask = (cursor: string) =>
    client.conversations.list({ types, exclude_archived: true, limit: 500, ...from(cursor) });
  for await (const page of pages(ask, (answer) => ConversationsPage.parse(answer), pause)) {
    const found = page.channels.find(({ name }) => name === entry);
    if (found !== undefined) return found;
  }
  return null;
}

const isChannelId = (entry: string) => /^[CG][A-Z0-9]{5,}$/.test(entry);

async function channelById(client: WebClient, channel: string, pause: Pause | undefined): Promise<Conversation | null> {
  try {
    return ConversationAnswer.parse(await patiently(() => client.conversations.info({ channel }), pause)).channel;
  } catch (error) {
    if (slackFailure(error)?.kind === 'gone') return null;
    throw error;
  }
}

type Page = { response_metadata: { next_cursor: string } };

const from = (cursor: string) => (cursor === '' ? {} : { cursor });

/** All pages of a list, waiting where Slack asks for it. */
async function* pages<P extends Page>(
  ask: (cursor: string) => Promise<unknown>,
  parse: (answer: unknown) => P,
  pause: Pause | undefined,
): AsyncGenerator<P> {
  for (let cursor = ''; ; ) {
    const page = parse(await patiently(() => ask(cursor), pause));
    yield page;
    cursor = page.response_metadata.next_cursor;
    if (cursor === '') return;
  }
}

const MOST_WAITS = 5;
const LONGEST_WAIT_MS = 60_000;

/** Waits out what Slack asks to wait, a few times; nobody waits for this. */
async function patiently<T>(call: () => Promise<T>, pause: Pause = pauseFor): Promise<T> {
  for (let waits = 0; ; waits += 1) {
    try {
      return await call();
    } catch (error) {
      const wait = slackFailure(error)?.retryAfterMs;
      if (wait === undefined || wait > LONGEST_WAIT_MS || waits === MOST_WAITS) throw error;
      await pause(wait);
    }
  }
}

const reason = (error: unknown): string =>
  slackFailure(error)?.text ?? (error instanceof Error ? error.message : String(error));
