export const ACTIONS = {
  /** Opens the workspace of a stage, whose id is the value. */
  open: 'stage_open',
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
  /** Files the work item anew, or opens it again. */
  mend: 'stage_mend',
} as const;

export const VIEWS = {
  workspace: 'stage_workspace',
  item: 'stage_item_form',
  ask: 'stage_ask_form',
  decline: 'stage_decline_form',
  cancel: 'stage_cancel_form',
  start: 'stage_start_form',
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
