import { SHARED_ACTIONS } from '../../slack/ids.ts';

/** Buttons of this workflow; the value of each is the request's id. */
export const ACTIONS = {
  claim: SHARED_ACTIONS.claimRequest,
  release: 'request_release',
  mute: 'request_mute',
  unmute: 'request_unmute',
} as const;

/** The modal that shows a whole request. */
export const REQUEST_VIEW = 'request_view';
export const RECORD_VIEW = 'request_record';

/** Acts that ask for something first, or whether it is meant: each is a button, and a small modal of the same name. */
export const ASKS = [
  'ask',
  'answer',
  'comment',
  'withdraw',
  'duplicate',
  'reassign',
  'contact',
  'join',
  'not_me',
  'author',
  'sensitive',
  'not_sensitive',
] as const;
export type Ask = (typeof ASKS)[number];

export const askAction = (ask: Ask): string => (ask === 'answer' ? SHARED_ACTIONS.answerRequest : `request_${ask}`);
export const askView = (ask: Ask): string => `request_${ask}_form`;
