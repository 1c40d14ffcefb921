import type { KnownBlock } from '@slack/types';
import type { Deps } from '../../deps.ts';
import { criticalityLabel } from '../../domain/criticality.ts';
import { outcomeOf } from '../../domain/outcome.ts';
import type { Roles } from '../../domain/people.ts';
import { answersFor, type IntakeRequest, isOpen, type RequestFile } from '../../domain/request.ts';
import { toolNumber, toolStateLabel } from '../../domain/tool.ts';
import { mayReadTools } from '../../domain/tool-sight.ts';
import { button, context, header, section } from '../../slack/blocks.ts';
import { inline, truncate } from '../../slack/escape.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import { requestRow } from '../../slack/request-rows.ts';
import type { NamedTool } from '../../storage/named-on.ts';

const SHOWN = { requests: 8, tools: 5 };
const COUNTED = 100;
const LOOKED_AT = 5;

/** *Yours*: the requests, features and tools that someone is named on, each with as what, and a button that opens it. */
export async function yoursBlocks(deps: Deps, roles: Roles, concerning: readonly RequestFile[]): Promise<KnownBlock[]> {
  const own = openFirst(concerning.filter((file) => isTheirs(file, roles)));
  const { tools, count } = mayReadTools(roles, deps.settings.inventory.visibleTo)
    ? await deps.storage.namedOn.toolsNaming(roles.person.id, SHOWN.tools, COUNTED)
    : { tools: [], count: 0 };
  const rows = await Promise.all(own.slice(0, SHOWN.requests).map((file) => ownRow(deps, file, roles.person.id)));
  return [
    header('Yours', 'own'),
    ...(own.length === 0 ? [context('You have no requests yet.', 'own:none')] : rows),
    ...more('own', own.length - SHOWN.requests, '/prodseceng requests'),
    ...tools.map(toolRow),
    ...more('own_tools', count - SHOWN.tools, '/prodseceng tools'),
  ];
}

async function ownRow(deps: Deps, file: RequestFile, me: string): Promise<KnownBlock> {
  const lines = [...(await outcomeOn(deps, file)), ...asWhat(file, me)];
  return requestRow(file.request, deps.now(), 'own', lines.length === 0 ? undefined : lines.join(' '));
}

/** What became of a request that is decided. */
async function outcomeOn({ storage }: Deps, { request: { id, state } }: RequestFile): Promise<string[]> {
  if (state !== 'decided') return [];
  const all = await storage.decisions.decisionsOf(id, LOOKED_AT);
  const newest = all.find(({ decision }) => decision.state === 'final');
  return newest === undefined ? [] : [`Decided: *${outcomeOf(newest.decision.outcome).label}*.`];
}

const more = (list: string, rest: number, command: string): KnownBlock[] =>
  rest > 0 ? [context(`…and ${rest} more: \`${command}\``, `${list}:more`)] : [];

/** What someone asked for, is the contact of, joined, signs or has a stake in; not what they only lead. */
const isTheirs = ({ request, people }: RequestFile, { person }: Roles): boolean =>
  answersFor(request, person.id) || people.some(({ personId }) => personId === person.id);

/** Open ones first, newest first. */
const openFirst = (files: readonly RequestFile[]): RequestFile[] => [
  ...files.filter(({ request }) => isOpen(request)),
  ...files.filter(({ request }) => !isOpen(request)),
];

const NAMED_AS = { stakeholder: 'a stakeholder', joiner: 'one who joined', signer: 'asked to sign off' } as const;

/** What somebody is of a request that they did not ask for themselves, and the tool that a feature is of. */
function asWhat({ request, people }: RequestFile, me: string): string[] {
  const named = people.filter(({ personId }) => personId === me).map(({ role }) => NAMED_AS[role]);
  const all = [...(request.contactId === me ? ['the contact'] : []), ...named];
  return [
    ...featureOf(request),
    ...(request.requesterId === me || all.length === 0 ? [] : [`You are ${all.join(' and ')}.`]),
  ];
}

function featureOf({ door, answers }: IntakeRequest): string[] {
  const isFeature = door === 'other' && answers.kind === 'feature' && typeof answers.tool === 'string';
  return isFeature ? [`A feature of ${inline(truncate(String(answers.tool), 80))}.`] : [];
}

const TOOL_ROLES = { owner: 'you own it', user: 'you use it', stakeholder: 'you have a stake in it' } as const;

function toolRow({ tool, roles }: NamedTool): KnownBlock {
  const number = toolNumber(tool.id);
  const facts = [
    'Tool',
    `_${toolStateLabel(tool.state)}_`,
    criticalityLabel(tool.criticality),
    ...roles.map((role) => TOOL_ROLES[role]),
  ];
  const open = { text: 'Open', actionId: SHARED_ACTIONS.openTool, value: String(tool.id), label: `Open ${number}` };
  return section(`*${number}* ${inline(truncate(tool.name, 150))}\n${facts.join(' · ')}`, {
    blockId: `own_tool:${tool.id}`,
    accessory: button(open),
  });
}
