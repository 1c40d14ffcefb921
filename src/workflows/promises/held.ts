import type { KnownBlock } from '@slack/types';
import type { Deps, HomePart } from '../../deps.ts';
import { goneBecause, type Held, type HeldKind, mayHold } from '../../domain/held.ts';
import { requestNumber } from '../../domain/owed.ts';
import type { Roles } from '../../domain/people.ts';
import { type PromiseKind, promiseKind } from '../../domain/promise.ts';
import { toolNumber } from '../../domain/tool.ts';
import { button, context, header, section } from '../../slack/blocks.ts';
import { inline, mentionPerson, truncate } from '../../slack/escape.ts';
import { inService } from './holder.ts';
import { ACTIONS } from './ids.ts';

const PEOPLE_SHOWN = 5;
const THINGS_SHOWN = 5;
/** As much of one person as is handed over at once. */
const AT_ONCE = 100;

/** What someone holds who cannot hold it any more: deactivated, or gone from the group whose it is. `more`: there is more than this. */
export type Leaver = { personId: string; because: string; held: Held[]; more: boolean };

/** What this person holds and cannot hold any more; nothing of someone who is still there. */
export async function leftBy(deps: Deps, personId: string): Promise<Leaver> {
  const roles = await inService(deps, personId);
  const all = await deps.storage.held.heldBy(personId, AT_ONCE + 1);
  const held = all.slice(0, AT_ONCE).filter((each) => roles === null || !mayHold(each, roles));
  const because = goneBecause(await deps.storage.people.person(personId));
  return { personId, because, held, more: all.length > AT_ONCE };
}

/** As many as are looked for. */
const MOST_PEOPLE = 100;

async function gonePeople({ access, settings, storage }: Deps): Promise<string[]> {
  const of = async (entries: readonly string[]) => (await access.named(entries)).map(({ id }) => id);
  const { manager, leadership } = settings.people;
  const there = { team: await of([settings.slack.team, ...manager]), leadership: await of(leadership) };
  return storage.held.goneHolders(there, MOST_PEOPLE);
}

/** The list of it, person by person: on Home for the manager, in `/prodseceng status` for the team. Only the manager hands over. */
export async function heldPart(deps: Deps, roles: Roles): Promise<HomePart | null> {
  if (!roles.team) return null;
  const gone = await gonePeople(deps);
  if (gone.length === 0) return null;
  const shown = await Promise.all(gone.slice(0, PEOPLE_SHOWN).map((id) => leftBy(deps, id)));
  const rest = gone.length - shown.length;
  const hint = roles.manager ? 'Hand them over.' : 'The manager hands them over.';
  const blocks = [
    header('Held by someone who is gone', 'held'),
    context(`Nobody is reminded of these. ${hint}`, 'held:hint'),
    ...shown.map((each) => leaverRow(each, roles)),
    ...(rest > 0 ? [context(`…and of ${rest} more ${rest === 1 ? 'person' : 'people'}.`, 'held:more')] : []),
  ];
  return { order: 60, blocks };
}

function leaverRow(leaver: Leaver, { manager }: Roles): KnownBlock {
  const { personId, because, held } = leaver;
  const head = `${mentionPerson(personId)}, ${because}, holds ${countsOf(leaver)}:`;
  const label = 'Hand over what they held';
  const accessory = button({
    text: 'Hand over…',
    actionId: ACTIONS.handOver,
    value: personId,
    style: 'primary',
    label,
  });
  const lines = [head, ...linesOf(held, THINGS_SHOWN)];
  return section(lines.join('\n'), { blockId: `held:${personId}`, ...(manager ? { accessory } : {}) });
}

const COUNTED: readonly { kind: HeldKind; one: string; many: string }[] = [
  { kind: 'claim', one: 'claim', many: 'claims' },
  { kind: 'tool', one: 'tool', many: 'tools' },
  { kind: 'signature', one: 'sign-off', many: 'sign-offs' },
  { kind: 'promise', one: 'promise', many: 'promises' },
];

/** How much of what it is, such as “1 claim and 2 tools”. */
export function countsOf({ held, more }: Pick<Leaver, 'held' | 'more'>): string {
  const parts = COUNTED.flatMap(({ kind, one, many }) => {
    const count = held.filter((each) => each.kind === kind).length;
    return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
  });
  const all = more ? [...parts, 'more'] : parts;
  return all.length < 2 ? (all[0] ?? 'nothing') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
}

/** The first of it, a line each. */
export function linesOf(held: readonly Held[], shown: number): string[] {
  const rest = held.length - shown;
  return [...held.slice(0, shown).map((each) => `• ${lineOf(each)}`), ...(rest > 0 ? [`…and ${rest} more`] : [])];
}

const LABELS: Record<HeldKind, (held: Held) => string> = {
  claim: ({ id }) => `*Leads ${requestNumber(id)}*`,
  tool: ({ id }) => `*Owns ${toolNumber(id)}*`,
  signature: ({ requestId }) => `*Is asked to sign off ${requestNumber(requestId ?? 0)}*`,
  promise: ({ sort, requestId }) => {
    const about = requestId === null ? '' : ` · ${requestNumber(requestId)}`;
    return `*Promise: ${promiseKind(sort as PromiseKind).label}*${about}`;
  },
};

const lineOf = (held: Held): string => `${LABELS[held.kind](held)} ${inline(truncate(held.what, 150))}`;
