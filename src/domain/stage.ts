import type { Owed } from './owed.ts';
import { requestNumber } from './owed.ts';
import type { NewPromise } from './promise.ts';
import { type Tool, toolNumber } from './tool.ts';
import type { DecideTool } from './tool-act.ts';
import type { ValueProposition } from './value-proposition.ts';

/** The ways of a tool, each a workflow of the process: co-create (COC-*), Transition & Sunset (SUN-*), transfer (SUN-6), hand-off (CHA-2). */
export const STAGE_KINDS = ['cocreate', 'sunset', 'transfer', 'hand-off'] as const;
export type StageKind = (typeof STAGE_KINDS)[number];

/** `offered` to `declined`: of what one team hands another. */
export type ItemState = 'open' | 'done' | 'not doing' | 'offered' | 'accepted' | 'sent back' | 'declined';
export type VoiceState = 'asked' | 'agreed' | 'declined';

/** One way of a tool, from its opening to its end. */
export type Stage = {
  id: number;
  kind: StageKind;
  /** Null for a co-creation of a request that has no tool. */
  toolId: number | null;
  requestId: number | null;
  /** The stage that ended in this one. */
  fromId: number | null;
  name: string;
  state: 'open' | 'ended' | 'cancelled';
  /** Where it stands within its kind. */
  phase: string;
  /** What only its kind knows; each kind reads it with a schema of its own. */
  details: Record<string, unknown>;
  ownerId: string | null;
  draftId: string | null;
  /** Its work item, once it is filed. */
  projectId: number | null;
  iid: number | null;
  url: string | null;
  reference: string | null;
  /** What was found wrong with its work item; null where nothing is. */
  trouble: string | null;
  /** When GitLab changed the work item, as it was read last. */
  readAt: Date | null;
  startedBy: string | null;
  startedAt: Date;
  endedBy: string | null;
  endedAt: Date | null;
  /** Why it was opened; why it was cancelled, once it is. */
  why: string | null;
};

export type StageItem = {
  id: number;
  stageId: number;
  list: string;
  key: string;
  state: ItemState;
  assigneeId: string | null;
  /** A day (YYYY-MM-DD). */
  dueOn: string | null;
  link: string | null;
  /** What was answered, or why it is not done, sent back or declined. */
  note: string | null;
  /** Who said so last: a Slack person's id, or `gitlab:USERNAME`. */
  by: string | null;
  at: Date | null;
};

/** Someone who was asked something at a gate of a stage, and what they said. */
export type StageVoice = {
  id: number;
  stageId: number;
  gate: string;
  /** As what they are asked, in words. */
  role: string;
  personId: string;
  /** The team they answer for, where they answer for one. */
  team: string | null;
  state: VoiceState;
  note: string | null;
  askedAt: Date;
  at: Date | null;
};

/** A stage with all that is known of it. Items are those that somebody has touched; `itemOf` gives the others as open. */
export type StageFile = {
  stage: Stage;
  items: StageItem[];
  voices: StageVoice[];
  tool: Tool | null;
  values: ValueProposition[];
  /** Whether another team is taking its tool over, by a claim that was accepted (SUN-6). */
  takenOver?: boolean;
};

export type ItemEdit = { list: string; key: string } & Partial<
  Pick<StageItem, 'state' | 'assigneeId' | 'dueOn' | 'link' | 'note' | 'by' | 'at'>
>;
/** Asks somebody at a gate, or keeps what they said. One for each gate, role and person. */
export type VoiceEdit = Pick<StageVoice, 'gate' | 'role' | 'personId' | 'state'> &
  Partial<Pick<StageVoice, 'team' | 'note'>>;
export type NoticeEdit = { date: string; daysBefore: number; dueAt: Date };
export type ValueEdit = { id: number } & Partial<
  Pick<ValueProposition, 'toolId' | 'stageId' | 'state' | 'reason' | 'shippedAt'>
>;

/** A stage to be opened. */
export type NewStage = Pick<Stage, 'kind' | 'name' | 'phase'> &
  Partial<Pick<Stage, 'toolId' | 'requestId' | 'fromId' | 'details' | 'ownerId' | 'draftId' | 'why'>> &
  Partial<Pick<Stage, 'projectId' | 'iid' | 'url' | 'reference'>>;

