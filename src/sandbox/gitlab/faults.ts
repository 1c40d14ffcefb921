import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Reply, sendReply } from './http.ts';

/** A bad day. `do-then-…` carries the request out and then loses the answer. */
export type Behaviour =
  | { status: number; headers?: Record<string, string>; body?: unknown }
  | { call: () => void; when?: 'before' | 'after'; andThen?: Behaviour }
  | 'hang'
  | 'html'
  | 'drop'
  | 'do-then-502'
  | 'do-then-html'
  | 'do-then-drop'
  | 'do-then-hang';

type Fault = {
  method?: string;
  /** Tried against the path with its query, `/gitlab/api/v4/…`, as it was sent. */
  path?: RegExp;
  /** How many requests it strikes; 1 unless set. */
  times?: number;
  behave: Behaviour;
};

export type Faults = {
  /** Adds a fault; the first that fits a request strikes it. */
  next(fault: Fault): void;
  clear(): void;
};

const PAGE = '<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in.</body></html>';

/** The faults that wait for a request, and how each is acted out. */
export function createFaults(): Faults & { strikes(method: string, url: string): Behaviour | null } {
  let waiting: (Fault & { left: number })[] = [];
  return {
    next: (fault) => void waiting.push({ ...fault, left: fault.times ?? 1 }),
    clear: () => {
      waiting = [];
    },
    strikes(method, url) {
      const fits = ({ method: wanted, path }: Fault) =>
        (!wanted || wanted === method) && (!path || url.search(path) >= 0);
      const fault = waiting.find(fits);
      if (!fault) return null;
      fault.left -= 1;
      if (fault.left <= 0) waiting = waiting.filter((one) => one !== fault);
      return fault.behave;
    },
  };
}

type ActedOut = { req: IncomingMessage; res: ServerResponse; carryOut: () => Reply };

/** Acts a fault out; `carryOut` does what was asked and gives the answer that GitLab would have sent. */
export function actOut(behave: Behaviour, acted: ActedOut): void {
  if (typeof behave === 'string') actOutNamed(behave, acted);
  else if ('status' in behave) {
    const { status, headers, body = { message: `${status}` } } = behave;
    sendReply(acted.res, { status, body, ...(headers ? { headers } : {}) });
  } else {
    if (behave.when !== 'after') behave.call();
    if (behave.andThen) actOut(behave.andThen, acted);
    else sendReply(acted.res, acted.carryOut());
    if (behave.when === 'after') behave.call();
  }
}

/** A hang answers nothing at all: it ends when the client gives up. */
function actOutNamed(behave: Extract<Behaviour, string>, { req, res, carryOut }: ActedOut): void {
  if (behave.startsWith('do-then-')) carryOut();
  if (behave.endsWith('drop')) req.socket.destroy();
  else if (behave.endsWith('html')) sendReply(res, { status: 200, body: PAGE });
  else if (behave.endsWith('502')) sendReply(res, { status: 502, body: '<html><body>502 Bad Gateway</body></html>' });
}
