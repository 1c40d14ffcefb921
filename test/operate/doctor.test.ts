import { describe, expect, test } from 'vitest';
import { readEnv } from '../../src/config/env.ts';
import { type Settings, settingsFrom } from '../../src/config/settings.ts';
import { type DoctorGitLab, type DoctorInput, doctorText, runDoctor } from '../../src/operate/doctor.ts';
import { processLabels } from '../../src/operate/doctor-gitlab.ts';

const SCOPES = ['commands', 'chat:write', 'users:read'];

const member = (id: string, more: object = {}) => ({
  id,
  team_id: 'T1',
  deleted: false,
  profile: { email: `${id.toLowerCase()}@example.com` },
  ...more,
});

/** A workspace in which nothing is wrong; a test changes what it is about. */
const workspace = () => ({
  scopes: [...SCOPES] as string[] | undefined,
  refused: {} as Record<string, string>,
  channels: [
    { id: 'C0INTAKE1', name: 'security-capabilities-engineering', is_member: true },
    { id: 'G0INTERNL', name: 'prod-sec-eng-team-internal', is_member: true, is_private: true },
  ] as Record<string, unknown>[],
  members: ['U0ENGINE1', 'U0MANAGER'],
  users: [member('U0ENGINE1'), member('U0MANAGER'), member('U0GUEST01', { is_restricted: true })],
  groups: [
    { id: 'S1', handle: 'product-security-engineering', date_delete: 0, users: ['U0ENGINE1'] },
    { id: 'S2', handle: 'prodsec-leadership', date_delete: 0, users: ['U0LEADER1'] },
  ],
});
type World = ReturnType<typeof workspace>;

/** Slack as the doctor asks it, two entries a page. */
function slackOf(world: World, calls: string[]): DoctorInput['slackApi'] {
  const page = (key: string, all: unknown[], args: Record<string, unknown>) => {
    const from = Number(args.cursor ?? 0);
    const next = from + 2 < all.length ? String(from + 2) : '';
    return { ok: true, [key]: all.slice(from, from + 2), response_metadata: { next_cursor: next } };
  };
  const answers: Record<string, (args: Record<string, unknown>) => unknown> = {
    'auth.test': () => ({
      ok: true,
      team: 'Example',
      team_id: 'T1',
      user: 'prodseceng',
      response_metadata: world.scopes && { scopes: world.scopes },
    }),
    'apps.connections.open': ({ token }) =>
      token === 'xapp-1' ? { ok: true, url: 'wss://x' } : { ok: false, error: 'invalid_auth' },
    'conversations.list': (args) => page('channels', world.channels, args),
    'conversations.info': ({ channel }) => {
      const found = world.channels.find(({ id }) => id === channel);
      return found ? { ok: true, channel: found } : { ok: false, error: 'channel_not_found' };
    },
    'conversations.members': (args) => page('members', world.members, args),
    'users.list': (args) => page('members', world.users, args),
    'usergroups.list': () => ({ ok: true, usergroups: world.groups }),
    'usergroups.users.list': ({ usergroup }) => ({
      ok: true,
      users: world.groups.find(({ id }) => id === usergroup)?.users,
    }),
  };
  return async (method, args = {}) => {
    calls.push(method);
    const code = world.refused[method];
    if (code?.startsWith('thrown ')) throw Object.assign(new Error('Slack failed'), { data: { error: code.slice(7) } });
    return code ? { ok: false, error: code } : answers[method]?.(args);
  };
}

const gitlabFacts = () => ({
  labels: processLabels(settingsOf({})).map(({ name }) => name),
  access: 30 as number | null,
  groupAccess: 30 as number | null,
  token: { scopes: ['api'], expiresOn: '2027-11-01' as string | null, active: true },
  failing: {} as Record<string, string>,
  made: [] as string[],
});

function gitlabOf(facts: ReturnType<typeof gitlabFacts>): DoctorGitLab {
  const answer = async <Value>(method: string, value: Value): Promise<Value> => {
    const why = facts.failing[method];
    if (why) throw new Error(why);
    return value;
  };
  return {
    me: () => answer('me', { id: 7, username: 'prodseceng-bot' }),
    token: () => answer('token', facts.token),
    project: () =>
      answer('project', { pathWithNamespace: 'security/team', webUrl: 'https://gitlab.example.com/security/team' }),
    memberAccess: () => answer('memberAccess', facts.access),
    projectLabels: () => answer('projectLabels', facts.labels),
    createLabel: (_project, { name }) => answer('createLabel', void facts.made.push(name)),
    changedIssues: () => answer('changedIssues', { issues: [], nextPage: null }),
    groupAccess: () => answer('groupAccess', facts.groupAccess),
  };
}

const PEOPLE = { manager: ['u0manager@example.com'], leadership: ['@prodsec-leadership'] };

function settingsOf(input: object): Settings {
  const read = settingsFrom({ people: PEOPLE, ...input });
  if (!read.ok) throw new Error(read.problems.join('\n'));
  return read.settings;
}

