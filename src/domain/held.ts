import type { Person, Roles } from './people.ts';
import { type Promised, type PromiseKind, promiseKind } from './promise.ts';

export type HeldKind = 'claim' | 'tool' | 'signature' | 'promise';

/**
 * Something that waits for one person. `id`: of the request, tool, decision or promise; `sort`: the role that somebody signs for, or the
 * kind of promise; `what`: its title.
 */
export type Held = {
  kind: HeldKind;
  id: number;
  sort: string;
  personId: string;
  what: string;
  requestId: number | null;
};

/**
 * Claims and tools are the team's; a promise is by its kind, and ADRs that no transferring team owes are the team's too; who signs for
 * leadership belongs to it (DEC-14).
 */
export function mayHold({ kind, sort, requestId }: Pick<Held, 'kind' | 'sort' | 'requestId'>, roles: Roles): boolean {
  switch (kind) {
    case 'claim':
    case 'tool':
      return roles.team;
    case 'signature':
      return sort === 'leadership' ? roles.leadership : true;
    case 'promise': {
      const anyone = promiseKind(sort as PromiseKind).holder === 'anyone' && !(sort === 'adrs' && requestId === null);
      return anyone || roles.team;
    }
  }
}

/** Whether someone can still be reminded of a promise; an answer for leadership is asked of leadership only. */
export function mayHoldPromise({ kind, key, requestId }: Pick<Promised, 'kind' | 'key' | 'requestId'>, roles: Roles) {
  const asks = kind === 'sign-off' || kind === 'acknowledge';
  const sort = asks ? (key.split(':')[2] ?? '') : kind;
  return mayHold({ kind: asks ? 'signature' : 'promise', sort, requestId }, roles);
}

/** Why someone is not there any more, for people; `person` as Slack knows them, null where it knows nobody. */
export function goneBecause(person: Person | null): string {
  if (person === null || person.deleted) return 'deactivated';
  return person.kind === 'member' ? 'left the group' : 'no full member any more';
}
