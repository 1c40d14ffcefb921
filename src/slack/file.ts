import type { WebClient } from '@slack/web-api';
import { z } from 'zod';

const DEADLINE_MS = 10_000;
const Place = z.object({ file_id: z.string(), upload_url: z.url() });
const Opened = z.object({ channel: z.object({ id: z.string() }) });

export type SentFile = { name: string; content: string; comment: string };

/**
 * Sends a file to one person, in the app's direct message with them. `client`: the background one. Throws what the client throws, and
 * where Slack does not take the bytes.
 */
export async function sendFile(
  client: WebClient,
  personId: string,
  { name, content, comment }: SentFile,
): Promise<void> {
  const bytes = Buffer.from(content, 'utf8');
  const asked = await client.files.getUploadURLExternal({ filename: name, length: bytes.length });
  const { file_id: id, upload_url: address } = Place.parse(asked);
  const signal = AbortSignal.timeout(DEADLINE_MS);
  // The address is Slack's and stands for the right to write: no token goes with it, and it leads nowhere else.
  const sent = await fetch(address, { method: 'POST', body: bytes, redirect: 'error', signal });
  await sent.body?.cancel();
  if (!sent.ok) throw new Error(`Slack did not take the file: ${sent.status}`);
  const { channel } = Opened.parse(await client.conversations.open({ users: personId }));
  await client.files.completeUploadExternal({
    files: [{ id, title: name }],
    channel_id: channel.id,
    initial_comment: comment,
  });
}
