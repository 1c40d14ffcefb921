import { createServer, request as httpRequest, type RequestListener } from 'node:http';
import type { RequestOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import { type AddressWays, lookAtAddress } from '../../src/web/address-look.ts';
import { isPublicAddress } from '../../src/web/public-address.ts';

describe('which IP addresses are public (REV-6)', () => {
  test.each([
    ...['127.0.0.1', '127.9.9.9', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
    ...['169.254.169.254', '169.254.170.2', '100.64.0.1', '100.100.100.200', '168.63.129.16', '192.0.0.192'],
    ...['198.18.0.1', '192.0.2.1', '198.51.100.1', '203.0.113.1', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
    ...['::', '::1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '::ffff:7f00:1', '::127.0.0.1', '64:ff9b::7f00:1'],
    ...['fe80::1', 'fe80::1%eth0', 'fc00::1', 'fd00:ec2::254', 'ff02::1', 'fec0::1', '2002:7f00:1::', '2001::1'],
    ...['2001:db8::1', '3fff::1', '100::1', '5f00::1', '2000::1%eth0', '0x7f000001', '2130706433', 'localhost', ''],
  ])('%s is not', (ip) => expect(isPublicAddress(ip)).toBe(false));

  test.each(['8.8.8.8', '172.15.0.1', '172.32.0.1', '100.63.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450::1'])(
    '%s is',
    (ip) => expect(isPublicAddress(ip)).toBe(true),
  );
});

const HOSTS = ['status.example.com'];
const ADDRESS = 'https://status.example.com/healthz?deep=1';
const PUBLIC = { address: '93.184.216.34', family: 4 };

/** A local server stands in for the public address; what the look asked for is kept. */
async function ways(answer: RequestListener, more: Partial<AddressWays> = {}) {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const asked: RequestOptions[] = [];
  const all: AddressWays = {
    resolve: async () => [PUBLIC],
    send(options) {
      asked.push(options);
      const { path, method, headers, signal } = options;
      return httpRequest({ host: '127.0.0.1', port, path, method, headers, signal } as RequestOptions);
    },
    timeoutMs: 5_000,
    ...more,
  };
  return { all, asked };
}

const status =
  (code: number, headers: Record<string, string> = {}): RequestListener =>
  (_, response) =>
    void response.writeHead(code, headers).end('ignored');

/** Where the connection would go, by the look-up that the request was given. */
const connectsTo = (options: RequestOptions): Promise<unknown[]> =>
  new Promise((resolve) => options.lookup?.('status.example.com', { all: false }, (...given) => resolve(given)));

describe('a look at an address (REV-6)', () => {
  it('sees 2xx, and connects to exactly the address that was checked, under the name', async () => {
    const { all, asked } = await ways(status(204));
    expect(await lookAtAddress(ADDRESS, HOSTS, all)).toEqual({ seen: true });
    const [options = {}] = asked;
    expect(options).toMatchObject({
      servername: 'status.example.com',
      port: 443,
      path: '/healthz?deep=1',
      agent: false,
    });
    expect(await connectsTo(options)).toEqual([null, PUBLIC.address, 4]);
  });

  it('does not follow redirects', async () => {
    const { all, asked } = await ways(status(302, { location: 'https://169.254.169.254/' }));
    expect(await lookAtAddress(ADDRESS, HOSTS, all)).toMatchObject({
      trouble: expect.stringContaining('redirect (302)'),
    });
    expect(asked).toHaveLength(1);
  });

  it('says what else was answered', async () => {
    const { all } = await ways(status(503));
    expect(await lookAtAddress(ADDRESS, HOSTS, all)).toEqual({ seen: false, trouble: 'It answers with 503.' });
  });

  it.each([
    ['loopback', [{ address: '127.0.0.1', family: 4 }]],
    ['public and private at once', [PUBLIC, { address: '10.0.0.1', family: 4 }]],
    ['mapped', [{ address: '::ffff:10.0.0.1', family: 6 }]],
    ['nothing', []],
  ])('connects nowhere where the name leads to %s', async (_, resolved) => {
    const { all, asked } = await ways(status(200), { resolve: async () => resolved });
    expect((await lookAtAddress(ADDRESS, HOSTS, all)).seen).toBe(false);
    expect(asked).toEqual([]);
  });

  it('asks for no name on a host that the settings do not name any more', async () => {
    let resolved = 0;
    const resolve = async () => {
      resolved += 1;
      return [PUBLIC];
    };
    const { all } = await ways(status(200), { resolve });
    expect((await lookAtAddress(ADDRESS, ['other.example.com'], all)).seen).toBe(false);
    expect(resolved).toBe(0);
  });

  it.each([
    ['the name', { resolve: () => new Promise<never>(() => {}) }, status(200)],
    ['the answer', {}, (() => {}) as RequestListener],
  ])('gives up when %s takes too long', async (_, more, answer) => {
    const { all } = await ways(answer, { ...more, timeoutMs: 50 });
    const began = performance.now();
    expect(await lookAtAddress(ADDRESS, HOSTS, all)).toEqual({ seen: false, trouble: 'No answer within 0.05 s.' });
    expect(performance.now() - began).toBeLessThan(4_000);
  });

  it('ends at the head of an answer whose body never ends', async () => {
    const endless: RequestListener = (_, response) => void response.writeHead(200).write('x');
    const { all } = await ways(endless);
    expect(await lookAtAddress(ADDRESS, HOSTS, all)).toEqual({ seen: true });
  });

  it('tells the code of an error only', async () => {
    const resolve = () => Promise.reject(Object.assign(new Error('secret of status'), { code: 'ENOTFOUND' }));
    const { all } = await ways(status(200), { resolve });
    expect(await lookAtAddress(ADDRESS, HOSTS, all)).toEqual({
      seen: false,
      trouble: 'It cannot be reached (ENOTFOUND).',
    });
  });
});
