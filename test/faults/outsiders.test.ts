import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { OTHER_FORM } from '../../src/domain/intake-forms.ts';
import type { PersonDriver } from '../../src/sandbox/driver.ts';
import { screen } from '../../src/sandbox/screen.ts';
import { type Sandbox, signedRequest } from '../../src/sandbox/start.ts';
import type { SandboxPerson } from '../../src/sandbox/world.ts';
import { SHARED_ACTIONS } from '../../src/slack/ids.ts';
import { ACTIONS as MENTION_ACTIONS } from '../../src/workflows/adopt/mention-messages.ts';
import { VIEWS as MENTION_VIEWS } from '../../src/workflows/adopt/mention-modals.ts';
import { ACTIONS as BACKLOG_ACTIONS, VIEWS as BACKLOG_VIEWS } from '../../src/workflows/backlog/ids.ts';
import { ACTIONS as CLOCK_ACTIONS, VIEWS as CLOCK_VIEWS } from '../../src/workflows/clocks/ids.ts';
import { ACTIONS as CONTRIBUTION_ACTIONS, VIEWS as CONTRIBUTION_VIEWS } from '../../src/workflows/contribute/ids.ts';
import {
  ACTIONS as DECIDE_ACTIONS,
  ASKS as DECIDE_ASKS,
  VIEWS as DECIDE_VIEWS,
  askAction as decideAction,
  askView as decideView,
} from '../../src/workflows/decide/ids.ts';
import { ACTIONS as ENGAGE_ACTIONS, VIEWS as ENGAGE_VIEWS } from '../../src/workflows/engage/ids.ts';
import { ACTIONS as INTAKE_ACTIONS, VIEWS as INTAKE_VIEWS } from '../../src/workflows/intake/ids.ts';
import { ACTIONS as INTERLOCK_ACTIONS, VIEWS as INTERLOCK_VIEWS } from '../../src/workflows/interlock/ids.ts';
import {
  FILTERS,
  ACTIONS as TOOL_ACTIONS,
  ASKS as TOOL_ASKS,
  VIEWS as TOOL_VIEWS,
  askAction as toolAction,
  askView as toolView,
} from '../../src/workflows/inventory/ids.ts';
import { ACTIONS as STAGE_ACTIONS, VIEWS as STAGE_VIEWS } from '../../src/workflows/lifecycle/ids.ts';
import { SUNSET_ACTIONS, SUNSET_VIEWS } from '../../src/workflows/lifecycle/sunset-ids.ts';
import { TRANSFER_ACTIONS, TRANSFER_VIEWS } from '../../src/workflows/lifecycle/transfer-ids.ts';
import { ACTIONS as METRICS_ACTIONS, VIEWS as METRICS_VIEWS } from '../../src/workflows/metrics/ids.ts';
import { ACTIONS as OUTAGE_ACTIONS, VIEWS as OUTAGE_VIEWS } from '../../src/workflows/outage/ids.ts';
import { ACTIONS as PLAN_ACTIONS, VIEWS as PLAN_VIEWS } from '../../src/workflows/plan/ids.ts';
import { ACTIONS as PROMISE_ACTIONS, VIEWS as PROMISE_VIEWS } from '../../src/workflows/promises/ids.ts';
import { ASKS, askAction, askView, RECORD_VIEW, ACTIONS as REQUEST_ACTIONS } from '../../src/workflows/requests/ids.ts';
import { ACTIONS as REVIEW_ACTIONS, VIEWS as REVIEW_VIEWS } from '../../src/workflows/review/ids.ts';
import { ACTIONS as STATUS_ACTIONS } from '../../src/workflows/status/view.ts';
import { ACTIONS as TRIAGE_ACTIONS, VIEWS as TRIAGE_VIEWS } from '../../src/workflows/triage/ids.ts';
import { fillSteps } from '../journeys/fill.ts';
import { fileRequest, INTAKE, messagesWithKey, shown, startBadDay } from './bad-day.ts';

const TITLE = 'Not for outsiders';
const REFUSED = /takes requests from|deactivated|could not tell us in time|answers people, not apps/;

let sandbox: Sandbox;
let requester: PersonDriver;
let engineer: PersonDriver;
const card = { channel: INTAKE, textContains: '*R-1*' };

async function open(): Promise<void> {
  sandbox = await startBadDay();
  requester = sandbox.person('requester');
  engineer = sandbox.person('engineer');
  await fileRequest(requester, TITLE);
  await sandbox.settled();
}

