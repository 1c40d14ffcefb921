import type { ToolState } from '../../domain/tool.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';

/** Buttons and menus of this workflow. The value of a button is the tool's id, with what else it says behind a blank. */
export const ACTIONS = {
  open: SHARED_ACTIONS.openTool,
  add: 'tool_add',
  health: SHARED_ACTIONS.assessTool,
  improve: 'tool_improve',
  feature: 'tool_feature',
  /** In the order of what comes next to co-create. */
  proposeIntegrate: 'tool_propose_integrate',
  page: 'tools_page',
  clear: 'tools_clear',
} as const;

/** What people do about being named on a tool. The value of `add` and `refuse` has the person behind the tool's id. */
export const PEOPLE_ACTIONS = {
  mute: 'tool_mute',
  unmute: 'tool_unmute',
  notMe: 'tool_not_me',
  ask: 'tool_ask_to_be_added',
  add: 'tool_person_add',
  refuse: 'tool_person_refuse',
} as const;

/** Tools that are not ProdSecEng's any more. */
export const GONE: readonly ToolState[] = ['retired', 'transferred'];

/** The menus of the list, by what they filter. */
export const FILTERS = {
  category: 'tools_category',
  criticality: 'tools_criticality',
  health: 'tools_health',
  state: 'tools_state',
  order: 'tools_order',
  ownerId: 'tools_owner',
} as const;
export type FilterId = keyof typeof FILTERS;

export const VIEWS = {
  page: 'tool_page',
  list: 'tools_list',
  add: 'tool_add_form',
  health: 'tool_health_form',
  notMe: 'tool_not_me_form',
} as const;

/** Acts that ask for something: each is a button on the tool's page, and a modal of the same name. */
export const ASKS = ['edit', 'operational', 'category', 'score', 'place'] as const;
export type Ask = (typeof ASKS)[number];

export const askAction = (ask: Ask): string => `tool_${ask}`;
export const askView = (ask: Ask): string => `tool_${ask}_form`;

export const SEARCH = 'search';
