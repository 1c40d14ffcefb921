import { LogLevel, type Logger as SlackLogger } from '@slack/bolt';
import type { Logger } from 'pino';

/** What the Slack kit needs of our log. */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

/** Takes out what must not reach a log or a person: tokens, response addresses, Socket Mode tickets. */
export function withoutSecrets(text: string): string {
  return text
    .replace(/\bx(?:ox|app)[a-z0-9]*[-.][A-Za-z0-9._-]+/g, '[token]')
    .replace(/\bBearer\s+\S+/gi, 'Bearer [token]')
    .replace(/wss?:\/\/\S+/g, '[socket address]')
    .replace(/https?:\/\/[^\s/]*\/(?:commands|actions|services|workflows|api\/response)\/\S+/g, '[response address]');
}

/**
 * Slack's libraries log through ours. Their debug lines hold whole payloads, and with them people's text and response
 * addresses: those are dropped whatever the level, and their info lines become our debug lines.
 */
export function slackLogger(log: Log): SlackLogger {
  return {
    debug: () => {},
    info: (...parts) => log.debug(lineOf(parts)),
    warn: (...parts) => log.warn(lineOf(parts)),
    error: (...parts) => log.error(lineOf(parts)),
    setLevel: () => {},
    getLevel: () => LogLevel.INFO,
    setName: () => {},
  };
}

const lineOf = (parts: unknown[]) =>
  `Slack library: ${withoutSecrets(parts.map((part) => (part instanceof Error ? part.message : String(part))).join(' '))}`;
