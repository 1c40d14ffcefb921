import type { View } from '../../src/sandbox/page/wire.ts';
import { type Sandbox, signedRequest } from '../../src/sandbox/start.ts';

type Values = Record<string, Record<string, object>>;

/** What Slack sends from a window that shows a view as it was: of another device, or late. Gives what the app answers. */
async function send(sandbox: Sandbox, payload: object): Promise<{ view?: View; errors?: Record<string, string> }> {
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const answer = await signedRequest(sandbox.appUrl, sandbox.slack.slack.secrets.signingSecret, body);
  const text = await answer.text();
  return text === '' ? {} : JSON.parse(text);
}

const by = (userId: string) => ({
  user: { id: userId, team_id: 'T0SANDBOX' },
  team: { id: 'T0SANDBOX', domain: 'sandbox' },
  trigger_id: 'none',
});

const holding = (view: View, values: Values) => ({ ...view, state: { values } });

/** The view is sent with these values. */
export const submitOld = (sandbox: Sandbox, userId: string, view: View, values: Values) =>
  send(sandbox, { ...by(userId), type: 'view_submission', view: holding(view, values), response_urls: [] });

/** A field of the view tells what was typed in it. */
export function typeInOld(sandbox: Sandbox, userId: string, view: View, field: string, value: string) {
  const at = { block_id: `f:${field}`, action_id: field, action_ts: '1.2' };
  const element = { type: 'plain_text_input', value };
  const shown = holding(view, { [`f:${field}`]: { [field]: element } });
  const container = { type: 'view', view_id: view.id };
  return send(sandbox, {
    ...by(userId),
    type: 'block_actions',
    container,
    view: shown,
    actions: [{ ...element, ...at }],
  });
}
