import { SHARED_ACTIONS } from '../../slack/ids.ts';

/** Buttons of this workflow; the value of each is the promise's id, unless told otherwise. */
export const ACTIONS = {
  acknowledge: 'promise_acknowledge',
  snooze: 'promise_snooze',
  end: SHARED_ACTIONS.endPromise,
  /** Opens the checklist of a promise. */
  checklist: SHARED_ACTIONS.openChecklist,
  /** Value: the promise and the item, with a blank between. */
  itemDone: 'checklist_item_done',
  itemNotNeeded: 'checklist_item_not_needed',
  itemOpen: 'checklist_item_open',
  meets: 'promise_meets',
  misses: 'promise_misses',
  /** Value: the promise. Offered to the requester of a deferred request. */
  raise: 'promise_raise',
  /** Value: the person who is gone. */
  handOver: 'held_hand_over',
} as const;

export const VIEWS = {
  snooze: 'promise_snooze_form',
  end: 'promise_end_form',
  checklist: 'promise_checklist_view',
  item: 'checklist_item_form',
  misses: 'promise_misses_form',
  raise: 'promise_raise_form',
  handOver: 'held_hand_over_form',
} as const;
