import type { KnownBlock, ModalView, StaticSelect, UsersSelect } from '@slack/types';
import type { Deps } from '../../deps.ts';
import { CATEGORIES, type CategoryId, categoryOf } from '../../domain/category.ts';
import { totalInWords } from '../../domain/counted.ts';
import { CRITICALITIES, type CriticalityId, criticalityLabel } from '../../domain/criticality.ts';
import { isUserId } from '../../domain/form.ts';
import { HEALTH_LEVELS, type HealthLevel, healthLabel } from '../../domain/health.ts';
import type { Roles } from '../../domain/people.ts';
import { explainPriority } from '../../domain/prioritization.ts';
import { TOOL_STATES, type Tool, type ToolState, toolNumber, toolStateLabel } from '../../domain/tool.ts';
import { mayNotChange } from '../../domain/tool-act.ts';
import { mayReadScores } from '../../domain/tool-sight.ts';
import { actions, button, context, modal, option, section } from '../../slack/blocks.ts';
import { inline, mentionPerson, plain, truncate } from '../../slack/escape.ts';
import type { ToolFilter } from '../../storage/tool-lists.ts';
import { ACTIONS, FILTERS, type FilterId, SEARCH, VIEWS } from './ids.ts';

const PAGE = 10;
/** A choice of a menu that filters nothing. */
export const ANY = 'any';

/** What the list shows now, as it rides along in the modal: all of it text. */
export type Looking = Partial<Record<FilterId | 'search' | 'page', string>>;

const ORDERS = [
  { id: 'maintenance', label: 'By priority: maintenance' },
  { id: 'co-create', label: 'By priority: next to co-create' },
  { id: 'name', label: 'By name' },
] as const;

const MENUS: readonly { id: Exclude<FilterId, 'ownerId'>; any: string | null; options: readonly Choice[] }[] = [
  { id: 'category', any: 'Any category', options: CATEGORIES },
  { id: 'criticality', any: 'Any criticality', options: CRITICALITIES },
  { id: 'health', any: 'Any health', options: [...HEALTH_LEVELS, { id: 'unknown', label: 'Unknown' }] },
  { id: 'state', any: 'In the inventory', options: TOOL_STATES },
  { id: 'order', any: null, options: ORDERS },
];
type Choice = { id: string; label: string };

const chosenFrom = <T extends string>(options: readonly { id: T }[], value: string | undefined): T | undefined =>
  options.find(({ id }) => id === value)?.id;

/** What is looked for, as storage takes it; what is none of our ids filters nothing. */
function filterOf({ category, criticality, health, state, order, ownerId, search }: Looking): ToolFilter {
  const wanted = {
    category: chosenFrom<CategoryId>(CATEGORIES, category),
    criticality: chosenFrom<CriticalityId>(CRITICALITIES, criticality),
    health: health === 'unknown' ? ('unknown' as const) : chosenFrom<HealthLevel>(HEALTH_LEVELS, health),
    state: chosenFrom<ToolState>(TOOL_STATES, state),
    order: chosenFrom(ORDERS, order),
    ownerId: ownerId !== undefined && isUserId(ownerId) ? ownerId : undefined,
    search: search === undefined || search.trim() === '' ? undefined : search,
  };
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
}

/** The inventory as far as this person may read it, filtered and in pages. `done`: what was just done. */
export async function listView(deps: Deps, roles: Roles, looking: Looking, done?: string): Promise<ModalView> {
  const page = Math.max(0, Math.trunc(Number(looking.page ?? 0)) || 0);
  const { tools, total, above } = await deps.storage.tools.toolsBy(filterOf(looking), page, PAGE);
  const ranked = mayReadScores(roles) && looking.order !== 'name' && looking.search === undefined;
  const rows = tools.flatMap((tool, index) => [
    toolRow(tool, ranked ? explained(deps, tool, index === 0 ? above : (tools[index - 1] ?? null)) : null),
    ...(looking.order === 'co-create' ? integrateButton(tool, roles) : []),
  ]);
  return modal({
    ...{ title: 'Tools', callbackId: VIEWS.list, submit: 'Search', close: 'Close' },
    privateMetadata: JSON.stringify({ ...looking, page: String(page) }),
    blocks: [
      ...(done === undefined ? [] : [context(`:white_check_mark: ${inline(done)}`, 'done')]),
      searchInput(looking.search ?? ''),
      actions([...MENUS.map((menu) => menuFor(menu, looking)), ownerMenu(looking.ownerId)], 'filters'),
      context(countLine(total, looking, roles), 'count'),
      ...rows,
      ...pageButtons(page, total, roles, looking),
    ],
  });
}

