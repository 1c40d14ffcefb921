import type { AddressInfo } from 'node:net';
import { App, LogLevel } from '@slack/bolt';
import { type StandIns, type StandInsOptions, startStandIns } from '../../src/sandbox/stand-ins.ts';

/** A plain Bolt app beside the stand-ins: what the sandbox is tested with before the real app joins. */
export type Bench = { standIns: StandIns; app: App; stop(): Promise<void> };

/** Starts the stand-ins and a plain Bolt app with the given listeners. */
export async function startBench(register: (app: App) => void, options: StandInsOptions = {}): Promise<Bench> {
  const standIns = await startStandIns(options);
  const { botToken, appToken, signingSecret } = standIns.slack.slack.secrets;
  const socket = options.mode === 'socket';
  const app = new App({
    token: botToken,
    ...(socket ? { appToken, socketMode: true } : { signingSecret }),
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: standIns.slackApiUrl, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true },
  });
  register(app);
  const server = await app.start(0);
  if (!socket) {
    const { port } = (server as unknown as { address(): AddressInfo }).address();
    standIns.appIsAt(`http://127.0.0.1:${port}`);
  }
  return {
    standIns,
    app,
    async stop() {
      await app.stop();
      await standIns.stop();
    },
  };
}

/** A small modal with a text, a menu and a required field. */
export function sampleView(more: object = {}) {
  return {
    type: 'modal' as const,
    callback_id: 'sample',
    title: { type: 'plain_text' as const, text: 'Sample' },
    submit: { type: 'plain_text' as const, text: 'Send' },
    blocks: [
      {
        type: 'input' as const,
        block_id: 'b:title',
        label: { type: 'plain_text' as const, text: 'Title' },
        element: { type: 'plain_text_input' as const, action_id: 'title', max_length: 20 },
      },
      {
        type: 'input' as const,
        block_id: 'b:size',
        optional: true,
        label: { type: 'plain_text' as const, text: 'Size' },
        element: {
          type: 'static_select' as const,
          action_id: 'size',
          options: ['small', 'large'].map((value) => ({
            text: { type: 'plain_text' as const, text: value.toUpperCase() },
            value,
          })),
        },
      },
    ],
    ...more,
  };
}
