/** The sandbox's clock: the given one (or the machine's), moved by what tests and the page ask for. */
export interface SandboxClock {
  now(): Date;
  /** Moves the clock forward by so many milliseconds (backward when negative). */
  advance(ms: number): void;
  /** Moves the clock so that it shows the given instant now; it keeps running from there. */
  set(date: Date): void;
}

/** A clock that starts at `base()` (default: the machine's time) and can be moved. */
export function createClock(base: () => Date = () => new Date()): SandboxClock {
  let offset = 0;
  return {
    now: () => new Date(base().getTime() + offset),
    advance(ms) {
      offset += ms;
    },
    set(date) {
      offset = date.getTime() - base().getTime();
    },
  };
}
