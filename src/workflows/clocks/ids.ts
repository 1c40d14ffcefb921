import { SHARED_ACTIONS } from '../../slack/ids.ts';

/** Buttons of this workflow; the value of those of a reminder is the outage's id and the clock, such as `3 slo`. */
export const ACTIONS = {
  acknowledge: 'clock_acknowledge',
  snooze: 'clock_snooze',
  /** Value: the outage's id. */
  why: SHARED_ACTIONS.whyClocks,
  replay: 'clock_replay',
} as const;

export const VIEWS = { snooze: 'clock_snooze_form', ledger: 'clock_ledger' } as const;
