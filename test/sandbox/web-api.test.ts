import { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { signedRequest, slackSignature } from '../../src/sandbox/slack/dispatch-http.ts';
import { type StandIns, startStandIns } from '../../src/sandbox/stand-ins.ts';
import { sampleView } from './bare-app.ts';

let standIns: StandIns;
let client: WebClient;

beforeAll(async () => {
  standIns = await startStandIns();
  client = newClient(standIns.slack.slack.secrets.botToken);
});
afterAll(() => standIns.stop());
beforeEach(() => standIns.slackFaults.clear());

function newClient(token: string, timeout = 1_000): WebClient {
  return new WebClient(token, {
    slackApiUrl: standIns.slackApiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout,
  });
}

const failed = async (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'ok',
    (error: { data?: { error?: string }; code?: string }) => error.data?.error ?? error.code ?? 'unknown',
  );

const post = (more: object = {}) => client.chat.postMessage({ channel: 'C0INTAKE1', text: 'Hello', ...more } as never);
const newProblems = async (act: () => Promise<unknown>): Promise<string> => {
  const before = standIns.problems().length;
  await act();
  return standIns.problems().slice(before).join('\n');
};

describe('who is asking', () => {
  it('takes the bot token, and says which scopes it has', async () => {
    const answer = await client.auth.test();
    expect(answer).toMatchObject({ user_id: 'U0BOTAPP', team_id: 'T0SANDBOX', bot_id: 'B0BOTAPP' });
    expect(answer.response_metadata?.scopes).toContain('chat:write');
  });

  it('refuses a wrong token, and the app token where it does not belong', async () => {
    expect(await failed(newClient('xoxb-wrong').auth.test())).toBe('invalid_auth');
    expect(await failed(newClient(standIns.slack.slack.secrets.appToken).auth.test())).toBe('not_allowed_token_type');
    expect(await failed(client.apps.connections.open({}))).toBe('not_allowed_token_type');
  });

  it('refuses a method whose scope the manifest lacks, and notes the breach', async () => {
    const { scopes } = standIns.slack.slack.manifest;
    const at = scopes.indexOf('usergroups:read');
    scopes.splice(at, 1);
    const problems = await newProblems(async () =>
      expect(await failed(client.usergroups.list())).toBe('missing_scope'),
    );
    scopes.push('usergroups:read');
    expect(problems).toContain('usergroups.list needs the scope usergroups:read');
  });

  it('notes a method that it does not know', async () => {
    const problems = await newProblems(async () =>
      expect(await failed(client.apiCall('pins.add'))).toBe('unknown_method'),
    );
    expect(problems).toContain('pins.add');
  });
});

describe('people and conversations', () => {
  it('lists people with what kind they are', async () => {
    const { members = [] } = await client.users.list({ limit: 200 });
    const kinds = members.map(({ id, is_restricted, is_bot, team_id }) => [id, is_restricted, is_bot, team_id]);
    expect(kinds).toContainEqual(['U0GUEST01', true, false, 'T0SANDBOX']);
    expect(kinds).toContainEqual(['U0EXTERN1', false, false, 'T0PARTNER']);
    expect(kinds).toContainEqual(['U0BOTAPP', false, true, 'T0SANDBOX']);
  });

  it('pages with a cursor', async () => {
    const first = await client.users.list({ limit: 4 });
    const second = await client.users.list({ limit: 100, cursor: first.response_metadata?.next_cursor ?? '' });
    expect((first.members?.length ?? 0) + (second.members?.length ?? 0)).toBe(11);
    expect(second.response_metadata?.next_cursor).toBe('');
  });

  it('lists groups with their members', async () => {
    const { usergroups = [] } = await client.usergroups.list({ include_users: true });
    expect(usergroups.map(({ handle, users }) => [handle, users])).toEqual([
      ['product-security-engineering', ['U0ENGINE1', 'U0ENGINE2']],
      ['prodsec-leadership', ['U0LEADER1']],
    ]);
  });

  it('shows the bot its own private channels only', async () => {
    standIns.directory.addChannel({
      id: 'G0SECRET1',
      name: 'secret',
      kind: 'private',
      isShared: false,
      isArchived: false,
      memberIds: ['U0MANAGER'],
    });
    const { channels = [] } = await client.conversations.list({ types: 'public_channel,private_channel' });
    expect(channels.map(({ name }) => name)).not.toContain('secret');
    expect(await failed(client.chat.postMessage({ channel: 'G0SECRET1', text: 'x' }))).toBe('channel_not_found');
  });

  it('reads history only where the bot is a member, and metadata only when asked', async () => {
    expect(await failed(client.conversations.history({ channel: 'C0GENERAL' }))).toBe('not_in_channel');
    const { ts } = await post({ metadata: { event_type: 'prodseceng', event_payload: { key: 'k' } } });
    const without = await client.conversations.history({ channel: 'C0INTAKE1', limit: 1 });
    expect(without.messages?.[0]).not.toHaveProperty('metadata');
    const found = await client.conversations.history({ channel: 'C0INTAKE1', limit: 1, include_all_metadata: true });
    expect(found.messages?.[0]).toMatchObject({ ts, metadata: { event_payload: { key: 'k' } } });
  });
});

describe('messages', () => {
  it('refuses a channel that is not there, is archived, or a message that is not the app’s own', async () => {
    expect(await failed(post({ channel: 'C0NOWHERE' }))).toBe('channel_not_found');
    const { ts } = await standIns.person('requester').say('security-capabilities-engineering', 'Hello');
    expect(await failed(client.chat.update({ channel: 'C0INTAKE1', ts, text: 'changed' }))).toBe('cant_update_message');
    expect(await failed(client.chat.update({ channel: 'C0INTAKE1', ts: '1.000000', text: 'x' }))).toBe(
      'message_not_found',
    );
  });

  it('keeps threads, and refuses one that is not there', async () => {
    const { ts = '' } = await post();
    await post({ thread_ts: ts, text: 'In the thread' });
    const { messages = [] } = await client.conversations.replies({ channel: 'C0INTAKE1', ts });
    expect(messages.map(({ text }) => text)).toEqual(['Hello', 'In the thread']);
    expect(await failed(post({ thread_ts: '1.000000' }))).toBe('thread_not_found');
  });

  it('notes what turns people’s text into mentions, blocks without a text, and blocks that Slack refuses', async () => {
    expect(await newProblems(() => post({ link_names: true }))).toContain('link_names');
    expect(await newProblems(() => post({ parse: 'full' }))).toContain('parse=full');
    const blocks = [{ type: 'divider' }];
    expect(await newProblems(() => post({ text: '', blocks }))).toContain('no top-level text');
    expect(await newProblems(() => failed(post({ blocks: [{ type: 'banner' }] })))).toContain(
      'unsupported type: banner',
    );
    expect(await failed(post({ text: '' }))).toBe('no_text');
  });
});

describe('modals', () => {
  const trigger = () => standIns.slack.slack.triggers.issue('U0REQUEST');
  const open = (trigger_id: string, view: object = sampleView()) =>
    client.views.open({ trigger_id, view: view as never });

  it('opens one view for a trigger, within three seconds', async () => {
    const once = trigger();
    await open(once);
    expect(await failed(open(once))).toBe('exchanged_trigger_id');
    expect(await failed(open('1.2.3'))).toBe('invalid_trigger_id');
    const late = trigger();
    standIns.clock.advance(3_001);
    expect(await failed(open(late))).toBe('expired_trigger_id');
  });

  it('keeps three views on one another, and refuses an update for an older hash or a closed view', async () => {
    const first = (await open(trigger())).view;
    await client.views.push({ trigger_id: trigger(), view: sampleView() });
    await client.views.push({ trigger_id: trigger(), view: sampleView() });
    expect(await failed(client.views.push({ trigger_id: trigger(), view: sampleView() }))).toBe('push_limit_reached');
    const update = (hash: string) => client.views.update({ view_id: first?.id ?? '', hash, view: sampleView() });
    await update(first?.hash ?? '');
    expect(await failed(update(first?.hash ?? ''))).toBe('hash_conflict');
    await standIns.person('requester').closeModal({ all: true });
    expect(await failed(client.views.update({ view_id: first?.id ?? '', view: sampleView() }))).toBe('not_found');
  });

  it('refuses a view over its limits, and notes it', async () => {
    const long = sampleView({ title: { type: 'plain_text', text: 'x'.repeat(25) } });
    expect(await newProblems(() => failed(open(trigger(), long)))).toContain('less than 25 characters');
  });
});

describe('response addresses', () => {
  const issue = () =>
    standIns.slack.slack.responseUrls.issue({ userId: 'U0REQUEST', channel: 'C0GENERAL', messageTs: null });
  const send = (url: string) =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text: 'x' }),
    });

  it('take five posts', async () => {
    const url = issue();
    for (let count = 0; count < 5; count += 1) expect((await send(url)).status).toBe(200);
    expect((await send(url)).status).toBe(404);
  });

  it('live for thirty minutes', async () => {
    const url = issue();
    standIns.clock.advance(30 * 60_000 + 1);
    expect((await send(url)).status).toBe(404);
  });
});

