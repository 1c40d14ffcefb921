import type { Workflow } from '../../deps.ts';
import { signAsk } from './ask.ts';
import { listenToSigns } from './listeners.ts';
import { signTick } from './looks.ts';
import { signsOfTool } from './parts.ts';
import { followSecurityWork, securityWorkJob } from './security-work.ts';

/** Signs of life of the tools: set, looked for, asked about when they are missing; and their open security work (REV-6). */
export const signsWorkflow: Workflow = {
  name: 'signs',
  listen: listenToSigns,
  deliveries: { 'sign-ask': signAsk },
  ticks: [signTick],
  jobs: [securityWorkJob],
  tool: signsOfTool,
  issue: followSecurityWork,
};
