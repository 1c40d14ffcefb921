import type { Place } from './sidebar.tsx';

export type Address = { as: string; place: Place };

const FIRST_PERSON = 'U0REQUEST';

/** Who and where, kept in the address's fragment: reloading stays, and two tabs may be two people. */
export function readAddress(fragment: string): Address {
  const query = new URLSearchParams(fragment.replace(/^#/, ''));
  const at = query.get('at');
  return {
    as: query.get('as') ?? FIRST_PERSON,
    place: at && at !== 'home' ? { conversation: at } : (at ?? '') === 'home' ? 'home' : { conversation: '' },
  };
}

export function writeAddress({ as, place }: Address): string {
  return `#${new URLSearchParams({ as, at: place === 'home' ? 'home' : place.conversation })}`;
}
