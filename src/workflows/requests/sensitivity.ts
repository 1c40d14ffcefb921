import type { Deps } from '../../deps.ts';
import type { Act, Decide } from '../../domain/request-act.ts';
import { markSensitive } from '../../domain/request-content.ts';

/** As many entries as may have a message in the thread. */
const ENTRIES = 2_000;

/**
 * Made sensitive, everything that was or is about to be said in the thread is taken back; shown again, only what stood there
 * before returns, and nothing that was said meanwhile.
 */
export async function withThread(deps: Deps, act: Act, requestId: number, sensitive: boolean): Promise<Decide> {
  const { requests, messages } = deps.storage;
  const entries = await requests.entriesOf(requestId, ENTRIES);
  const keys = entries.filter(({ kind }) => kind !== 'recorded').map(({ key }) => key);
  const posted = await Promise.all(keys.map(async (key) => (await messages.postedMessage(`thread:${key}`)) !== null));
  return markSensitive(act, sensitive, sensitive ? keys : keys.filter((_, index) => posted[index]));
}
