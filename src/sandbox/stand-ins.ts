import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createClock, type SandboxClock } from './clock.ts';
import type { Desk } from './desk.ts';
import { createPersonDriver, type PersonDriver } from './driver.ts';
import { createGitLabDriver, type GitLabDriver } from './driver-gitlab.ts';
import type { Faults } from './gitlab/faults.ts';
import { createGitLabStandIn, type GitLabStandIn } from './gitlab/stand-in.ts';
import { seedGitLab } from './gitlab-world.ts';
import { isLocalRequest, sendJson } from './http.ts';
import { servePageFile } from './page-files.ts';
import { servePage } from './routes.ts';
import { gitlabRoutes, type IssueTemplate } from './routes-gitlab.ts';
import { sayHello } from './sample.ts';
import { type PartialSettings, sandboxSettingsText } from './sandbox-settings.ts';
import type { Directory } from './slack/directory.ts';
import type { Ack } from './slack/dispatch.ts';
import type { SlackFaults } from './slack/faults.ts';
import { createSlackStandIn, type SlackStandIn } from './slack/stand-in.ts';
import type { ApiCall } from './slack/web-api.ts';
import { createStore, type Store } from './store.ts';
import { GITLAB, seedWorld } from './world.ts';

export type StandInsOptions = {
  /** 0 (the default): any free port. */
  port?: number;
  /** The SQLite file that keeps the workspace; default a new one, removed at stop. */
  data?: string;
  now?: () => Date;
  settings?: PartialSettings;
  mode?: 'http' | 'socket';
  /** Whether the local GitLab sends webhooks to the app. */
  webhook?: boolean;
  /** Begins with a few messages, so that the first screen is worth looking at. */
  sample?: boolean;
  tier?: 'free' | 'premium';
};

type AppEnvOptions = { mode?: 'http' | 'socket'; databasePath: string; port: number };

/** The local Slack and GitLab with their page, without the app. */
export type StandIns = {
  url: string;
  slackApiUrl: string;
  gitlabUrl: string;
  /** The file that keeps the workspace. */
  dataPath: string;
  /** Whether the sample messages were written just now. */
  isNew: boolean;
  slack: SlackStandIn;
  gitlabStandIn: GitLabStandIn;
  clock: SandboxClock;
  slackFaults: SlackFaults;
  gitlabFaults: Faults;
  directory: Directory;
  /** A driver that acts as the person with this role or id, over the page's HTTP API. */
  person(role: string): PersonDriver;
  gitlab: GitLabDriver;
  /** Breaches of Slack's limits, scopes and rules so far. */
  problems(): string[];
  /** Every call of the Web API and of response addresses so far. */
  apiCalls(): ApiCall[];
  /** Tells where the app listens; null when it does not run. */
  appIsAt(url: string | null): void;
  /** The environment of an app that works with these stand-ins; writes its settings file. */
  appEnv(options: AppEnvOptions): Record<string, string>;
  lastEventId(type?: string): string | null;
  /** Sends an event that was sent before once more. */
  redeliver(eventId: string | null): Promise<Ack>;
  /** Resolves once no delivery to the app is under way. */
  idle(): Promise<void>;
  /** What the page's clock does after it was moved, and what it offers as issue templates; set by the sandbox. */
  hooks: {
    clockMoved(): Promise<void>;
    nextMoment: Desk['nextMoment'];
    templates(): IssueTemplate[];
  };
  stop(): Promise<void>;
};

