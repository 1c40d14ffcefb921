import { BOT } from '../world.ts';
import { channelOf } from './arguments.ts';
import { messageEvent } from './message-events.ts';
import type { Method } from './methods.ts';
import { asList, asText, type Json, Refusal, type Slack } from './types.ts';

/** A file of the app on its way: named, then sent, then shared. */
export type Upload = { name: string; length: number; content: string | null };

/** Files in three steps, as Slack wants them: an address, the bytes, the end. */
export const FILE_METHODS: Record<string, Method> = {
  'files.getUploadURLExternal': { scopes: ['files:write'], token: 'bot', run: begin },
  'files.completeUploadExternal': { scopes: ['files:write'], token: 'bot', run: complete },
};

function begin(slack: Slack, args: Json): Json {
  const [name, length] = [asText(args.filename), Number(args.length)];
  if (name === '' || !Number.isInteger(length) || length <= 0) throw new Refusal('invalid_arguments');
  const id = `F0${String(slack.uploads.size + 1).padStart(6, '0')}`;
  slack.uploads.set(id, { name, length, content: null });
  return { file_id: id, upload_url: `${slack.baseUrl()}/api/upload/${id}` };
}

/** Takes the bytes of a file; false for an address that was not given out, or bytes of another length. */
export function takeUpload(slack: Slack, id: string, body: string): boolean {
  const upload = slack.uploads.get(id);
  if (upload === undefined || Buffer.byteLength(body) !== upload.length) return false;
  slack.uploads.set(id, { ...upload, content: body });
  return true;
}

/** The file as a message of the app: the sandbox shows its text. */
function complete(slack: Slack, args: Json): Json {
  const channel = channelOf(slack, { channel: args.channel_id });
  const files = asList(args.files).map(({ id }) => ({ id, upload: slack.uploads.get(asText(id)) }));
  if (files.length === 0 || files.some(({ upload }) => upload === undefined || upload.content === null))
    throw new Refusal('file_not_found');
  const shown = files.map(({ upload }) => `:page_facing_up: ${upload?.name}\n\`\`\`\n${upload?.content}\`\`\``);
  const text = [asText(args.initial_comment), ...shown].join('\n');
  const message = { channel: channel.id, ts: slack.messages.nextTs(), user: BOT.userId, text };
  slack.messages.add(message);
  slack.changed(...(channel.kind === 'im' ? channel.memberIds : []));
  messageEvent(slack, message);
  return { files: files.map(({ id, upload }) => ({ id, title: upload?.name })) };
}
