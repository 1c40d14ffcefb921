import { assetPath } from './config/assets.ts';
import { createDeliverer, type Deliverer } from './deliver.ts';
import type { Deps, Workflow } from './deps.ts';
import { deliveriesOf, type EdgeOptions, type Edges, openEdges } from './edges.ts';
import { createHookDesk, type HookDesk } from './hooks.ts';
import { readiness } from './operate/health.ts';
import { type HttpServer, startHttp } from './operate/http.ts';
import type { Slot } from './schedule/cron.ts';
import { createLedger, SLOT_LEASE_MS } from './schedule/ledger.ts';
import { createQuiet, type Quiet } from './schedule/quiet.ts';
import { createTicker, type Ticker } from './schedule/ticker.ts';
import { openStorage, type Storage } from './storage/storage.ts';
import { pollGitLab } from './workflows/adopt/poll.ts';
import { adoptWorkflow } from './workflows/adopt/workflow.ts';
import { assessWorkflow } from './workflows/assess/workflow.ts';
import { awayWorkflow } from './workflows/away/workflow.ts';
import { backlogWorkflow } from './workflows/backlog/workflow.ts';
import { capacityWorkflow } from './workflows/capacity/workflow.ts';
import { clockTick } from './workflows/clocks/reminders.ts';
import { clocksWorkflow } from './workflows/clocks/workflow.ts';
import { contributeWorkflow } from './workflows/contribute/workflow.ts';
import { decideWorkflow } from './workflows/decide/workflow.ts';
import { digestWorkflow } from './workflows/digest/workflow.ts';
import { engageWorkflow } from './workflows/engage/workflow.ts';
import { homeWorkflow } from './workflows/home/workflow.ts';
import { intakeWorkflow } from './workflows/intake/workflow.ts';
import { interlockWorkflow } from './workflows/interlock/workflow.ts';
import { inventoryWorkflow } from './workflows/inventory/workflow.ts';
import { adoptionDesk } from './workflows/lifecycle/adoption.ts';
import { lifecycleWorkflow } from './workflows/lifecycle/workflow.ts';
import { metricsWorkflow } from './workflows/metrics/workflow.ts';
import { outageWorkflow } from './workflows/outage/workflow.ts';
import { planWorkflow } from './workflows/plan/workflow.ts';
import { reminderTick } from './workflows/promises/reminders.ts';
import { promisesWorkflow } from './workflows/promises/workflow.ts';
import { requestsWorkflow } from './workflows/requests/workflow.ts';
import { reviewRound } from './workflows/review/round.ts';
import { reviewWorkflow } from './workflows/review/workflow.ts';
import { signalsWorkflow } from './workflows/signals/workflow.ts';
import { heartbeatDesk } from './workflows/signs/heartbeat.ts';
import { signsWorkflow } from './workflows/signs/workflow.ts';
import { statusWorkflow } from './workflows/status/workflow.ts';
import { triageWorkflow } from './workflows/triage/workflow.ts';

/** Every journey of the process. Adding one here is all that it takes. */
export const WORKFLOWS: readonly Workflow[] = [
  assessWorkflow,
  intakeWorkflow,
  requestsWorkflow,
  decideWorkflow,
  planWorkflow,
  backlogWorkflow,
  triageWorkflow,
  inventoryWorkflow,
  awayWorkflow,
  outageWorkflow,
  reviewWorkflow,
  signsWorkflow,
  contributeWorkflow,
  lifecycleWorkflow,
  adoptWorkflow,
  // After GitLab was looked at: what was dealt with there is not reminded of.
  clocksWorkflow,
  signalsWorkflow,
  promisesWorkflow,
  capacityWorkflow,
  metricsWorkflow,
  interlockWorkflow,
  engageWorkflow,
  digestWorkflow,
  statusWorkflow,
  homeWorkflow,
];

export type ComposeOptions = EdgeOptions & {
  /** Opens the database in a way of one's own. */
  openStorage?: typeof openStorage;
};

export type RunningApp = {
  url: string;
  port: number;
  deps: Deps;
  /** Resolves when the app knows who is who, and nothing is due to be delivered. */
  settled(): Promise<void>;
  /** Runs the work of a minute now. */
  tick(): Promise<void>;
  /** Takes nothing new, finishes what runs, closes what is open: within 10 s. */
  stop(): Promise<void>;
};

/** Both together leave some of the 10 s that a stop may take. */
const STOP_MS = 7_000;
/** How long a job waits for Slack to say who the app is. */
const JOB_PATIENCE_MS = 15_000;
const LAST_CALLS_MS = 2_000;
const SEEN_KEPT_MS = 7 * 24 * 3_600_000;
/** Longer than missed slots are looked for. */
const SLOTS_KEPT_MS = 30 * 24 * 3_600_000;
const FIRST_START = 'first-start';
const PEOPLE_KNOWN = 'people-known';