/** Starts the local Slack and GitLab on one port of 127.0.0.1. */
export async function startStandIns(options: StandInsOptions = {}): Promise<StandIns> {
  const folder = mkdtempSync(join(tmpdir(), 'prodseceng-sandbox-'));
  const dataPath = options.data ?? join(folder, 'sandbox.db');
  mkdirSync(dirname(dataPath), { recursive: true });
  const store = createStore(dataPath);
  seedWorld(store);
  const parts = createParts(options, store);
  const port = await listen(parts.server, options.port ?? 0);
  parts.setBase(`http://127.0.0.1:${port}`);
  const isNew = options.sample === true && sayHello(parts.slack);
  const stop = async (): Promise<void> => {
    parts.slack.stop();
    await closeServer(parts.server);
    await parts.gitlabStandIn.hooksSettled();
    store.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return assemble(options, parts, { folder, dataPath, isNew, stop });
}

type Parts = ReturnType<typeof createParts>;

function createParts(options: StandInsOptions, store: Store) {
  const clock = createClock(options.now);
  const problems: string[] = [];
  const state: { base: string; appUrl: string | null } = { base: '', appUrl: null };
  const hooks: StandIns['hooks'] = {
    clockMoved: async () => {},
    nextMoment: async () => null,
    templates: () => [],
  };
  const slack = createSlackStandIn({
    store,
    now: clock.now,
    baseUrl: () => state.base,
    mode: options.mode ?? 'http',
    appUrl: () => state.appUrl,
    problem: (text) => void problems.push(text),
  });
  const gitlabStandIn = createGitLabStandIn({
    store,
    now: clock.now,
    baseUrl: () => state.base,
    tier: options.tier ?? 'free',
  });
  gitlabStandIn.onChange(() => slack.changes.note());
  const gitlabToken = seedGitLab(gitlabStandIn);
  const desk: Desk = {
    slack,
    clock,
    problems: () => problems,
    clockMoved: () => hooks.clockMoved(),
    nextMoment: (what) => hooks.nextMoment(what),
    seen: new Map(),
  };
  const more = gitlabRoutes(gitlabStandIn, () => hooks.templates());
  const server = createServer((request, response) => {
    serve({ desk, gitlabStandIn, more }, request, response).catch((error: unknown) => {
      problems.push(`the sandbox failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      if (!response.headersSent) sendJson(response, 500, { ok: false, error: 'internal_error' });
      else response.destroy();
    });
  });
  server.on('upgrade', slack.upgrade);
  const webhookSecret = randomBytes(16).toString('hex');
  const setApp = (url: string | null): void => {
    state.appUrl = url;
    gitlabStandIn.setWebhook(url && options.webhook ? { url: `${url}/gitlab/webhook`, secret: webhookSecret } : null);
  };
  const setBase = (url: string): void => {
    state.base = url;
  };
  return { clock, problems, state, hooks, slack, gitlabStandIn, gitlabToken, webhookSecret, server, setApp, setBase };
}

type Serving = { desk: Desk; gitlabStandIn: GitLabStandIn; more: ReturnType<typeof gitlabRoutes> };

async function serve(
  { desk, gitlabStandIn, more }: Serving,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!isLocalRequest(request)) return sendJson(response, 403, { ok: false, error: 'foreign Host or Origin' });
  const url = new URL(request.url ?? '/', 'http://sandbox');
  if (url.pathname.startsWith('/api/')) return desk.slack.handle(request, response, url.pathname);
  if (url.pathname.startsWith('/sandbox/')) return servePage(desk, request, response, url, more);
  if (await gitlabStandIn.handle(request, response)) return;
  if (request.method !== 'GET' || !servePageFile(url.pathname, response))
    sendJson(response, 404, { ok: false, error: 'not_found' });
}

function assemble(
  options: StandInsOptions,
  parts: Parts,
  { folder, dataPath, isNew, stop }: { folder: string; dataPath: string; isNew: boolean; stop: () => Promise<void> },
): StandIns {
  const { slack, gitlabStandIn, state } = parts;
  return {
    url: state.base,
    slackApiUrl: `${state.base}/api/`,
    gitlabUrl: `${state.base}/gitlab`,
    dataPath,
    isNew,
    slack,
    gitlabStandIn,
    clock: parts.clock,
    slackFaults: slack.faults,
    gitlabFaults: gitlabStandIn.faults,
    directory: slack.directory,
    person: (role) => createPersonDriver(state.base, role),
    gitlab: createGitLabDriver(state.base),
    problems: () => [...parts.problems],
    apiCalls: () => [...slack.calls],
    appIsAt: parts.setApp,
    appEnv: (wanted) => appEnv(options, parts, folder, wanted),
    lastEventId: (type) => slack.events.lastEventId(type),
    redeliver: (eventId) => slack.events.redeliver(eventId ?? ''),
    idle: () => idle(slack, gitlabStandIn),
    hooks: parts.hooks,
    stop,
  };
}

async function idle(slack: SlackStandIn, gitlab: GitLabStandIn): Promise<void> {
  await gitlab.hooksSettled();
  while (slack.pending() > 0) await new Promise((resolve) => setTimeout(resolve, 5));
}

function appEnv(options: StandInsOptions, parts: Parts, folder: string, wanted: AppEnvOptions): Record<string, string> {
  const { botToken, appToken, signingSecret } = parts.slack.slack.secrets;
  const settingsPath = join(folder, 'prodseceng.yml');
  writeFileSync(settingsPath, sandboxSettingsText(options.settings));
  const mode = wanted.mode ?? options.mode ?? 'http';
  return {
    SLACK_BOT_TOKEN: botToken,
    ...(mode === 'socket' ? { SLACK_APP_TOKEN: appToken } : { SLACK_SIGNING_SECRET: signingSecret }),
    SLACK_API_URL: `${parts.state.base}/api/`,
    GITLAB_URL: `${parts.state.base}/gitlab`,
    GITLAB_TOKEN: parts.gitlabToken,
    GITLAB_PROJECT: GITLAB.project.path,
    GITLAB_GROUP: GITLAB.group.path,
    GITLAB_WEBHOOK_SECRET: parts.webhookSecret,
    DATABASE_PATH: wanted.databasePath,
    PORT: String(wanted.port),
    HOST: '127.0.0.1',
    LOG_LEVEL: 'warn',
    PRODSECENG_CONFIG: settingsPath,
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
