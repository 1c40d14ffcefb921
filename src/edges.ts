import type { Logger } from 'pino';
import type { Env, GitLabEnv, SlackEnv } from './config/env.ts';
import type { Settings } from './config/settings.ts';
import type { Delivery, Deps, Screens, Workflow } from './deps.ts';
import { createGitLab } from './gitlab/client.ts';
import type { Issue } from './gitlab/schema.ts';
import { createMetrics, type Metrics } from './operate/metrics.ts';
import { createQuiet, type Quiet } from './schedule/quiet.ts';
import { createAccess } from './slack/access.ts';
import { createSlackApp, type SlackApp } from './slack/app.ts';
import { createClients } from './slack/clients.ts';
import { listenToCommand } from './slack/command.ts';
import { listenToPeople } from './slack/people-events.ts';
import { createPeopleKeeper, type PeopleKeeper } from './slack/people-keeper.ts';
import { groupsNamedIn, personLookUp } from './slack/people-sync.ts';
import type { Storage } from './storage/storage.ts';
import { lookAtAddress } from './web/address-look.ts';

export type EdgeOptions = {
  env: Env;
  settings: Settings;
  now: () => Date;
  log: Logger;
  /** In place of the look at an address of the web, for tests. */
  lookAt?: Deps['lookAt'];
  /** How long each waits for an answer, in milliseconds; unless set, as long as the leases allow for. */
  timeouts?: { gitlab: number; slack: { waiting: number; background: number } };
};

/** The app's ways to the outside, opened and put together; nothing is called yet. */
export type Edges = {
  slack: SlackApp;
  deps: Deps;
  people: PeopleKeeper;
  metrics: Metrics;
  /** When each was heard last. */
  reached: { slack: Date | null; gitlab: Date | null };
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

/** Opens the edges on a storage, and lets every workflow listen. */
export async function openEdges(
  options: EdgeOptions,
  storage: Storage,
  workflows: readonly Workflow[],
  quiet: Quiet = createQuiet(),
): Promise<Edges> {
  const { slack: slackEnv, gitlab: gitlabEnv } = options.env;
  if (slackEnv === null || gitlabEnv === null) throw new Error('The app needs Slack and GitLab settings');
  const { settings, log, now } = options;
  const reached: Edges['reached'] = { slack: null, gitlab: null };
  const metrics = createMetrics();
  const { clients, slack } = await openSlack(options, slackEnv, storage, metrics, reached);
  const ownTeamId = () => slack.auth.facts()?.teamId ?? null;
  const lookUp = personLookUp(clients.waiting, ownTeamId);
  const access = createAccess({ people: storage.people, settings, lookUp, ownTeamId });
  const deps: Deps = {
    ...{ settings, storage, access, now, log, slack: clients },
    gitlab: openGitLab(options, gitlabEnv, reached),
    whenQuiet: (name, work) =>
      quiet.whenQuiet(name, () => work().catch((error) => log.warn({ error, name }, 'what could wait failed'))),
    lookAt: options.lookAt ?? ((address) => lookAtAddress(address, settings.signs.hosts)),
    ...{ gitlabProject: gitlabEnv.project, gitlabGroup: gitlabEnv.group, gitlabUrl: gitlabEnv.url },
    workspaceUrl: () => slack.auth.facts()?.url || 'https://slack.com/',
    botId: () => slack.auth.facts()?.botId ?? null,
    screens: gatherScreens(workflows, () => deps),
    issueChanged: (issue) => tellEach(workflows, deps, issue),
  };
  const groups = groupsNamedIn([settings.slack.team, ...Object.values(settings.people).flat()]);
  const botUserId = () => slack.auth.facts()?.botUserId ?? null;
  listenToPeople(slack.bolt, { store: storage.people, ownTeamId, botUserId, groups, lookUp });
  for (const workflow of workflows) workflow.listen?.(slack.bolt, deps);
  const commands = workflows.flatMap((workflow) => workflow.commands?.(deps) ?? []);
  listenToCommand(slack.bolt, commands, { access, client: clients.waiting });
  const channels = [...new Set(Object.values(settings.slack.channels))];
  const people = createPeopleKeeper({
    ...{ client: clients.background, store: storage.people, facts: slack.auth.facts, groups, channels, now, log },
  });
  return { slack, deps, people, metrics, reached };
}

async function openSlack(
  { log, now, timeouts }: EdgeOptions,
  env: SlackEnv,
  storage: Storage,
  metrics: Metrics,
  reached: Edges['reached'],
) {
  const onReached = () => {
    reached.slack = now();
  };
  const waits = timeouts === undefined ? {} : { timeouts: timeouts.slack };
  const clients = createClients({ botToken: env.botToken, apiUrl: env.apiUrl, log, onReached, ...waits });
  const slack = await createSlackApp({
    slack: env,
    clients,
    log,
    onReached,
    seenEvent: async (id) => !(await storage.facts.takeOnce(`event:${id}`, now())),
    observeAck: (kind, milliseconds) => metrics.acknowledged(ACK_KINDS[kind], milliseconds / 1_000),
    onError: storageTrouble,
  });
  return { clients, slack };
}

function openGitLab({ now, timeouts }: EdgeOptions, env: GitLabEnv, reached: Edges['reached']): Deps['gitlab'] {
  return createGitLab({
    url: env.url,
    token: env.token,
    now,
    ...(timeouts === undefined ? {} : { timeoutMs: timeouts.gitlab }),
    fetch: async (...call) => {
      const answer = await fetch(...call);
      reached.gitlab = now();
      return answer;
    },
  });
}

/** A read-only or full database: nothing was kept, and the person is told so. */
function storageTrouble(error: Error): string | undefined {
  const code = 'code' in error ? String(error.code) : '';
  if (!code.startsWith('SQLITE_')) return undefined;
  return 'This could not be saved: the app cannot write to its database right now. Nothing was filed or changed. Keep this open, and try again in a few minutes.';
}

/** One that fails does not keep the others from looking; the first failure is thrown after all have. */
async function tellEach(workflows: readonly Workflow[], deps: Deps, issue: Issue): Promise<void> {
  const failed: unknown[] = [];
  for (const workflow of workflows)
    await workflow.issue?.(deps, issue).catch((error: unknown) => {
      failed.push(error);
    });
  if (failed.length > 0) throw failed[0];
}

function gatherScreens(workflows: readonly Workflow[], deps: () => Deps): Screens {
  const inOrder = async <T extends { order: number }>(parts: (Promise<T | null> | undefined)[]): Promise<T[]> =>
    (await Promise.all(parts)).filter((part) => part != null).sort((a, b) => a.order - b.order);
  return {
    card: (file) => inOrder(workflows.map((each) => each.card?.(deps(), file))),
    home: (roles) => inOrder(workflows.map((each) => each.home?.(deps(), roles))),
    status: (roles) => inOrder(workflows.map((each) => each.status?.(deps(), roles))),
    request: (file, roles) => inOrder(workflows.map((each) => each.request?.(deps(), file, roles))),
    tool: (tool, roles) => inOrder(workflows.map((each) => each.tool?.(deps(), tool, roles))),
    digest: async () => {
      const all = await Promise.all(workflows.map((each) => each.digest?.(deps()) ?? []));
      return all.flat().sort((a, b) => a.order - b.order);
    },
  };
}

/** Every delivery by its kind. */
export function deliveriesOf(workflows: readonly Workflow[]): Map<string, Delivery> {
  return new Map(workflows.flatMap(({ deliveries = {} }) => Object.entries(deliveries)));
}