/** Everything that the app keeps about requests, as one text. */
function kept(): string {
  const outside = new Database(sandbox.dataPath, { readonly: true });
  const tables = [
    'request',
    'request_person',
    'draft',
    'entry',
    'question',
    'mention',
    'outbox',
    'audit',
    'work_item',
    'tool',
    'planned_work',
    'feature',
    'evidence',
    'feature_team',
    'feedback',
    'feedback_item',
    ...['engagement', 'meeting', 'risk', 'risk_work', 'promise'],
  ];
  const rows = tables.map((table) => outside.prepare(`SELECT * FROM ${table}`).all());
  outside.close();
  return JSON.stringify(rows);
}

const stranger = (more: Partial<SandboxPerson>): SandboxPerson => ({
  id: 'U0STRANGE',
  teamId: 'T0SANDBOX',
  role: 'stranger',
  name: 'Stranger',
  handle: 'stranger',
  email: 'stranger@example.com',
  timeZone: 'Europe/London',
  kind: 'member',
  deleted: false,
  gitlabUsername: null,
  gitlabMember: false,
  ...more,
});

/** Each ends with someone who may not use the app: their id, and the workspace that Slack names beside them. */
const OUTSIDERS: [string, () => { id: string; teamId: string }][] = [
  ['a guest', () => ({ id: 'U0GUEST01', teamId: 'T0SANDBOX' })],
  ['an external person', () => ({ id: 'U0EXTERN1', teamId: 'T0PARTNER' })],
  ['an external person whose workspace is not named', () => ({ id: 'U0EXTERN1', teamId: '' })],
  [
    'a deactivated person',
    () => {
      sandbox.directory.changePerson('U0PRODUCT', { deleted: true });
      return { id: 'U0PRODUCT', teamId: 'T0SANDBOX' };
    },
  ],
  [
    'someone unknown whose look-up fails',
    () => {
      sandbox.slack.slack.people.put('U0STRANGE', stranger({}));
      sandbox.slackFaults.next({ method: 'users.info', times: 10_000, behave: { error: 'internal_error' } });
      return { id: 'U0STRANGE', teamId: 'T0SANDBOX' };
    },
  ],
  [
    'someone unknown whose look-up is never answered',
    () => {
      sandbox.slack.slack.people.put('U0STRANGE', stranger({}));
      sandbox.slackFaults.next({ method: 'users.info', times: 10_000, behave: 'hang' });
      return { id: 'U0STRANGE', teamId: 'T0SANDBOX' };
    },
  ],
  [
    'someone unknown who is a guest',
    () => {
      sandbox.slack.slack.people.put('U0STRANGE', stranger({ kind: 'guest' }));
      return { id: 'U0STRANGE', teamId: 'T0SANDBOX' };
    },
  ],
  ['someone whom Slack does not know', () => ({ id: 'U0NOBODY1', teamId: 'T0SANDBOX' })],
  ['an app', () => ({ id: 'U0BOTAPP', teamId: 'T0SANDBOX' })],
];

