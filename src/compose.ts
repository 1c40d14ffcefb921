import type { Logger } from 'pino';
import { assetPath } from './config/assets.ts';
import type { Env, GitLabEnv, SlackEnv } from './config/env.ts';
import type { Settings } from './config/settings.ts';
import { createDeliverer, type Deliverer } from './deliver.ts';
import type { Deps, Screens, Workflow } from './deps.ts';
import { createGitLab } from './gitlab/client.ts';
import { receiveHook, workOffHooks } from './hooks.ts';
import { readiness } from './operate/health.ts';
import { type HttpServer, startHttp } from './operate/http.ts';
import { createMetrics, type Metrics } from './operate/metrics.ts';
import { createQuiet, type Quiet } from './schedule/quiet.ts';
import { createTicker, type Ticker } from './schedule/ticker.ts';
import { createAccess } from './slack/access.ts';
import { createSlackApp, type SlackApp } from './slack/app.ts';
import { createClients } from './slack/clients.ts';
import { listenToCommand } from './slack/command.ts';
import { listenToPeople } from './slack/people-events.ts';
import { groupsNamedIn, personLookUp, syncPeople } from './slack/people-sync.ts';
import { openStorage, type Storage } from './storage/storage.ts';
import { pollGitLab } from './workflows/adopt/poll.ts';
import { adoptWorkflow } from './workflows/adopt/workflow.ts';
import { homeWorkflow } from './workflows/home/workflow.ts';
import { intakeWorkflow } from './workflows/intake/workflow.ts';
import { requestsWorkflow } from './workflows/requests/workflow.ts';

/** Every journey of the process. Adding one here is all that it takes. */
export const WORKFLOWS: readonly Workflow[] = [intakeWorkflow, requestsWorkflow, adoptWorkflow, homeWorkflow];

