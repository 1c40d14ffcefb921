import type { RequestListener } from 'node:http';
import { App, type AppOptions, type AuthorizeResult, type Receiver, type ReceiverEvent } from '@slack/bolt';
import { type ApologySettings, createApology } from './apology.ts';
import { type ArrivalSettings, type Arrivals, createArrivals } from './arrivals.ts';
import { type Auth, createAuth } from './auth.ts';
import { type Clients, clientOptions } from './clients.ts';
import { createHttpReceiver } from './http.ts';
import { type Log, slackLogger } from './log.ts';
import type { Pause } from './pause.ts';
import type { SocketReceiver } from './socket.ts';

export type SlackAppSettings = {
  /** With an app token Socket Mode, with a signing secret HTTP. */
  slack: { botToken: string; signingSecret?: string; appToken?: string; apiUrl: string };
  clients: Clients;
  log: Log;
  seenEvent: ArrivalSettings['seenEvent'];
  observeAck?: ArrivalSettings['observeAck'];
  onError?: ApologySettings['onError'];
  onReached?: () => void;
  /** The real time in milliseconds, for signatures. */
  clock?: () => number;
  pause?: Pause;
};

export type SlackApp = {
  /** Where listeners are registered. Bolt acknowledges events before they are heard; everything else waits for `ack`. */
  bolt: App;
  auth: Auth;
  /** For our own HTTP server, at `POST /slack/events`; null in Socket Mode. */
  listen: RequestListener | null;
  /** HTTP: Slack has said once who the app is. Socket Mode: connected as well. */
  ready(): boolean;
  /** Begins in the background and returns at once; Slack may be out of reach for as long as it likes. */
  start(): void;
  underWay(): number;
  /** Waits for listeners that are running; false when the deadline came first. */
  drain(deadlineMs: number): Promise<boolean>;
  /** Takes nothing new, waits for what runs, closes the connection. Whether all of it was finished. */
  stop(deadlineMs: number): Promise<boolean>;
};

/** Bolt, with everything that arrives going through our own counting, dropping of repeats and error handling. */
class WatchedApp extends App {
  arrivals: Arrivals | null = null;

  override async processEvent(event: ReceiverEvent): Promise<void> {
    if (this.arrivals === null) return;
    await this.arrivals.receive(event, (passed) => super.processEvent(passed));
  }
}

/** The app as Slack sees it. Calls nothing until `start`. */
export async function createSlackApp(settings: SlackAppSettings): Promise<SlackApp> {
  const { clients, log } = settings;
  const pause = settings.pause === undefined ? {} : { pause: settings.pause };
  const auth = createAuth({ client: clients.background, log, ...pause });
  const door = await openDoor(settings, auth);
  const bolt = new WatchedApp(boltOptions(settings, auth, door.receiver));
  await bolt.init();
  // What a listener throws goes on to `receive`, which has the acknowledgement at hand.
  bolt.error(async (error) => {
    throw error;
  });
  const arrivals = createArrivals({ ...settings, failed: createApology({ ...settings, waiting: clients.waiting }) });
  bolt.arrivals = arrivals;
  return {
    bolt,
    auth,
    listen: door.listen,
    ready: door.ready,
    start: () => void begin(auth, door.socket),
    underWay: arrivals.underWay,
    drain: arrivals.drain,
    stop: (deadlineMs) => end(auth, door, arrivals, deadlineMs),
  };
}

type Door = {
  receiver: Receiver;
  listen: RequestListener | null;
  socket: SocketReceiver | null;
  ready(): boolean;
  close(): void;
};

async function openDoor(settings: SlackAppSettings, auth: Auth): Promise<Door> {
  const { signingSecret, appToken, apiUrl } = settings.slack;
  const { log, clock, onReached, pause } = settings;
  if (appToken !== undefined) {
    // Only then: Slack's client for it takes a tenth of the start.
    const { createSocketReceiver } = await import('./socket.ts');
    const socket = createSocketReceiver({
      appToken,
      apiUrl,
      log,
      ...(onReached && { onReached }),
      ...(pause && { pause }),
    });
    return { receiver: socket, listen: null, socket, ready: socket.connected, close: socket.pause };
  }
  if (signingSecret === undefined) throw new Error('Neither a signing secret nor an app token');
  let closed = false;
  const ready = () => !closed && auth.facts() !== null;
  const http = createHttpReceiver({ signingSecret, log, ready, ...(clock && { clock }) });
  const close = () => {
    closed = true;
  };
  return { ...http, socket: null, ready, close };
}

function boltOptions(settings: SlackAppSettings, auth: Auth, receiver: Receiver): AppOptions {
  const { slack, log, onReached } = settings;
  const heard = onReached === undefined ? {} : { onReached };
  return {
    receiver,
    logger: slackLogger(log),
    deferInitialization: true,
    convoStore: false,
    authorize: async () => authorized(slack.botToken, auth),
    clientOptions: clientOptions({ apiUrl: slack.apiUrl, log, ...heard }),
  };
}

/** A fresh object each time: Bolt writes the person's id into it. */
function authorized(botToken: string, auth: Auth): AuthorizeResult {
  const facts = auth.facts();
  if (facts === null) throw new Error('Slack has not said yet who the app is');
  const { botId, botUserId, teamId } = facts;
  return { botToken, botId, botUserId, teamId };
}

async function begin(auth: Auth, socket: SocketReceiver | null): Promise<void> {
  const facts = await auth.learn();
  if (facts !== null) await socket?.start();
}

async function end(auth: Auth, door: Door, arrivals: Arrivals, deadlineMs: number): Promise<boolean> {
  auth.stop();
  door.close();
  const finished = await arrivals.drain(deadlineMs);
  await door.socket?.stop();
  return finished;
}