/** A box that is sent with its window tells nothing by itself. */
const { sensitive: _sensitive, ...INTAKE_BUTTONS } = INTAKE_ACTIONS;
const ACTION_IDS = [
  ...new Set([
    ...Object.values(SHARED_ACTIONS),
    ...Object.values(INTAKE_BUTTONS),
    ...Object.values(REQUEST_ACTIONS),
    ...Object.values(MENTION_ACTIONS),
    ...Object.values(STATUS_ACTIONS),
    ...ASKS.map(askAction),
    ...Object.values(TOOL_ACTIONS).filter((id) => id !== SHARED_ACTIONS.openTool),
    ...Object.values(FILTERS),
    ...TOOL_ASKS.map(toolAction),
    ...Object.values(DECIDE_ACTIONS).filter((id) => id !== SHARED_ACTIONS.proposeDecision),
    ...DECIDE_ASKS.map(decideAction),
    ...Object.values(TRIAGE_ACTIONS),
    ...Object.values(CLOCK_ACTIONS),
    ...Object.values(OUTAGE_ACTIONS),
    ...Object.values(PLAN_ACTIONS),
    ...Object.values(STAGE_ACTIONS).filter((id) => id !== STAGE_ACTIONS.start),
    `${STAGE_ACTIONS.start}_cocreate`,
    ...Object.values(SUNSET_ACTIONS),
    ...Object.values(TRANSFER_ACTIONS),
    ...Object.values(METRICS_ACTIONS),
    ...Object.values(BACKLOG_ACTIONS),
    ...Object.values(PROMISE_ACTIONS),
    ...Object.values(CONTRIBUTION_ACTIONS),
    ...Object.values(REVIEW_ACTIONS),
    ...Object.values(INTERLOCK_ACTIONS),
    ...Object.values(ENGAGE_ACTIONS),
  ]),
];
/** Two screens of the intake have nothing to send. */
const { elsewhere: _elsewhere, selfService: _selfService, ...INTAKE_MODALS } = INTAKE_VIEWS;
/** The page of a tool has nothing to send. */
const { page: _page, ...TOOL_MODALS } = TOOL_VIEWS;
/** As many as get through before their triggers run out. */
const AT_ONCE = 10;
/** A look-up that is never answered takes a second for each of these. */
const ALL_BUTTONS_MS = 120_000;
/** Pages, which have nothing to send. */
const ENGAGE_PAGES = [
  ENGAGE_VIEWS.list,
  ENGAGE_VIEWS.engagement,
  ENGAGE_VIEWS.risks,
  ENGAGE_VIEWS.risk,
  ENGAGE_VIEWS.agenda,
];
const NOTHING_TO_SEND: string[] = [
  OUTAGE_VIEWS.page,
  CLOCK_VIEWS.ledger,
  PROMISE_VIEWS.checklist,
  INTERLOCK_VIEWS.page,
  ...ENGAGE_PAGES,
];
const VIEW_IDS = [
  ...Object.values(INTAKE_MODALS),
  ...Object.values(MENTION_VIEWS),
  ...ASKS.map(askView),
  RECORD_VIEW,
  ...Object.values(TOOL_MODALS),
  ...TOOL_ASKS.map(toolView),
  ...Object.values(DECIDE_VIEWS),
  ...DECIDE_ASKS.map(decideView),
  ...Object.values(TRIAGE_VIEWS),
  ...Object.values(CLOCK_VIEWS),
  ...Object.values(OUTAGE_VIEWS),
  ...Object.values(PLAN_VIEWS),
  ...Object.values(STAGE_VIEWS).filter((id) => id !== STAGE_VIEWS.workspace && id !== STAGE_VIEWS.values),
  ...Object.values(SUNSET_VIEWS),
  ...Object.values(TRANSFER_VIEWS),
  METRICS_VIEWS.again,
  ...[BACKLOG_VIEWS.owner, BACKLOG_VIEWS.ask, BACKLOG_VIEWS.refine],
  ...Object.values(PROMISE_VIEWS),
  ...Object.values(CONTRIBUTION_VIEWS),
  ...Object.values(REVIEW_VIEWS),
  ...Object.values(INTERLOCK_VIEWS),
  ...Object.values(ENGAGE_VIEWS),
].filter((id) => !NOTHING_TO_SEND.includes(id));

