import { expect } from 'vitest';
import type { Sandbox } from '../../src/sandbox/start.ts';
import { PEOPLE } from '../../src/sandbox/world.ts';
import { inDatabase } from '../journeys/deciding.ts';

/** Who sends it, as Slack names them: a person's id, signed by Slack, whatever their client may have shown. */
const sender = (sandbox: Sandbox, id: string) => ({
  team: { id: 'T0SANDBOX', domain: 'sandbox' },
  user: { id, username: 'x', name: 'x', team_id: PEOPLE.find((each) => each.id === id)?.teamId ?? 'T0SANDBOX' },
  api_app_id: 'A0SANDBOX',
  trigger_id: sandbox.slack.slack.triggers.issue(id),
});

const answersSince = (sandbox: Sandbox, calls: number): string =>
  JSON.stringify(
    sandbox
      .apiCalls()
      .slice(calls)
      .filter(({ method }) => /response_url|views\.(open|push|update)/.test(method)),
  );

let moment = 0;

/** Someone presses a button of a message, which may be old and not theirs; gives all that they were answered. */
export async function pressAs(sandbox: Sandbox, id: string, actionId: string, value: string): Promise<string> {
  moment += 1;
  const at = `${1_700_000_000 + moment}.000100`;
  const calls = sandbox.apiCalls().length;
  const payload = {
    ...sender(sandbox, id),
    type: 'block_actions',
    response_url: sandbox.slack.slack.responseUrls.issue({ userId: id, channel: 'C0GENERAL', messageTs: null }),
    container: { type: 'message', message_ts: at, channel_id: 'C0GENERAL' },
    channel: { id: 'C0GENERAL', name: 'general' },
    message: { ts: at, type: 'message', text: '' },
    actions: [{ type: 'button', action_id: actionId, block_id: 'buttons', value, action_ts: at }],
  };
  await sandbox.slack.dispatcher.deliver({ kind: 'interactive', payload });
  await expect.poll(() => answersSince(sandbox, calls), { timeout: 5_000 }).not.toBe('[]');
  await sandbox.settled();
  return answersSince(sandbox, calls);
}

export type Sent = { view: string; metadata: Record<string, string>; values?: Record<string, object> };

/** Someone sends a modal that they may never have been shown, or were long ago; gives what it is answered with. */
export async function submitAs(sandbox: Sandbox, id: string, { view, metadata, values = {} }: Sent): Promise<string> {
  moment += 1;
  const payload = {
    ...sender(sandbox, id),
    type: 'view_submission',
    view: {
      ...{ id: `V0REPLAY${moment}`, type: 'modal', callback_id: view, hash: 'x', blocks: [] },
      private_metadata: JSON.stringify(metadata),
      state: {
        values: Object.fromEntries(Object.entries(values).map(([block, value]) => [block, { [block]: value }])),
      },
    },
  };
  const ack = await sandbox.slack.dispatcher.deliver({ kind: 'interactive', payload });
  await sandbox.settled();
  return JSON.stringify(ack);
}

const KEPT = [
  'request',
  'request_person',
  'entry',
  'decision',
  'signature',
  'promise',
  'tool',
  'planned_work',
  'draft',
];

/** Everything that a decision is made of, as one text. */
export const keptOf = (sandbox: Sandbox): string =>
  inDatabase(sandbox, (client) => JSON.stringify(KEPT.map((table) => client.prepare(`SELECT * FROM ${table}`).all())));
