/** Who has something new to see: for the page's live updates and for those who wait for a change. */
export interface Changes {
  /** Notes a change for these people, or for everybody when none are named. */
  note(...userIds: string[]): void;
  /** Calls back at each change that the person may see; returns how to stop. */
  listen(userId: string, changed: () => void): () => void;
  /** How many changes the person could have seen so far. */
  count(userId: string): number;
  /** Waits until the person's count is over `since`, or so many milliseconds have passed. */
  wait(userId: string, since: number, ms: number): Promise<void>;
}

export function createChanges(): Changes {
  const listeners = new Set<{ userId: string; changed: () => void }>();
  const own = new Map<string, number>();
  let common = 0;
  const count = (userId: string): number => common + (own.get(userId) ?? 0);
  const listen = (userId: string, changed: () => void): (() => void) => {
    const listener = { userId, changed };
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  return {
    note(...userIds) {
      if (userIds.length === 0) common += 1;
      for (const userId of userIds) own.set(userId, (own.get(userId) ?? 0) + 1);
      for (const listener of [...listeners])
        if (userIds.length === 0 || userIds.includes(listener.userId)) listener.changed();
    },
    listen,
    count,
    wait(userId, since, ms) {
      if (count(userId) > since) return Promise.resolve();
      return new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          stop();
          resolve();
        };
        const timer = setTimeout(done, ms);
        const stop = listen(userId, done);
      });
    },
  };
}
