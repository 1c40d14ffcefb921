/** Buttons and menus of this workflow. The value of those about an issue is GitLab's id of it. */
export const ACTIONS = {
  /** Opens the backlog; the value is how many come before the first that is shown. */
  list: 'backlog_list',
  issue: 'backlog_issue',
  commit: 'backlog_commit',
  owner: 'backlog_owner',
  ask: 'backlog_ask',
  refine: 'backlog_refine',
  move: 'backlog_move',
  /** Opens the plan; the value is a milestone's id and a place in the list. */
  plan: 'backlog_plan',
  planFor: 'backlog_plan_for',
  place: 'backlog_place',
  again: 'backlog_again',
  decide: 'backlog_decide',
  reopen: 'backlog_reopen',
} as const;

export const VIEWS = {
  list: 'backlog_view',
  issue: 'backlog_issue_view',
  owner: 'backlog_owner_form',
  ask: 'backlog_ask_form',
  refine: 'backlog_refine_form',
  plan: 'backlog_plan_view',
} as const;

/** `MILESTONE OFFSET`: which plan, and how many issues come before the first that is shown. */
export const planValue = (milestoneId: number, offset: number): string => `${milestoneId} ${offset}`;

export function readPlanValue(value: string): { milestoneId: number | null; offset: number } {
  const [id = '', offset = '0'] = value.split(' ');
  return { milestoneId: /^\d+$/.test(id) ? Number(id) : null, offset: Math.max(0, Number(offset) || 0) };
}
