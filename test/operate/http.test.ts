import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type HttpOptions, type HttpServer, startHttp, type WebhookPost } from '../../src/operate/http.ts';

const MEGABYTE = 1024 * 1024;

let server: HttpServer;
let errors: unknown[];
let hooks: WebhookPost[];

const basic: HttpOptions = {
  host: '127.0.0.1',
  port: 0,
  readiness: () => ({ ready: true, body: { ready: true } }),
  metrics: async () => ({ contentType: 'text/plain; version=0.0.4', body: 'a 1\n' }),
  onError: (error) => void errors.push(error),
};

const start = async (more: Partial<HttpOptions> = {}) => {
  server = await startHttp({ ...basic, ...more });
};

const webhook: Partial<HttpOptions> = {
  gitlabWebhook: async (post) => {
    hooks.push(post);
    return { status: 202, body: 'kept' };
  },
};

beforeEach(() => {
  errors = [];
  hooks = [];
});

afterEach(() => server.close(0));

const post = (path: string, body: BodyInit = '', headers: Record<string, string> = {}) =>
  fetch(`${server.url}${path}`, { method: 'POST', body, headers });

describe('what operators read', () => {
  test('/healthz says that the process is up', async () => {
    await start();
    const answer = await fetch(`${server.url}/healthz`);
    expect(answer.status).toBe(200);
    expect((await fetch(`${server.url}/healthz`, { method: 'HEAD' })).status).toBe(200);
  });

  test('/readyz is 200 when ready, 503 until then, and says why', async () => {
    await start({ readiness: () => ({ ready: false, body: { waitingFor: ['Slack'] } }) });
    const answer = await fetch(`${server.url}/readyz?verbose`);
    expect([answer.status, await answer.json()]).toEqual([503, { waitingFor: ['Slack'] }]);
    await server.close(0);
    await start();
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  });

  test('/metrics is what the registry writes', async () => {
    await start();
    const answer = await fetch(`${server.url}/metrics`);
    expect([answer.headers.get('content-type'), await answer.text()]).toEqual(['text/plain; version=0.0.4', 'a 1\n']);
  });

  test('a failing handler is 500 without telling why, and is reported', async () => {
    await start({ metrics: () => Promise.reject(new Error('disk of xoxb-1')) });
    const answer = await fetch(`${server.url}/metrics`);
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('disk');
    expect(errors).toHaveLength(1);
  });
});

describe('everything else is 404', () => {
  test.each([
    ['GET', '/'],
    ['GET', '/slack/events'],
    ['POST', '/healthz'],
    ['GET', '/gitlab/webhook'],
    ['POST', '/gitlab/webhook/'],
    ['DELETE', '/metrics'],
    ['GET', '/healthz/../metrics/x'],
    ['POST', '/tools/1/heartbeat'],
  ])('%s %s', async (method, path) => {
    await start({ ...webhook, slackEvents: { open: () => true, handle: (_, response) => void response.end() } });
    expect((await fetch(`${server.url}${path}`, { method })).status).toBe(404);
  });

  test('Slack in Socket Mode, and the webhook without a secret', async () => {
    await start();
    expect((await post('/slack/events')).status).toBe(404);
    expect((await post('/gitlab/webhook')).status).toBe(404);
  });
});

describe('/slack/events', () => {
  test('is 503 with Retry-After until Slack has answered once', async () => {
    let open = false;
    const handle: NonNullable<HttpOptions['slackEvents']>['handle'] = (_, response) =>
      void response.end('acknowledged');
    await start({ slackEvents: { open: () => open, handle } });
    const early = await post('/slack/events', 'payload');
    expect([early.status, early.headers.get('retry-after')]).toEqual([503, expect.stringMatching(/^\d+$/)]);
    open = true;
    expect(await (await post('/slack/events', 'payload')).text()).toBe('acknowledged');
  });
});

