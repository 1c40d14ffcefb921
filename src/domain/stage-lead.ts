import type { Act } from './request-act.ts';
import { type DecideStage, oweStageIssue, stageRefusal } from './stage.ts';
import { mayNotWorkOn } from './stage-kind.ts';

/** Somebody else leads a stage from now on. Refused for anyone but the team, once it is over, and where they lead it already. */
export const changeLead =
  (act: Act, ownerId: string): DecideStage =>
  (file) => {
    const not = mayNotWorkOn(act, file);
    if (not !== null) return stageRefusal(not);
    if (ownerId === '') return stageRefusal('Choose who leads it.', 'lead');
    if (ownerId === file.stage.ownerId) return stageRefusal('They lead it already.', 'lead');
    return {
      ok: true,
      value: {
        ...{ actor: act.roles.person.id, action: 'lead changed', why: ownerId },
        edit: { ownerId },
        owed: [oweStageIssue(file.stage)],
        answer: 'Somebody else leads it from now on.',
      },
    };
  };
