import { describe, expect, it } from 'vitest';
import type { Roles } from '../../src/domain/people.ts';
import type { Decide } from '../../src/domain/request-act.ts';
import { claim, linkRequester, reassign, release } from '../../src/domain/request-claim.ts';
import { correct, markSensitive, nameContact } from '../../src/domain/request-content.ts';
import { comment, commentFromGitLab, joinRequest, recordMessage } from '../../src/domain/request-conversation.ts';
import { markDuplicate, withdraw } from '../../src/domain/request-ending.ts';
import { answerInformation, askForInformation } from '../../src/domain/request-information.ts';
import { by, CONTACT, ENGINEER, file, LEADER, MANAGER, NOW, REQUESTER, SECOND, STRANGER } from './people-fixtures.ts';

const other = file({ id: 2 });
const MESSAGE = {
  authorId: 'U1',
  authorName: 'Colleague',
  text: 'hi',
  link: 'https://slack.example.com/1',
  saidAt: NOW,
};

const ACTS: Record<string, { act: (roles: Roles) => Decide; may: string; refusal: string }> = {
  claim: { act: (roles) => claim(by(roles)), may: 'team', refusal: 'Only ProdSecEng can do this.' },
  release: { act: (roles) => release(by(roles)), may: 'team', refusal: 'Only ProdSecEng can do this.' },
  reassign: { act: (roles) => reassign(by(roles), SECOND), may: 'team', refusal: 'Only ProdSecEng can do this.' },
  'ask for information': {
    act: (roles) => askForInformation(by(roles), 'Why?'),
    may: 'team',
    refusal: 'Only ProdSecEng can do this.',
  },
  'mark a duplicate': {
    act: (roles) => markDuplicate(by(roles), other, 'x'),
    may: 'team',
    refusal: 'Only ProdSecEng can do this.',
  },
  'link the author': {
    act: (roles) => linkRequester(by(roles), CONTACT),
    may: 'team',
    refusal: 'Only ProdSecEng can do this.',
  },
  withdraw: {
    act: (roles) => withdraw(by(roles), 'Solved'),
    may: 'team requester',
    refusal: 'Only the requester or ProdSecEng can withdraw a request.',
  },
  answer: {
    act: (roles) => answerInformation(by(roles), 'Because'),
    may: 'requester contact',
    refusal: 'Only the requester or the contact can answer this.',
  },
  correct: {
    act: (roles) => correct(by(roles), {}, 'New title', 'title'),
    may: 'requester contact',
    refusal: 'Only the requester or the contact can correct a request.',
  },
  'name a contact': {
    act: (roles) => nameContact(by(roles), STRANGER),
    may: 'team requester contact',
    refusal: 'Only the requester can name a contact.',
  },
  'mark sensitive': {
    act: (roles) => markSensitive(by(roles), true, []),
    may: 'team requester contact',
    refusal: 'Only the requester, the contact or ProdSecEng can change this.',
  },
  comment: {
    act: (roles) => comment(by(roles), 'Hello'),
    may: 'team leadership requester contact',
    refusal: 'Only the people concerned can comment. Join the request first.',
  },
  'record a message': {
    act: (roles) => recordMessage(by(roles), MESSAGE),
    may: 'team leadership requester contact',
    refusal: 'Only the people concerned can record a message.',
  },
};

const WHO: [string, Roles][] = [
  ['team', ENGINEER],
  ['team', MANAGER],
  ['leadership', LEADER],
  ['requester', REQUESTER],
  ['contact', CONTACT],
  ['nobody', STRANGER],
];

/** A request on which each act could be done by someone. */
const ripe = (name: string) =>
  file({
    ...(name === 'release' ? { claimedBy: 'U0ENGINE2' } : {}),
    ...(name === 'answer' ? { state: 'needs information', asked: 'Why?', askedBy: 'U0ENGINE1' } : {}),
    ...(name === 'link the author' ? { requesterId: null } : {}),
  });