/** Puts the app together and starts it: it serves at once, and reaches Slack and GitLab in the background. */
export async function composeApp(options: ComposeOptions): Promise<RunningApp> {
  const { env, now, log } = options;
  let deliverer: Deliverer | null = null;
  let checkpoint: (() => void) | null = null;
  const quiet = createQuiet();
  const storage = (options.openStorage ?? openStorage)({
    path: env.databasePath,
    migrations: assetPath('migrations'),
    onOwed() {
      quiet.whenQuiet('deliver', async () => deliverer?.wake());
      // A log that begins anew is written over, and does not grow while somebody waits for a commit.
      quiet.whenQuiet('checkpoint', async () => checkpoint?.());
    },
  });
  if ((await storage.facts.fact(FIRST_START)) === null) await storage.facts.keepFact(FIRST_START, now().toISOString());
  checkpoint = storage.checkpoint;
  const edges = await openEdges(options, storage, WORKFLOWS, quiet);
  const { slack, deps, metrics } = edges;
  const ready = createDeliverer(deps, deliveriesOf(WORKFLOWS), (kind, outcome) => {
    if (outcome === 'again') metrics.retried(kind);
    else metrics.delivered(kind, outcome === 'done' ? 'delivered' : 'set-aside');
  });
  const hooks = createHookDesk(deps, WORKFLOWS, env.gitlab?.webhookSecret ?? null);
  const ticker = openTicker(options, edges, hooks);
  const http = await serve(options, edges, hooks, ticker);
  slack.start();
  let stopping = false;
  const begun = begin(options, edges, () => stopping).then(async (known) => {
    if (!known || stopping) return;
    deliverer = ready;
    ready.wake();
    await ticker.tick();
    if (!stopping) ticker.start(options.settings.schedule.gitlabPoll.everySeconds);
  });
  begun.catch((error) => log.error({ error }, 'the app could not begin'));
  return {
    url: http.url,
    port: http.port,
    deps,
    tick: ticker.tick,
    async settled() {
      await begun;
      await quiet.flush();
      await ready.settled();
      await quiet.flush();
    },
    async stop() {
      stopping = true;
      await stopAll({ slack, http, ticker, quiet, deliverer: ready, storage });
    },
  };
}

/**
 * Waits until Slack has said who the app is and, the first time ever, until it is known who is who: nothing is delivered before it
 * is known where a card goes and who may read it there. Later starts go on with what is kept, and refresh it beside.
 */
async function begin(
  { log }: ComposeOptions,
  { slack, people, deps }: Edges,
  stopping: () => boolean,
): Promise<boolean> {
  if ((await slack.auth.learn()) === null || stopping()) return false;
  const { facts } = deps.storage;
  const refreshed = people.refresh();
  if ((await facts.fact(PEOPLE_KNOWN)) !== null) {
    refreshed.catch((error) => log.warn({ error }, 'people could not be refreshed'));
    return true;
  }
  await refreshed;
  await facts.keepFact(PEOPLE_KNOWN, deps.now().toISOString());
  return true;
}

export type JobName = 'digest' | 'poll' | 'deliver' | 'reminders' | 'reviews' | 'metrics';

/** What each job does before all that is owed is delivered. */
const JOBS: Record<JobName, (deps: Deps) => Promise<void>> = {
  digest: (deps) => runSlotNow(deps, 'digest'),
  metrics: (deps) => runSlotNow(deps, 'metrics'),
  poll: pollGitLab,
  deliver: async () => {},
  async reminders(deps) {
    await reminderTick.run(deps);
    await clockTick.run(deps);
  },
  reviews: async (deps) => deps.storage.owe(await reviewRound(deps), deps.now()),
};

/** A recurring job by hand: in a slot of its own, so that twice within a minute is once, and the next one by the clock runs all the same. */
async function runSlotNow(deps: Deps, name: string): Promise<void> {
  const job = WORKFLOWS.flatMap(({ jobs = [] }) => jobs).find((each) => each.name === name);
  if (job === undefined) throw new Error(`no workflow has the job ${name}`);
  const { slots } = deps.storage;
  const claimedAt = deps.now();
  const slot = { key: `by hand ${claimedAt.toISOString().slice(0, 16)}`, at: claimedAt };
  if (!(await slots.claimSlot(name, slot.key, claimedAt, SLOT_LEASE_MS))) return;
  const owed = await job.run(deps, slot);
  await slots.endSlot({ job: name, slot: slot.key, claimedAt, outcome: 'done', owed, now: deps.now() });
}

