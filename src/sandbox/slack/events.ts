import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { APP_ID, BOT, TEAM } from '../world.ts';
import type { Ack, Dispatcher } from './dispatch.ts';
import type { Json, Slack } from './types.ts';

/** Slack retries at once, after a minute and after five; the sandbox does not make anybody wait so long. */
const RETRY_DELAYS_MS = [50, 500, 2_000];

/** The Events API. */
export interface Events {
  /** Sends an event if the manifest subscribes to it, and again up to three times while the app does not take it. */
  send(subscription: string, event: Json): void;
  /** Sends an event once and says how the app took it. */
  sendNow(event: Json): Promise<Ack>;
  /** Sends the event with this id again, as Slack does when an acknowledgement was lost. */
  redeliver(eventId: string): Promise<Ack>;
  /** The id of the newest event sent, of the given type when one is named. */
  lastEventId(type?: string): string | null;
  /** How many deliveries are still under way. */
  pending(): number;
}

type Seams = { slack: () => Pick<Slack, 'manifest' | 'now' | 'problem' | 'channels'>; dispatcher: () => Dispatcher };

export function createEvents({ slack, dispatcher }: Seams): Events {
  const sent: Json[] = [];
  let underWay = 0;
  const wrap = (event: Json): Json => {
    const shared = slack().channels.get(String(event.channel))?.isShared ?? false;
    const payload = envelope(event, slack().now(), shared);
    sent.push(payload);
    if (sent.length > 500) sent.shift();
    return payload;
  };
  const sendWithRetries = async (payload: Json): Promise<void> => {
    let ack = await dispatcher().deliver({ kind: 'events_api', payload });
    for (const [index, delay] of RETRY_DELAYS_MS.entries()) {
      if (ack.ok || ack.noRetry) return;
      const reason = ack.reason === 'operation_timeout' ? 'http_timeout' : 'http_error';
      await wait(delay);
      ack = await dispatcher().deliver({ kind: 'events_api', payload, retry: { number: index + 1, reason } });
    }
    if (!ack.ok && ack.reason === 'operation_timeout') slack().problem('an event was not acknowledged within 3 s');
  };
  return {
    send(subscription, event) {
      if (!slack().manifest.events.includes(subscription)) return;
      underWay += 1;
      void sendWithRetries(wrap(event)).finally(() => {
        underWay -= 1;
      });
    },
    sendNow: (event) => dispatcher().deliver({ kind: 'events_api', payload: wrap(event) }),
    redeliver(eventId) {
      const payload = sent.find((known) => known.event_id === eventId);
      if (!payload) throw new Error(`no event ${eventId} was sent`);
      return dispatcher().deliver({ kind: 'events_api', payload, retry: { number: 1, reason: 'http_timeout' } });
    },
    lastEventId(type) {
      const found = sent.findLast((payload) => type === undefined || (payload.event as Json).type === type);
      return found ? String(found.event_id) : null;
    },
    pending: () => underWay,
  };
}

function envelope(event: Json, now: Date, isShared: boolean): Json {
  const seconds = Math.floor(now.getTime() / 1000);
  return {
    token: 'sandbox',
    team_id: TEAM.id,
    context_team_id: TEAM.id,
    api_app_id: APP_ID,
    event: { event_ts: `${seconds}.000100`, ...event },
    type: 'event_callback',
    event_id: `Ev${randomBytes(6).toString('hex').toUpperCase()}`,
    event_time: seconds,
    authorizations: [
      { enterprise_id: null, team_id: TEAM.id, user_id: BOT.userId, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: isShared,
  };
}
