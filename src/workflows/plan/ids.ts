/** Buttons of this workflow. The value of the first is a request's id, of the second a tool's, of the third that of the work. */
export const ACTIONS = {
  ofRequest: 'plan_request',
  ofTool: 'plan_tool',
  change: 'plan_change',
  back: 'plan_back',
} as const;

export const VIEWS = { plan: 'plan_work', change: 'plan_change_form' } as const;