function searchInput(typed: string): KnownBlock {
  return {
    ...{ type: 'input', block_id: SEARCH, optional: true, label: plain('Search') },
    hint: plain('Words of the name, purpose, users, team or project.'),
    element: {
      ...{ type: 'plain_text_input', action_id: SEARCH, max_length: 200 },
      ...(typed === '' ? {} : { initial_value: truncate(typed, 200) }),
    },
  };
}

function menuFor({ id, any, options }: (typeof MENUS)[number], looking: Looking): StaticSelect {
  const choices = [
    ...(any === null ? [] : [option(any, ANY)]),
    ...options.map((choice) => option(choice.label, choice.id)),
  ];
  const chosen = choices.find(({ value }) => value === looking[id]) ?? choices[0];
  return {
    ...{ type: 'static_select', action_id: FILTERS[id], options: choices },
    ...(chosen === undefined ? {} : { initial_option: chosen }),
  };
}

const ownerMenu = (ownerId: string | undefined): UsersSelect => ({
  ...{ type: 'users_select', action_id: FILTERS.ownerId, placeholder: plain('Owner') },
  ...(ownerId !== undefined && isUserId(ownerId) ? { initial_user: ownerId } : {}),
});

function countLine(total: number, { search, order }: Looking, roles: Roles): string {
  const count = total === 1 ? '1 tool' : `${totalInWords(total)} tools`;
  const found = search === undefined ? '' : ' found, the best first';
  const path = order === 'co-create' ? ', of those on a path to the product' : '';
  const nothing = total === 0 && roles.team ? ' *Add a tool* adds one by hand.' : '';
  return `${count}${found}${path}.${nothing} The full list is confidential: for full members of this workspace only.`;
}

/** A tool in a list, with a button that opens its page. `explained`: why it stands where it does. */
export function toolRow(tool: Tool, explained: string | null = null): KnownBlock {
  const facts = [
    categoryOf(tool.category).label,
    criticalityLabel(tool.criticality),
    `health ${healthLabel(tool.healthLevel)}`,
    `_${toolStateLabel(tool.state)}_`,
    tool.ownerId === null ? 'no owner' : mentionPerson(tool.ownerId),
  ];
  const lines = [
    `*${toolNumber(tool.id)}* ${inline(truncate(tool.name, 150))}`,
    facts.join(' · '),
    ...(explained === null ? [] : [explained]),
  ];
  const open = button({
    ...{ text: 'Open', actionId: ACTIONS.open, value: String(tool.id), label: `Open ${toolNumber(tool.id)}` },
  });
  return section(lines.join('\n'), { blockId: `tool:${tool.id}`, accessory: open });
}

/** Next to co-create: the team proposes Integrate for what is not there yet. */
function integrateButton(tool: Tool, roles: Roles): KnownBlock[] {
  if (tool.category === 'integrate' || mayNotChange({ roles }, tool) !== null) return [];
  const propose = button({
    ...{ text: 'Propose Integrate', actionId: ACTIONS.proposeIntegrate, value: String(tool.id) },
    label: `Propose Integrate for ${tool.name}`,
  });
  return [actions([propose], `integrate:${tool.id}`)];
}

function explained({ settings }: Deps, tool: Tool, above: Tool | null): string {
  const reason = tool.placedReason === null ? '' : ` ${inline(truncate(tool.placedReason, 200))}`;
  return `${explainPriority(tool, settings.priorities.weights, above)}${reason}`;
}

function pageButtons(page: number, total: number, roles: Roles, looking: Looking): KnownBlock[] {
  const filtered = Object.keys(filterOf(looking)).length > 0;
  const buttons = [
    ...(page > 0 ? [button({ text: 'Previous', actionId: ACTIONS.page, value: String(page - 1) })] : []),
    ...(total > (page + 1) * PAGE ? [button({ text: 'Next', actionId: ACTIONS.page, value: String(page + 1) })] : []),
    ...(filtered ? [button({ text: 'Clear filters', actionId: ACTIONS.clear })] : []),
    ...(roles.team ? [button({ text: 'Add a tool', actionId: ACTIONS.add })] : []),
  ];
  return buttons.length === 0 ? [] : [actions(buttons, 'pages')];
}
