import type { Deps } from '../../deps.ts';

/** Puts what was filed into the search index; also each minute, for what a crash left out. */
export async function indexRequests(deps: Deps): Promise<void> {
  for (const id of await deps.storage.search.requestsToIndex()) await indexRequest(deps, id);
}

/** Puts one request into the index as it is now. */
export async function indexRequest(deps: Deps, id: number): Promise<void> {
  const found = await deps.storage.requests.request(id);
  if (found === null) return;
  const words = Object.values(found.request.answers).filter((answer) => typeof answer === 'string');
  await deps.storage.search.indexRequest(id, found.request.title, words.join('\n'));
}