describe('POST /tools/ID/heartbeat (REV-6)', () => {
  const token = 'tool_token_right';
  const heard: { id: string; token: string }[] = [];
  const heartbeat: Partial<HttpOptions> = {
    heartbeat: async (given) => {
      heard.push(given);
      return given.id === 'T-9' ? 429 : given.token === token ? 204 : 401;
    },
  };
  const beat = (id: string, authorization?: string, body = '') =>
    post(`/tools/${id}/heartbeat`, body, authorization === undefined ? {} : { authorization });

  test('takes the token of the header, also in Socket Mode, and answers without a body', async () => {
    await start(heartbeat);
    const answer = await beat('T-1', `Bearer ${token}`, '{"ignored": true}');
    expect([answer.status, await answer.text()]).toEqual([204, '']);
    expect(heard.at(-1)).toEqual({ id: 'T-1', token });
    expect((await beat('1', `bearer ${token}`)).status).toBe(204);
  });

  test.each([undefined, 'Bearer wrong', 'Basic cHNlOnJpZ2h0', `Bearer ${'x'.repeat(201)}`, 'Bearer a b'])(
    'is 401 with the authorization %s',
    async (authorization) => {
      await start(heartbeat);
      const answer = await beat('T-1', authorization);
      expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
      expect(await answer.text()).toBe('not the token of this tool\n');
    },
  );

  test('is 429 with Retry-After for too many, 413 for a body of more than four kilobytes', async () => {
    await start(heartbeat);
    const many = await beat('T-9', `Bearer ${token}`);
    expect([many.status, many.headers.get('retry-after')]).toEqual([429, '60']);
    expect(await statusOf(beat('T-1', `Bearer ${token}`, 'x'.repeat(4_097)))).toBe(413);
  });

  test.each(['GET', 'PUT', 'DELETE'])('is 404 by %s, as is the adoption of a tool', async (method) => {
    await start(heartbeat);
    expect((await fetch(`${server.url}/tools/T-1/heartbeat`, { method })).status).toBe(404);
    expect((await post('/tools/T-1/adoption', '', { authorization: `Bearer ${token}` })).status).toBe(404);
    expect((await post('/tools/../T-1/heartbeat/x')).status).toBe(404);
  });
});

describe('/gitlab/webhook', () => {
  test('gets the raw body and the headers', async () => {
    await start(webhook);
    const body = Buffer.from('{"a": "é\u0000"}');
    const answer = await post('/gitlab/webhook', body, { 'X-Gitlab-Token': 'secret', 'Idempotency-Key': 'k1' });
    expect([answer.status, await answer.text()]).toEqual([202, 'kept']);
    expect(hooks[0]?.body.equals(body)).toBe(true);
    expect(hooks[0]?.headers).toMatchObject({ 'x-gitlab-token': 'secret', 'idempotency-key': 'k1' });
  });

  test('takes five megabytes and refuses more', async () => {
    await start(webhook);
    expect((await post('/gitlab/webhook', Buffer.alloc(5 * MEGABYTE))).status).toBe(202);
    expect(await statusOf(post('/gitlab/webhook', Buffer.alloc(5 * MEGABYTE + 1)))).toBe(413);
    expect(hooks).toHaveLength(1);
  });

  test('refuses a body without a length that goes on too long', async () => {
    await start(webhook);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const request = httpRequest(`${server.url}/gitlab/webhook`, { method: 'POST' }, (answer) =>
        resolve(answer.statusCode),
      );
      request.on('error', reject);
      for (let sent = 0; sent < 6; sent += 1) request.write(Buffer.alloc(MEGABYTE));
    });
    expect(status).toBe(413);
    expect(hooks).toEqual([]);
  });

  test('a body that breaks off reaches nobody', async () => {
    await start(webhook);
    const socket = connect(server.port, '127.0.0.1');
    socket.write('POST /gitlab/webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf');
    await pause(50);
    socket.destroy();
    await pause(50);
    expect(hooks).toEqual([]);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  });
});

/** The status, or 413 where the connection was closed while the body was still being sent. */
async function statusOf(answer: Promise<Response>): Promise<number> {
  return answer.then(({ status }) => status).catch(() => 413);
}

describe('stopping', () => {
  test('finishes what runs and takes nothing new', async () => {
    let finish = () => {};
    const gate = new Promise<void>((resolve) => {
      finish = resolve;
    });
    await start({ metrics: async () => gate.then(() => ({ contentType: 'text/plain', body: 'late' })) });
    const running = fetch(`${server.url}/metrics`);
    await pause(50);
    const closed = server.close(5_000);
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
    finish();
    expect(await (await running).text()).toBe('late');
    await closed;
  });

  test('breaks off what still runs after the deadline', async () => {
    await start({ metrics: () => new Promise(() => {}) });
    const running = fetch(`${server.url}/metrics`).catch((error) => error);
    await pause(50);
    const began = performance.now();
    await server.close(200);
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(await running).toBeInstanceOf(Error);
  });

  test('does not wait for connections that are only kept open', async () => {
    await start();
    const socket = connect(server.port, '127.0.0.1');
    socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(socket, 'data');
    const began = performance.now();
    await server.close(10_000);
    expect(performance.now() - began).toBeLessThan(2_000);
    socket.destroy();
  });

  test('twice is once', async () => {
    await start();
    await Promise.all([server.close(100), server.close(100)]);
  });
});

test('a port that is taken ends the start with an error', async () => {
  await start();
  await expect(startHttp({ ...basic, port: server.port })).rejects.toThrow('EADDRINUSE');
});