describe('bad days', () => {
  function next(behave: Parameters<StandIns['slackFaults']['next']>[0]['behave']): void {
    standIns.slackFaults.next({ method: 'chat.postMessage', behave });
  }
  const count = async () => (await standIns.person('engineer').messages('C0INTAKE1')).length;

  it('answers with an error, a status or 429, once each', async () => {
    next({ error: 'channel_not_found' });
    next({ status: 500 });
    next({ error: 'ratelimited', retryAfter: 7 });
    expect(await failed(post())).toBe('channel_not_found');
    expect(await failed(post())).toBe('slack_webapi_http_error');
    await expect(post()).rejects.toMatchObject({ retryAfter: 7 });
    expect(await failed(post())).toBe('ok');
  });

  it.each([
    ['hang', 0],
    ['drop', 0],
    ['do-then-hang', 1],
    ['do-then-drop', 1],
  ] as const)('%s leaves %i messages', async (behave, messages) => {
    const before = await count();
    next(behave);
    expect(
      await failed(
        newClient(standIns.slack.slack.secrets.botToken, 300).chat.postMessage({ channel: 'C0INTAKE1', text: 'x' }),
      ),
    ).not.toBe('ok');
    expect((await count()) - before).toBe(messages);
  });

  it('calls back before or after the act', async () => {
    const before = await count();
    const seen: number[] = [];
    const call = async () => void seen.push((await count()) - before);
    next({ call, before: true });
    next({ call, before: false });
    await post();
    await post();
    expect(seen).toEqual([0, 2]);
  });
});

