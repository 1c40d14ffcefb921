import { and, eq, gte, lt, sql } from 'drizzle-orm';
import type { Open } from './database.ts';
import { slackMessage } from './tables.ts';

export type PostedMessage = { key: string; channel: string; ts: string; fingerprint: string };

/** Where the messages that the app posted are. */
export function messageStore({ client, db }: Open) {
  const one = db
    .select()
    .from(slackMessage)
    .where(eq(slackMessage.key, sql.placeholder('key')))
    .prepare();
  const keep = client.transaction((posted: PostedMessage, owedId: number) => {
    db.insert(slackMessage).values(posted).onConflictDoUpdate({ target: slackMessage.key, set: posted }).run();
    client.prepare('DELETE FROM outbox WHERE id = ?').run(owedId);
  });
  return {
    async postedMessage(key: string): Promise<PostedMessage | null> {
      return one.get({ key }) ?? null;
    },
    /** The key of the app's message that stands there; null where it is no message of the app's. */
    async keyAt(channel: string, ts: string): Promise<string | null> {
      const at = and(eq(slackMessage.channel, channel), eq(slackMessage.ts, ts));
      return db.select({ key: slackMessage.key }).from(slackMessage).where(at).get()?.key ?? null;
    },
    /** Keeps where a message is, and that it is no longer owed. */
    async recordPosted(posted: PostedMessage, owedId: number): Promise<void> {
      keep.immediate(posted, owedId);
    },
    /** Messages whose key begins so; the prefix is ours, never typed. */
    async postedWithPrefix(prefix: string): Promise<PostedMessage[]> {
      const within = and(gte(slackMessage.key, prefix), lt(slackMessage.key, `${prefix}\u{10FFFF}`));
      return db.select().from(slackMessage).where(within).all();
    },
  };
}
