/** How the stand-in misbehaves once. */
export type SlackFault =
  /** Answers `ok: false`; `ratelimited` comes as 429 with `Retry-After` (default 1 s). */
  | { error: string; retryAfter?: number }
  /** Answers with this HTTP status and body, without doing anything. */
  | { status: number; body?: string }
  /** Answers properly, but late. */
  | { delayMs: number }
  /** Runs `call` before or after the act, then answers properly. */
  | { call: () => void | Promise<void>; before: boolean }
  /** Never answers; or closes the connection: without having acted, or after the act. */
  | 'hang'
  | 'drop'
  | 'do-then-hang'
  | 'do-then-drop';

type SlackFaultOrder = {
  /** The Web API method (`response_url` for posts to response addresses); every method when left out. */
  method?: string | RegExp;
  /** How many calls are hit; default 1. */
  times?: number;
  /** Hits only calls for which this is true. */
  when?: (args: Record<string, unknown>) => boolean;
  behave: SlackFault;
};

/** Faults to come, in the order in which they were asked for. */
export interface SlackFaults {
  next(order: SlackFaultOrder): void;
  /** Forgets the faults that have not happened yet. */
  clear(): void;
  /** How many ordered faults have not happened yet. */
  waiting(): number;
  /** The fault for this call, if there is one; it is used up. */
  take(method: string, args: Record<string, unknown>): SlackFault | null;
}

export function createSlackFaults(): SlackFaults {
  let orders: { order: SlackFaultOrder; left: number }[] = [];
  return {
    next(order) {
      orders.push({ order, left: order.times ?? 1 });
    },
    clear() {
      orders = [];
    },
    waiting: () => orders.reduce((total, { left }) => total + left, 0),
    take(method, args) {
      const hit = orders.find(({ order }) => fits(order, method, args));
      if (!hit) return null;
      hit.left -= 1;
      orders = orders.filter(({ left }) => left > 0);
      return hit.order.behave;
    },
  };
}

function fits(order: SlackFaultOrder, method: string, args: Record<string, unknown>): boolean {
  const named =
    order.method === undefined ||
    (typeof order.method === 'string' ? order.method === method : order.method.test(method));
  return named && (order.when?.(args) ?? true);
}
