import type { Workflow } from '../../deps.ts';
import { outagesInDigest } from './digest.ts';
import { listenToClocks } from './listeners.ts';
import { clockReminder, clockTick } from './reminders.ts';

/** The reminders of SLO and RTO, and the ledger that says why a clock stands where it does (SLO-10). */
export const clocksWorkflow: Workflow = {
  name: 'clocks',
  listen: listenToClocks,
  deliveries: { 'clock-reminder': clockReminder },
  ticks: [clockTick],
  digest: outagesInDigest,
};
