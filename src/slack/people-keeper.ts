import type { WebClient } from '@slack/web-api';
import type { PeopleStore } from '../domain/people-store.ts';
import type { AuthFacts } from './auth.ts';
import type { Log } from './log.ts';
import { syncPeople } from './people-sync.ts';

const REFRESH_MS = 15 * 60_000;
/** What could not be read is asked for again sooner. */
const AGAIN_MS = 60_000;

export type PeopleKeeper = {
  /** Brings people, groups and channels in line with Slack now; asked twice at once it is one refresh. */
  refresh(): Promise<void>;
  /** Begins a refresh where one is due, and does not wait for it: a large workspace takes minutes. */
  refreshWhenDue(): void;
};

export type KeeperParts = {
  client: WebClient;
  store: PeopleStore;
  /** Null until Slack has said who the app is: nothing is asked before. */
  facts: () => AuthFacts | null;
  groups: readonly string[];
  channels: readonly string[];
  now: () => Date;
  log: Log;
};

/** Keeps who is who fresh beside Slack's events: what an event missed is found within 15 minutes. */
export function createPeopleKeeper(parts: KeeperParts): PeopleKeeper {
  const { client, store, groups, channels, now, log } = parts;
  let running: Promise<void> | null = null;
  let due = now().getTime() + REFRESH_MS;

  async function run(): Promise<void> {
    const facts = parts.facts();
    if (facts === null) return;
    const { teamId: ownTeamId, botUserId } = facts;
    const report = await syncPeople({ client, store, ownTeamId, botUserId, groups, channels });
    for (const missing of report.missing) log.warn({ missing }, 'Slack shows no such channel or user group');
    for (const problem of report.problems) log.warn({ problem }, 'people could not be refreshed');
    due = now().getTime() + (report.problems.length > 0 ? AGAIN_MS : REFRESH_MS);
  }

  function refresh(): Promise<void> {
    running ??= run().finally(() => {
      running = null;
    });
    return running;
  }

  return {
    refresh,
    refreshWhenDue() {
      if (now().getTime() < due || running !== null) return;
      due = now().getTime() + AGAIN_MS;
      refresh().catch((error) => log.warn({ error }, 'people could not be refreshed'));
    },
  };
}
