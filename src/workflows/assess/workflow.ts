import type { Workflow } from '../../deps.ts';
import { listenToAssessments } from './listeners.ts';
import { assessCard, assessRequestPart } from './parts.ts';

/** The assessment of a request, from the problem understood to a decision that can be proposed (steps 2 and 3). */
export const assessWorkflow: Workflow = {
  name: 'assess',
  listen: listenToAssessments,
  card: assessCard,
  request: assessRequestPart,
};
