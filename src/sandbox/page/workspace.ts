import { useCallback, useEffect, useState } from 'preact/hooks';
import { listen, read } from './api.ts';
import type { State } from './wire.ts';

const CLOCK_MS = 30_000;

/** The workspace as one person sees it: null until it was read. `version` grows when something changed. */
export function useWorkspace(as: string): { state: State | null; version: number; refresh(): void } {
  const [held, setHeld] = useState<{ as: string; state: State } | null>(null);
  const [version, setVersion] = useState(0);
  const refresh = useCallback(() => setVersion((count) => count + 1), []);
  // `version` says when to read again.
  useEffect(() => {
    let overtaken = false;
    void read<State>('state', { as }).then((state) => {
      if (!overtaken && state) setHeld({ as, state });
    });
    return () => {
      overtaken = true;
    };
  }, [as, version]);
  useEffect(() => listen(as, refresh), [as, refresh]);
  // The clock goes on while nothing else happens.
  useEffect(() => {
    const timer = setInterval(refresh, CLOCK_MS);
    return () => clearInterval(timer);
  }, [refresh]);
  return { state: held?.as === as ? held.state : null, version, refresh };
}
