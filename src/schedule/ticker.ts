import { schedule } from 'node-cron';

export type TickWork = { name: string; run(): Promise<void> };
export type TickReport = (name: string, outcome: 'done' | 'failed', error?: unknown) => void;

export type Ticker = {
  /** Runs everything once, now; while a run is under way the same run is waited for. */
  tick(): Promise<void>;
  lastTickAt(): Date | null;
  /** Each minute, and more often where something wants to be asked more often: everything looks for itself whether it is due. */
  start(everySeconds?: number): void;
  /** Starts nothing more and waits for what runs. */
  stop(): Promise<void>;
};

const MINUTE_S = 60;

/**
 * Each minute, everything in order; what fails is reported and does not stop the others. The library is a plain UTC ticker:
 * what is due when is worked out by whoever runs, from `now`.
 */
export function createTicker(work: readonly TickWork[], now: () => Date, report: TickReport): Ticker {
  let running: Promise<void> | null = null;
  let last: Date | null = null;

  async function runAll(): Promise<void> {
    for (const each of work) {
      last = now();
      try {
        await each.run();
        report(each.name, 'done');
      } catch (error) {
        report(each.name, 'failed', error);
      }
    }
    last = now();
  }

  function tick(): Promise<void> {
    running ??= runAll().finally(() => {
      running = null;
    });
    return running;
  }

  let stopTask = async (): Promise<void> => {};
  let sooner: NodeJS.Timeout | undefined;
  return {
    tick,
    lastTickAt: () => last,
    start(everySeconds = MINUTE_S) {
      if (everySeconds < MINUTE_S) sooner = setInterval(() => void tick(), everySeconds * 1_000);
      const task = schedule('* * * * *', tick, { timezone: 'Etc/UTC' });
      stopTask = async () => {
        await task.destroy();
      };
    },
    async stop() {
      clearInterval(sooner);
      await stopTask();
      await running;
    },
  };
}
