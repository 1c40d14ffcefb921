/** Nothing new for this long counts as quiet. */
const QUIET_MS = 40;
/** However busy it is, work waits no longer than this. */
const LONGEST_MS = 1_000;

export type Quiet = {
  /** Runs `work` once at the next quiet moment; the same name asked for again until then is one run. */
  whenQuiet(name: string, work: () => Promise<void>): void;
  /** Runs now what waits; resolves when it and what runs already has ended. */
  flush(): Promise<void>;
  /** What waits is dropped, and nothing new is taken. */
  stop(): void;
};

/**
 * `work` must not fail: whoever gives it answers for that.
 *
 * People first: what may wait a moment waits until nothing new has been asked for, so that it does not stand in the way of the next
 * acknowledgement. Real time, whatever the clock of the process says.
 */
export function createQuiet(): Quiet {
  const waiting = new Map<string, () => Promise<void>>();
  const running = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let since = 0;
  let stopped = false;

  function runAll(): void {
    const works = [...waiting.values()];
    waiting.clear();
    for (const work of works) {
      const run = work().finally(() => running.delete(run));
      running.add(run);
    }
  }

  return {
    whenQuiet(name, work) {
      if (stopped) return;
      const now = performance.now();
      if (waiting.size === 0) since = now;
      waiting.set(name, work);
      clearTimeout(timer);
      timer = setTimeout(runAll, Math.min(QUIET_MS, Math.max(0, since + LONGEST_MS - now)));
    },
    async flush() {
      clearTimeout(timer);
      runAll();
      await Promise.all(running);
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      waiting.clear();
    },
  };
}
