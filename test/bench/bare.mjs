// What the app is measured beside: Bolt and nothing else. BARE=modal opens a modal; BARE=row writes one durable row first.
import { createServer } from 'node:http';
import bolt from '@slack/bolt';

const { App, HTTPReceiver } = bolt;
const receiver = new HTTPReceiver({ signingSecret: process.env.SLACK_SIGNING_SECRET });
const app = new App({
  receiver,
  deferInitialization: true,
  authorize: async () => ({
    botToken: process.env.SLACK_BOT_TOKEN,
    botId: 'B0BARE',
    botUserId: 'U0BARE',
    teamId: 'T0BENCH',
  }),
  clientOptions: { slackApiUrl: process.env.SLACK_API_URL, retryConfig: { retries: 0 } },
});
await app.init();

const view = {
  type: 'modal',
  callback_id: 'bare',
  title: { type: 'plain_text', text: 'Bare' },
  submit: { type: 'plain_text', text: 'Send' },
  blocks: [
    {
      type: 'input',
      block_id: 'b',
      label: { type: 'plain_text', text: 'What' },
      element: { type: 'plain_text_input', action_id: 'a' },
    },
  ],
};

app.command('/prodseceng', async ({ ack, body, client }) => {
  await ack();
  await client.views.open({ trigger_id: body.trigger_id, view });
});

if (process.env.BARE === 'row') {
  const { default: Database } = await import('better-sqlite3');
  const db = new Database(process.env.DATABASE_PATH);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec('CREATE TABLE IF NOT EXISTS row (id INTEGER PRIMARY KEY, body TEXT NOT NULL)');
  const insert = db.prepare('INSERT INTO row (body) VALUES (?)');
  app.view('intake_preview', async ({ ack, body }) => {
    insert.run(JSON.stringify(body.view));
    await ack({ response_action: 'clear' });
  });
}

const server = createServer((request, response) => {
  if (request.url === '/healthz') return response.writeHead(200).end('up\n');
  return receiver.requestListener(request, response);
});
server.listen(Number(process.env.PORT), '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
