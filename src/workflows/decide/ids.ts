import { SHARED_ACTIONS } from '../../slack/ids.ts';

/** Buttons of this workflow. On a request the value is its id; on what asks someone it is `signingValue`. */
export const ACTIONS = {
  propose: SHARED_ACTIONS.proposeDecision,
  back: 'decision_back',
  agree: 'decision_agree',
  aware: 'decision_aware',
  lift: 'decision_lift_open',
} as const;

/** The draft that stands for the request which an alternative opens: it is filed once. */
export const alternativeDraft = (decisionId: number): string => `alternative:${decisionId}`;

export const VIEWS = {
  choose: 'decision_choose',
  room: 'decision_room',
  fill: 'decision_fill',
  lift: 'decision_lift',
} as const;

/** Acts on a proposal that ask for something first: each is a button, and a small modal of the same name. */
export const ASKS = ['decline', 'ask', 'delegate', 'withdraw', 'replace', 'anew'] as const;
export type Ask = (typeof ASKS)[number];

export const askAction = (ask: Ask): string => `decision_${ask}`;
export const askView = (ask: Ask): string => `decision_${ask}_form`;
