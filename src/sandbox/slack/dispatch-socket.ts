import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { APP_ID } from '../world.ts';
import { ACK_MS, type Ack, type Delivery, type Dispatcher } from './dispatch.ts';
import { asJson, asText, type Json } from './types.ts';

const PING_MS = 5_000;

/** The stand-in's end of Socket Mode. */
export interface SocketDispatcher extends Dispatcher {
  /** Takes over a WebSocket upgrade of the server. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  connections(): number;
  /** Tells every client to connect anew, as Slack does now and then. */
  refresh(): void;
  close(): void;
}

/** Sends what Slack sends in Socket Mode: envelopes to any one of the open connections. */
export function createSocketDispatcher(): SocketDispatcher {
  const server = new WebSocketServer({ noServer: true });
  const open = new Set<WebSocket>();
  const waiting = new Map<string, (ack: Ack) => void>();
  let turn = 0;
  const ping = setInterval(() => {
    for (const socket of open) socket.ping();
  }, PING_MS);
  ping.unref();

  const accept = (socket: WebSocket): void => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => open.delete(socket));
    socket.on('message', (data) => {
      const message = asJson(JSON.parse(String(data))) ?? {};
      waiting.get(asText(message.envelope_id))?.({ ok: true, body: ackBody(message.payload) });
    });
    socket.send(JSON.stringify(hello(open.size)));
  };

  return {
    upgrade(request, socket, head) {
      server.handleUpgrade(request, socket, head, accept);
    },
    connections: () => open.size,
    refresh() {
      for (const socket of open) socket.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' }));
    },
    deliver(delivery) {
      const sockets = [...open];
      turn += 1;
      const socket = sockets[turn % Math.max(sockets.length, 1)];
      if (!socket) return Promise.resolve({ ok: false, reason: 'dispatch_failed', noRetry: false });
      return awaitAck(waiting, socket, delivery);
    },
    close() {
      clearInterval(ping);
      for (const socket of open) socket.close(1000);
      server.close();
    },
  };
}

function awaitAck(waiting: Map<string, (ack: Ack) => void>, socket: WebSocket, delivery: Delivery): Promise<Ack> {
  const id = randomUUID();
  return new Promise((resolve) => {
    const settle = (ack: Ack): void => {
      clearTimeout(timer);
      waiting.delete(id);
      socket.off('close', lost);
      resolve(ack);
    };
    const lost = (): void => settle({ ok: false, reason: 'dispatch_failed', noRetry: false });
    const timer = setTimeout(() => settle({ ok: false, reason: 'operation_timeout', noRetry: false }), ACK_MS);
    waiting.set(id, settle);
    socket.on('close', lost);
    socket.send(JSON.stringify(envelope(id, delivery)));
  });
}

function envelope(id: string, delivery: Delivery): Json {
  const retry = delivery.kind === 'events_api' ? delivery.retry : undefined;
  return {
    envelope_id: id,
    type: delivery.kind,
    payload: delivery.payload,
    accepts_response_payload: delivery.kind !== 'events_api',
    ...(delivery.kind === 'events_api' ? { retry_attempt: retry?.number ?? 0, retry_reason: retry?.reason ?? '' } : {}),
  };
}

/** The client library wraps an empty acknowledgement as an empty object, and a text as `{ text }`. */
function ackBody(payload: unknown): Json | null {
  const body = asJson(payload);
  return body && Object.keys(body).length > 0 ? body : null;
}

function hello(connections: number): Json {
  return {
    type: 'hello',
    num_connections: connections,
    debug_info: { host: 'sandbox', started: '', build_number: 1, approximate_connection_time: 18_060 },
    connection_info: { app_id: APP_ID },
  };
}
