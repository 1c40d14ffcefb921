import type { Workflow } from '../../deps.ts';
import { listenToChecklists } from './checklist.ts';
import { promisesInDigest } from './digest.ts';
import { listenToHandingOver } from './hand-over.ts';
import { handedOver } from './handed-over.ts';
import { heldPart } from './held.ts';
import { listenToPromises } from './listeners.ts';
import { promisesHome, promisesOfRequest, promisesOfTool } from './parts.ts';
import { promiseReminder, promiseTold, reminderTick } from './reminders.ts';
import { returned, returnTick } from './returns.ts';
import { promiseShipped } from './shipped.ts';
import { watchTick } from './watch.ts';

/** What the team said it would come back to: reminders, requests that come back, product work that is watched. */
export const promisesWorkflow: Workflow = {
  name: 'promises',
  digest: promisesInDigest,
  listen(app, deps) {
    listenToPromises(app, deps);
    listenToChecklists(app, deps);
    listenToHandingOver(app, deps);
  },
  deliveries: {
    'promise-reminder': promiseReminder,
    'promise-told': promiseTold,
    'handed-over': handedOver,
    'promise-shipped': promiseShipped,
    returned,
  },
  // Watched work first: what it says may end what would be reminded of.
  ticks: [watchTick, returnTick, reminderTick],
  home: promisesHome,
  status: heldPart,
  request: promisesOfRequest,
  tool: promisesOfTool,
};
