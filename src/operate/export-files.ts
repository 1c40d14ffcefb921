import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Outage, type OutageClock, outageNumber } from '../domain/outage.ts';
import type { IntakeRequest } from '../domain/request.ts';
import { type NewTool, type Tool, toolNumber } from '../domain/tool.ts';
import { rowOfTool, TOOL_COLUMNS } from '../domain/tool-table.ts';
import type { ValueProposition } from '../domain/value-proposition.ts';
import { type TableRow, toCsv, toJson } from './table-files.ts';

type Decided = {
  id: number;
  requestId: number;
  outcome: string;
  state: string;
  basis: string;
  conditions: string;
  metric: string;
  proposedBy: string;
  proposedAt: Date;
  decidedBy: string | null;
  finalAt: Date | null;
  endedReason: string | null;
  supersedes: number | null;
};

/** What is kept, a piece at a time. */
export type Kept = {
  /** The day (YYYY-MM-DD) by which the ADRs of a tool are owed, by the tool's id. */
  adrsOwed(): Promise<ReadonlyMap<number, string>>;
  toolsAfter(id: number, most: number): Promise<(Tool & Pick<NewTool, 'valuePropositions'>)[]>;
  valuesAfter(id: number, most: number): Promise<ValueProposition[]>;
  requestsAfter(id: number, most: number): Promise<IntakeRequest[]>;
  decisionsAfter(id: number, most: number): Promise<Decided[]>;
  outagesAfter(id: number, most: number): Promise<(Outage & { clocks: OutageClock[] })[]>;
};

const PIECE = 1_000;

async function allOf<T extends { id: number }>(read: (after: number, most: number) => Promise<T[]>): Promise<T[]> {
  const all: T[] = [];
  for (;;) {
    const piece = await read(all.at(-1)?.id ?? 0, PIECE);
    all.push(...piece);
    if (piece.length < PIECE) return all;
  }
}

const REQUEST_COLUMNS = [
  ...['number', 'door', 'title', 'state', 'sensitive', 'requesterId', 'contactId', 'claimedBy', 'reason'],
  ...['duplicateOf', 'createdAt', 'updatedAt'],
];

/** Of a sensitive request number, door and state only (INV-2): the files are passed on. */
function rowOfRequest(request: IntakeRequest): TableRow {
  const { id, door, state, sensitive, createdAt, updatedAt } = request;
  const open: TableRow = sensitive
    ? {}
    : {
        ...{ title: request.title, requesterId: request.requesterId ?? '', contactId: request.contactId ?? '' },
        ...{ claimedBy: request.claimedBy ?? '', reason: request.reason ?? '' },
        duplicateOf: request.duplicateOf === null ? '' : `R-${request.duplicateOf}`,
      };
  return {
    ...{ number: `R-${id}`, door, state, sensitive: String(sensitive) },
    ...open,
    ...{ createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() },
  };
}

const DECISION_COLUMNS = [
  ...['number', 'request', 'outcome', 'state', 'basis', 'conditions', 'metric', 'proposedBy', 'proposedAt'],
  ...['decidedBy', 'finalAt', 'endedReason', 'supersedes'],
];

function rowOfDecision(decided: Decided, sensitive: ReadonlySet<number>): TableRow {
  const { id, requestId, outcome, state, metric, proposedAt, finalAt, supersedes } = decided;
  const said: TableRow = sensitive.has(requestId)
    ? {}
    : {
        ...{ basis: decided.basis, conditions: decided.conditions, proposedBy: decided.proposedBy },
        ...{ decidedBy: decided.decidedBy ?? '', endedReason: decided.endedReason ?? '' },
      };
  return {
    ...{ number: String(id), request: `R-${requestId}`, outcome, state, metric },
    ...said,
    ...{ proposedAt: proposedAt.toISOString(), finalAt: finalAt?.toISOString() ?? '' },
    supersedes: supersedes === null ? '' : String(supersedes),
  };
}

const OUTAGE_COLUMNS = [
  ...['number', 'tool', 'title', 'state', 'confidential', 'blocks', 'since', 'openedAt', 'reportedBy', 'assignees'],
  ...['triaged', 'counts', 'notBlocking', 'url'],
];

