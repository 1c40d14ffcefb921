import { createHash } from 'node:crypto';
import type { Delivery, Deps, Post } from './deps.ts';
import { GitLabError } from './gitlab/errors.ts';
import { slackFailure } from './slack/errors.ts';
import { ensureMessage } from './slack/send.ts';
import type { OwedRow } from './storage/outbox.ts';

const AT_ONCE = 8;
const LONGEST_PAUSE_MS = 300_000;
const LONGEST_SLEEP_MS = 15_000;
const SHORTEST_SLEEP_MS = 250;
/** Refusals that an operator may be mending right now get this many tries before they are set aside. */
const PATIENCE = 3;

export type DeliveryOutcome = 'done' | 'again' | 'set aside';
export type Deliverer = {
  /** Something is owed, or the clock was moved: look now. Never waits. */
  wake(): void;
  /** Resolves when nothing is under way and nothing is due. */
  settled(): Promise<void>;
  /** Takes nothing more and resolves when what is under way has ended. */
  stop(): Promise<void>;
};

/**
 * Sends what is owed, each rendered by the workflow it belongs to, from the state as it is then. A row is held by a lease, so
 * that two processes do not both send it; what fails is tried again later and later, and what cannot succeed is set aside.
 */
export function createDeliverer(
  deps: Deps,
  deliveries: ReadonlyMap<string, Delivery>,
  observe: (kind: string, outcome: DeliveryOutcome) => void,
): Deliverer {
  const underWay = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | null = null;
  let lookAgain = false;
  let stopped = false;

  async function look(): Promise<void> {
    do {
      lookAgain = false;
      const rows = await deps.storage.outbox.claimOwed(deps.now(), AT_ONCE - underWay.size);
      for (const row of rows) start(row);
    } while (lookAgain && !stopped && underWay.size < AT_ONCE);
  }

  function start(row: OwedRow): void {
    const work = deliverOne(deps, deliveries, row).then(
      (outcome) => observe(row.kind, outcome),
      (error) => deps.log.error({ error, kind: row.kind }, 'a delivery could not be recorded'),
    );
    const ended = work.then(() => {
      underWay.delete(ended);
      wake();
    });
    underWay.add(ended);
  }

  async function run(): Promise<void> {
    try {
      if (underWay.size < AT_ONCE) await look();
      const next = await deps.storage.outbox.nextOwedAt();
      if (!stopped) sleepUntil(next);
    } catch (error) {
      deps.log.error({ error }, 'the outbox could not be read');
      if (!stopped) sleepUntil(null);
    }
  }

  function sleepUntil(next: Date | null): void {
    const wait = next === null ? LONGEST_SLEEP_MS : next.getTime() - deps.now().getTime();
    clearTimeout(timer);
    timer = setTimeout(wake, Math.min(Math.max(wait, SHORTEST_SLEEP_MS), LONGEST_SLEEP_MS));
    timer.unref();
  }

  function wake(): void {
    if (stopped) return;
    lookAgain = true;
    looking ??= new Promise<void>((resolve) => setImmediate(resolve)).then(run).finally(() => {
      looking = null;
      if (lookAgain && underWay.size < AT_ONCE) wake();
    });
  }

  async function settled(): Promise<void> {
    wake();
    while (looking !== null || underWay.size > 0) {
      await (looking ?? Promise.race(underWay));
    }
  }

  return {
    wake,
    settled,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await looking;
      await Promise.all(underWay);
    },
  };
}

async function deliverOne(deps: Deps, deliveries: ReadonlyMap<string, Delivery>, row: OwedRow): Promise<DeliveryOutcome> {
  const { outbox } = deps.storage;
  try {
    const delivery = deliveries.get(row.kind);
    if (delivery === undefined) throw new Refused(`nothing knows how to deliver ${row.kind}`);
    if (delivery.to === 'slack') await sendToSlack(deps, row, await delivery.render(deps, row.payload));
    else await delivery.carryOut(deps, row);
    await outbox.doneOwed(row.id);
    return 'done';
  } catch (error) {
    const failure = failureOf(error, row);
    if (failure.aside) {
      deps.log.warn({ kind: row.kind, key: row.key, reason: failure.text }, 'a delivery is set aside');
      await outbox.setAsideOwed(row.id, failure.text);
      return 'set aside';
    }
    const notBefore = new Date(deps.now().getTime() + failure.pauseMs);
    await outbox.retryOwed(row.id, { notBefore, error: failure.text, unknown: failure.unknown });
    return 'again';
  }
}

async function sendToSlack(deps: Deps, row: OwedRow, post: Post | null): Promise<void> {
  if (post === null) return;
  const { messages } = deps.storage;
  const known = await messages.postedMessage(row.key);
  const fingerprint = createHash('sha256').update(JSON.stringify(post.message)).digest('base64url');
  if (known?.fingerprint === fingerprint) return;
  const start = post.thread === undefined ? null : await messages.postedMessage(post.thread);
  if (post.thread !== undefined && start === null) throw new Refused(`the message ${post.thread} that it answers is not posted`);
  const place = await ensureMessage({
    client: deps.slack.background,
    key: row.key,
    to: start === null ? post.to : { channel: start.channel },
    threadTs: start?.ts,
    known: known ?? undefined,
    doubtSince: row.unknown ? row.at : undefined,
    botId: deps.botId() ?? undefined,
    message: post.message,
  });
  await messages.recordPosted({ key: row.key, channel: place.channel, ts: place.ts, fingerprint }, row.id);
}

/** A delivery that no other try would help. */
export class Refused extends Error {}

type Failure = { aside: boolean; pauseMs: number; unknown: boolean; text: string };

function failureOf(error: unknown, row: OwedRow): Failure {
  const backoff = Math.min(1_000 * 2 ** Math.min(row.attempts - 1, 10), LONGEST_PAUSE_MS);
  const again = (text: string, unknown: boolean, pauseMs = backoff) => ({ aside: false, pauseMs, unknown, text });
  const aside = (text: string) => ({ aside: true, pauseMs: 0, unknown: false, text });
  const patient = (text: string) => (row.attempts >= PATIENCE ? aside(text) : again(text, row.unknown));
  const slack = error instanceof GitLabError ? null : slackFailure(error);
  const found = error instanceof GitLabError ? { ...error, text: error.message, kind: error.kind } : slack;
  if (found === null) {
    return error instanceof Refused ? aside(error.message) : patient(error instanceof Error ? error.message : String(error));
  }
  switch (found.kind) {
    case 'rate-limited':
      return again(found.text, row.unknown, found.retryAfterMs ?? backoff);
    case 'unknown-outcome':
      return again(found.text, true);
    case 'unavailable':
      return again(found.text, row.unknown);
    // A token is rotated, not a message at fault: everything owed waits for it.
    case 'auth':
    case 'unauthorized':
      return again(found.text, row.unknown, Math.max(backoff, 5_000));
    case 'rejected':
      return aside(found.text);
    case 'gone':
    case 'not-in-channel':
    case 'forbidden':
    case 'not-found':
      return patient(found.text);
  }
}
