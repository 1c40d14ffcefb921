import { createHmac } from 'node:crypto';
import { ACK_MS, type Ack, type Delivery, type Dispatcher } from './dispatch.ts';
import type { Json } from './types.ts';

/** Sends what Slack sends in HTTP mode: signed posts to the app's one address. */
export function createHttpDispatcher(appUrl: () => string | null, signingSecret: string): Dispatcher {
  return {
    async deliver(delivery) {
      const address = appUrl();
      if (!address) return { ok: false, reason: 'dispatch_failed', noRetry: false };
      const { type, body } = encode(delivery);
      const retry = delivery.kind === 'events_api' ? delivery.retry : undefined;
      const headers: Record<string, string> = retry
        ? { 'x-slack-retry-num': String(retry.number), 'x-slack-retry-reason': retry.reason }
        : {};
      try {
        const response = await signedRequest(address, signingSecret, body, { type, headers, timeoutMs: ACK_MS });
        return await readAck(response);
      } catch (error) {
        const timedOut = error instanceof Error && error.name === 'TimeoutError';
        return { ok: false, reason: timedOut ? 'operation_timeout' : 'dispatch_failed', noRetry: false };
      }
    },
  };
}

export type SignedOptions = {
  /** Seconds since 1970; default the machine's time, by which the app checks it. */
  timestamp?: number | string;
  /** Default: the right one. */
  signature?: string;
  type?: string;
  headers?: Record<string, string>;
  timeoutMs?: number;
};

/** Posts a body to the app's Slack address with Slack's signature, or with a given one. */
export function signedRequest(
  appUrl: string,
  secret: string,
  body: string,
  options: SignedOptions = {},
): Promise<Response> {
  const timestamp = String(options.timestamp ?? Math.floor(Date.now() / 1000));
  return fetch(new URL('/slack/events', appUrl), {
    method: 'POST',
    body,
    headers: {
      'content-type': options.type ?? (body.startsWith('{') ? 'application/json' : 'application/x-www-form-urlencoded'),
      'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': options.signature ?? slackSignature(secret, timestamp, body),
      ...options.headers,
    },
    ...(options.timeoutMs ? { signal: AbortSignal.timeout(options.timeoutMs) } : {}),
  });
}

/** Slack's signature (version 0) of a request. */
export function slackSignature(secret: string, timestamp: string, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

function encode(delivery: Delivery): { type: string; body: string } {
  const form = 'application/x-www-form-urlencoded';
  if (delivery.kind === 'events_api') return { type: 'application/json', body: JSON.stringify(delivery.payload) };
  if (delivery.kind === 'interactive')
    return { type: form, body: new URLSearchParams({ payload: JSON.stringify(delivery.payload) }).toString() };
  const fields = Object.entries(delivery.payload).map(([name, value]) => [name, String(value)]);
  return { type: form, body: new URLSearchParams(fields).toString() };
}

async function readAck(response: Response): Promise<Ack> {
  const text = await response.text();
  if (!response.ok)
    return { ok: false, reason: 'dispatch_failed', noRetry: response.headers.get('x-slack-no-retry') === '1' };
  if (text === '') return { ok: true, body: null };
  if (!(response.headers.get('content-type') ?? '').includes('json')) return { ok: true, body: text };
  return { ok: true, body: JSON.parse(text) as Json };
}
