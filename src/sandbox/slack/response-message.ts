import { BOT } from '../world.ts';
import { flag } from './arguments.ts';
import { readMessage } from './message-content.ts';
import { messageEvent } from './message-events.ts';
import type { ResponseTarget } from './response-urls.ts';
import { type Json, Refusal, type Slack, type StoredMessage } from './types.ts';

type Answer = { status: number; body: string };

/** Takes a post to a response address: a new message, or a change of the one that was clicked. */
export function respond(slack: Slack, id: string, args: Json): Answer {
  const target = slack.responseUrls.take(id);
  if (!target) {
    slack.problem('response_url: expired or used more than 5 times');
    return { status: 404, body: 'expired_url' };
  }
  try {
    return { status: 200, body: answerCommand(slack, target, args, 'response_url') };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: 400, body: error.error };
  }
}

/** Shows what the app answered to a command or click, as an acknowledgement's body or through a response address. */
export function answerCommand(slack: Slack, target: ResponseTarget, args: Json, method: string): string {
  const original = target.messageTs ? slack.messages.find(target.channel, target.messageTs) : undefined;
  if (flag(args, 'delete_original')) {
    if (original) slack.messages.remove(original.channel, original.ts);
    slack.changed();
    return 'ok';
  }
  const content = readMessage(slack, args, method);
  if (flag(args, 'replace_original') && original) {
    const { blocks: _replaced, ...rest } = original;
    slack.messages.replace({ ...rest, ...content });
    slack.changed();
    return 'ok';
  }
  post(slack, target, content, args.response_type === 'in_channel');
  return 'ok';
}

function post(
  slack: Slack,
  target: ResponseTarget,
  content: Pick<StoredMessage, 'text' | 'blocks'>,
  forAll: boolean,
): void {
  const message: StoredMessage = {
    channel: target.channel,
    ts: slack.messages.nextTs(),
    user: BOT.userId,
    ...content,
    ...(target.threadTs ? { threadTs: target.threadTs } : {}),
    ...(forAll ? {} : { visibleTo: target.userId }),
  };
  slack.messages.add(message);
  slack.changed(...(forAll ? [] : [target.userId]));
  if (forAll) messageEvent(slack, message);
}
