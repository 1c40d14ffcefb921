/** Waits, and stops waiting early when the signal fires. */
export type Pause = (milliseconds: number, signal?: AbortSignal) => Promise<void>;

/** A pause by the machine's clock, which keeps the process from ending no longer than it lasts. */
export const pauseFor: Pause = (milliseconds, signal) =>
  new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener('abort', done, { once: true });
  });

/** 0.25 s after the first failure, doubling to 30 s. */
export const backoff = (failures: number): number => Math.min(30_000, 250 * 2 ** Math.min(failures - 1, 7));

/** The promise's value, or `otherwise` when it takes longer. What comes later is left alone, and so is a late failure. */
export async function within<T, O>(milliseconds: number, promise: Promise<T>, otherwise: () => O): Promise<T | O> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<O>((resolve) => {
    timer = setTimeout(() => resolve(otherwise()), milliseconds);
  });
  promise.catch(() => {});
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
