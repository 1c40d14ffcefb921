import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, signedRequest } from '../../src/sandbox/start.ts';
import { fileRequest, INTAKE, messagesWithKey, shown, startBadDay } from './bad-day.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startBadDay();
  await fileRequest(sandbox.person('requester'), 'Rotate the tokens');
  await sandbox.settled();
});
afterEach(async () => {
  await sandbox.settled();
  await sandbox.stop();
});

/** The engineer's press of *Claim*, as Slack sends it; resolves with the app's acknowledgement. */
async function pressClaim(): Promise<Response> {
  const [card] = messagesWithKey(sandbox, 'card:R-1');
  const container = { type: 'message', channel_id: INTAKE, message_ts: card?.ts };
  const payload = {
    type: 'block_actions',
    user: { id: 'U0ENGINE1', team_id: 'T0SANDBOX' },
    team: { id: 'T0SANDBOX', domain: 'sandbox' },
    channel: { id: INTAKE, name: 'intake' },
    ...{ container, message: card, trigger_id: 'none', response_url: `${sandbox.url}/response/none` },
    actions: [{ type: 'button', action_id: 'request_claim', block_id: 'buttons', value: '1', action_ts: '1.1' }],
  };
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  return signedRequest(sandbox.appUrl, sandbox.slack.slack.secrets.signingSecret, body);
}

const claimedBy = async () => (await sandbox.app().deps.storage.requests.request(1))?.request.claimedBy;

/** Each change of a request takes this long, and then does this. */
function slowChanges(ms: number, then?: () => never): void {
  const { requests } = sandbox.app().deps.storage;
  const { changeRequest } = requests;
  requests.changeRequest = async (...args) => {
    await new Promise((resolve) => setTimeout(resolve, ms));
    return then === undefined ? changeRequest(...args) : then();
  };
}

describe('a press of a button', () => {
  it('is in the database when its acknowledgement arrives', async () => {
    slowChanges(150);
    expect((await pressClaim()).status).toBe(200);
    expect(await claimedBy()).toBe('U0ENGINE1');
  });

  it('is acknowledged when it is recorded, though what comes after it hangs', async () => {
    sandbox.slackFaults.next({ method: 'response_url', times: 5, behave: 'hang' });
    const begun = performance.now();
    expect((await pressClaim()).status).toBe(200);
    expect(performance.now() - begun).toBeLessThan(1_500);
    expect(await claimedBy()).toBe('U0ENGINE1');
    sandbox.slackFaults.clear();
  });

  it('that the database could not keep is answered with what is wrong, and the card stays as it was', async () => {
    slowChanges(50, () => {
      throw Object.assign(new Error('attempt to write a readonly database'), { code: 'SQLITE_READONLY' });
    });
    const engineer = sandbox.person('engineer');
    await engineer.click({ channel: INTAKE, textContains: '*R-1*' }, 'Claim');
    const told = (await engineer.messages(INTAKE)).filter(({ ephemeral }) => ephemeral);
    expect(shown(told)).toContain('cannot write to its database');
    expect(shown(told)).not.toContain('You lead R-1 now.');
    expect(shown(messagesWithKey(sandbox, 'card:R-1'))).toContain('[Claim]');
    expect(await claimedBy()).toBeNull();
  });
});
