/** Buttons of this workflow; the value of each is the request's id. */
export const ACTIONS = { triage: 'triage_open', reopen: 'triage_reopen' } as const;

export const VIEWS = { triage: 'triage_form', reopen: 'triage_reopen_form' } as const;