describe.each(Object.entries(ACTS))('%s', (name, { act, may, refusal }) => {
  it.each(WHO)(`may be done by ${may}: asked by %s`, (who, roles) => {
    const verdict = act(roles)(ripe(name));
    if (may.split(' ').includes(who)) expect(verdict).toMatchObject({ ok: true, value: { actor: roles.person.id } });
    else expect(verdict).toEqual({ ok: false, text: refusal });
  });
});

const CHANGING = [
  'claim',
  'release',
  'reassign',
  'ask for information',
  'mark a duplicate',
  'withdraw',
  'correct',
  'name a contact',
];

describe.each(['withdrawn', 'duplicate', 'decided'] as const)('a request that is %s', (state) => {
  it.each(CHANGING)('refuses to %s', (name) => {
    const ended = file({ state, claimedBy: 'U0ENGINE1' });
    const roles = name === 'correct' ? REQUESTER : SECOND;
    expect(ACTS[name]?.act(roles)(ended)).toEqual({
      ok: false,
      text: `R-1 is ${state} already, so it cannot be changed any more.`,
    });
  });

  it('has nothing to answer, and can be talked about still', () => {
    expect(ACTS.answer?.act(REQUESTER)(file({ state }))).toMatchObject({ ok: false });
    expect(ACTS.comment?.act(REQUESTER)(file({ state }))).toMatchObject({ ok: true });
    expect(
      commentFromGitLab({ noteId: 5, authorName: 'X', text: 'y', url: 'https://x.example.com', saidAt: NOW })(
        file({ state }),
      ),
    ).toMatchObject({ ok: true });
  });
});

it.each<[string, Decide, ReturnType<typeof file>, string]>([
  ['claimed by oneself', claim(by(ENGINEER)), file({ claimedBy: 'U0ENGINE1' }), 'You lead this request already.'],
  [
    'claimed by another',
    claim(by(SECOND)),
    file({ claimedBy: 'U0ENGINE1' }),
    '<@U0ENGINE1> claimed R-1 already. Reassign it if that has changed.',
  ],
  ['released by nobody', release(by(ENGINEER)), file(), 'Nobody has claimed R-1.'],
  [
    'given to someone outside the team',
    reassign(by(ENGINEER), REQUESTER),
    file(),
    '<@U0REQUEST> is not in ProdSecEng. Choose someone of the team.',
  ],
  [
    'answered without a question',
    answerInformation(by(REQUESTER), 'x'),
    file(),
    'Nothing is asked about R-1 now. Use *Comment* to add something.',
  ],
  [
    'a duplicate of itself',
    markDuplicate(by(ENGINEER), file(), ''),
    file(),
    'A request cannot be a duplicate of itself.',
  ],
  [
    'a duplicate of a duplicate',
    markDuplicate(by(ENGINEER), file({ id: 2, state: 'duplicate' }), ''),
    file(),
    'R-2 is a duplicate itself. Name the request that it points to.',
  ],
  ['sensitive twice', markSensitive(by(ENGINEER), true, []), file({ sensitive: true }), 'R-1 is sensitive already.'],
  ['not sensitive twice', markSensitive(by(ENGINEER), false, []), file(), 'R-1 is not sensitive already.'],
  ['linked twice', linkRequester(by(ENGINEER), CONTACT), file(), '<@U0REQUEST> is the requester already.'],
  [
    'joined though sensitive',
    joinRequest(by(STRANGER), 'x'),
    file({ sensitive: true }),
    'This request cannot be joined.',
  ],
  [
    'joined after its end',
    joinRequest(by(STRANGER), 'x'),
    file({ state: 'withdrawn' }),
    'R-1 is withdrawn. File your own request instead.',
  ],
  [
    'joined twice',
    joinRequest(by(STRANGER), 'x'),
    file({}, { people: [{ personId: 'U0STRANGE', role: 'joiner', useCase: 'x', at: NOW }] }),
    'You joined R-1 already. Add to it with *Comment*.',
  ],
])('refuses what is %s, and says why', (_, decide, found, text) => {
  expect(decide(found)).toEqual({ ok: false, text });
});
