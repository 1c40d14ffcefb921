import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { slackFailure } from './errors.ts';
import type { Log } from './log.ts';
import { backoff, type Pause, pauseFor } from './pause.ts';

/** Who the app is in the workspace, as Slack told once. */
export type AuthFacts = {
  teamId: string;
  teamName: string;
  botId: string;
  botUserId: string;
  /** The address of the workspace, such as https://example.slack.com/. */
  url: string;
  /** What the bot token may do. */
  scopes: string[];
};

export type Auth = {
  /** Null until Slack has answered once. */
  facts(): AuthFacts | null;
  /** Asks Slack, again and again with growing pauses, until it has answered; null when stopped before. Asked twice it is one asking. */
  learn(): Promise<AuthFacts | null>;
  stop(): void;
};

const Answer = z.object({
  team_id: z.string(),
  team: z.string().catch(''),
  bot_id: z.string(),
  user_id: z.string(),
  url: z.string().catch(''),
  response_metadata: z.object({ scopes: z.array(z.string()).catch([]) }).catch({ scopes: [] }),
});

/** Asks Slack once who the app is; throws what the client throws. */
export async function askAuth(client: WebClient): Promise<AuthFacts> {
  const answer = Answer.parse(await client.auth.test());
  return {
    teamId: answer.team_id,
    teamName: answer.team,
    botId: answer.bot_id,
    botUserId: answer.user_id,
    url: answer.url,
    scopes: answer.response_metadata.scopes,
  };
}

/** Learns who the app is by calls of our own, so that Bolt needs none when a request comes in. */
export function createAuth({ client, log, pause = pauseFor }: { client: WebClient; log: Log; pause?: Pause }): Auth {
  const stopping = new AbortController();
  let facts: AuthFacts | null = null;
  let learning: Promise<AuthFacts | null> | null = null;

  async function ask(): Promise<AuthFacts | null> {
    for (let failures = 0; facts === null && !stopping.signal.aborted; ) {
      try {
        facts = await askAuth(client);
      } catch (error) {
        failures += 1;
        await pause(explainAndWait(error, failures, log), stopping.signal);
      }
    }
    return facts;
  }
  function learn(): Promise<AuthFacts | null> {
    learning ??= ask();
    return learning;
  }
  return { facts: () => facts, learn, stop: () => stopping.abort() };
}

/** Logs why Slack could not be asked; how long to wait before the next time, in milliseconds. */
function explainAndWait(error: unknown, failures: number, log: Log): number {
  const failure = slackFailure(error);
  const wait = Math.max(backoff(failures), failure?.retryAfterMs ?? 0);
  const text =
    failure?.text ?? 'Slack answered auth.test without saying which bot this is: is SLACK_BOT_TOKEN a bot token?';
  const advice = failure?.kind === 'auth' ? ' Check SLACK_BOT_TOKEN, then restart.' : '';
  log.warn({ method: 'auth.test', failures, retryInMs: wait }, `${text}.${advice}`);
  return wait;
}
