/** The ways of a tool, each a workflow of the process: co-create (COC-*), Transition & Sunset (SUN-*), transfer (SUN-6), hand-off (CHA-2). */
export const STAGE_KINDS = ['cocreate', 'sunset', 'transfer', 'hand-off'] as const;
export type StageKind = (typeof STAGE_KINDS)[number];

/** `offered` to `declined`: of what one team hands another. */
export type ItemState = 'open' | 'done' | 'not doing' | 'offered' | 'accepted' | 'sent back' | 'declined';
export type VoiceState = 'asked' | 'agreed' | 'declined';
