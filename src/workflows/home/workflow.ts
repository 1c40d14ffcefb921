import type { Workflow } from '../../deps.ts';
import { homePart } from './parts.ts';
import { listenToHome } from './publish.ts';

/** App Home: what waits for someone, their requests and drafts, and for the team the queue. */
export const homeWorkflow: Workflow = {
  name: 'home',
  listen: listenToHome,
  home: homePart,
};
