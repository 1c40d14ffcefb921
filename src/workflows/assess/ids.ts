/** The modals of the assessment. */
export const VIEWS = { screen: 'assess_screen', overview: 'assess_overview' } as const;

export const ACTIONS = { back: 'assess_back', stop: 'assess_stop', change: 'assess_change' } as const;

/** Sets the fields of an assessment apart from those of the intake, whose rounds have no leading zero. */
export const ROUND = '0';
export const ASSESS_BLOCK = /^f0:/;
