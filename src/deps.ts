import type { App } from '@slack/bolt';
import type { KnownBlock } from '@slack/types';
import type { Logger } from 'pino';
import type { Settings } from './config/settings.ts';
import type { Owed } from './domain/owed.ts';
import type { Roles } from './domain/people.ts';
import type { RequestFile } from './domain/request.ts';
import type { Tool } from './domain/tool.ts';
import type { GitLab } from './gitlab/client.ts';
import type { Issue } from './gitlab/schema.ts';
import type { Slot } from './schedule/cron.ts';
import type { CatchUp } from './schedule/ledger.ts';
import type { Access } from './slack/access.ts';
import type { Message } from './slack/blocks.ts';
import type { Clients } from './slack/clients.ts';
import type { Command } from './slack/command.ts';
import type { OwedRow } from './storage/outbox.ts';
import type { Storage } from './storage/storage.ts';

/** The fact that holds since when nothing in GitLab is unknown: when the last poll began that read all that had changed. */
export const SYNCED = 'gitlab:synced';

/** What a workflow may touch. The clients come by here, so that nothing makes one of its own. */
export type Deps = {
  settings: Settings;
  /** The team's project, where work items are filed, and the group that is read; as the operator wrote them. */
  gitlabProject: string;
  gitlabUrl: string;
  gitlabGroup: string | null;
  storage: Storage;
  slack: Clients;
  gitlab: GitLab;
  access: Access;
  screens: Screens;
  /** Has every workflow look at an issue of GitLab that is new or changed. Throws, after all have looked, where another try may help. */
  issueChanged(issue: Issue): Promise<void>;
  /** The workspace's address, such as https://example.slack.com/, once Slack has said. */
  workspaceUrl(): string;
  /** The app's own bot in Slack, once Slack has said who it is. */
  botId(): string | null;
  now(): Date;
  /** Runs `work` once, soon, when nobody is waiting: what nobody waits for does not stand in the way of the next person. */
  whenQuiet(name: string, work: () => Promise<void>): void;
  log: Logger;
};

/** Where a message goes: a channel by its id, or a person directly; in a thread, the key of the message that starts it. */
export type Post = { to: { channel: string } | { person: string }; thread?: string; message: Message };

/**
 * How something owed is carried out. `slack` renders from the state as it is now; null: nothing is to be said any more.
 * `team` only works out who is meant, and owes it to each. `gitlab` does it; since it may be done twice, it looks first (`row.unknown`: the last try may have succeeded).
 */
export type Delivery =
  | { to: 'slack'; render(deps: Deps, payload: OwedRow['payload']): Promise<Post | null> }
  | { to: 'gitlab'; carryOut(deps: Deps, row: OwedRow): Promise<void> }
  | { to: 'team'; carryOut(deps: Deps, row: OwedRow): Promise<void> };

/** One part of a screen that several workflows share. Lower `order` stands higher. */
export type CardPart = { order: number; lines?: string[]; buttons?: CardButton[] };
export type CardButton = { text: string; actionId: string; primary?: boolean };
export type HomePart = { order: number; blocks: KnownBlock[]; waiting?: Waiting };
/** What waits for this person: a row (its blocks) for each of the first, and how many there are of it. Lower `order` stands higher. */
export type Waiting = { order: number; rows: KnownBlock[][]; count: number };

/** What a workflow shows in the modal of a request: blocks above the answers, and offers among those of the request (value: its id). */
export type RequestPart = {
  order: number;
  blocks: KnownBlock[];
  offers?: RequestOffer[];
  /** The blocks say why the request was decided as it was, so nothing else needs to. */
  tellsReason?: boolean;
};
export type RequestOffer = { text: string; actionId: string; style?: 'primary' };
/** What a workflow shows on the page of a tool: blocks below the facts, and buttons (value: the tool's id). */
export type ToolPart = { order: number; blocks: KnownBlock[]; offers?: RequestOffer[] };

/**
 * What a workflow has for the daily digest, as lines of markup. `where`: in the channel, or to the team only. `calls`: something in it needs
 * a person, so that the team is tagged. `hidden`: the lines where others read the channel as well, without titles and tool names (INV-2).
 */
export type DigestPart = {
  order: number;
  where: 'channel' | 'internal';
  title: string;
  lines: string[];
  hidden: string[];
  calls: boolean;
};

/** The parts that all workflows have for a screen, gathered in order. */
export type Screens = {
  card(file: RequestFile): Promise<CardPart[]>;
  home(roles: Roles): Promise<HomePart[]>;
  status(roles: Roles): Promise<HomePart[]>;
  request(file: RequestFile, roles: Roles): Promise<RequestPart[]>;
  tool(tool: Tool, roles: Roles): Promise<ToolPart[]>;
  digest(): Promise<DigestPart[]>;
};

/** Work of each minute: quick when there is nothing to do, and free to fail without stopping the others. */
export type Tick = { name: string; run(deps: Deps): Promise<void> };

/**
 * A recurring job: one run per slot, whoever runs it. `run` reads and works out what is owed by it; that is kept with the end of its slot
 * in one transaction. `cron` is read on the local time of its zone; `catchUp` says what becomes of slots missed while nothing ran.
 */
export type Job = {
  name: string;
  when(settings: Settings): { cron: string; timeZone: string };
  catchUp: CatchUp;
  run(deps: Deps, slot: Slot): Promise<Owed[]>;
};

/** One journey of the process, as the rest of the app sees it. */
export type Workflow = {
  name: string;
  commands?(deps: Deps): Command[];
  listen?(app: App, deps: Deps): void;
  deliveries?: Record<string, Delivery>;
  ticks?: Tick[];
  jobs?: Job[];
  card?(deps: Deps, file: RequestFile): Promise<CardPart | null>;
  home?(deps: Deps, roles: Roles): Promise<HomePart | null>;
  /** What it adds to `/prodseceng status`, for the team. */
  status?(deps: Deps, roles: Roles): Promise<HomePart | null>;
  request?(deps: Deps, file: RequestFile, roles: Roles): Promise<RequestPart | null>;
  tool?(deps: Deps, tool: Tool, roles: Roles): Promise<ToolPart | null>;
  digest?(deps: Deps): Promise<readonly DigestPart[]>;
  /** An issue of GitLab that the poll or a webhook found new or changed, as it is now. Any number of times has the same effect as once. */
  issue?(deps: Deps, issue: Issue): Promise<void>;
  /** A GitLab webhook of this kind was kept and is worked off; throwing tries it again at the next tick. */
  hook?(deps: Deps, kind: string, body: unknown): Promise<void>;
};