/** Of a confidential one what its clocks need to be read, and nothing that people wrote or who they are (INV-2). */
function rowOfOutage(outage: Outage): TableRow {
  const { id, toolId, state, confidential, blocks, triaged, notBlocking, openedAt, since } = outage;
  const open: TableRow = confidential
    ? {}
    : {
        ...{ title: outage.title, reportedBy: outage.reportedBy ?? outage.author ?? '', url: outage.url ?? '' },
        ...{ assignees: outage.assignees.join(' '), notBlocking: notBlocking ?? '' },
      };
  return {
    ...{ number: outageNumber(id), tool: toolId === null ? '' : toolNumber(toolId) },
    ...open,
    ...{ state, confidential: String(confidential), blocks: blocks ?? '', triaged: String(triaged) },
    ...{ counts: String(notBlocking === null), since: iso(since), openedAt: iso(openedAt) },
  };
}

const iso = (at: Date | null): string => at?.toISOString() ?? '';

const CLOCK_COLUMNS = [
  ...['outage', 'tool', 'clock', 'state', 'level', 'openedAt', 'dueAt', 'noDue', 'breachedAt', 'toldAt', 'endedAt'],
  ...['counts'],
];

/** A clock as it was worked out last: never typed, so there is nothing in it to keep from anyone who reads the inventory. */
function rowOfClock({ toolId, openedAt, notBlocking }: Outage, clock: OutageClock): TableRow {
  return {
    ...{ outage: outageNumber(clock.outageId), tool: toolId === null ? '' : toolNumber(toolId), clock: clock.clock },
    ...{ state: clock.state, level: clock.level ?? '', openedAt: iso(openedAt), dueAt: iso(clock.dueAt) },
    ...{ noDue: clock.noDue ?? '', breachedAt: iso(clock.breachedAt), toldAt: iso(clock.toldAt) },
    ...{ endedAt: iso(clock.endedAt), counts: String(notBlocking === null) },
  };
}

const VALUE_COLUMNS = ['number', 'tool', 'what', 'parity', 'matches', 'state', 'reason', 'links', 'issue', 'shippedAt'];

/** Of a co-creation without a tool where it stands only: it may be of a sensitive request (INV-2). */
function rowOfValue(value: ValueProposition): TableRow {
  const { id, toolId, parity, state, shippedAt } = value;
  const open: TableRow =
    toolId === null
      ? {}
      : {
          ...{ tool: toolNumber(toolId), what: value.what, matches: value.matches, reason: value.reason ?? '' },
          ...{ links: value.links.join('\n'), issue: value.url ?? '' },
        };
  return { number: String(id), ...open, parity: parity ?? '', state, shippedAt: iso(shippedAt) };
}

/** Writes inventory, value propositions, requests, decisions, outages and clocks as CSV and JSON, for their owner's eyes only; gives the files. */
export async function exportTo(directory: string, kept: Kept): Promise<string[]> {
  mkdirSync(directory, { recursive: true });
  const requests = await allOf(kept.requestsAfter);
  const sensitive = new Set(requests.filter((request) => request.sensitive).map(({ id }) => id));
  const decisions = await allOf(kept.decisionsAfter);
  const outages = await allOf(kept.outagesAfter);
  const adrsOwed = await kept.adrsOwed();
  const tables: [name: string, columns: readonly string[], rows: TableRow[]][] = [
    ['tools', TOOL_COLUMNS, (await allOf(kept.toolsAfter)).map((tool) => rowOfTool(tool, adrsOwed.get(tool.id) ?? ''))],
    ['value-propositions', VALUE_COLUMNS, (await allOf(kept.valuesAfter)).map(rowOfValue)],
    ['requests', REQUEST_COLUMNS, requests.map(rowOfRequest)],
    ['decisions', DECISION_COLUMNS, decisions.map((decided) => rowOfDecision(decided, sensitive))],
    ['outages', OUTAGE_COLUMNS, outages.map(rowOfOutage)],
    [
      ...(['clocks', CLOCK_COLUMNS] as const),
      outages.flatMap((each) => each.clocks.map((clock) => rowOfClock(each, clock))),
    ],
  ];
  return tables.flatMap(([name, columns, rows]) => [
    write(join(directory, `${name}.csv`), toCsv(columns, rows)),
    write(join(directory, `${name}.json`), toJson(rows)),
  ]);
}

function write(file: string, text: string): string {
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}
