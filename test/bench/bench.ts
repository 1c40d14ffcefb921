// npm run bench: the app beside bare Bolt, alternating in one run. Ratios count, not figures: machines differ and are noisy.
import { createHmac, randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NEW_FORM } from '../../src/domain/intake-forms.ts';
import { openStorage, type Storage } from '../../src/storage/storage.ts';
import { benchBusinessTime } from './business-time.ts';
import { type Peers, startPeers } from './peers.ts';
import { type Running, residentMiB, run, SECRET } from './processes.ts';

/** Who sends is not who opens: drafts that wait would be shown to them. */
const SENDER = 'U0BENCH02';
const ROUNDS = 10;
const PER_ROUND = 60;
const STARTS = 9;
const IDLE_MS = Number(process.env.BENCH_IDLE_MS ?? 30_000);

const agent = new Agent({ keepAlive: true, maxSockets: 16 });
const median = (all: number[]): number => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0;
const p99 = (all: number[]): number =>
  [...all].sort((a, b) => a - b)[Math.min(all.length - 1, Math.floor(all.length * 0.99))] ?? 0;

function post(url: string, body: string): Promise<{ status: number; body: string }> {
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const signature = `v0=${createHmac('sha256', SECRET).update(`v0:${timestamp}:${body}`).digest('hex')}`;
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': Buffer.byteLength(body),
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': signature,
  };
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/slack/events`, { method: 'POST', headers, agent }, (answer) => {
      let text = '';
      answer.on('data', (chunk) => {
        text += chunk;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

type Measure = { ack: number; view: number };

async function command(target: Running, peers: Peers): Promise<Measure> {
  const trigger = randomUUID();
  const fields = {
    command: '/prodseceng',
    text: 'intake',
    user_id: 'U0BENCH01',
    team_id: 'T0BENCH',
    trigger_id: trigger,
  };
  const opened = peers.nextView(trigger);
  const begun = performance.now();
  const answer = await post(target.url, new URLSearchParams({ ...fields, channel_id: 'C0INTAKE1' }).toString());
  const ack = performance.now() - begun;
  if (answer.status !== 200) throw new Error(`command answered ${answer.status}`);
  return { ack, view: (await opened) - begun };
}

const ANSWERS = Object.fromEntries(
  NEW_FORM.steps
    .flatMap(({ fields }) => fields)
    .filter(({ required, when }) => required && when === undefined)
    .map((field) => {
      if (field.kind === 'people') return [field.id, ['none']];
      if (field.kind === 'person') return [field.id, SENDER];
      return [
        field.id,
        field.options?.find(({ id }) => id === 'automation')?.id ?? field.options?.[0]?.id ?? 'Rotate expiring tokens',
      ];
    }),
);

/** Drafts that are ready to be sent: filled in before the round, as people have done when they press Send. */
async function fillDrafts(storage: Storage, ready: string[]): Promise<void> {
  // A few more than are sent: eight clients share a round unevenly.
  for (let each = ready.length; each < PER_ROUND + 8; each += 1) {
    const id = randomUUID();
    const draft = {
      id,
      personId: SENDER,
      form: 'new',
      step: 3,
      answers: ANSWERS,
      origin: {},
      updatedAt: new Date(),
    };
    await storage.drafts.keepDraft(draft);
    ready.push(id);
  }
}

async function submission(target: Running, ready: string[] | null): Promise<Measure> {
  const draft = ready?.pop() ?? randomUUID();
  const view = {
    ...{
      id: `V${draft}`,
      type: 'modal',
      callback_id: 'intake_preview',
      hash: draft,
      blocks: [],
      state: { values: {} },
    },
    private_metadata: JSON.stringify({ draft, form: 'new', step: '3' }),
  };
  const payload = {
    type: 'view_submission',
    user: { id: SENDER, team_id: 'T0BENCH' },
    team: { id: 'T0BENCH' },
    view,
  };
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const begun = performance.now();
  const answer = await post(target.url, body);
  const ack = performance.now() - begun;
  if (answer.status !== 200) throw new Error(`submission answered ${answer.status}`);
  if (ready !== null && !answer.body.includes('is filed')) throw new Error(`not filed: ${answer.body.slice(0, 300)}`);
  return { ack, view: 0 };
}

async function round(clients: number, one: () => Promise<Measure>): Promise<Measure[]> {
  const all: Measure[] = [];
  const client = async (): Promise<void> => {
    for (let done = 0; done < PER_ROUND / clients; done += 1) all.push(await one());
  };
  await Promise.all(Array.from({ length: clients }, client));
  return all;
}

type Side = { name: string; one: () => Promise<Measure>; before?: () => Promise<void>; after?: () => Promise<void> };

/** Alternating rounds; the figures are medians of the rounds' medians and 99th percentiles. */
async function compare(title: string, clients: number, sides: [Side, Side], of: keyof Measure): Promise<void> {
  const medians: [number[], number[]] = [[], []];
  const tails: [number[], number[]] = [[], []];
  for (const side of sides) {
    await side.before?.();
    await round(clients, side.one);
    await side.after?.();
  }
  for (let each = 0; each < ROUNDS; each += 1) {
    for (const index of each % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
      await sides[index].before?.();
      const times = (await round(clients, sides[index].one)).map((measure) => measure[of]);
      medians[index].push(median(times));
      tails[index].push(p99(times));
      await sides[index].after?.();
    }
  }
  const figures = [median(medians[0]), median(medians[1]), median(tails[0]), median(tails[1])].map((ms) =>
    ms.toFixed(2),
  );
  const [middle, tail] = [median(medians[1]) / median(medians[0]), median(tails[1]) / median(tails[0])];
  console.log(
    `${title}, ${clients} client${clients === 1 ? '' : 's'}: median ${figures[0]} → ${figures[1]} ms (${middle.toFixed(2)}×), p99 ${figures[2]} → ${figures[3]} ms (${tail.toFixed(2)}×)`,
  );
}

async function main(): Promise<void> {
  benchBusinessTime();
  const peers = await startPeers();
  const folder = mkdtempSync(join(tmpdir(), 'prodseceng-bench-'));
  const slack = { SLACK_BOT_TOKEN: 'xoxb-bench-0123456789', SLACK_API_URL: peers.slackUrl };
  const appEnv = (database: string) => ({
    ...slack,
    ...{ GITLAB_URL: peers.gitlabUrl, GITLAB_TOKEN: 'glpat-bench-0123456789', GITLAB_PROJECT: 'security/team' },
    ...{ DATABASE_PATH: join(folder, database), LOG_LEVEL: 'error' },
  });
  const bareArgs = ['test/bench/bare.mjs'];
  const appArgs = ['dist/main.js', 'start'];

  const app = await run(appArgs, appEnv('app.db'));
  const bare = await run(bareArgs, { ...slack, BARE: 'modal' });
  const row = await run(bareArgs, { ...slack, BARE: 'row', DATABASE_PATH: join(folder, 'row.db') });
  await untilReady(app);
  const storage = openStorage({ path: join(folder, 'app.db'), migrations: 'migrations', onOwed: () => {} });
  const ready: string[] = [];
  for (const clients of [1, 8]) {
    const sides: [Side, Side] = [
      { name: 'bare', one: () => command(bare, peers) },
      { name: 'app', one: () => command(app, peers) },
    ];
    await compare('command to acknowledgement', clients, sides, 'ack');
    await compare('command to views.open', clients, sides, 'view');
    await compare(
      'submission to acknowledgement',
      clients,
      [
        { name: 'row', one: () => submission(row, null) },
        {
          name: 'app',
          one: () => submission(app, ready),
          before: () => fillDrafts(storage, ready),
          after: () => delivered(storage),
        },
      ],
      'ack',
    );
  }
  storage.close();
  await Promise.all([app.stop(), bare.stop(), row.stop()]);

  const starts: [number[], number[]] = [[], []];
  for (let each = 0; each < STARTS; each += 1) {
    const first = await run(bareArgs, { ...slack, BARE: 'modal' });
    await first.stop();
    const second = await run(appArgs, appEnv('start.db'));
    await second.stop();
    starts[0].push(first.startedMs);
    // The first start migrates; the figure is for a migrated database.
    if (each > 0) starts[1].push(second.startedMs);
  }
  console.log(
    `start to /healthz: ${median(starts[0]).toFixed(0)} → ${median(starts[1]).toFixed(0)} ms (${(median(starts[1]) / median(starts[0])).toFixed(2)}×)`,
  );

  const idle = [await run(bareArgs, { ...slack, BARE: 'modal' }), await run(appArgs, appEnv('idle.db'))];
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  const [bareMiB = 0, appMiB = 0] = idle.map(({ pid }) => residentMiB(pid));
  console.log(
    `memory after ${IDLE_MS / 1_000} s idle: ${bareMiB.toFixed(0)} → ${appMiB.toFixed(0)} MiB (+${(appMiB - bareMiB).toFixed(0)})`,
  );
  await Promise.all(idle.map((each) => each.stop()));
  peers.close();
  process.exit(0);
}

/** What a round owes is sent before the next round: the other side is not measured beside it. */
async function delivered(storage: Storage): Promise<void> {
  while ((await storage.outbox.countOwed()).owed > 0) await new Promise((resolve) => setTimeout(resolve, 20));
}

async function untilReady(app: Running): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if ((await fetch(`${app.url}/readyz`)).status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the app did not become ready');
}

await main();
