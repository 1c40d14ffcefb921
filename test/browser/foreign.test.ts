import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareDay } from './day.ts';

/** A name of somebody else's that leads to this machine, as after DNS rebinding. */
const day = prepareDay({}, { args: ['--host-resolver-rules=MAP foreign.example 127.0.0.1'] });

let foreign: Server;
beforeAll(async () => {
  foreign = createServer((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Hello</p>'));
  await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  foreign.close();
});

/** Refusals are what is wanted here, and the console calls them errors. */
const forgive = () => day.browser().complaints.splice(0);

describe('the sandbox is closed to other pages', () => {
  it('a foreign Host is refused, so that no rebound name reads it', async () => {
    const page = await day.browser().context.newPage();
    const { port } = new URL(day.sandbox().url);
    for (const path of ['', 'sandbox/state?as=U0ENGINE1', 'page/main.js', 'gitlab/api/v4/version', 'api/auth.test']) {
      const answer = await page.goto(`http://foreign.example:${port}/${path}`);
      expect([path, answer?.status()]).toEqual([path, 403]);
    }
    forgive();
  });

  it('a page of another origin can neither read it nor act in it', async () => {
    const page = await day.browser().context.newPage();
    await page.goto(`http://127.0.0.1:${(foreign.address() as AddressInfo).port}/`);
    const tried = await page.evaluate(async (url) => {
      const attempt = async (path: string, init: RequestInit) => {
        try {
          return (await fetch(`${url}/sandbox/${path}`, init)).status;
        } catch {
          return 'refused';
        }
      };
      const body = JSON.stringify({ as: 'U0REQUEST', channel: 'C0GENERAL', text: 'said by a foreign page' });
      return [
        await attempt('state?as=U0ENGINE1', {}),
        await attempt('say', {
          method: 'POST',
          body,
          headers: { 'content-type': 'application/json', 'x-sandbox': '1' },
        }),
        await attempt('say', { method: 'POST', body, mode: 'no-cors' }),
      ];
    }, day.sandbox().url);
    expect(tried.slice(0, 2)).toEqual(['refused', 'refused']);
    const said = await day.sandbox().person('requester').messages('general');
    expect(said.map(({ text }) => text)).not.toContain('said by a foreign page');
    forgive();
  });

  it('a foreign page cannot put it into a frame', async () => {
    const page = await day.browser().context.newPage();
    await page.goto(`http://127.0.0.1:${(foreign.address() as AddressInfo).port}/`);
    await page.evaluate((url) => {
      document.body.innerHTML = `<iframe src="${url}/"></iframe>`;
    }, day.sandbox().url);
    await expect.poll(() => day.browser().complaints.join('\n')).toContain('frame-ancestors');
    forgive();
  });
});
