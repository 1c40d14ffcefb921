import { SHARED_ACTIONS } from '../../slack/ids.ts';

/** Buttons and menus of this workflow. The value of a button is the tool's id, with what else it says behind a blank. */
export const ACTIONS = {
  open: SHARED_ACTIONS.openTool,
  add: 'tool_add',
  health: SHARED_ACTIONS.assessTool,
  improve: 'tool_improve',
  feature: 'tool_feature',
  page: 'tools_page',
  clear: 'tools_clear',
} as const;

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
} as const;

/** Acts that ask for something: each is a button on the tool's page, and a modal of the same name. */
export const ASKS = ['edit', 'operational', 'category', 'score', 'place'] as const;
export type Ask = (typeof ASKS)[number];

export const askAction = (ask: Ask): string => `tool_${ask}`;
export const askView = (ask: Ask): string => `tool_${ask}_form`;

export const SEARCH = 'search';
