import { onTestFinished } from 'vitest';
import { createDeliverer } from '../src/deliver.ts';
import type { Delivery, Deps } from '../src/deps.ts';
import type { Owed } from '../src/domain/owed.ts';
import { createClients } from '../src/slack/clients.ts';
import type { OwedRow } from '../src/storage/outbox.ts';
import { BOT_TOKEN, testLog } from './slack/peers.ts';
import { NOW, testStorage } from './storage/storage-file.ts';

/** A delivery to GitLab that does this, and remembers each row that it was given. */
export function toGitLab(
  carryOut: (row: OwedRow) => Promise<unknown> | unknown = () => {},
): Delivery & { tries: OwedRow[] } {
  const tries: OwedRow[] = [];
  return {
    to: 'gitlab',
    tries,
    async carryOut(_deps, row) {
      tries.push(row);
      await carryOut(row);
    },
  };
}

/** Something that ends when the test says so. */
export function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), opened };
}

type Parts = { path?: string; apiUrl?: string };

/** The deliverer on a database of its own, with a clock that the test moves. */
export function delivering(deliveries: Record<string, Delivery>, { path, apiUrl = 'http://127.0.0.1:9/' }: Parts = {}) {
  const clock = { now: NOW };
  const { log, lines } = testLog();
  const outcomes: string[] = [];
  const on = testStorage(path, () => deliverer.wake());
  const { background, waiting } = createClients({
    botToken: BOT_TOKEN,
    apiUrl,
    log,
    timeouts: { waiting: 500, background: 500 },
  });
  // What a deliverer needs of the rest of the app; nothing else of it is there.
  const deps = {
    storage: on.storage,
    slack: { background, waiting },
    now: () => clock.now,
    botId: () => 'B0TESTBOT',
    log,
  } as unknown as Deps;
  const deliverer = createDeliverer(deps, new Map(Object.entries(deliveries)), (kind, outcome) =>
    outcomes.push(`${kind} ${outcome}`),
  );
  onTestFinished(() => deliverer.stop());
  return {
    ...on,
    deliverer,
    outcomes,
    lines,
    owe: (...owed: Owed[]) => on.storage.owe(owed, clock.now),
    /** Lets this much time pass, and all that became due be done. */
    async lapse(ms: number): Promise<void> {
      clock.now = new Date(clock.now.getTime() + ms);
      await deliverer.settled();
    },
  };
}
