import { type CategoryId, categoryOf } from './category.ts';
import { type DecideStage, oweStageClosing, oweStageIssue, type StageFile, stageRefusal, TAKEN_OVER } from './stage.ts';
import { endedStage } from './stage-end.ts';
import { mayNotWorkOn, missingIn } from './stage-kind.ts';
import { SUNSET } from './sunset.ts';
import { dayInWords, planOf } from './sunset-plan.ts';
import { openObjections } from './sunset-voices.ts';
import { change, type DecideTool, type ToolAct } from './tool-act.ts';
import { oweToolNews } from './tool-people.ts';

/** The categories that a tool can come back to: those of a tool that is maintained, and that need no epic. */
export const BACK_TO = ['maintain', 'improve-maintain', 'improve-integrate'] as const satisfies readonly CategoryId[];

/**
 * Ends a sunset, and the tool is retired (SUN-5): refused while an output, activity or consideration is missing, which it names; while an
 * objection is not answered; until the rollback window is over; and while another team takes the tool over (SUN-6).
 */
export const endSunset =
  (act: ToolAct): DecideStage =>
  (file) => {
    const not = mayNotWorkOn(act, file);
    if (not !== null) return stageRefusal(not);
    if (file.takenOver === true) return stageRefusal(TAKEN_OVER);
    const missing = missingIn(SUNSET, file, null);
    if (missing.length > 0) return stageRefusal(`Not yet. Still open: ${missing.join('; ')}.`);
    if (openObjections(file).length > 0) return stageRefusal('Not yet. An objection is not answered.');
    const { rollback } = planOf(file.stage).dates;
    if (rollback === undefined) return stageRefusal('Not yet. No rollback window is stated: set the dates.');
    if (act.today <= rollback)
      return stageRefusal(
        `Not yet. The rollback window is open until the end of ${dayInWords(rollback)}: end it after that day, or change the dates.`,
      );
    const answer = `The sunset has ended. ${file.stage.name} is retired; its history stays readable.`;
    return { ok: true, value: endedStage(act, file, { rules: [retire(act)], endsOthers: answer, answer }) };
  };

const retire =
  (act: ToolAct): DecideTool =>
  (tool) =>
    change(act, tool, 'Its sunset has ended: it is decommissioned.', {
      ...{ action: 'retired', fields: { state: 'retired' }, answer: '' },
    });

/**
 * Brings the tool back to maintenance while the rollback window is open (SUN-4), with a reason: it is operational again, in the category
 * that is chosen. What was done and said stays on record; who was told of the sunset is told of this.
 */
export const rollBackSunset =
  (act: ToolAct, { category, why }: { category: string; why: string }): DecideStage =>
  (file) => {
    const not = mayNotWorkOn(act, file) ?? (file.takenOver === true ? TAKEN_OVER : windowOver(act, file));
    if (not !== null) return stageRefusal(not);
    const to = BACK_TO.find((each) => each === category);
    if (to === undefined) return stageRefusal('Choose a category.', 'category');
    if (why === '') return stageRefusal('Say why: that stays on record.', 'why');
    const { stage } = file;
    const actor = act.roles.person.id;
    return {
      ok: true,
      value: {
        ...{ actor, action: 'sunset rolled back', why, rules: [bringBack(act, to, why)] },
        edit: {
          ...{ state: 'cancelled', endedBy: actor, endedAt: act.now, why },
          details: { ...stage.details, rolledBack: true },
        },
        owed: [oweStageIssue(stage), oweStageClosing(stage)],
        answer: `It is rolled back: ${stage.name} is operational again, in ${categoryOf(to).label}.`,
      },
    };
  };

/** Why it cannot be rolled back any more, or not so; null while the window is open. */
export function windowOver(act: Pick<ToolAct, 'today'>, { stage }: Pick<StageFile, 'stage'>): string | null {
  const { rollback } = planOf(stage).dates;
  if (rollback === undefined) return 'No rollback window is stated. Set the dates, or cancel the sunset.';
  if (act.today <= rollback) return null;
  return `The rollback window ended with ${dayInWords(rollback)}, so it cannot be rolled back any more.`;
}

const bringBack =
  (act: ToolAct, category: CategoryId, why: string): DecideTool =>
  (tool, look) =>
    change(act, tool, why, {
      ...{ action: 'brought back from its sunset', answer: '' },
      fields: { state: 'operational', category, categoryReason: why },
      owed: () => look.told().map((personId) => oweToolNews(tool.id, personId, 'category', act.key)),
    });
