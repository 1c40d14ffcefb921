import type { Owed } from './owed.ts';
import { oweOffered } from './responsibility.ts';
import { oweStageVoice, type StageFile, voiceKey } from './stage.ts';
import { planOf, rollbackKey } from './sunset-plan.ts';

/** Nobody is waited for once a stage is over, nor reminded of its dates: keys of promises that stand no more, and messages that say so. */
export function lettingGo({ stage, voices, items }: Pick<StageFile, 'stage' | 'voices' | 'items'>): {
  drops: string[];
  owed: Owed[];
} {
  const { rollback } = planOf(stage).dates;
  const awaited = voices.filter(({ state }) => state === 'asked');
  return {
    drops: [
      ...awaited.map(({ gate, role, personId }) => voiceKey(stage.id, gate, role, personId)),
      ...(rollback === undefined ? [] : [rollbackKey(stage.id, rollback)]),
    ],
    owed: [...awaited.map((voice) => oweStageVoice(stage, voice)), ...oweOffered({ stage, items })],
  };
}
