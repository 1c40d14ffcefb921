import { SHARED_ACTIONS } from '../../slack/ids.ts';

/** Buttons of this workflow; the value of each is said beside it. */
export const ACTIONS = {
  /** No value: proposes the next date of the charter's review. */
  planReview: 'charter_plan',
  /** Value: the engagement. */
  open: SHARED_ACTIONS.openEngagement,
  edit: 'engagement_edit',
  end: 'engagement_end',
  record: 'engagement_record',
  /** Value: the meeting. */
  agenda: 'meeting_agenda',
  /** Value: the team that is proposed, or nothing for another one. */
  add: 'engagement_add',
  decline: 'engagement_decline',
  /** No value: both draw the modal anew that they are in. */
  risks: 'risk_list_open',
  back: 'engage_back',
  /** Value: the risk. */
  openRisk: 'risk_open',
  editRisk: 'risk_edit',
  closeRisk: 'risk_close',
  reopenRisk: 'risk_reopen',
  linkIssue: 'risk_issue_link',
  /** Value: the reference, or nothing. */
  addRisk: 'risk_add',
  /** Value: the linked issue. */
  unlinkIssue: 'risk_issue_unlink',
  /** Value: the request that names the risk. */
  riskOfRequest: 'risk_of_request',
} as const;

export const VIEWS = {
  list: 'engage_list',
  engagement: 'engagement_page',
  form: 'engagement_form',
  meeting: 'meeting_form',
  agenda: 'meeting_agenda_page',
  review: 'charter_plan_form',
  risks: 'risk_list',
  risk: 'risk_page',
  riskForm: 'risk_form',
  issue: 'risk_issue_form',
} as const;
