import { performance } from 'node:perf_hooks';
import type { App, Receiver, ReceiverEvent } from '@slack/bolt';
import { SocketModeClient } from '@slack/socket-mode';
import { clientOptions } from './clients.ts';
import { slackFailure } from './errors.ts';
import { type Log, slackLogger } from './log.ts';
import { backoff, type Pause, pauseFor, within } from './pause.ts';

export type SocketSettings = {
  appToken: string;
  apiUrl: string;
  log: Log;
  onReached?: () => void;
  pause?: Pause;
};

/** Socket Mode. `start` returns at once and keeps a connection up, however often Slack is out of reach, until `stop`. */
export type SocketReceiver = Receiver & {
  connected(): boolean;
  start(): Promise<void>;
  /** Takes nothing new; what is under way can still be acknowledged. */
  pause(): void;
  stop(): Promise<void>;
};

const CONNECT_MS = 20_000;
const CLOSE_MS = 1_000;
const STABLE_MS = 5_000;

type Envelope = Pick<ReceiverEvent, 'ack' | 'body'> & { retry_num?: number; retry_reason?: string };

/**
 * Each connection is a fresh client with Slack's own reconnecting switched off: that one leaves an unhandled rejection behind when
 * Slack is out of reach, and waits five seconds where Slack only asks for a new connection.
 */
export function createSocketReceiver(settings: SocketSettings): SocketReceiver {
  const { log, pause = pauseFor } = settings;
  const stopping = new AbortController();
  let app: App | undefined;
  let current: SocketModeClient | undefined;
  let connected = false;
  let paused = false;
  let loop: Promise<void> = Promise.resolve();

  // What is not acknowledged Slack sends again, to a connection that takes it.
  const receive = (envelope: Envelope) => (paused ? undefined : pass(app, envelope, log));
  const changed = (up: boolean) => {
    connected = up && !stopping.signal.aborted;
    // It was stopped while it was connecting.
    if (up && !connected) void current?.disconnect();
  };

  async function keepConnected(): Promise<void> {
    for (let failures = 0; !stopping.signal.aborted; ) {
      const client = newClient(settings);
      current = client;
      const up = await hold(client, receive, changed).catch((error: unknown) => {
        if (!stopping.signal.aborted) log.warn({ failures: failures + 1 }, reasonOf(error));
        void client.disconnect();
        return 0;
      });
      failures = up > STABLE_MS ? 0 : failures + 1;
      if (failures > 0) await pause(backoff(failures), stopping.signal);
    }
  }

  return {
    init: (bolt) => {
      app = bolt;
    },
    connected: () => connected,
    start: async () => {
      loop = keepConnected();
    },
    pause: () => {
      paused = true;
    },
    stop: async () => {
      paused = true;
      stopping.abort();
      await within(CLOSE_MS, Promise.all([current?.disconnect(), loop]), () => undefined);
      connected = false;
    },
  };
}

function pass(
  app: App | undefined,
  { body, ack, retry_num: retryNum, retry_reason: retryReason }: Envelope,
  log: Log,
): void {
  const retry = {
    ...(retryNum === undefined ? {} : { retryNum }),
    ...(retryReason === undefined ? {} : { retryReason }),
  };
  app?.processEvent({ body, ack, ...retry }).catch(() => log.warn('Not acknowledged, so that Slack sends it again'));
}

/** Holds one connection until it ends; how long it was up, in milliseconds. Throws when there was none. */
async function hold(
  client: SocketModeClient,
  receive: (envelope: Envelope) => void,
  changed: (up: boolean) => void,
): Promise<number> {
  const closed = new Promise<void>((resolve) => client.once('disconnected', () => resolve()));
  client.on('slack_event', receive);
  try {
    const opened = await within(CONNECT_MS, client.start(), () => null);
    if (opened === null) throw new Error('Slack did not complete the connection in time');
    changed(true);
    const since = performance.now();
    await closed;
    return performance.now() - since;
  } finally {
    changed(false);
    client.off('slack_event', receive);
  }
}

function newClient({ appToken, apiUrl, log, onReached }: SocketSettings): SocketModeClient {
  const heard = onReached === undefined ? {} : { onReached };
  return new SocketModeClient({
    appToken,
    autoReconnectEnabled: false,
    logger: slackLogger(log),
    clientOptions: clientOptions({ apiUrl, log, timeout: 10_000, ...heard }),
  });
}

function reasonOf(error: unknown): string {
  const failure = slackFailure(error);
  if (failure === null) return 'No connection to Slack (Socket Mode); trying again';
  const advice = failure.kind === 'auth' ? ' Check SLACK_APP_TOKEN: it needs the scope connections:write.' : '';
  return `${failure.text}.${advice} Trying again`;
}