/** What follows from an act on a stage: all of it one transaction. */
export type StageChange = {
  actor: string;
  /** As the audit says it. */
  action: string;
  why?: string;
  edit?: Partial<Omit<Stage, 'id' | 'kind'>>;
  items?: ItemEdit[];
  voices?: VoiceEdit[];
  /** Gates at which nobody stays asked, and nothing said counts any more. */
  silences?: string[];
  /** All notices that have not gone out, in the place of those before. */
  notices?: NoticeEdit[];
  values?: ValueEdit[];
  /** Changes of its tool; a refusal refuses all of it. */
  rules?: DecideTool[];
  promises?: NewPromise[];
  /** Keys of promises that are kept by this, or that stand no more. */
  keeps?: string[];
  drops?: string[];
  /** Why all other open stages of its tool are cancelled with this; a hand-off of product work goes on (CHA-2). */
  endsOthers?: string;
  /** Stages that begin with this; `fromId` is this one unless they say otherwise. */
  opens?: NewStage[];
  owed?: Owed[];
  /** What was done, for whoever did it. */
  answer: string;
};

/** A refusal names the field that it is about, where there is one. */
export type StageVerdict = { ok: true; value: StageChange } | { ok: false; text: string; field?: string };
export type DecideStage = (file: StageFile) => StageVerdict;

export const stageRefusal = (text: string, field?: string): Extract<StageVerdict, { ok: false }> => ({
  ok: false,
  text,
  ...(field === undefined ? {} : { field }),
});

/** From the accepted claim until the transfer is done nothing else begins or ends for a tool (SUN-6). */
export const TAKEN_OVER = 'Another team is taking this tool over. Cancel that transfer first, or wait for its end.';

/** Under which the audit keeps what became of a stage, and its lane: its tool, else its request. */
export const subjectOfStage = ({ toolId, requestId }: Pick<Stage, 'toolId' | 'requestId'>): string =>
  toolId === null ? requestNumber(requestId ?? 0) : toolNumber(toolId);

/** Items that nobody has touched are open. */
export function itemOf({ stage, items }: Pick<StageFile, 'stage' | 'items'>, list: string, key: string): StageItem {
  const found = items.find((item) => item.list === list && item.key === key);
  if (found !== undefined) return found;
  const untouched = { assigneeId: null, dueOn: null, link: null, note: null, by: null, at: null };
  return { id: 0, stageId: stage.id, list, key, state: 'open', ...untouched };
}

export const stageIssueKey = (stageId: number): string => `stage-issue:${stageId}`;

/** The work item of a stage: made unless it is there, then its own part kept equal to the stage. */
export function oweStageIssue(stage: Pick<Stage, 'id' | 'toolId' | 'requestId'>): Owed {
  const lane = `${subjectOfStage(stage)}/stage-${stage.id}`;
  return { kind: 'stage-issue', lane, key: stageIssueKey(stage.id), payload: { stageId: stage.id } };
}

/** The work item closed, because the stage ended. */
export function oweStageClosing(stage: Pick<Stage, 'id' | 'toolId' | 'requestId'>): Owed {
  const lane = `${subjectOfStage(stage)}/stage-${stage.id}`;
  return { kind: 'stage-closing', lane, key: `stage-closing:${stage.id}`, payload: { stageId: stage.id } };
}

/** The message that asks one person at a gate, posted or brought up to date. */
export function oweStageVoice(
  stage: Pick<Stage, 'id' | 'toolId' | 'requestId'>,
  { gate, role, personId }: Pick<StageVoice, 'gate' | 'role' | 'personId'>,
): Owed {
  const lane = `${subjectOfStage(stage)}/${personId}`;
  const key = voiceKey(stage.id, gate, role, personId);
  return { kind: 'stage-voice', lane, key, payload: { stageId: stage.id, gate, role, personId } };
}

/** The key of what one person is asked at a gate: of its message, and of the promise that it is answered. */
export const voiceKey = (stageId: number, gate: string, role: string, personId: string): string =>
  `stage-voice:${stageId}:${gate}:${role}:${personId}`;