describe.each(OUTSIDERS)('%s', (_name, become) => {
  let who: { id: string; teamId: string };
  let before: string;
  let calls: number;

  beforeAll(async () => {
    await open();
    who = become();
    await sandbox.idle();
    before = kept();
    calls = sandbox.apiCalls().length;
  });
  afterAll(() => sandbox?.stop());
  afterEach(async () => {
    await sandbox.settled();
    expect(kept()).toBe(before);
    expect(said()).not.toContain(TITLE);
    calls = sandbox.apiCalls().length;
  });

  /** All that the app said to Slack since the last test. */
  const said = () => JSON.stringify(sandbox.apiCalls().slice(calls));
  const deliver = (kind: 'slash_commands' | 'interactive', payload: object) =>
    sandbox.slack.dispatcher.deliver({ kind, payload: { ...payload } });
  const address = () =>
    sandbox.slack.slack.responseUrls.issue({ userId: who.id, channel: 'C0GENERAL', messageTs: null });
  /** Each is told, and told no. */
  const expectRefusals = async (count: number): Promise<void> => {
    const answers = () =>
      sandbox
        .apiCalls()
        .slice(calls)
        .filter(({ method }) => /response_url|views\.(open|push)/.test(method));
    await expect.poll(() => answers().length, { timeout: 8_000 }).toBe(count);
    for (const { args } of answers()) expect(JSON.stringify(args)).toMatch(REFUSED);
  };
  const base = () => ({
    team: { id: 'T0SANDBOX', domain: 'sandbox' },
    user: { id: who.id, username: 'x', name: 'x', ...(who.teamId === '' ? {} : { team_id: who.teamId }) },
    api_app_id: 'A0SANDBOX',
    trigger_id: sandbox.slack.slack.triggers.issue(who.id),
  });

  it('is refused by every command', async () => {
    const place = { command: '/prodseceng', user_id: who.id, team_id: who.teamId, channel_id: 'C0GENERAL' };
    const words = ['', 'help', 'intake', 'intake new', 'requests', 'request R-1', 'status', 'nonsense'];
    const sent = words.map((text) =>
      deliver('slash_commands', { ...place, text, trigger_id: base().trigger_id, response_url: address() }),
    );
    for (const [nth, ack] of (await Promise.all(sent)).entries()) {
      expect(JSON.stringify(ack), words[nth]).toMatch(REFUSED);
      expect(JSON.stringify(ack)).not.toContain(TITLE);
    }
    expect(said()).not.toContain('views.open');
  });

  it('is refused by every button, on messages, in modals and in Home', { timeout: ALL_BUTTONS_MS }, async () => {
    const [post] = messagesWithKey(sandbox, 'card:R-1');
    const view = {
      id: 'V0HOME',
      type: 'home',
      callback_id: '',
      private_metadata: '{}',
      blocks: [],
      state: { values: {} },
      hash: 'x',
    };
    const more = {
      action_ts: '1.1',
      text: { type: 'plain_text', text: 'x' },
      value: '1',
      block_id: 'buttons',
      type: 'button',
    };
    const pressed = ACTION_IDS.flatMap((id) => {
      const act = () => ({ ...base(), type: 'block_actions', actions: [{ ...more, action_id: id }] });
      const at = {
        container: { type: 'message', message_ts: post?.ts, channel_id: INTAKE },
        channel: { id: INTAKE, name: 'x' },
      };
      const onMessage = {
        ...act(),
        ...at,
        message: { ts: post?.ts, type: 'message', text: '' },
        response_url: address(),
      };
      return [onMessage, { ...act(), container: { type: 'view', view_id: 'V0HOME' }, view }];
    });
    for (let from = 0; from < pressed.length; from += AT_ONCE) {
      const some = pressed.slice(from, from + AT_ONCE).map((act) => ({ ...act, trigger_id: base().trigger_id }));
      const acks = await Promise.all(some.map((payload) => deliver('interactive', payload)));
      expect(acks.filter(({ ok }) => !ok)).toEqual([]);
      await expectRefusals(Math.min(from + AT_ONCE, pressed.length));
    }
    // Ten at a time, each of which may wait a second for a look-up that is never answered.
  });

  it('is refused by every modal', async () => {
    const metadata = JSON.stringify({ request: '1', draft: 'x', form: 'other', step: '1', mention: '1' });
    const typed = { type: 'plain_text_input', value: 'x' };
    const values = { text: { text: typed }, use_case: { use_case: typed } };
    const view = { id: 'V0ANY', type: 'modal', private_metadata: metadata, hash: 'x', blocks: [], state: { values } };
    for (let from = 0; from < VIEW_IDS.length; from += AT_ONCE) {
      const ids = VIEW_IDS.slice(from, from + AT_ONCE);
      const sent = ids.map((id) =>
        deliver('interactive', { ...base(), type: 'view_submission', view: { ...view, callback_id: id } }),
      );
      for (const [nth, ack] of (await Promise.all(sent)).entries())
        expect(JSON.stringify(ack), ids[nth]).toMatch(REFUSED);
    }
  });

  it('is refused by every shortcut', async () => {
    const message = { ts: '1.1', type: 'message', user: 'U0REQUEST', text: 'Hello' };
    const onMessage = { type: 'message_action', message_ts: '1.1', channel: { id: INTAKE, name: 'x' }, message };
    await deliver('interactive', { ...base(), type: 'shortcut', callback_id: 'intake_open' });
    for (const id of ['message_to_request', 'message_to_outage', 'record_in_work_item']) {
      await deliver('interactive', { ...base(), ...onMessage, callback_id: id, response_url: address() });
    }
    await expectRefusals(4);
  });

  it('is shown nothing in Home', async () => {
    const event = { type: 'app_home_opened', user: who.id, channel: 'D0HOME', tab: 'home', event_ts: '1.1' };
    const payload = {
      type: 'event_callback',
      team_id: 'T0SANDBOX',
      api_app_id: 'A0SANDBOX',
      event_id: `Ev${who.id}${who.teamId}`,
      event,
    };
    await sandbox.slack.dispatcher.deliver({ kind: 'events_api', payload });
    await sandbox.settled();
    expect(said()).not.toContain(TITLE);
  });
});

