import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Roles } from '../../src/domain/people.ts';
import { isOpen, type RequestChange, type RequestFile } from '../../src/domain/request.ts';
import type { Decide } from '../../src/domain/request-act.ts';
import { claim, linkRequester, reassign, release } from '../../src/domain/request-claim.ts';
import { correct, markSensitive, nameContact } from '../../src/domain/request-content.ts';
import { comment, commentFromGitLab, joinRequest, recordMessage } from '../../src/domain/request-conversation.ts';
import { markDuplicate, withdraw } from '../../src/domain/request-ending.ts';
import { answerInformation, askForInformation } from '../../src/domain/request-information.ts';
import { by, CONTACT, ENGINEER, file, LEADER, MANAGER, NOW, REQUESTER, SECOND, STRANGER } from './people-fixtures.ts';

const EVERYBODY = [REQUESTER, CONTACT, STRANGER, ENGINEER, SECOND, MANAGER, LEADER];
const who = fc.constantFrom(...EVERYBODY);
const DUPLICATES = [file(), file({ id: 2 }), file({ id: 3, state: 'duplicate' })];
const COMMENT = { noteId: 5, authorName: 'X', text: 'y', url: 'https://x.example.com', saidAt: NOW };
const MESSAGE = { authorId: null, authorName: 'X', text: 'y', link: 'https://x.example.com', saidAt: NOW };

type Doing = (roles: Roles, key: string) => Decide;

/** Anything that anyone may try, whether they may do it or not. */
const doing: fc.Arbitrary<Doing> = fc.oneof(
  fc.constantFrom<Doing>(
    (roles, key) => claim(by(roles, key)),
    (roles, key) => release(by(roles, key)),
    (roles, key) => askForInformation(by(roles, key), 'Why?'),
    (roles, key) => answerInformation(by(roles, key), 'So'),
    (roles, key) => withdraw(by(roles, key), 'Solved'),
    (roles, key) => comment(by(roles, key), 'x'),
    (roles, key) => joinRequest(by(roles, key), 'x'),
    (roles, key) => recordMessage(by(roles, key), MESSAGE),
    () => commentFromGitLab(COMMENT),
  ),
  who.map<Doing>((to) => (roles, key) => reassign(by(roles, key), to)),
  who.map<Doing>((to) => (roles, key) => nameContact(by(roles, key), to)),
  who.map<Doing>((to) => (roles, key) => linkRequester(by(roles, key), to)),
  who.map<Doing>(
    (to) => (roles, key) => correct(by(roles, key), { contact: to.person.id, stakeholders: [to.person.id] }, 'T', 's'),
  ),
  fc.boolean().map<Doing>((sensitive) => (roles, key) => markSensitive(by(roles, key), sensitive, [])),
  fc.constantFrom(...DUPLICATES).map<Doing>((other) => (roles, key) => markDuplicate(by(roles, key), other, '')),
);

const story = fc.array(fc.record({ doing, roles: who }), { maxLength: 25 });
const start = fc.constantFrom(
  file(),
  file({ requesterId: null, contactId: null, origin: 'gitlab' }),
  file({ state: 'proposed' }),
);

/** The file after a change, as storage keeps it. */
function after(
  { request, people, workItem }: RequestFile,
  { request: changed, join = [], leave = [] }: RequestChange,
): RequestFile {
  const stay = people.filter(
    (each) => !leave.some(({ personId, role }) => each.personId === personId && each.role === role),
  );
  return {
    request: { ...request, ...changed },
    people: [...stay, ...join.map((each) => ({ ...each, at: NOW }))],
    workItem,
  };
}

/** Tells a story, and looks at the file before and after each step. */
function tell(look: (before: RequestFile, now: RequestFile, change: RequestChange | null, text: string) => void): void {
  fc.assert(
    fc.property(start, story, (first, steps) => {
      let now = first;
      for (const [index, step] of steps.entries()) {
        const before = now;
        const verdict = step.doing(step.roles, `key${index}`)(before);
        if (verdict.ok) now = after(before, verdict.value);
        look(before, now, verdict.ok ? verdict.value : null, verdict.ok ? verdict.value.answer : verdict.text);
      }
    }),
    { numRuns: 400 },
  );
}

it('no sequence of actions brings an ended request back, or changes how it ended', () => {
  tell(({ request: before }, { request: now }) => {
    if (isOpen(before)) return;
    const ending = ({ state, reason, duplicateOf, title, claimedBy }: typeof now) => [
      state,
      reason,
      duplicateOf,
      title,
      claimedBy,
    ];
    expect(ending(now)).toEqual(ending(before));
  });
});

it('a request needs information exactly as long as there is a question, with someone who asked it', () => {
  tell((_, { request }) => {
    const needs = request.state === 'needs information';
    expect([request.asked !== null, request.askedBy !== null]).toEqual([needs, needs]);
  });
});

it('only a withdrawal has a reason, and only a duplicate points to another', () => {
  tell((_, { request }) => {
    expect([request.reason !== null, request.duplicateOf !== null]).toEqual([
      request.state === 'withdrawn',
      request.state === 'duplicate',
    ]);
    expect(request.duplicateOf).not.toBe(request.id);
  });
});

it('only someone of the team ever leads a request', () => {
  const team = EVERYBODY.filter((roles) => roles.team).map(({ person }) => person.id);
  tell((_, { request }) => {
    if (request.claimedBy !== null) expect(team).toContain(request.claimedBy);
  });
});

it('what a change owes stands in the lanes of its request, and tells only what the change keeps', () => {
  tell((before, _, change) => {
    for (const { lane, payload, kind } of change?.owed ?? []) {
      expect(lane).toMatch(/^R-1\//);
      expect(payload.requestId).toBe(1);
      if (kind === 'note') expect(change?.entries?.map(({ key }) => key)).toContain(payload.entry);
      if (kind === 'thread') expect(before.request.sensitive).toBe(false);
    }
  });
});

it('a refusal changes nothing and is a sentence for the person', () => {
  tell((before, now, change, text) => {
    if (change !== null) return;
    expect(now).toBe(before);
    expect(text).toMatch(/^\S.*\.$/s);
  });
});
