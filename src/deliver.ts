import { createHash } from 'node:crypto';
import type { Delivery, Deps, Post } from './deps.ts';
import { GitLabError } from './gitlab/errors.ts';
import { slackFailure } from './slack/errors.ts';
import { NotKnownYet } from './slack/places.ts';
import { ensureMessage } from './slack/send.ts';
import { LEASE_MS, type OwedRow } from './storage/outbox.ts';

/** For each of Slack and GitLab: when one of them hangs, the other does not wait for it. */
const AT_ONCE = 4;
const DESTINATIONS = ['slack', 'gitlab'] as const;
const LONGEST_PAUSE_MS = 300_000;
const SHORTEST_PAUSE_MS = 1_000;
const LONGEST_SLEEP_MS = 15_000;
const SHORTEST_SLEEP_MS = 250;
const BUSY_PAUSE_MS = 1_000;
const UNREADABLE_PAUSE_MS = 3_000;
/** Refusals that an operator may be mending right now get this many tries before they are set aside. */
const PATIENCE = 3;

type DeliveryOutcome = 'done' | 'again' | 'set aside';
export type Deliverer = {
  /** Something is owed, or the clock was moved: look now. Never waits. */
  wake(): void;
  /** Resolves when nothing is under way and nothing is due. */
  settled(): Promise<void>;
  /** Takes nothing more and resolves when what is under way has ended. */
  stop(): Promise<void>;
};

type Deliveries = ReadonlyMap<string, Delivery>;
type Observe = (kind: string, outcome: DeliveryOutcome) => void;

/**
 * Sends what is owed, each rendered by the workflow it belongs to, from the state as it is then. A row is held by a lease, so
 * that two processes do not both send it; what fails is tried again later and later, and what cannot succeed is set aside.
 */
export function createDeliverer(deps: Deps, deliveries: Deliveries, observe: Observe): Deliverer {
  const hands = createHands(deps, deliveries, observe, wake);
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | null = null;
  let lookAgain = false;
  let stopped = false;

  async function run(): Promise<void> {
    let next: Date | null = null;
    try {
      while (lookAgain && !stopped) {
        lookAgain = false;
        for (const to of DESTINATIONS) await hands.fill(to);
      }
      // Whatever ends brings us back here; until then the exact moment is not worth looking for.
      next = hands.busy() ? new Date(deps.now().getTime() + BUSY_PAUSE_MS) : await deps.storage.outbox.nextOwedAt();
    } catch (error) {
      deps.log.error({ error }, 'the outbox could not be read');
      next = new Date(deps.now().getTime() + UNREADABLE_PAUSE_MS);
    }
    if (!stopped) sleepUntil(next);
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
      if (lookAgain) wake();
    });
  }

  return {
    wake,
    async settled() {
      wake();
      while (looking !== null || hands.busy()) await (looking ?? hands.oneEnded());
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await looking;
      await hands.allEnded();
    },
  };
}

/** What is under way: each row with its lease, which is made longer for as long as it takes. */
function createHands(deps: Deps, deliveries: Deliveries, observe: Observe, onEnded: () => void) {
  const { outbox } = deps.storage;
  const gitlabKinds = [...deliveries].flatMap(([kind, { to }]) => (to === 'gitlab' ? [kind] : []));
  const kinds = { gitlab: { only: gitlabKinds }, slack: { but: gitlabKinds } };
  const underWay = { gitlab: new Map<number, Promise<void>>(), slack: new Map<number, Promise<void>>() };
  const all = () => [...underWay.gitlab.values(), ...underWay.slack.values()];

  function start(row: OwedRow, mine: Map<number, Promise<void>>): void {
    const hold = () =>
      outbox.holdOwed(row.id, deps.now()).catch((error) => deps.log.warn({ error }, 'a lease was not kept'));
    const holding = setInterval(hold, LEASE_MS / 3);
    holding.unref();
    const ended = deliverOne(deps, deliveries, row)
      .then((outcome) => observe(row.kind, outcome))
      .catch((error) => deps.log.error({ error, kind: row.kind }, 'a delivery could not be recorded'))
      .then(() => {
        clearInterval(holding);
        mine.delete(row.id);
        onEnded();
      });
    mine.set(row.id, ended);
  }

  return {
    /** Takes as much of what is due as there is room for. */
    async fill(to: (typeof DESTINATIONS)[number]): Promise<void> {
      const mine = underWay[to];
      const room = AT_ONCE - mine.size;
      if (room <= 0) return;
      const held = [...underWay.gitlab.keys(), ...underWay.slack.keys()];
      const rows = await outbox.claimOwed(deps.now(), room, { ...kinds[to], held });
      for (const row of rows) start(row, mine);
    },
    busy: () => all().length > 0,
    oneEnded: () => Promise.race(all()),
    allEnded: () => Promise.all(all()),
  };
}

