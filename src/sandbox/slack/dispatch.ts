import type { Json } from './types.ts';

/** What Slack sends to the app. */
export type Delivery =
  | { kind: 'slash_commands'; payload: Json }
  | { kind: 'interactive'; payload: Json }
  | { kind: 'events_api'; payload: Json; retry?: { number: number; reason: string } };

/** How the app took a delivery: what it answered, or why it did not. */
export type Ack =
  | { ok: true; body: Json | string | null }
  | { ok: false; reason: 'operation_timeout' | 'dispatch_failed'; noRetry: boolean };

/** Slack waits three seconds for an acknowledgement. */
export const ACK_MS = 3_000;

/** A way to reach the app. */
export interface Dispatcher {
  deliver(delivery: Delivery): Promise<Ack>;
}
