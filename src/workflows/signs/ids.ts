import { SHARED_ACTIONS } from '../../slack/ids.ts';

/** Buttons of this workflow. */
export const ACTIONS = {
  /** Value: the tool's id. */
  open: 'sign_open',
  setAddress: 'sign_set_address',
  setHeartbeat: 'sign_set_heartbeat',
  setPipeline: 'sign_set_pipeline',
  token: 'sign_token',
  /** Value: the sign's id. */
  stop: 'sign_stop',
  known: 'sign_known',
  mute: 'sign_mute',
  report: SHARED_ACTIONS.reportOutage,
  openTool: SHARED_ACTIONS.openTool,
} as const;

export const VIEWS = {
  page: 'sign_page',
  set: 'sign_set_form',
  known: 'sign_known_form',
  mute: 'sign_mute_form',
} as const;
