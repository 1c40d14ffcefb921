import { endHandOff, HAND_OFF, supportUntil } from '../../domain/hand-off.ts';
import { receiverOf } from '../../domain/responsibility.ts';
import type { Stage } from '../../domain/stage.ts';
import { missingIn } from '../../domain/stage-kind.ts';
import { section } from '../../slack/blocks.ts';
import { inline, mentionPerson } from '../../slack/escape.ts';
import { HAND_OFF_ACTIONS } from './handed-off.ts';
import type { KindScreen } from './kind.ts';
import { receiverSection } from './receiver-section.ts';

const until = (stage: Stage): string => {
  const day = supportUntil(stage);
  return day === '' ? '' : ` ProdSecEng supports them until ${day}.`;
};

/** Finished product work goes to the product team (CHA-2). */
export const handOffScreen: KindScreen = {
  kind: 'hand-off',
  blocks: async (_deps, { stage }) => {
    const receiver = receiverOf(stage);
    if (receiver === null) return [];
    return [
      section(`*${inline(receiver.team)}* takes it over, DRI ${mentionPerson(receiver.driId)}.${until(stage)}`, {
        blockId: 'receiver',
      }),
    ];
  },
  offers: ({ stage }) => {
    const text = receiverOf(stage) === null ? 'Name the receiver' : 'Change the receiver';
    return [{ text, actionId: HAND_OFF_ACTIONS.receiver }];
  },
  ending: (file) =>
    receiverOf(file.stage) !== null && missingIn(HAND_OFF, file, null).length === 0
      ? { text: 'End the hand-off', decide: endHandOff }
      : null,
  issueTitle: ({ stage }) => `Hand-off: ${stage.name}`,
  sections: receiverSection,
};