function envOf(more: Record<string, string> = {}): DoctorInput['env'] {
  const http = {
    SLACK_BOT_TOKEN: 'xoxb-1',
    SLACK_SIGNING_SECRET: 'signing',
    GITLAB_TOKEN: 'glpat-1',
    GITLAB_PROJECT: 'security/team',
  };
  const read = readEnv({ ...http, GITLAB_GROUP: 'security', GITLAB_WEBHOOK_SECRET: 'hook', ...more });
  if (!read.ok) throw new Error(read.problems.join('\n'));
  return read.env;
}

type Change = { env?: Record<string, string>; settings?: object; fix?: boolean };

async function examine(
  change: Change,
  alter: (world: World, gitlab: ReturnType<typeof gitlabFacts>) => void = () => {},
) {
  const world = workspace();
  const facts = gitlabFacts();
  const calls: string[] = [];
  alter(world, facts);
  const report = await runDoctor({
    env: envOf(change.env),
    settings: settingsOf(change.settings ?? {}),
    slackApi: slackOf(world, calls),
    gitlab: gitlabOf(facts),
    manifestScopes: SCOPES,
    fix: change.fix ?? false,
    now: () => new Date('2026-11-21T12:00:00Z'),
  });
  const wrong = report.lines.filter(({ ok }) => !ok);
  const advice = report.lines.filter(({ ok, todo }) => ok && todo);
  return { ...report, wrong, advice, calls, facts };
}

test('nothing wrong: every line is ok', async () => {
  const { ok, wrong, lines } = await examine({});
  expect(wrong).toEqual([]);
  expect(ok).toBe(true);
  expect(lines.length).toBeGreaterThan(10);
});

test('the sandbox needs no doctor', async () => {
  const report = await runDoctor({ env: { mode: 'sandbox' } } as DoctorInput);
  expect(report).toMatchObject({ ok: true, lines: [{ ok: true }] });
});

describe('one wrong line with what to do', () => {
  test.each<[string, Change, (world: World, gitlab: ReturnType<typeof gitlabFacts>) => void, string]>([
    [
      'a scope is missing',
      {},
      (world) => void Object.assign(world, { scopes: ['commands'] }),
      'chat:write, users:read',
    ],
    ['a channel is missing', {}, (world) => void world.channels.pop(), '#prod-sec-eng-team-internal'],
    [
      'a channel named by id is missing',
      { settings: { slack: { channels: { intake: 'C0MISSING' } } } },
      () => {},
      'C0MISSING',
    ],
    [
      'the bot is not in a channel',
      {},
      (world) => void Object.assign(world.channels[0] ?? {}, { is_member: false }),
      'is not in #security-cap',
    ],
    [
      'a channel is archived',
      {},
      (world) => void Object.assign(world.channels[0] ?? {}, { is_archived: true }),
      'archived',
    ],
    ['the team is missing', {}, (world) => void world.groups.shift(), '@product-security-engineering'],
    ['the team is empty', {}, (world) => void Object.assign(world.groups[0] ?? {}, { users: [] }), 'empty'],
    [
      'the team is disabled',
      {},
      (world) => void Object.assign(world.groups[0] ?? {}, { date_delete: 1 }),
      'no user group',
    ],
    ['the manager is missing', {}, (world) => void world.users.splice(1, 1), 'people.manager'],
    ['the manager has left', {}, (world) => void Object.assign(world.users[1] ?? {}, { deleted: true }), 'has left'],
    [
      'the manager is external',
      {},
      (world) => void Object.assign(world.users[1] ?? {}, { team_id: 'T2' }),
      'no full member',
    ],
    ['the leadership group is missing', {}, (world) => void world.groups.pop(), 'people.leadership'],
    [
      'leadership is empty',
      { settings: { people: { manager: PEOPLE.manager } } },
      () => {},
      'people.leadership is empty',
    ],
    [
      'a leader of the Interlock is nobody',
      { settings: { interlock: { leaders: { product: ['nobody@example.com'] } } } },
      () => {},
      'interlock.leaders.product',
    ],
    [
      'a GitLab name is nobody',
      { settings: { gitlab: { people: { dev: 'no@example.com' } } } },
      () => {},
      'gitlab.people.dev',
    ],
    [
      'the app token is wrong',
      { env: { SLACK_APP_TOKEN: 'xapp-2' } },
      () => {},
      'apps.connections.open says invalid_auth',
    ],
    [
      'channels cannot be listed',
      {},
      (world) => void Object.assign(world.refused, { 'users.list': 'missing_scope' }),
      'users.list says missing_scope',
    ],
    [
      'the token is no api token',
      {},
      (_, gitlab) => void Object.assign(gitlab.token, { scopes: ['read_api'] }),
      'no scope api',
    ],
    [
      'the project cannot be read',
      {},
      (_, gitlab) => void Object.assign(gitlab.failing, { project: '404 Not found' }),
      '404 Not found',
    ],
    ['the token has no role', {}, (_, gitlab) => void Object.assign(gitlab, { access: null }), 'no role'],
    ['the token only reads', {}, (_, gitlab) => void Object.assign(gitlab, { access: 10 }), 'below Reporter'],
    [
      'the group cannot be read',
      {},
      (_, gitlab) => void Object.assign(gitlab.failing, { changedIssues: '403 Forbidden' }),
      'The group security',
    ],
    [
      'labels are missing',
      {},
      (_, gitlab) => void gitlab.labels.splice(0, 2),
      '"ProdSecEng Candidate", "ProdSecEng Tool Outage"',
    ],
  ])('%s', async (_case, change, alter, text) => {
    const { ok, wrong } = await examine(change, alter);
    expect(ok).toBe(false);
    expect(wrong.length).toBeGreaterThan(0);
    expect(wrong.map((line) => line.text).join('\n')).toContain(text);
    for (const line of wrong) expect(line.todo).toBeTruthy();
  });

  test.each(['invalid_auth', 'thrown token_revoked'])(
    'the bot token does not work (%s): Slack is asked no further',
    async (code) => {
      const { wrong, calls } = await examine({}, (world) => void Object.assign(world.refused, { 'auth.test': code }));
      expect(wrong).toEqual([expect.objectContaining({ text: expect.stringContaining(code.replace('thrown ', '')) })]);
      expect(calls).toEqual(['auth.test']);
    },
  );

  test('the GitLab token does not work: GitLab is asked no further', async () => {
    const { wrong } = await examine(
      {},
      (_, gitlab) => void Object.assign(gitlab.failing, { me: 'GitLab answered 401' }),
    );
    expect(wrong).toHaveLength(1);
    expect(wrong[0]?.text).toContain('401');
  });
});

