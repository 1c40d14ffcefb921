import type { StageKindRow } from './stage-kind.ts';
import { missingIn } from './stage-kind.ts';

/** SUN-6: what one team hands another. */
export const TRANSFER: StageKindRow = {
  kind: 'transfer',
  label: 'Transfer',
  phases: [
    { id: 'offered', label: 'Offered' },
    { id: 'accepted', label: 'Handing over' },
  ],
  lists: () => [
    {
      ...{ id: 'responsibilities', title: 'Responsibilities', of: 'responsibility', phase: 'accepted' },
      items: [
        { key: 'code', title: 'Code' },
        { key: 'runbook', title: 'Runbook' },
        { key: 'secrets', title: 'Secrets' },
        { key: 'on-call', title: 'On-call expectations' },
        { key: 'documentation', title: 'Documentation' },
        { key: 'stakeholders', title: 'Stakeholders told' },
      ],
    },
  ],
  next: (file) => {
    if (file.stage.phase === 'offered') return 'Next: a team that claims it.';
    const [first] = missingIn(TRANSFER, file, 'accepted');
    return first === undefined
      ? 'Next: end the transfer. All of it is accepted.'
      : `Next: ${first} handed over and accepted.`;
  },
};
