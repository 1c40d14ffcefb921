import type { Weights } from './prioritization.ts';
import type { NewPromise } from './promise.ts';
import type { Act } from './request-act.ts';
import { handingKeys, oweBothTold } from './responsibility.ts';
import {
  type DecideStage,
  type NewStage,
  oweStageClosing,
  oweStageIssue,
  type StageChange,
  type StageFile,
  stageRefusal,
  TAKEN_OVER,
} from './stage.ts';
import { mayNotWorkOn } from './stage-kind.ts';
import { toolNumber } from './tool.ts';
import { cancelledTransfer } from './transfer-claim.ts';

/**
 * Ends a stage without its outputs, with a reason that stays on record. Where it was a sunset, another category is asked for: until
 * somebody has said which, the tool stays in Sunset (INV-7); and it rests while another team takes the tool over (SUN-6).
 */
export const cancelStage =
  (act: Act & { weights: Weights }, why: string): DecideStage =>
  (file) => {
    const not = mayNotWorkOn(act, file);
    if (not !== null) return stageRefusal(not);
    if (file.stage.kind === 'sunset' && file.takenOver === true) return stageRefusal(TAKEN_OVER, 'why');
    if (why === '') return stageRefusal('Say why: that stays on record.', 'why');
    const actor = act.roles.person.id;
    const { stage } = file;
    const more = leftBy(act, file, why);
    return {
      ok: true,
      value: {
        ...{ actor, action: `${stage.kind} cancelled`, why, promises: categoryAsked(act, file) },
        ...more,
        edit: { ...more.edit, state: 'cancelled', endedBy: actor, endedAt: act.now, why },
        owed: [oweStageIssue(stage), oweStageClosing(stage), ...(more.owed ?? [])],
        answer: 'It is cancelled. What was done stays on record.',
      },
    };
  };

/** What a kind leaves beside that, once it is cancelled. */
function leftBy(act: Act & { weights: Weights }, file: StageFile, why: string): Partial<StageChange> {
  if (file.stage.kind === 'transfer') return cancelledTransfer(act, file, why);
  if (file.stage.kind === 'hand-off') return { drops: handingKeys(file), owed: oweBothTold(file.stage, 'cancelled') };
  return {};
}

function categoryAsked(act: Act, { stage, tool }: StageFile): NewPromise[] {
  if (stage.kind !== 'sunset' || tool === null) return [];
  return [
    {
      ...{
        kind: 'category',
        key: `category:${toolNumber(tool.id)}:stage-${stage.id}`,
        toolId: tool.id,
        dueAt: act.now,
      },
      ...{ ownerId: tool.ownerId, what: `Another category for ${tool.name}: its sunset was cancelled` },
    },
  ];
}

/** A stage that has all it owes: it ends, and `more` follows with it. */
export function endedStage(
  act: Act,
  { stage }: StageFile,
  more: Partial<StageChange> & { opens?: NewStage[] } & Pick<StageChange, 'answer'>,
): StageChange {
  const actor = act.roles.person.id;
  return {
    ...{ actor, action: `${stage.kind} ended` },
    ...more,
    edit: { state: 'ended', endedBy: actor, endedAt: act.now, ...more.edit },
    owed: [oweStageIssue(stage), oweStageClosing(stage), ...(more.owed ?? [])],
  };
}
