import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { defaultSettings, type Settings } from '../../../src/config/settings.ts';
import type { Deps } from '../../../src/deps.ts';
import type { RequestFile } from '../../../src/domain/request.ts';
import { createGitLab } from '../../../src/gitlab/client.ts';
import { createClock } from '../../../src/sandbox/clock.ts';
import { createGitLabStandIn } from '../../../src/sandbox/gitlab/stand-in.ts';
import { seedGitLab } from '../../../src/sandbox/gitlab-world.ts';
import { createStore } from '../../../src/sandbox/store.ts';
import { CHANNELS, GITLAB, PEOPLE, USER_GROUPS } from '../../../src/sandbox/world.ts';
import { createAccess } from '../../../src/slack/access.ts';
import type { OwedRow } from '../../../src/storage/outbox.ts';
import { openStorage } from '../../../src/storage/storage.ts';
import { adoptWorkflow } from '../../../src/workflows/adopt/workflow.ts';

export const START = new Date('2026-11-02T09:00:00Z');
export const CANDIDATE = 'ProdSecEng Candidate';
export const TEAM_PROJECT = GITLAB.project.id;
export const OTHER_PROJECT = 202;
const MINUTE = 60_000;

export type TeamWorld = Awaited<ReturnType<typeof openTeamWorld>>;

/** The local GitLab over HTTP, a real database, and the parts of the app that a workflow may touch; no Slack. */
export async function openTeamWorld(change: (settings: Settings) => void = () => {}, group: string | null = null) {
  const folder = mkdtempSync(join(tmpdir(), 'prodseceng-adopt-'));
  const store = createStore(join(folder, 'gitlab.db'));
  const base = createClock(() => START);
  let address = '';
  const gitlab = createGitLabStandIn({ store, now: base.now, baseUrl: () => address });
  const server = createServer((req, res) => void gitlab.handle(req, res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const token = seedGitLab(gitlab);
  gitlab.addProject({ id: OTHER_PROJECT, path: 'elsewhere/product', visibility: 'public', memberIds: [] });
  const storage = openStorage({ path: join(folder, 'app.db'), migrations: 'migrations', onOwed: () => {} });
  await keepWorkspace(storage);
  await storage.facts.keepFact('first-start', START.toISOString());
  const settings = defaultSettings();
  change(settings);
  const lookUp = async () => null;
  const deps: Deps = {
    settings,
    gitlabProject: GITLAB.project.path,
    gitlabGroup: group,
    gitlabUrl: `${address}/gitlab`,
    storage,
    gitlab: createGitLab({ url: `${address}/gitlab`, token, now: base.now, timeoutMs: 2_000 }),
    access: createAccess({ people: storage.people, settings, lookUp, ownTeamId: () => null }),
    now: base.now,
    log: pino({ level: 'silent' }),
    botId: () => null,
    lookAt: async () => ({ seen: false, trouble: 'nothing is looked at here' }),
    workspaceUrl: () => 'https://example.slack.com/',
    whenQuiet: (_name, work) => void work(),
    // Nothing here draws screens or calls Slack.
    screens: {
      card: async () => [],
      home: async () => [],
      status: async () => [],
      request: async () => [],
      tool: async () => [],
      digest: async () => [],
    },
    slack: null as unknown as Deps['slack'],
    issueChanged: (issue) => adoptWorkflow.issue?.(deps, issue) ?? Promise.resolve(),
  };
  return {
    deps,
    gitlab,
    /** Lets so many minutes pass. */
    later: (minutes = 5) => base.advance(minutes * MINUTE),
    owed: () => everythingOwed(deps),
    requests: () => allRequests(deps),
    /** The API requests since the last call of this. */
    asked: () => gitlab.requests.splice(0).map(({ method, path }) => `${method} ${path.replace('/gitlab/api/v4', '')}`),
    async close() {
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
      storage.close();
      store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function keepWorkspace(storage: Deps['storage']): Promise<void> {
  await storage.people.keepPeople(PEOPLE);
  for (const group of USER_GROUPS) await storage.people.keepUserGroup(group);
  for (const { id, name, kind, isShared, isArchived, memberIds } of CHANNELS) {
    const facts = { id, name, isShared, isArchived, isPrivate: kind === 'private', botIsMember: true };
    await storage.people.keepChannel(facts, memberIds);
  }
}

/** Everything that is owed, as `kind` and payload; it counts as delivered after that. */
async function everythingOwed({ storage, now }: Deps): Promise<OwedRow[]> {
  const found: OwedRow[] = [];
  for (;;) {
    const rows = await storage.outbox.claimOwed(now(), 50);
    if (rows.length === 0) return found.sort((a, b) => a.id - b.id);
    for (const row of rows) await storage.outbox.doneOwed(row.id);
    found.push(...rows);
  }
}

async function allRequests({ storage }: Deps): Promise<RequestFile[]> {
  const all = await storage.requests.requestsByState(
    ['new', 'needs information', 'in assessment', 'proposed', 'decided', 'withdrawn', 'duplicate'],
    1_000,
  );
  return all.reverse();
}
