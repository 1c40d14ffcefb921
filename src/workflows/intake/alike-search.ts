import type { Deps } from '../../deps.ts';
import type { AlikeRequest } from '../../storage/search.ts';
import { gist, type OpenDraft } from './drafts.ts';

const SHOWN = 3;

/** Earlier requests that look like what is being written (DOOR-8); none for questions and corrections. */
export async function alikeTo(deps: Deps, draft: OpenDraft): Promise<AlikeRequest[]> {
  if (draft.form.id === 'question' || draft.correcting !== null) return [];
  return deps.storage.search.requestsAlike(gist(draft), SHOWN);
}
