import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { Message } from './blocks.ts';
import { slackFailure } from './errors.ts';

/** The type of the metadata that every message of ours carries. */
export const EVENT_TYPE = 'prodseceng';

export type Posted = { channel: string; ts: string };

export type Ensure = {
  /** The background client. */
  client: WebClient;
  /** What makes this message this message; kept in its metadata. */
  key: string;
  /** A channel's id, or a person's for a direct message. */
  to: { channel: string } | { person: string };
  threadTs?: string | undefined;
  /** Where the message is, if it was posted before: then it is brought up to date in place. */
  known?: Posted | undefined;
  /**
   * Since when a try of this message may have reached Slack without our hearing of it; undefined when surely none did. It is looked
   * for from ten minutes before that on.
   */
  doubtSince?: Date | undefined;
  /** The app's own bot, so that a message of another app with such metadata is not taken for ours. */
  botId?: string | undefined;
  message: Message;
};

/**
 * Sees that one message with this key exists and says this, however often it is called: brings it up to date where it is known,
 * looks for it where a former try may have posted it, posts it otherwise. Throws what the client throws.
 */
export async function ensureMessage(ensure: Ensure): Promise<Posted> {
  if (ensure.known !== undefined && (await update(ensure, ensure.known))) return ensure.known;
  const channel = await channelFor(ensure);
  const found = ensure.doubtSince === undefined ? null : await findByKey(ensure, channel, ensure.doubtSince);
  // It may have been posted before its subject changed.
  if (found !== null && (await update(ensure, found))) return found;
  return post(ensure, channel);
}

const Opened = z.object({ channel: z.object({ id: z.string() }) });
const Answer = z.object({ channel: z.string(), ts: z.string() });

async function channelFor({ client, to, known }: Ensure): Promise<string> {
  if ('channel' in to) return to.channel;
  if (known !== undefined) return known.channel;
  return Opened.parse(await client.conversations.open({ users: to.person })).channel.id;
}

const metadataFor = (key: string) => ({ event_type: EVENT_TYPE, event_payload: { key } });

async function post({ client, key, threadTs, message }: Ensure, channel: string): Promise<Posted> {
  const answer = await drawnIfTaken(message.blocks, (blocks) =>
    client.chat.postMessage({
      ...{ channel, text: message.text, blocks, metadata: metadataFor(key) },
      ...{ unfurl_links: false, unfurl_media: false },
      ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
    }),
  );
  const { channel: where, ts } = Answer.parse(answer);
  return { channel: where, ts };
}

/** Not every workspace takes drawings yet: where one is refused the message goes without it. What it draws stands below as text. */
async function drawnIfTaken<T>(blocks: Message['blocks'], send: (blocks: Message['blocks']) => Promise<T>): Promise<T> {
  const undrawn = blocks.filter(({ type }) => String(type) !== 'data_visualization');
  if (undrawn.length === blocks.length) return send(blocks);
  try {
    return await send(blocks);
  } catch (error) {
    if (slackFailure(error)?.code !== 'invalid_blocks') throw error;
    return send(undrawn);
  }
}

/** False when the message is not there any more. */
async function update({ client, key, message }: Ensure, { channel, ts }: Posted): Promise<boolean> {
  try {
    await drawnIfTaken(message.blocks, (blocks) =>
      client.chat.update({ channel, ts, text: message.text, blocks, metadata: metadataFor(key) }),
    );
    return true;
  } catch (error) {
    if (slackFailure(error)?.code === 'message_not_found') return false;
    throw error;
  }
}

const MARGIN_MS = 600_000;
const MOST_PAGES = 50;

const Page = z.object({
  messages: z.array(
    z.object({
      ts: z.string(),
      bot_id: z.string().optional().catch(undefined),
      metadata: z
        .object({ event_type: z.string(), event_payload: z.object({ key: z.unknown() }) })
        .optional()
        .catch(undefined),
    }),
  ),
  response_metadata: z.object({ next_cursor: z.string().catch('') }).catch({ next_cursor: '' }),
});
type Page = z.infer<typeof Page>;

async function findByKey(ensure: Ensure, channel: string, since: Date): Promise<Posted | null> {
  const oldest = String(Math.max(0, (since.getTime() - MARGIN_MS) / 1_000));
  let cursor = '';
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page = await readPage(ensure, channel, oldest, cursor);
    const found = page.messages.find((message) => isOurs(message, ensure));
    if (found !== undefined) return { channel, ts: found.ts };
    cursor = page.response_metadata.next_cursor;
    if (cursor === '') return null;
  }
  throw new Error(`More than ${MOST_PAGES} pages of messages to look through for ${ensure.key}`);
}

function isOurs({ metadata, bot_id: bot }: Page['messages'][number], { key, botId }: Ensure): boolean {
  const byUs = botId === undefined || bot === undefined || bot === botId;
  return byUs && metadata?.event_type === EVENT_TYPE && metadata.event_payload.key === key;
}

async function readPage(ensure: Ensure, channel: string, oldest: string, cursor: string): Promise<Page> {
  try {
    return Page.parse(await askPage(ensure, channel, oldest, cursor));
  } catch (error) {
    if (slackFailure(error)?.kind !== 'not-in-channel') throw error;
    // Posting to a public channel needs no membership; reading it does. A private one refuses this, and that is thrown.
    await ensure.client.conversations.join({ channel });
    return Page.parse(await askPage(ensure, channel, oldest, cursor));
  }
}

function askPage({ client, threadTs }: Ensure, channel: string, oldest: string, cursor: string): Promise<unknown> {
  const range = { channel, oldest, limit: 200, include_all_metadata: true, ...(cursor === '' ? {} : { cursor }) };
  if (threadTs === undefined) return client.conversations.history(range);
  return client.conversations.replies({ ...range, ts: threadTs });
}
