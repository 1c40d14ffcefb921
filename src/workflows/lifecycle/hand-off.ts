import type { KindScreen } from './kind.ts';

/** Finished product work goes to the product team (CHA-2). */
export const handOffScreen: KindScreen = {
  kind: 'hand-off',
  issueTitle: ({ stage }) => `Hand-off: ${stage.name}`,
};
