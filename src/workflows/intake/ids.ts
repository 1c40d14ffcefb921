/** The modals of the intake. */
export const VIEWS = {
  choose: 'intake_choose',
  step: 'intake_step',
  preview: 'intake_preview',
  join: 'intake_join',
  correct: 'intake_correct',
  elsewhere: 'intake_elsewhere',
  selfService: 'intake_self_service',
} as const;

/** Buttons, menus and boxes that only the intake listens to. */
export const ACTIONS = {
  back: 'intake_back',
  doors: 'intake_doors',
  change: 'intake_change',
  outOfScope: 'intake_out_of_scope',
  advice: 'intake_advice',
  helps: 'alike_helps',
  join: 'alike_join',
  /** One of the tools that may be meant; the value is its id. */
  meant: 'feature_meant',
  sensitive: 'intake_sensitive',
  answered: 'question_answered',
  readQuestion: 'question_read',
} as const;

export const SENSITIVE_BLOCK = 'sensitive';
export const USE_CASE = 'use_case';
