/** Ids of buttons that one workflow shows and another listens to. Each carries the request's id as its value. */
export const SHARED_ACTIONS = {
  /** Opens the whole request: listened to by *requests*. */
  openRequest: 'request_open',
  /** Claim and Answer: listened to by *requests*. */
  claimRequest: 'request_claim',
  answerRequest: 'request_answer',
  /** Opens the form again to add or correct: listened to by *intake*. */
  correctRequest: 'request_correct',
  /** Opens the assessment: listened to by *assess*. */
  assessRequest: 'assess_open',
  /** Proposes a decision: listened to by *decide*. */
  proposeDecision: 'decision_propose',
  /** Opens the intake chooser: listened to by *intake*. */
  openIntake: 'intake_open',
  /** Opens a draft, whose id is the value: listened to by *intake*. */
  openDraft: 'draft_open',
  dropDraft: 'draft_drop',
  /** Turns a question, whose id is the value, into a request: listened to by *intake*. */
  turnQuestion: 'question_turn',
  /** Opens the page of a tool, whose id is the value: listened to by *inventory*. */
  openTool: 'tool_open',
  /** Opens the health assessment of a tool; the value is its id and a level: listened to by *inventory*. */
  assessTool: 'tool_health',
  /** Both open the category form of a tool, whose id is the value: listened to by *inventory*. */
  changeCategory: 'tool_category',
  newMilestone: 'tool_milestone',
  /** Opens the review of a tool, whose id is the value: listened to by *review*. */
  reviewTool: 'review_open',
  /** The two ways out of a signal open the tool's forms with the evidence in them: listened to by *inventory*. */
  moveToImprove: 'tool_move_to_improve',
  lowerCriticality: 'tool_lower_criticality',
  /** Opens the checklist of a promise, whose id is the value: listened to by *promises*. */
  openChecklist: 'promise_checklist',
  /** Opens an engagement, whose id is the value, with its agenda: listened to by *engage*. */
  openEngagement: 'engagement_open',
  /** Opens the form for what was agreed in a meeting; the value is the meeting, its line and the door: listened to by *intake*. */
  openAgreed: 'agreed_open',
  /** Ends a promise, whose id is the value, by hand: listened to by *promises*. */
  endPromise: 'promise_end',
  /** The evidence of a tool's signal, whose id is the value: listened to by *signals*. */
  showEvidence: 'signal_evidence',
  /** Opens the form for a feature of a tool, whose id is the value: listened to by *intake*. */
  askFeature: 'feature_ask',
  /** Reports an outage of a tool, whose id is the value: listened to by *outage*. */
  reportOutage: 'outage_report',
  /** What the team does with an outage, whose id is the value: listened to by *outage*. */
  assignOutage: 'outage_assign',
  triageOutage: 'outage_triage',
  restoredOutage: 'outage_restored',
  notBlockingOutage: 'outage_not_blocking',
  /** Why the clocks of an outage stand where they do: listened to by *clocks*. */
  whyClocks: 'clock_why',
  /** Opens the workspace of a stage, whose id is the value: listened to by *lifecycle*. */
  openStage: 'stage_open',
  /** Starts the sunset of a tool, whose id is the value: listened to by *lifecycle*. */
  startSunset: 'stage_start_sunset',
  /** Hands in a merge request for a tool, whose id is the value: listened to by *contribute*. */
  contribute: 'contribution_hand_in',
  /** Makes a request of an issue of the group; the value is `PROJECT/NUMBER`: listened to by *adopt*. */
  adoptIssue: 'issue_adopt',
} as const;
