import { performance } from 'node:perf_hooks';
import type { AckFn, ReceiverEvent } from '@slack/bolt';
import { emptyAnswer, type Interaction, interactionOf } from './interaction.ts';
import type { Log } from './log.ts';

export type ArrivalSettings = {
  log: Log;
  /** Says whether this event was here before, and remembers it. */
  seenEvent: (eventId: string) => Promise<boolean>;
  /** Told how long it took to acknowledge, in milliseconds. */
  observeAck?: ((kind: Interaction['kind'], milliseconds: number) => void) | undefined;
  /** Told of everything a listener threw; answers the person, by the acknowledgement if there was none yet. */
  failed: (error: unknown, arrival: Arrival) => Promise<void>;
};

/** Something that Slack sent. */
export type Arrival = {
  interaction: Interaction;
  acknowledged: () => boolean;
  /** Acknowledges, once; later calls and a connection that is gone are logged, as what was recorded stays recorded. */
  acknowledge: AckFn<unknown>;
};

type Pass = (event: ReceiverEvent) => Promise<void>;

/** Counts what is under way, drops what came before, and sees that everything is acknowledged. */
export type Arrivals = {
  receive(event: ReceiverEvent, pass: Pass): Promise<void>;
  underWay(): number;
  /** Waits for what is under way; false when the deadline came first. */
  drain(deadlineMs: number): Promise<boolean>;
};

export function createArrivals(settings: ArrivalSettings): Arrivals {
  let count = 0;
  const waiting = new Set<() => void>();

  async function receive(event: ReceiverEvent, pass: Pass): Promise<void> {
    count += 1;
    try {
      await receiveOne(settings, event, pass);
    } finally {
      count -= 1;
      if (count === 0) for (const wake of waiting) wake();
    }
  }

  function drain(deadlineMs: number): Promise<boolean> {
    if (count === 0) return Promise.resolve(true);
    return new Promise((resolve) => {
      const finish = () => {
        clearTimeout(timer);
        waiting.delete(finish);
        resolve(count === 0);
      };
      const timer = setTimeout(finish, deadlineMs);
      waiting.add(finish);
    });
  }
  return { receive, drain, underWay: () => count };
}

async function receiveOne(settings: ArrivalSettings, event: ReceiverEvent, pass: Pass): Promise<void> {
  const interaction = interactionOf(event.body);
  const arrival = arrivalOf(settings, event, interaction);
  // Known by its id, never by a retry header: a retry may be the first that reaches us. Before it is acknowledged: when the
  // database fails here, Slack sends the event again.
  if (interaction.eventId !== null && (await settings.seenEvent(interaction.eventId))) {
    await arrival.acknowledge();
    return;
  }
  try {
    await pass({ ...event, ack: arrival.acknowledge });
    // Nobody listened; a button that only opens an address is reported all the same.
    if (!arrival.acknowledged()) await arrival.acknowledge(emptyAnswer(interaction));
  } catch (error) {
    await settings.failed(error, arrival);
  }
}

function arrivalOf({ log, observeAck }: ArrivalSettings, event: ReceiverEvent, interaction: Interaction): Arrival {
  const arrived = performance.now();
  let acknowledged = false;
  const acknowledge: AckFn<unknown> = async (answer) => {
    if (acknowledged) {
      log.warn({ interaction: interaction.name }, 'Acknowledged twice; only the first counts');
      return;
    }
    acknowledged = true;
    try {
      await event.ack(answer);
      observeAck?.(interaction.kind, performance.now() - arrived);
    } catch {
      const took = Math.round(performance.now() - arrived);
      log.warn({ interaction: interaction.name, took }, 'The acknowledgement came too late or the connection is gone');
    }
  };
  return { interaction, acknowledged: () => acknowledged, acknowledge };
}
