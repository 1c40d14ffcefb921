import { type CommitmentTable, commitmentOf } from './commitment.ts';
import { committed as committedAt } from './commitment-clock.ts';
import type { Outage, OutageEntry } from './outage.ts';
import type { Owed } from './owed.ts';
import { oweOutageCard, oweOutageIssue } from './owed.ts';
import type { Roles } from './people.ts';
import type { Tool } from './tool.ts';

export const OUTAGE_TITLE_MAX = 200;

/** What an outage keeps people from: asked in the report, shown on the card and on the work item. */
export const OUTAGE_BLOCKS = [
  { id: 'release', label: 'A release' },
  { id: 'incident', label: 'The handling of an incident' },
  { id: 'neither', label: 'Neither' },
] as const satisfies readonly { id: NonNullable<Outage['blocks']>; label: string }[];

export type OutageGiven = {
  title: string;
  what: string;
  since: Date | null;
  blocks: string | null;
};

export type OutageReport = {
  roles: Roles;
  now: Date;
  draftId: string;
  /** Null where nobody could say which; the team is asked then. */
  tool: Tool | null;
  table: CommitmentTable;
  confidential: boolean;
};

type Reported = {
  outage: Omit<Outage, 'id' | 'at'>;
  entries: OutageEntry[];
  actor: string;
  owed: (id: number) => Owed[];
};

export type OutageVerdict =
  | { ok: true; value: Reported }
  | { ok: false; field: 'title' | 'what' | 'since' | 'blocks' | 'tool'; text: string };

const refuse = (field: 'title' | 'what' | 'since' | 'blocks' | 'tool', text: string) =>
  ({ ok: false, field, text }) as const;

/**
 * Any full member reports an issue that keeps a tool from working (SLO-3, SLO-9). Both clocks start now (SLO-2). A tool that is planned,
 * retired or transferred has no commitment, and is refused.
 */
export function reportOutage(report: OutageReport, given: OutageGiven): OutageVerdict {
  const { roles, now, tool, table, draftId, confidential } = report;
  const [title, what] = [given.title.trim(), given.what.trim()];
  if (title === '') return refuse('title', 'Say in one line what is broken.');
  if (title.length > OUTAGE_TITLE_MAX)
    return refuse('title', `At most ${OUTAGE_TITLE_MAX} characters: say the rest below.`);
  if (what === '') return refuse('what', 'Say what happens, and what should happen instead.');
  if (given.since !== null && given.since > now) return refuse('since', 'Choose a time that is not in the future.');
  const blocks = OUTAGE_BLOCKS.find(({ id }) => id === given.blocks)?.id;
  if (blocks === undefined) return refuse('blocks', 'Choose one of them.');
  const without = tool === null ? null : whyNoOutage(tool);
  if (without !== null) return refuse('tool', without);
  const actor = roles.person.id;
  const opened: OutageEntry = { key: 'opened', event: { kind: 'opened', at: now }, by: actor };
  return {
    ok: true,
    value: {
      actor,
      outage: {
        ...{ draftId, toolId: tool?.id ?? null, title, what, since: given.since, blocks, confidential },
        ...{ projectId: null, iid: null, url: null, reportedBy: actor, author: null, openedAt: now },
        ...{ state: 'opened', assignees: [], assigneeId: null, triaged: false, notBlocking: null, readAt: null },
      },
      entries: tool === null ? [opened] : [opened, committed(tool, table, now)],
      owed: (id) => [oweOutageCard(id), oweOutageIssue(id)],
    },
  };
}

/** Why no outage is taken for a tool; null where one is. */
export function whyNoOutage({ state, name }: Pick<Tool, 'state' | 'name'>): string | null {
  if (state === 'planned') return `${name} is planned: its commitment takes effect when it is marked operational.`;
  if (state === 'retired') return `${name} is retired, so nothing is promised any more.`;
  if (state === 'transferred') return `${name} was transferred: tell its new owners.`;
  return null;
}

/** What is promised for a tool from now on, as an event of its outages (INV-9). The same promise twice is one. */
export const committed = (tool: Tool, table: CommitmentTable, at: Date): OutageEntry => ({
  ...{ key: `committed:${toolKey(tool, commitmentOf(tool).level)}`, event: committedAt(at, tool, table), by: 'app' },
});

const toolKey = ({ id, updatedAt }: Tool, level: string | null): string =>
  `${id}:${level ?? 'none'}:${updatedAt.getTime()}`;

const EMERGENCY =
  /\b(breach(ed)?|compromis\w*|exploit\w*|under attack|attacker\w*|ransom\w*|exfiltrat\w*|stolen|leak(ed|ing)?|intrusion|malware)\b/i;

/** Whether what was said sounds like an emergency, which goes to `/security` and not here (DOOR-4). */
export const soundsLikeEmergency = (...texts: readonly string[]): boolean => texts.some((text) => EMERGENCY.test(text));
