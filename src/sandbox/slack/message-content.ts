import { flag } from './arguments.ts';
import { checkBlocks } from './limits-blocks.ts';
import { asText, type Json, Refusal, type Slack, type StoredMessage } from './types.ts';
import { nameBlocks } from './views.ts';

const MAX_TEXT = 40_000;

/** The text and blocks of a message after Slack's checks; what it refuses is a problem of the app. */
export function readMessage(slack: Slack, args: Json, method: string): Pick<StoredMessage, 'text' | 'blocks'> {
  const text = asText(args.text);
  const blocks = args.blocks;
  checkMentions(slack, args, method);
  if (blocks === undefined || (Array.isArray(blocks) && blocks.length === 0)) {
    if (text === '' && !Array.isArray(args.attachments)) refuse(slack, method, 'no_text', ['neither text nor blocks']);
    return { text: cut(slack, text, method) };
  }
  const found = checkBlocks(blocks, 'message');
  if (found.length > 0) refuse(slack, method, 'invalid_blocks', found);
  if (text === '') slack.problem(`${method}: no top-level text beside blocks`);
  return { text: cut(slack, text, method), blocks: nameBlocks(blocks) };
}

function refuse(slack: Slack, method: string, error: string, found: string[]): never {
  slack.problem(`${method}: ${found.join('; ')}`);
  throw new Refusal(error, { errors: found, response_metadata: { messages: found } });
}

function cut(slack: Slack, text: string, method: string): string {
  if (text.length > MAX_TEXT) slack.problem(`${method}: text of ${text.length} characters is cut at ${MAX_TEXT}`);
  return text.slice(0, MAX_TEXT);
}

/** Both arguments turn what people typed into mentions. */
function checkMentions(slack: Slack, args: Json, method: string): void {
  if (flag(args, 'link_names')) slack.problem(`${method}: link_names turns people's text into mentions`);
  if (args.parse === 'full') slack.problem(`${method}: parse=full turns people's text into mentions`);
}
