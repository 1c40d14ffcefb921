import { SHARED_ACTIONS } from '../../slack/ids.ts';

/** Buttons of this workflow. The value of `handIn` is a tool's id, of `fromRequest` a request's, of the others a contribution's. */
export const ACTIONS = {
  handIn: SHARED_ACTIONS.contribute,
  fromRequest: 'contribution_from_request',
  review: 'contribution_review',
  assign: 'contribution_assign',
} as const;

export const VIEWS = { handIn: 'contribution_form', assign: 'contribution_reviewer_form' } as const;