describe('advice does not make anything wrong', () => {
  test.each<[string, Change, (world: World, gitlab: ReturnType<typeof gitlabFacts>) => void, string]>([
    [
      'a channel is shared (INV-2)',
      {},
      (world) => void Object.assign(world.channels[0] ?? {}, { is_ext_shared: true }),
      'is shared',
    ],
    ['a channel holds a guest (INV-2)', {}, (world) => void world.members.push('U0GUEST01'), 'holds a guest'],
    ['the token may more than it needs', {}, (world) => void world.scopes?.push('files:read'), 'files:read'],
    [
      'the token expires soon',
      {},
      (_, gitlab) => void Object.assign(gitlab.token, { expiresOn: '2026-12-01' }),
      '2026-12-01',
    ],
    ['no group is set', { env: { GITLAB_GROUP: '' } }, () => {}, 'GITLAB_GROUP'],
    ['no webhook', { env: { GITLAB_WEBHOOK_SECRET: '' } }, () => {}, 'every 60 seconds'],
    ['mentions only by webhook', {}, (_, gitlab) => void Object.assign(gitlab, { groupAccess: null }), 'by webhook'],
    [
      'mentions reach nobody (DOOR-10)',
      { env: { GITLAB_WEBHOOK_SECRET: '' } },
      (_, gitlab) => void Object.assign(gitlab, { groupAccess: null }),
      'do not arrive',
    ],
    [
      'nobody is the manager',
      { settings: { people: { leadership: PEOPLE.leadership } } },
      () => {},
      'people.manager is empty',
    ],
  ])('%s', async (_case, change, alter, text) => {
    const { ok, advice } = await examine(change, alter);
    expect(ok).toBe(true);
    expect(advice.map((line) => line.text).join('\n')).toContain(text);
  });
});

describe('--fix', () => {
  test('makes the labels that are missing, and nothing else', async () => {
    const { ok, facts, lines } = await examine({ fix: true }, (_, gitlab) => void gitlab.labels.splice(3, 1));
    expect(ok).toBe(true);
    expect(facts.made).toEqual(['workflow::ready for development']);
    expect(lines.map(({ text }) => text)).toContain('Made the label "workflow::ready for development"');
  });

  test('makes none without it', async () => {
    const { facts } = await examine({}, (_, gitlab) => void gitlab.labels.splice(3, 1));
    expect(facts.made).toEqual([]);
  });

  test('says so when it may not', async () => {
    const { wrong } = await examine({ fix: true }, (_, gitlab) => {
      gitlab.labels.pop();
      gitlab.failing.createLabel = 'GitLab answered 403';
    });
    expect(wrong[0]).toMatchObject({ text: expect.stringContaining('403'), todo: expect.stringContaining('Reporter') });
  });
});

test('the report shows each line and what to do below it', async () => {
  const report = await examine({}, (world) => void world.channels.pop());
  const text = doctorText(report);
  expect(text).toContain('WRONG There is no channel #prod-sec-eng-team-internal that the app can see\n      → Make it');
  expect(text).toMatch(/1 of \d+ checks found something wrong\.$/);
  expect(doctorText(await examine({}))).toMatch(/Nothing is wrong\.$/);
});