describe('someone who is no longer who they were', () => {
  beforeEach(open);
  afterEach(async () => {
    const problems = sandbox.problems();
    await sandbox.stop();
    expect(problems).toEqual([]);
  });

  const toldTo = async (person: PersonDriver): Promise<string> =>
    shown((await person.messages(INTAKE)).filter(({ ephemeral }) => ephemeral));

  it('has no use of a button on an old card after leaving the team', async () => {
    sandbox.directory.setGroupMembers('S0PRODSEC', ['U0ENGINE2']);
    await sandbox.idle();
    const before = kept();
    await engineer.click(card, 'Claim');
    await engineer.click(card, 'Ask for information');
    await sandbox.settled();
    expect(await toldTo(engineer)).toContain('Only ProdSecEng can do this.');
    expect(await engineer.modal()).toBeNull();
    expect(kept()).toBe(before);
  });

  it('cannot send a modal that was opened before leaving the team', async () => {
    await engineer.click(card, 'Ask for information');
    await engineer.fill({ 'What do you need to know?': 'The secret.' });
    sandbox.directory.setGroupMembers('S0PRODSEC', ['U0ENGINE2']);
    await sandbox.idle();
    const before = kept();
    const sent = await engineer.submit();
    expect(JSON.stringify(sent)).toContain('Only ProdSecEng');
    await sandbox.settled();
    expect(kept()).toBe(before);
  });

  it.each<[string, Partial<SandboxPerson>]>([
    ['being deactivated', { deleted: true }],
    ['becoming a guest', { kind: 'guest' }],
  ])('has no use of an old button and an open modal after %s', async (_name, change) => {
    await requester.command('intake other');
    await fillSteps(requester, OTHER_FORM, { Title: 'Too late', 'Kind of request': 'Something else' });
    sandbox.directory.changePerson('U0REQUEST', change);
    await sandbox.idle();
    const before = kept();
    const sent = await requester.submit();
    expect(screen(sent.modal)).toMatch(REFUSED);
    await requester.click(card, 'Open');
    expect(await toldTo(requester)).toMatch(REFUSED);
    await sandbox.settled();
    expect(kept()).toBe(before);
  });

  it('is not told of what happens to a request any more', async () => {
    sandbox.directory.changePerson('U0REQUEST', { kind: 'guest' });
    await sandbox.idle();
    await engineer.click(card, 'Ask for information');
    await engineer.fill({ 'What do you need to know?': 'Which tokens?' });
    await engineer.submit();
    await sandbox.settled();
    const dms = sandbox.slack.slack.channels
      .all()
      .filter(({ kind }) => kind === 'im')
      .flatMap(({ id }) => sandbox.slack.slack.messages.inChannel(id));
    expect(JSON.stringify(dms)).not.toContain('Which tokens?');
  });
});

describe('a request to the app that is not from Slack', () => {
  beforeAll(open);
  afterAll(() => sandbox?.stop());

  const now = () => Math.floor(Date.now() / 1_000);
  const secret = () => sandbox.slack.slack.secrets.signingSecret;
  const body = () =>
    new URLSearchParams({
      command: '/prodseceng',
      text: 'requests',
      user_id: 'U0ENGINE1',
      team_id: 'T0SANDBOX',
      trigger_id: '1',
    }).toString();

  it('is let in with the right signature, to show that the others are not refused for something else', async () => {
    const answer = await signedRequest(sandbox.appUrl, secret(), body());
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('R-1');
  });

  it.each<[string, () => Promise<Response>]>([
    ['a forged signature', () => signedRequest(sandbox.appUrl, 'not-the-secret', body())],
    ['a signature that is none', () => signedRequest(sandbox.appUrl, secret(), body(), { signature: 'v0=' })],
    ['an empty signature', () => signedRequest(sandbox.appUrl, secret(), body(), { signature: '' })],
    ['a stale timestamp', () => signedRequest(sandbox.appUrl, secret(), body(), { timestamp: now() - 400 })],
    ['a timestamp of the future', () => signedRequest(sandbox.appUrl, secret(), body(), { timestamp: now() + 400 })],
    ['a timestamp that is none', () => signedRequest(sandbox.appUrl, secret(), body(), { timestamp: 'soon' })],
    ['no signature at all', () => fetch(`${sandbox.appUrl}/slack/events`, { method: 'POST', body: body() })],
  ])('%s is refused, and nothing of it is read', async (_name, send) => {
    const before = kept();
    const answer = await send();
    expect(answer.status).toBe(401);
    expect(await answer.text()).not.toContain('R-1');
    await sandbox.settled();
    expect(kept()).toBe(before);
  });

  it('is let in for a body that was signed, not for another', async () => {
    const [first, second] = [body(), body().replace('requests', 'request+R-1')];
    const { slackSignature } = await import('../../src/sandbox/slack/dispatch-http.ts');
    const at = now();
    const signature = slackSignature(secret(), String(at), first);
    expect((await signedRequest(sandbox.appUrl, secret(), second, { timestamp: at, signature })).status).toBe(401);
  });
});
