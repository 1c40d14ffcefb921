import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { HTTPReceiver } from '@slack/bolt';
import { type Log, slackLogger } from './log.ts';

/** Where Slack sends commands, interactivity and events in HTTP mode. */
export const SLACK_PATH = '/slack/events';

const FIVE_MINUTES_S = 300;

export type HttpSettings = {
  signingSecret: string;
  log: Log;
  /** Until this is true, Slack is told to come back. */
  ready: () => boolean;
  /** The real time in milliseconds: Slack signs with it, whatever a test does to ours. */
  clock?: () => number;
};

/** A receiver that owns no server: `listen` is mounted under ours. */
export type HttpReceiver = { receiver: HTTPReceiver; listen: RequestListener };

/**
 * Bolt's receiver behind a guard: 404 for anything but a POST to `/slack/events`, 503 until ready, 401 for a timestamp more than
 * five minutes away in either direction (Bolt itself takes those of the future), 401 for a bad signature.
 */
export function createHttpReceiver(settings: HttpSettings): HttpReceiver {
  const { signingSecret, log } = settings;
  const receiver = new HTTPReceiver({
    signingSecret,
    endpoints: [SLACK_PATH],
    logger: slackLogger(log),
    bodyLimit: 1024 * 1024,
    unhandledRequestHandler: ({ response }) => {
      log.error('Not acknowledged within 3 seconds');
      if (!response.headersSent) answer(response, 500);
    },
  });
  const listen: RequestListener = (request, response) => {
    const refusal = refusalOf(request, settings);
    if (refusal === null) return receiver.requestListener(request, response);
    request.resume();
    answer(response, refusal);
  };
  return { receiver, listen };
}

function refusalOf(request: IncomingMessage, { ready, clock = Date.now, log }: HttpSettings): number | null {
  const [path] = (request.url ?? '').split('?');
  if (path !== SLACK_PATH || request.method !== 'POST') return 404;
  if (!ready()) return 503;
  // Slack's own check of our certificate is not signed, and answered without looking at the body.
  const stamp = request.headers['x-slack-request-timestamp'];
  if (stamp === undefined) return null;
  const away = Math.abs(clock() / 1_000 - Number(stamp));
  if (away <= FIVE_MINUTES_S) return null;
  log.warn('Refused a request with a timestamp that is more than five minutes away');
  return 401;
}

function answer(response: ServerResponse, status: number): void {
  response.writeHead(status, status === 503 ? { 'retry-after': '2' } : {});
  response.end();
}
