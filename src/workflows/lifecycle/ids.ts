import { SHARED_ACTIONS } from '../../slack/ids.ts';

export const ACTIONS = {
  /** Opens the workspace of a stage, whose id is the value. */
  open: SHARED_ACTIONS.openStage,
  /** Starts a stage of a tool; the value is its kind and the tool's id. */
  start: 'stage_start',
  /** Opens an item of a stage; the value is the stage, the list and the key. */
  item: 'stage_item',
  ask: 'stage_ask',
  agree: 'stage_agree',
  decline: 'stage_decline',
  /** Ends the stage, or its phase. */
  end: 'stage_end',
  cancel: 'stage_cancel',
  /** What was found in GitLab has been read. */
  noted: 'stage_noted',
  /** Files the work item anew, or opens it again. */
  mend: 'stage_mend',
  /** Who leads it. */
  lead: 'stage_lead',
  /** The value propositions of a tool, whose id is the value. */
  values: 'value_list',
  /** Adds one: the value is `t` and the tool's id, or `s` and the stage's. */
  addValue: 'value_add',
  editValue: 'value_edit',
  /** Whom a co-creation is made with. */
  people: 'stage_people',
  /** Starts the co-creation of a request, whose id is the value. */
  startForRequest: 'stage_start_request',
} as const;

export const VIEWS = {
  workspace: 'stage_workspace',
  item: 'stage_item_form',
  ask: 'stage_ask_form',
  decline: 'stage_decline_form',
  cancel: 'stage_cancel_form',
  start: 'stage_start_form',
  values: 'value_list',
  value: 'value_form',
  lead: 'stage_lead_form',
  people: 'stage_people_form',
} as const;

/** The value of an item's button: `STAGE/LIST/KEY`. */
export const itemValue = (stageId: number, list: string, key: string): string => `${stageId}/${list}/${key}`;

export function readItemValue(value: string): { stageId: number; list: string; key: string } {
  const [id = '', list = '', key = ''] = value.split('/');
  return { stageId: Number(id), list, key };
}

/** The value of an Agree or Decline button: `STAGE/GATE/ROLE`. */
export const voiceValue = (stageId: number, gate: string, role: string): string => `${stageId}/${gate}/${role}`;

export function readVoiceValue(value: string): { stageId: number; gate: string; role: string } {
  const [id = '', gate = '', ...role] = value.split('/');
  return { stageId: Number(id), gate, role: role.join('/') };
}
