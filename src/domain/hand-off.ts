import type { StageKindRow } from './stage-kind.ts';
import { missingIn } from './stage-kind.ts';

/** CHA-2: ownership goes to the product team with documentation and support. */
export const HAND_OFF: StageKindRow = {
  kind: 'hand-off',
  label: 'Hand-off',
  phases: [{ id: 'open', label: 'Handing off' }],
  lists: () => [
    {
      ...{ id: 'hand-off', title: 'What the product team gets', of: 'responsibility', phase: null },
      items: [
        { key: 'ownership', title: 'Ownership of the feature, its code and its open issues' },
        { key: 'documentation', title: 'Documentation: how it works, how it is run, its decisions (ADRs)' },
        { key: 'support', title: 'Support from ProdSecEng while they take over, and until when' },
        { key: 'users', title: 'Its internal users know whom to ask from now on' },
      ],
    },
  ],
  next: (file) => {
    const [first] = missingIn(HAND_OFF, file, null);
    return first === undefined ? 'Next: end the hand-off. All of it is accepted.' : `Next: ${first}.`;
  },
};
