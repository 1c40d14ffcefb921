import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Store } from '../store.ts';
import type { SandboxChannel, SandboxGroup, SandboxPerson } from '../world.ts';
import { type Changes, createChanges } from './changes.ts';
import { createDirectory, type Directory } from './directory.ts';
import type { Delivery, Dispatcher } from './dispatch.ts';
import { createHttpDispatcher } from './dispatch-http.ts';
import { createSocketDispatcher, type SocketDispatcher } from './dispatch-socket.ts';
import { createEvents, type Events } from './events.ts';
import { createSlackFaults, type SlackFaults } from './faults.ts';
import { readManifest, type SlackManifest } from './manifest.ts';
import { createMessageBook } from './messages.ts';
import { createResponseUrls } from './response-urls.ts';
import { createTriggers } from './triggers.ts';
import type { Slack } from './types.ts';
import { createViewBook } from './views.ts';
import { type ApiCall, createWebApi } from './web-api.ts';

export type SlackStandInOptions = {
  store: Store;
  now: () => Date;
  baseUrl: () => string;
  mode: 'http' | 'socket';
  /** Where the app listens in HTTP mode; null while it does not run. */
  appUrl: () => string | null;
  /** Notes a breach of Slack's rules by the app. */
  problem: (text: string) => void;
  manifest?: SlackManifest;
};

/** The local Slack: its Web API, its deliveries to the app, and what its people may do. */
export type SlackStandIn = {
  slack: Slack;
  dispatcher: Dispatcher;
  /** Only in Socket Mode. */
  socket: SocketDispatcher | null;
  events: Events;
  changes: Changes;
  directory: Directory;
  faults: SlackFaults;
  calls: ApiCall[];
  handle(request: IncomingMessage, response: ServerResponse, path: string): Promise<void>;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** How many deliveries to the app are under way. */
  pending(): number;
  stop(): void;
};

/** Opens the local Slack on a seeded store. */
export function createSlackStandIn(options: SlackStandInOptions): SlackStandIn {
  const changes = createChanges();
  const secrets = {
    botToken: `xoxb-${randomBytes(12).toString('hex')}`,
    appToken: `xapp-${randomBytes(12).toString('hex')}`,
    signingSecret: randomBytes(16).toString('hex'),
  };
  const socket = options.mode === 'socket' ? createSocketDispatcher() : null;
  const dispatcher = counted(socket ?? createHttpDispatcher(options.appUrl, secrets.signingSecret));
  const events = createEvents({ slack: () => slack, dispatcher: () => dispatcher });
  const slack: Slack = {
    now: options.now,
    baseUrl: options.baseUrl,
    secrets,
    manifest: options.manifest ?? readManifest(),
    people: options.store.collection<SandboxPerson>('slack-people'),
    groups: options.store.collection<SandboxGroup>('slack-groups'),
    channels: options.store.collection<SandboxChannel>('slack-channels'),
    messages: createMessageBook(options.store, options.now),
    uploads: new Map(),
    views: createViewBook(options.store),
    triggers: createTriggers(options.now),
    responseUrls: createResponseUrls(options.now, options.baseUrl),
    problem: options.problem,
    changed: changes.note,
    sendEvent: events.send,
  };
  const faults = createSlackFaults();
  const calls: ApiCall[] = [];
  return {
    slack,
    dispatcher,
    socket,
    events,
    changes,
    directory: createDirectory(slack),
    faults,
    calls,
    handle: createWebApi(slack, faults, calls),
    upgrade(request, stream, head) {
      if (socket) socket.upgrade(request, stream, head);
      else stream.destroy();
    },
    pending: () => dispatcher.pending() + events.pending(),
    stop: () => socket?.close(),
  };
}

function counted(dispatcher: Dispatcher): Dispatcher & { pending(): number } {
  let underWay = 0;
  return {
    async deliver(delivery: Delivery) {
      underWay += 1;
      try {
        return await dispatcher.deliver(delivery);
      } finally {
        underWay -= 1;
      }
    },
    pending: () => underWay,
  };
}
