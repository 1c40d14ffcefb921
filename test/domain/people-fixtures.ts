import type { Person, Roles } from '../../src/domain/people.ts';
import type { IntakeRequest, RequestFile } from '../../src/domain/request.ts';
import type { Act } from '../../src/domain/request-act.ts';

export const NOW = new Date('2026-03-02T10:00:00Z');

const person = (id: string, name: string): Person => ({
  id,
  name,
  teamId: 'T0TEAM001',
  email: null,
  timeZone: 'Etc/UTC',
  kind: 'member',
  deleted: false,
});

const member = (id: string, name: string): Roles => ({
  person: person(id, name),
  team: false,
  manager: false,
  leadership: false,
});

export const REQUESTER = member('U0REQUEST', 'Requester');
export const CONTACT = member('U0CONTACT', 'Contact');
export const STRANGER = member('U0STRANGE', 'Stranger');
export const ENGINEER: Roles = { ...member('U0ENGINE1', 'Engineer'), team: true };
export const SECOND: Roles = { ...member('U0ENGINE2', 'Second engineer'), team: true };
export const MANAGER: Roles = { ...member('U0MANAGER', 'Manager'), team: true, manager: true };
export const LEADER: Roles = { ...member('U0LEADER1', 'Leader'), leadership: true };

export const by = (roles: Roles, key = 'key'): Act => ({ roles, now: NOW, key });

/** R-1 of the requester, with a contact; changed as told. */
export function file(change: Partial<IntakeRequest> = {}, more: Partial<RequestFile> = {}): RequestFile {
  const request: IntakeRequest = {
    id: 1,
    door: 'new',
    title: 'Scan container images',
    answers: {},
    state: 'new',
    sensitive: false,
    origin: 'slack',
    requesterId: 'U0REQUEST',
    authorName: 'Requester',
    gitlabAuthor: null,
    contactId: 'U0CONTACT',
    claimedBy: null,
    reason: null,
    duplicateOf: null,
    asked: null,
    askedBy: null,
    draftId: null,
    createdAt: NOW,
    updatedAt: NOW,
    ...change,
  };
  return { request, people: [], workItem: null, ...more };
}
