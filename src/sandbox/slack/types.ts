import type { Collection } from '../store.ts';
import type { SandboxChannel, SandboxGroup, SandboxPerson } from '../world.ts';
import type { SlackManifest } from './manifest.ts';
import type { MessageBook } from './messages.ts';
import type { Upload } from './methods-files.ts';
import type { ResponseUrls } from './response-urls.ts';
import type { Triggers } from './triggers.ts';
import type { ViewBook } from './views.ts';

export type Json = Record<string, unknown>;

export type Block = Json & { type: string; block_id: string };

/** A message as the stand-in keeps it. `visibleTo` is set for an ephemeral one. */
export type StoredMessage = {
  channel: string;
  ts: string;
  user: string;
  text: string;
  blocks?: Block[];
  threadTs?: string;
  broadcast?: boolean;
  edited?: { user: string; ts: string };
  metadata?: { event_type: string; event_payload: Json };
  visibleTo?: string;
};

/** A view as the app gave it, with what Slack adds. */
export type StoredView = {
  id: string;
  type: 'modal' | 'home';
  userId: string;
  hash: string;
  rootViewId: string;
  previousViewId: string | null;
  /** The app's own part: blocks, title, submit, close, private_metadata, callback_id, … */
  content: Json & { blocks: Block[] };
};

/** What the app may read and do, given to every Web API method. */
export type Slack = {
  now(): Date;
  /** The address of the stand-ins' server, without a slash at the end. */
  baseUrl(): string;
  secrets: { botToken: string; appToken: string; signingSecret: string };
  manifest: SlackManifest;
  people: Collection<SandboxPerson>;
  groups: Collection<SandboxGroup>;
  channels: Collection<SandboxChannel>;
  messages: MessageBook;
  views: ViewBook;
  triggers: Triggers;
  responseUrls: ResponseUrls;
  /** Files on their way, by id. */
  uploads: Map<string, Upload>;
  /** Notes a breach of Slack's rules by the app. */
  problem(text: string): void;
  /** Tells the page (and who waits) that something changed for these people; for everybody when none are named. */
  changed(...userIds: string[]): void;
  /** Sends an event to the app, if the manifest subscribes to it. */
  sendEvent(subscription: string, event: Json): void;
};

/** What a Web API call ends with when Slack answers `ok: false`. */
export class Refusal extends Error {
  readonly error: string;
  readonly detail: Json;

  constructor(error: string, detail: Json = {}) {
    super(error);
    this.error = error;
    this.detail = detail;
  }
}

/** Reads a plain object, or null for anything else. */
export function asJson(value: unknown): Json | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;
}

/** Reads a list of plain objects; anything else counts as nothing. */
export function asList(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter((item): item is Json => asJson(item) !== null) : [];
}

/** Reads a string, or the empty string for anything else. */
export function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
