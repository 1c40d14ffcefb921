import type { Deps } from '../../deps.ts';

/** So many are looked at in a minute, and a new round begins so long after the last. */
const AT_ONCE = 5;
const PAUSE_MS = 10 * 60_000;

/** Walks everything of a kind in GitLab by its id, a few each minute. What fails is looked at again in the next minute. */
export async function lookRound<T extends { id: number }>(
  { storage: { facts }, now }: Deps,
  name: string,
  { after, look }: { after(id: number, limit: number): Promise<T[]>; look(each: T): Promise<void> },
): Promise<void> {
  const [cursor, pause] = [`round:${name}`, `round-again:${name}`];
  const again = await facts.fact(pause);
  if (again !== null && again > now().toISOString()) return;
  const found = await after(Number((await facts.fact(cursor)) ?? 0), AT_ONCE);
  for (const each of found) {
    await look(each);
    await facts.keepFact(cursor, String(each.id));
  }
  if (found.length === AT_ONCE) return;
  await facts.keepFact(cursor, '0');
  await facts.keepFact(pause, new Date(now().getTime() + PAUSE_MS).toISOString());
}
