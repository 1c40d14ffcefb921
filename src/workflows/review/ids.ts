import { SHARED_ACTIONS } from '../../slack/ids.ts';

/** Buttons of this workflow. The value of `open` is the tool's id, that of the others the review's. */
export const ACTIONS = {
  open: SHARED_ACTIONS.reviewTool,
  needed: 'review_needed',
  notNeeded: 'review_not_needed',
  moved: 'review_moved',
} as const;

export const VIEWS = { review: 'review_form', moved: 'review_moved_form' } as const;
