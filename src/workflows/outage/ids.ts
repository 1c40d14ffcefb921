import { SHARED_ACTIONS } from '../../slack/ids.ts';

/** Buttons of an outage; the value of each is its id, unless told otherwise. */
export const ACTIONS = {
  open: 'outage_open',
  /** Value: the tool's id; empty: of any tool. */
  report: SHARED_ACTIONS.reportOutage,
  assign: SHARED_ACTIONS.assignOutage,
  triage: SHARED_ACTIONS.triageOutage,
  restored: SHARED_ACTIONS.restoredOutage,
  notBlocking: SHARED_ACTIONS.notBlockingOutage,
  blocking: 'outage_blocking',
  nameTool: 'outage_name_tool',
} as const;

export const VIEWS = {
  report: 'outage_form',
  page: 'outage_page',
  restored: 'outage_restored_form',
  notBlocking: 'outage_not_blocking_form',
  nameTool: 'outage_name_tool_form',
} as const;

export const SHORTCUT = 'message_to_outage';