/** Runs one job in a process of its own, beside a running app or without one. Throws when Slack does not answer in 15 s. */
export async function runJob(name: JobName, options: ComposeOptions): Promise<void> {
  const storage = openStorage({
    path: options.env.databasePath,
    migrations: assetPath('migrations'),
    onOwed: () => {},
  });
  try {
    const { slack, deps } = await openEdges(options, storage, WORKFLOWS);
    const giveUp = setTimeout(() => slack.auth.stop(), JOB_PATIENCE_MS);
    const facts = await slack.auth.learn();
    clearTimeout(giveUp);
    if (facts === null) throw new Error('Slack did not say who the app is: doctor says what is wrong');
    await JOBS[name](deps);
    const deliverer = createDeliverer(deps, deliveriesOf(WORKFLOWS), () => {});
    await deliverer.settled();
    await deliverer.stop();
    await slack.stop(STOP_MS);
  } finally {
    storage.close();
  }
}

function openTicker({ log, now }: ComposeOptions, { deps, people, metrics }: Edges, hooks: HookDesk): Ticker {
  const { facts } = deps.storage;
  const forget = async () => {
    await facts.forgetSeenBefore(new Date(now().getTime() - SEEN_KEPT_MS));
    await deps.storage.slots.forgetSlotsBefore(new Date(now().getTime() - SLOTS_KEPT_MS));
  };
  const ticks = WORKFLOWS.flatMap(({ ticks = [] }) => ticks).map(({ name, run }) => ({ name, run: () => run(deps) }));
  const ledger = openLedger({ log, now }, deps, metrics);
  const work = [
    { name: 'people', run: async () => people.refreshWhenDue() },
    { name: 'hooks', run: () => hooks.workOff() },
    ...ticks,
    { name: 'jobs', run: ledger.run },
    { name: 'forget', run: forget },
    { name: 'checkpoint', run: async () => deps.storage.checkpoint() },
  ];
  return createTicker(work, now, (name, outcome, error) => {
    metrics.jobRan(name, outcome);
    if (outcome === 'failed') log.warn({ job: name, error }, 'a job failed and runs again at the next tick');
  });
}

/** The recurring jobs of every workflow, one run per slot whichever process looks. */
function openLedger({ log, now }: Pick<ComposeOptions, 'log' | 'now'>, deps: Deps, metrics: Edges['metrics']) {
  const jobs = WORKFLOWS.flatMap((workflow) => workflow.jobs ?? []).map(({ name, when, catchUp, run }) => ({
    ...{ name, catchUp, ...when(deps.settings) },
    run: (slot: Slot) => run(deps, slot),
  }));
  return createLedger({
    ...{ jobs, now, slots: deps.storage.slots },
    since: async () => new Date((await deps.storage.facts.fact(FIRST_START)) ?? now()),
    report(name, outcome, error) {
      metrics.jobRan(name, outcome);
      if (outcome === 'failed') log.warn({ job: name, error }, 'a job failed and is tried again later');
    },
  });
}

function serve(options: ComposeOptions, edges: Edges, hooks: HookDesk, ticker: Ticker): Promise<HttpServer> {
  const { env, log, now } = options;
  const { slack, metrics, deps, reached } = edges;
  metrics.watchOwed(async () => {
    const { owed, setAside } = await deps.storage.outbox.countOwed();
    return { owed, 'set-aside': setAside };
  });
  metrics.watchClocks(async () =>
    Object.fromEntries((await deps.storage.outages.countClocks()).map(({ state, count }) => [state, count])),
  );
  return startHttp({
    host: env.host,
    port: env.port,
    metrics: metrics.text,
    onError: (error) => log.error({ error }, 'a request could not be answered'),
    slackEvents: slack.listen === null ? undefined : { open: slack.ready, handle: slack.listen },
    gitlabWebhook: (env.gitlab?.webhookSecret ?? null) === null ? undefined : hooks.receive,
    heartbeat: heartbeatDesk(deps),
    adoption: adoptionDesk(deps),
    readiness: () =>
      readiness(
        {
          mode: env.mode,
          migrated: true,
          lastTickAt: ticker.lastTickAt(),
          slackAnswered: slack.auth.facts() !== null,
          socketConnected: slack.ready(),
          slackReachedAt: reached.slack,
          gitlabReachedAt: reached.gitlab,
        },
        now(),
      ),
  });
}

type Stoppable = {
  slack: Edges['slack'];
  http: HttpServer;
  ticker: Ticker;
  quiet: Quiet;
  deliverer: Deliverer;
  storage: Storage;
};

async function stopAll({ slack, http, ticker, quiet, deliverer, storage }: Stoppable): Promise<void> {
  await Promise.all([slack.stop(STOP_MS), http.close(STOP_MS)]);
  quiet.stop();
  const rest = Promise.all([ticker.stop(), deliverer.stop()]);
  // What hangs in GitLab or Slack is held by its lease and is done after the next start.
  await Promise.race([rest, new Promise((resolve) => setTimeout(resolve, LAST_CALLS_MS).unref())]);
  storage.close();
}
