import { type WebAPICallResult, WebClient, type WebClientOptions } from '@slack/web-api';
import { type Log, slackLogger } from './log.ts';

/**
 * Two Web API clients that never wait for each other. `waiting` is for what a person waits for: views.* and look-ups.
 * `background` is for everything else. Neither tries again by itself: a message whose answer was lost would be sent twice.
 */
export type Clients = { waiting: WebClient; background: WebClient };

export type ClientSettings = {
  botToken: string;
  apiUrl: string;
  log: Log;
  /** Called at each answer of Slack, whatever it says. */
  onReached?: () => void;
  /** How long to wait for an answer, in milliseconds. */
  timeouts?: { waiting: number; background: number };
};

const TIMEOUTS = { waiting: 2_500, background: 10_000 };

/** The clients, which call nothing by being made. */
export function createClients(settings: ClientSettings): Clients {
  const { waiting, background } = settings.timeouts ?? TIMEOUTS;
  return {
    waiting: new ViewClient(settings.botToken, clientOptions({ ...settings, timeout: waiting })),
    background: new WebClient(settings.botToken, clientOptions({ ...settings, timeout: background })),
  };
}

/**
 * Sends a view as the text that it becomes anyway. Given as an object, the library first copies all of it for a debug line that nobody
 * keeps, while a person waits.
 */
class ViewClient extends WebClient {
  override apiCall(method: string, options: Record<string, unknown> = {}): Promise<WebAPICallResult> {
    const { view } = options;
    const made = typeof view === 'object' && view !== null ? { ...options, view: JSON.stringify(view) } : options;
    return super.apiCall(method, made);
  }
}

/** What every client of Slack's Web API in this app is made with. */
export function clientOptions(settings: Omit<ClientSettings, 'botToken'> & { timeout?: number }): WebClientOptions {
  return {
    slackApiUrl: settings.apiUrl,
    timeout: settings.timeout ?? TIMEOUTS.waiting,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    logger: slackLogger(settings.log),
    fetch: fetchAndNote(settings.onReached),
  };
}

type Fetch = NonNullable<WebClientOptions['fetch']>;

function fetchAndNote(onReached: (() => void) | undefined): Fetch {
  return async (...args) => {
    const answer = await globalThis.fetch(...(args as Parameters<typeof globalThis.fetch>));
    onReached?.();
    return answer;
  };
}
