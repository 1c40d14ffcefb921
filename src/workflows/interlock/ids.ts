/** Buttons of this workflow. The value of each is the id of what it is about. */
export const ACTIONS = {
  /** The overview. */
  overview: 'interlock_overview',
  /** A feature's page. */
  feature: 'interlock_feature',
  /** A target feature is added to a workstream; one is changed, or ended. */
  add: 'interlock_add',
  change: 'interlock_change',
  end: 'interlock_end',
  /** The value is the feature's id; behind a colon that of the evidence to change. */
  evidence: 'interlock_evidence',
  team: 'interlock_team',
  give: 'interlock_give',
  /** The same as that feedback: the form from a feature's page, and at once from what looks alike. */
  meToo: 'interlock_me_too',
  join: 'interlock_join',
  consolidate: 'interlock_consolidate',
  meets: 'interlock_meets',
  misses: 'interlock_misses',
} as const;

export const VIEWS = {
  /** Overview and feature: nothing to send. */
  page: 'interlock_page',
  feature: 'interlock_feature_form',
  evidence: 'interlock_evidence_form',
  team: 'interlock_team_form',
  feedback: 'interlock_feedback_form',
  alike: 'interlock_alike',
  pick: 'interlock_pick',
  item: 'interlock_item_form',
  missing: 'interlock_missing',
} as const;
