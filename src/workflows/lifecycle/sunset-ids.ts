/** Buttons of a sunset's workspace; the value is the stage's id, or the stage and the voice (`STAGE/VOICE`). */
export const SUNSET_ACTIONS = {
  dates: 'sunset_dates',
  askStakeholders: 'sunset_ask_stakeholders',
  askTeam: 'sunset_ask_team',
  /** Answers an objection. */
  answer: 'sunset_answer',
  numbers: 'sunset_numbers',
  trend: 'sunset_trend',
  token: 'sunset_token',
  rollBack: 'sunset_roll_back',
} as const;

export const SUNSET_VIEWS = {
  dates: 'sunset_dates_form',
  askStakeholders: 'sunset_ask_stakeholders_form',
  askTeam: 'sunset_ask_team_form',
  answer: 'sunset_answer_form',
  numbers: 'sunset_numbers_form',
  rollBack: 'sunset_roll_back_form',
} as const;
