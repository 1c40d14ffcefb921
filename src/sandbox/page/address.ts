import { type IssueKey, insideLink } from './desk.ts';
import type { Place } from './sidebar.tsx';

export type Address = { as: string; place: Place };

const FIRST_PERSON = 'U0REQUEST';

/** Who and where, kept in the address's fragment: reloading stays, and two tabs may be two people. */
export function readAddress(fragment: string): Address {
  const query = new URLSearchParams(fragment.replace(/^#/, ''));
  const at = query.get('at') ?? '';
  return { as: query.get('as') ?? FIRST_PERSON, place: at === 'home' ? 'home' : { conversation: at } };
}

export function writeAddress({ as, place }: Address): string {
  return `/#${new URLSearchParams({ as, at: place === 'home' ? 'home' : place.conversation })}`;
}

export type Start = { address: Address; threadTs: string | null; issue: IssueKey | null };

/** Where the page begins: the fragment, unless its path is a link to a message or a work item. */
export function startAt(path: string, fragment: string): Start {
  const address = readAddress(fragment);
  const inside = insideLink(path);
  if (!inside) return { address, threadTs: null, issue: null };
  if ('iid' in inside) return { address, threadTs: null, issue: inside };
  return { address: { ...address, place: { conversation: inside.channel } }, threadTs: inside.ts, issue: null };
}
