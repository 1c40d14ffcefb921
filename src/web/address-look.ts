import { lookup } from 'node:dns/promises';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { type RequestOptions, request } from 'node:https';
import { addressProblem } from '../domain/sign-address.ts';
import { isPublicAddress } from './public-address.ts';

/** `seen`: it answered with 2xx. Otherwise `trouble` says why not, in plain words. */
export type AddressLook = { seen: true } | { seen: false; trouble: string };

type Resolved = { address: string; family: number };

/** The ways to the outside, as parameters: so that the rules can be tested without it. */
export type AddressWays = {
  resolve(host: string): Promise<Resolved[]>;
  send(options: RequestOptions): ClientRequest;
  /** For the name look-up and the answer together. */
  timeoutMs: number;
};

const WAYS: AddressWays = {
  resolve: (host) => lookup(host, { all: true, verbatim: true }),
  send: (options) => request(options),
  timeoutMs: 5_000,
};

/**
 * Looks at an address (REV-6): https only, on the hosts that the settings name, no redirects, 5 s, the body ignored. Every IP address that
 * the name resolves to has to be public, and the connection goes to exactly the one that was checked: a name that answers otherwise the second
 * time (DNS rebinding) changes nothing.
 */
export async function lookAtAddress(
  address: string,
  hosts: readonly string[],
  ways: AddressWays = WAYS,
): Promise<AddressLook> {
  const wrong = addressProblem(address, hosts);
  if (wrong !== null) return { seen: false, trouble: wrong };
  const url = new URL(address);
  const abort = new AbortController();
  const late = setTimeout(() => abort.abort(), ways.timeoutMs);
  try {
    const resolved = await until(abort.signal, ways.resolve(url.hostname));
    const [first] = resolved;
    if (first === undefined) return { seen: false, trouble: 'Its name leads nowhere.' };
    if (!resolved.every((each) => isPublicAddress(each.address)))
      return { seen: false, trouble: 'Its name leads to a private address, which is not looked at.' };
    return verdictOn(await statusOf(ways, url, first, abort.signal));
  } catch (error) {
    return {
      seen: false,
      trouble: abort.signal.aborted ? `No answer within ${ways.timeoutMs / 1_000} s.` : failed(error),
    };
  } finally {
    clearTimeout(late);
  }
}

/** A name look-up cannot be broken off, so it is no longer waited for. */
function until<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('too late')), { once: true });
    work.then(resolve, reject);
  });
}

/** Sends one request to the address that was checked, under the name: that is what the certificate is for. */
function statusOf(ways: AddressWays, url: URL, { address, family }: Resolved, signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = ways.send({
      ...{ method: 'GET', host: url.hostname, servername: url.hostname, port: 443 },
      ...{ path: `${url.pathname}${url.search}`, headers: { host: url.hostname, 'user-agent': 'prodseceng' } },
      ...{ agent: false, signal, autoSelectFamily: false, maxHeaderSize: 16_384 },
      lookup: (_, options, done) =>
        options.all === true ? done(null, [{ address, family }]) : done(null, address, family),
    });
    sent.once('response', (answer: IncomingMessage) => {
      answer.destroy();
      resolve(answer.statusCode ?? 0);
    });
    sent.on('error', reject);
    sent.end();
  });
}

function verdictOn(status: number): AddressLook {
  if (status >= 200 && status < 300) return { seen: true };
  if (status >= 300 && status < 400)
    return { seen: false, trouble: `It answers with a redirect (${status}), which is not followed.` };
  return { seen: false, trouble: `It answers with ${status}.` };
}

/** Only the code of an error: what the runtime says may hold parts of the address. */
function failed(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'no connection';
  return `It cannot be reached (${code}).`;
}
