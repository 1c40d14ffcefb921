import type { Workflow } from '../../deps.ts';
import { decideDeliveries } from './deliveries.ts';
import { listenToLifting, loweredOnTool } from './lift.ts';
import { decisionCard, decisionOnRequest, decisionsHome } from './parts.ts';
import { listenToProposing } from './propose.ts';
import { listenToSigning } from './sign.ts';

/** Decisions: proposed by the team, agreed to by those who have to, final once they have, and what follows. */
export const decideWorkflow: Workflow = {
  name: 'decide',
  listen(app, deps) {
    listenToProposing(app, deps);
    listenToSigning(app, deps);
    listenToLifting(app, deps);
  },
  deliveries: decideDeliveries,
  card: decisionCard,
  home: decisionsHome,
  request: decisionOnRequest,
  tool: loweredOnTool,
};