export type ComposeOptions = {
  env: Env;
  settings: Settings;
  now: () => Date;
  log: Logger;
  /** How long each waits for an answer, in milliseconds; unless set, as long as the leases allow for. */
  timeouts?: { gitlab: number; slack: { waiting: number; background: number } };
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

const ACK_KINDS = {
  command: 'command',
  action: 'action',
  submission: 'view',
  closing: 'view',
  shortcut: 'shortcut',
  options: 'options',
  event: 'event',
} as const;
/** Both together leave some of the 10 s that a stop may take. */
const STOP_MS = 7_000;
const LAST_CALLS_MS = 2_000;
const REFRESH_MS = 15 * 60_000;
const SEEN_KEPT_MS = 7 * 24 * 3_600_000;

type Parts = ComposeOptions & {
  slackEnv: SlackEnv;
  gitlabEnv: GitLabEnv;
  storage: Storage;
  metrics: Metrics;
  reached: { slack: Date | null; gitlab: Date | null };
  quiet: Quiet;
};

/** Puts the app together and starts it: it serves at once, and reaches Slack and GitLab in the background. */
export async function composeApp(options: ComposeOptions): Promise<RunningApp> {
  const { env, now } = options;
  if (env.slack === null || env.gitlab === null) throw new Error('The app needs Slack and GitLab settings');
  let deliverer: Deliverer | null = null;
  const quiet = createQuiet();
  const migrations = assetPath('migrations');
  const storage = (options.openStorage ?? openStorage)({
    path: env.databasePath,
    migrations,
    onOwed: () => quiet.whenQuiet('deliver', async () => deliverer?.wake()),
  });
  if ((await storage.facts.fact('first-start')) === null)
    await storage.facts.keepFact('first-start', now().toISOString());
  const reached = { slack: null, gitlab: null };
  const parts = {
    ...options,
    slackEnv: env.slack,
    gitlabEnv: env.gitlab,
    storage,
    metrics: createMetrics(),
    reached,
    quiet,
  };
  const { slack, deps, learnPeople } = await openEdges(parts);
  const deliverWhenKnown = createDeliverer(deps, deliveriesOf(WORKFLOWS), (kind, outcome) => {
    if (outcome === 'again') parts.metrics.retried(kind);
    else parts.metrics.delivered(kind, outcome === 'done' ? 'delivered' : 'set-aside');
  });
  const ticker = openTicker(parts, deps, learnPeople);
  const http = await serve(parts, slack, deps, ticker);
  slack.start();
  // Nothing is delivered before it is known who is who: where a card goes, and who may read it there.
  const known = whenReady(slack).then(async (ready) => {
    if (!ready) return;
    await learnPeople();
    deliverer = deliverWhenKnown;
    deliverer.wake();
    await ticker.tick();
    ticker.start(options.settings.schedule.gitlabPoll.everySeconds);
  });
  known.catch((error) => options.log.error({ error }, 'the app could not begin'));
  return {
    url: http.url,
    port: http.port,
    deps,
    tick: ticker.tick,
    async settled() {
      await known;
      await quiet.flush();
      await deliverWhenKnown.settled();
      await quiet.flush();
    },
    stop: () => stopAll({ slack, http, ticker, quiet, deliverer: deliverWhenKnown, storage }),
  };
}

export type JobName = 'poll' | 'deliver';

/** Runs one job in a process of its own, beside a running app or without one. */
export async function runJob(name: JobName, options: ComposeOptions): Promise<void> {
  const { env, now } = options;
  if (env.slack === null || env.gitlab === null) throw new Error('The app needs Slack and GitLab settings');
  const quiet = createQuiet();
  const storage = openStorage({ path: env.databasePath, migrations: assetPath('migrations'), onOwed: () => {} });
  const reached = { slack: null, gitlab: null };
  const parts = {
    ...options,
    slackEnv: env.slack,
    gitlabEnv: env.gitlab,
    storage,
    metrics: createMetrics(),
    reached,
    quiet,
  };
  const { slack, deps } = await openEdges(parts);
  await slack.auth.learn();
  if (name === 'poll') await pollGitLab(deps);
  const deliverer = createDeliverer(deps, deliveriesOf(WORKFLOWS), () => {});
  await deliverer.settled();
  await deliverer.stop();
  await slack.stop(STOP_MS);
  storage.close();
}

async function whenReady(slack: SlackApp): Promise<boolean> {
  return (await slack.auth.learn()) !== null;
}

async function openEdges(parts: Parts) {
  const { slackEnv, gitlabEnv, storage, settings, log, now, metrics, reached, timeouts } = parts;
  const onReached = () => {
    reached.slack = now();
  };
  const clients = createClients({
    botToken: slackEnv.botToken,
    apiUrl: slackEnv.apiUrl,
    log,
    onReached,
    ...(timeouts && { timeouts: timeouts.slack }),
  });
  const slack = await createSlackApp({
    slack: slackEnv,
    clients,
    log,
    onReached,
    seenEvent: async (id) => !(await storage.facts.takeOnce(`event:${id}`, now())),
    observeAck: (kind, milliseconds) => metrics.acknowledged(ACK_KINDS[kind], milliseconds / 1_000),
    onError: storageTrouble,
  });
  const ownTeamId = () => slack.auth.facts()?.teamId ?? null;
  const lookUp = personLookUp(clients.waiting, ownTeamId);
  const access = createAccess({ people: storage.people, settings, lookUp, ownTeamId });
  const gitlab = createGitLab({
    url: gitlabEnv.url,
    token: gitlabEnv.token,
    now,
    ...(timeouts && { timeoutMs: timeouts.gitlab }),
    fetch: async (...call) => {
      const answer = await fetch(...call);
      reached.gitlab = now();
      return answer;
    },
  });
  const deps: Deps = {
    settings,
    storage,
    gitlab,
    access,
    now,
    log,
    whenQuiet: quietly(parts),
    slack: clients,
    gitlabProject: gitlabEnv.project,
    gitlabGroup: gitlabEnv.group,
    gitlabUrl: gitlabEnv.url,
    botId: () => slack.auth.facts()?.botId ?? null,
    screens: gatherScreens(() => deps),
  };
  const groups = groupsNamedIn([settings.slack.team, ...Object.values(settings.people).flat()]);
  const botUserId = () => slack.auth.facts()?.botUserId ?? null;
  listenToPeople(slack.bolt, { store: storage.people, ownTeamId, botUserId, groups, lookUp });
  for (const workflow of WORKFLOWS) workflow.listen?.(slack.bolt, deps);
  const commands = WORKFLOWS.flatMap((workflow) => workflow.commands?.(deps) ?? []);
  listenToCommand(slack.bolt, commands, { access, client: clients.waiting });
  const learnPeople = () => refreshPeople(parts, slack, clients.background, groups);
  return { slack, deps, learnPeople };
}

function quietly({ quiet, log }: Parts): Deps['whenQuiet'] {
  return (name, work) =>
    quiet.whenQuiet(name, () => work().catch((error) => log.warn({ error, name }, 'what could wait failed')));
}

/** A read-only or full database: nothing was kept, and the person is told so. */
function storageTrouble(error: Error): string | undefined {
  const code = 'code' in error ? String(error.code) : '';
  if (!code.startsWith('SQLITE_')) return undefined;
  return 'This could not be saved: the app cannot write to its database right now. Nothing was filed or changed. Keep this open, and try again in a few minutes.';
}

async function refreshPeople(
  parts: Parts,
  slack: SlackApp,
  client: Deps['slack']['background'],
  groups: string[],
): Promise<void> {
  const facts = slack.auth.facts();
  if (facts === null) return;
  const channels = [...new Set(Object.values(parts.settings.slack.channels))];
  const { teamId: ownTeamId, botUserId } = facts;
  const report = await syncPeople({ client, store: parts.storage.people, ownTeamId, botUserId, groups, channels });
  for (const missing of report.missing) parts.log.warn({ missing }, 'Slack shows no such channel or user group');
  for (const problem of report.problems) parts.log.warn({ problem }, 'people could not be refreshed');
}

function gatherScreens(deps: () => Deps): Screens {
  const inOrder = <T extends { order: number }>(parts: (T | null)[]): T[] =>
    parts.filter((part) => part !== null).sort((a, b) => a.order - b.order);
  return {
    card: async (file) =>
      inOrder(await Promise.all(WORKFLOWS.map(async (each) => (await each.card?.(deps(), file)) ?? null))),
    home: async (roles) =>
      inOrder(await Promise.all(WORKFLOWS.map(async (each) => (await each.home?.(deps(), roles)) ?? null))),
  };
}

function deliveriesOf(workflows: readonly Workflow[]): Map<string, NonNullable<Workflow['deliveries']>[string]> {
  return new Map(workflows.flatMap(({ deliveries = {} }) => Object.entries(deliveries)));
}

function openTicker(parts: Parts, deps: Deps, learnPeople: () => Promise<void>): Ticker {
  const { now, metrics, log, storage } = parts;
  let refreshed = now().getTime();
  const people = {
    name: 'people',
    async run() {
      if (now().getTime() - refreshed < REFRESH_MS) return;
      refreshed = now().getTime();
      await learnPeople();
    },
  };
  const forget = {
    name: 'forget',
    run: () => storage.facts.forgetSeenBefore(new Date(now().getTime() - SEEN_KEPT_MS)),
  };
  const hooks = { name: 'hooks', run: () => workOffHooks(deps, WORKFLOWS) };
  const ticks = WORKFLOWS.flatMap(({ ticks = [] }) => ticks).map(({ name, run }) => ({ name, run: () => run(deps) }));
  return createTicker([people, hooks, ...ticks, forget], now, (name, outcome, error) => {
    metrics.jobRan(name, outcome);
    if (outcome === 'failed') log.warn({ job: name, error }, 'a job failed and runs again at the next tick');
  });
}

async function serve(parts: Parts, slack: SlackApp, deps: Deps, ticker: Ticker): Promise<HttpServer> {
  const { env, metrics, log, now, gitlabEnv, reached, storage } = parts;
  metrics.watchOwed(async () => {
    const { owed, setAside } = await storage.outbox.countOwed();
    return { owed, 'set-aside': setAside };
  });
  const secret = gitlabEnv.webhookSecret;
  return startHttp({
    host: env.host,
    port: env.port,
    metrics: metrics.text,
    onError: (error) => log.error({ error }, 'a request could not be answered'),
    slackEvents: slack.listen === null ? undefined : { open: slack.ready, handle: slack.listen },
    gitlabWebhook: secret === null ? undefined : (post) => receiveHook(deps, WORKFLOWS, secret, post),
    readiness() {
      const facts = {
        mode: env.mode,
        migrated: true,
        lastTickAt: ticker.lastTickAt(),
        slackAnswered: slack.auth.facts() !== null,
        socketConnected: slack.ready(),
        slackReachedAt: reached.slack,
        gitlabReachedAt: reached.gitlab,
      };
      return readiness(facts, now());
    },
  });
}

type Stoppable = {
  slack: SlackApp;
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