async function deliverOne(deps: Deps, deliveries: Deliveries, row: OwedRow): Promise<DeliveryOutcome> {
  let begun = false;
  try {
    const delivery = deliveries.get(row.kind);
    if (delivery === undefined) throw new Refused(`nothing knows how to deliver ${row.kind}`);
    const post = delivery.to === 'slack' ? await delivery.render(deps, row.payload) : null;
    begun = true;
    if (delivery.to === 'slack') await sendToSlack(deps, row, post);
    else await delivery.carryOut(deps, row);
    await deps.storage.outbox.doneOwed(row.id);
    return 'done';
  } catch (error) {
    return recordFailure(deps, row, failureOf(error, row, begun));
  }
}

async function recordFailure(deps: Deps, row: OwedRow, failure: Failure): Promise<DeliveryOutcome> {
  const { aside, text, pauseMs, unknown } = failure;
  const now = deps.now();
  if (!aside) {
    const notBefore = new Date(now.getTime() + pauseMs);
    await deps.storage.outbox.retryOwed(row.id, { notBefore, error: text, unknown });
    return 'again';
  }
  if (!(await deps.storage.outbox.setAsideOwed(row.id, { error: text, unknown }, now))) return 'again';
  deps.log.warn({ kind: row.kind, key: row.key, reason: text }, 'a delivery is set aside');
  return 'set aside';
}

async function sendToSlack(deps: Deps, row: OwedRow, post: Post | null): Promise<void> {
  if (post === null) return;
  const { messages } = deps.storage;
  const known = await messages.postedMessage(row.key);
  const fingerprint = createHash('sha256').update(JSON.stringify(post.message)).digest('base64url');
  // A change whose answer was lost may have been made: what is kept of the message then is not what it says.
  if (!row.unknown && known?.fingerprint === fingerprint) return;
  const start = post.thread === undefined ? null : await messages.postedMessage(post.thread);
  if (post.thread !== undefined && start === null)
    throw new Refused(`the message ${post.thread} that it answers is not posted`);
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
class Refused extends Error {}

type Failure = { aside: boolean; pauseMs: number; unknown: boolean; text: string };

/** What is to follow from an error. `begun`: something may have been sent before a fault of ours, such as a full disk. */
function failureOf(error: unknown, row: OwedRow, begun: boolean): Failure {
  const { unknown } = row;
  const backoff = Math.min(1_000 * 2 ** Math.min(row.attempts - 1, 10), LONGEST_PAUSE_MS);
  const again = (text: string, pauseMs = backoff) => ({ aside: false, pauseMs, unknown, text });
  const aside = (text: string) => ({ aside: true, pauseMs: 0, unknown, text });
  const patient = (text: string) => (row.attempts >= PATIENCE ? aside(text) : again(text));
  if (error instanceof Refused) return aside(error.message);
  if (error instanceof NotKnownYet) return again(error.message);
  const found =
    error instanceof GitLabError ? { ...error, text: error.message, kind: error.kind } : slackFailure(error);
  if (found === null) {
    const text = error instanceof Error ? error.message : String(error);
    return { ...(isDatabaseTrouble(error) ? again(text) : patient(text)), unknown: unknown || begun };
  }
  switch (found.kind) {
    case 'rate-limited':
      return again(found.text, Math.max(found.retryAfterMs ?? backoff, SHORTEST_PAUSE_MS));
    case 'unknown-outcome':
      return { ...again(found.text), unknown: true };
    case 'unavailable':
      return again(found.text);
    // A token is rotated, not a message at fault: everything owed waits for it.
    case 'auth':
    case 'unauthorized':
      return again(found.text, Math.max(backoff, 5_000));
    case 'rejected':
      return aside(found.text);
    case 'gone':
    case 'not-in-channel':
    case 'forbidden':
    case 'not-found':
      return patient(found.text);
  }
}

/** The database cannot be written now; the delivery is not at fault. */
const isDatabaseTrouble = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  /^SQLITE_(BUSY|LOCKED|FULL|READONLY|IOERR|CANTOPEN)/.test(String(error.code));
