import type { Deps } from '../../deps.ts';
import type { Promised } from '../../domain/promise.ts';
import { nextReminderAt } from '../../domain/promise-act.ts';
import { nextWorking } from '../../domain/working-hours.ts';
import { holderOf } from './holder.ts';

const LOOKED_AT = 100;

/** When the next promise is brought up, or the next deferred request comes back, after now; null where nothing is to come. */
export async function nextReminder(deps: Deps): Promise<Date | null> {
  const found = await deps.storage.promises.openPromises(LOOKED_AT);
  const moments = await Promise.all(found.map((promise) => momentOf(deps, promise)));
  const times = moments.flatMap((at) => (at === null ? [] : [at.getTime()]));
  return times.length === 0 ? null : new Date(Math.min(...times));
}

async function momentOf(deps: Deps, promise: Promised): Promise<Date | null> {
  const now = deps.now();
  if (promise.kind === 'deferred') return promise.dueAt !== null && promise.dueAt > now ? promise.dueAt : null;
  // Reviews are asked for by their own job.
  if (promise.kind === 'review') return null;
  const holder = await holderOf(deps, promise);
  const at = holder === 'gone' ? null : nextReminderAt(promise, holder.zone);
  if (holder === 'gone' || at === null) return null;
  return at > now ? at : nextWorking(now, holder.zone);
}
