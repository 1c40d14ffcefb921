import type { Store } from '../store.ts';
import type { StoredMessage } from './types.ts';

/** Every message of the workspace; ephemeral ones are kept in memory only, as Slack forgets them too. */
export interface MessageBook {
  /** A time stamp that no message has had, by the sandbox's clock. */
  nextTs(): string;
  add(message: StoredMessage): void;
  replace(message: StoredMessage): void;
  remove(channel: string, ts: string): void;
  find(channel: string, ts: string): StoredMessage | undefined;
  /** The channel's messages, oldest first, ephemeral ones included. */
  inChannel(channel: string): StoredMessage[];
  /** The replies to a message, oldest first. */
  replies(channel: string, threadTs: string): StoredMessage[];
}

/** Opens the messages kept in the store. */
export function createMessageBook(store: Store, now: () => Date): MessageBook {
  const kept = store.collection<StoredMessage>('slack-messages');
  const channels = new Map<string, Map<string, StoredMessage>>();
  const of = (channel: string): Map<string, StoredMessage> => {
    const known = channels.get(channel) ?? new Map<string, StoredMessage>();
    channels.set(channel, known);
    return known;
  };
  let last = 0;
  for (const message of kept.all()) {
    of(message.channel).set(message.ts, message);
    last = Math.max(last, micros(message.ts));
  }
  const write = (message: StoredMessage): void => {
    if (!message.visibleTo) kept.put(`${message.channel}:${message.ts}`, message);
    of(message.channel).set(message.ts, message);
  };
  return {
    nextTs() {
      last = Math.max(last + 1, now().getTime() * 1_000);
      return `${Math.floor(last / 1_000_000)}.${String(last % 1_000_000).padStart(6, '0')}`;
    },
    add: write,
    replace: write,
    remove(channel, ts) {
      kept.delete(`${channel}:${ts}`);
      of(channel).delete(ts);
    },
    find: (channel, ts) => of(channel).get(ts),
    inChannel: (channel) => [...of(channel).values()],
    replies: (channel, threadTs) => [...of(channel).values()].filter((message) => message.threadTs === threadTs),
  };
}

function micros(ts: string): number {
  return Math.round(Number(ts) * 1_000_000);
}
