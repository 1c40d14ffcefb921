import type { SandboxChannel } from '../world.ts';
import { BOT } from '../world.ts';
import { asText, type Json, Refusal, type Slack } from './types.ts';

/** Reads a yes/no argument, which form encoding sends as a word. */
export function flag(args: Json, name: string): boolean {
  return args[name] === true || args[name] === 'true' || args[name] === '1' || args[name] === 1;
}

/** The conversation named by an argument, or the refusal that Slack answers with. */
export function channelOf(slack: Slack, args: Json, name = 'channel'): SandboxChannel {
  const channel = slack.channels.get(asText(args[name]));
  if (!channel || !visibleToBot(channel)) throw new Refusal('channel_not_found');
  return channel;
}

/** Public channels, and what the bot is a member of. */
export function visibleToBot(channel: SandboxChannel): boolean {
  return channel.kind === 'public' || channel.memberIds.includes(BOT.userId);
}

/** Refuses with `missing_scope` (and notes the breach) when the manifest lacks the scope. */
export function needScope(slack: Slack, method: string, scope: string): void {
  if (slack.manifest.scopes.includes(scope)) return;
  slack.problem(`${method} needs the scope ${scope}, which manifest.yml does not ask for`);
  throw new Refusal('missing_scope', { needed: scope, provided: slack.manifest.scopes.join(',') });
}

/** The part of a list that a cursor points at, with the cursor of the next part. */
export function page<T>(items: T[], args: Json, standard = 100): { items: T[]; next: string } {
  const limit = Math.min(Math.max(Number(args.limit ?? standard) || standard, 1), 1_000);
  const cursor = asText(args.cursor);
  const start = cursor ? Number(Buffer.from(cursor, 'base64url').toString()) : 0;
  if (!Number.isInteger(start) || start < 0 || start > items.length) throw new Refusal('invalid_cursor');
  const end = start + limit;
  const next = end < items.length ? Buffer.from(String(end)).toString('base64url') : '';
  return { items: items.slice(start, end), next };
}
