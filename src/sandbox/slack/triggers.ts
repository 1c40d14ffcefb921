import { randomBytes } from 'node:crypto';
import { Refusal } from './types.ts';

const LIFE_MS = 3_000;

type Trigger = { userId: string; viewId: string | null };

/** Trigger ids: each opens one view, within three seconds. */
export interface Triggers {
  /** A new trigger for a person; `viewId` is the view in which the interaction took place. */
  issue(userId: string, viewId?: string | null): string;
  /** Uses a trigger up; refuses an unknown, used or expired one as Slack does. */
  redeem(id: string): Trigger;
}

/** Triggers expire after three seconds by the machine's time or by the sandbox's clock, whichever is first. */
export function createTriggers(now: () => Date): Triggers {
  const known = new Map<string, Trigger & { at: number; machineAt: number; used: boolean }>();
  return {
    issue(userId, viewId = null) {
      const id = `${known.size + 1}.${randomBytes(5).readUIntBE(0, 5)}.${randomBytes(16).toString('hex')}`;
      known.set(id, { userId, viewId, at: now().getTime(), machineAt: performance.now(), used: false });
      return id;
    },
    redeem(id) {
      const trigger = known.get(id);
      if (!trigger) throw new Refusal('invalid_trigger_id');
      if (trigger.used) throw new Refusal('exchanged_trigger_id');
      const age = Math.max(now().getTime() - trigger.at, performance.now() - trigger.machineAt);
      if (age > LIFE_MS) throw new Refusal('expired_trigger_id');
      trigger.used = true;
      return trigger;
    },
  };
}