describe('who may use the page', () => {
  const get = (path: string, headers: Record<string, string>) => fetch(`${standIns.url}${path}`, { headers });
  it('refuses a foreign Origin, and a post without the page’s header', async () => {
    expect((await get('/sandbox/state?as=requester', { origin: 'http://example.com' })).status).toBe(403);
    expect((await get('/sandbox/state?as=requester', { origin: standIns.url })).status).toBe(200);
    const bare = await fetch(`${standIns.url}/sandbox/say`, { method: 'POST', body: '{}' });
    expect(bare.status).toBe(403);
  });

  it('refuses a foreign Host', async () => {
    const { request } = await import('node:http');
    const status = await new Promise((resolve) => {
      request(`${standIns.url}/sandbox/state?as=requester`, { headers: { host: 'example.com' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).end();
    });
    expect(status).toBe(403);
  });

  it('lets a guest see only their own channels', async () => {
    const state = await standIns.person('guest').state();
    expect(state.channels.map(({ name }) => name)).toEqual(['general']);
    await expect(standIns.person('guest').messages('G0INTERNL')).rejects.toThrow('no channel');
  });
});

describe('signatures', () => {
  it('are those of Slack’s documentation', () => {
    const body =
      'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';
    expect(slackSignature('8f742231b10e8888abcd99yyyzzz85a5', '1531420618', body)).toBe(
      'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
    );
  });

  it('can be forged and stale for tests', async () => {
    const { createServer } = await import('node:http');
    const seen: string[] = [];
    const server = createServer((request, response) => {
      seen.push(`${request.headers['x-slack-signature']} ${request.headers['x-slack-request-timestamp']}`);
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address() as { port: number };
    await signedRequest(`http://127.0.0.1:${address.port}`, 'secret', 'a=b', { signature: 'v0=forged', timestamp: 17 });
    server.close();
    expect(seen).toEqual(['v0=forged 17']);
  });
});

describe('a restart', () => {
  it('keeps messages, people and Home tabs', async () => {
    const { mkdtempSync, rmSync } = await import('node:fs');
    const folder = mkdtempSync('/tmp/prodseceng-test-');
    const first = await startStandIns({ data: `${folder}/sandbox.db` });
    await first.person('requester').say('general', 'Kept');
    first.directory.changePerson('U0PRODUCT', { name: 'Another name' });
    await first.stop();
    const second = await startStandIns({ data: `${folder}/sandbox.db` });
    expect((await second.person('engineer').messages('general')).at(-1)?.text).toBe('Kept');
    expect((await second.person('product').state()).me.name).toBe('Another name');
    await second.stop();
    rmSync(folder, { recursive: true });
  });
});

describe('events', () => {
  it('come again, numbered, while the app answers with an error, and stop when it takes one', async () => {
    const { createServer } = await import('node:http');
    const seen: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      seen.push(request.headers['x-slack-retry-num'] as string | undefined);
      response.writeHead(seen.length < 3 ? 500 : 200).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    standIns.appIsAt(`http://127.0.0.1:${(server.address() as { port: number }).port}`);
    standIns.directory.leaveChannel('C0GENERAL', 'U0PRODUCT');
    await standIns.idle();
    standIns.appIsAt(null);
    server.close();
    expect(seen).toEqual([undefined, '1', '2']);
  });
});
