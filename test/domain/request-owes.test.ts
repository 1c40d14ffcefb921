import { describe, expect, it } from 'vitest';
import type { RequestFile } from '../../src/domain/request.ts';
import type { Decide } from '../../src/domain/request-act.ts';
import { claim, linkRequester, reassign, release } from '../../src/domain/request-claim.ts';
import { becameConfidential, correct, markSensitive, nameContact } from '../../src/domain/request-content.ts';
import { comment, commentFromGitLab, joinRequest, recordMessage } from '../../src/domain/request-conversation.ts';
import { markDuplicate, withdraw } from '../../src/domain/request-ending.ts';
import { answerInformation, askForInformation } from '../../src/domain/request-information.ts';
import { by, CONTACT, ENGINEER, file, NOW, REQUESTER, SECOND, STRANGER } from './people-fixtures.ts';

function change(decide: Decide, found: RequestFile = file()) {
  const verdict = decide(found);
  if (!verdict.ok) throw new Error(verdict.text);
  return verdict.value;
}
const owedBy = (decide: Decide, found?: RequestFile) => change(decide, found).owed.map(({ key }) => key);

const GITLAB = { noteId: 5, authorName: 'X', text: 'From GitLab', url: 'https://x.example.com', saidAt: NOW };
const SLACK = { authorId: 'U1', authorName: 'Y', text: 'hi', link: 'https://slack.example.com/1', saidAt: NOW };
const asked = file({ state: 'needs information', asked: 'Why?', askedBy: 'U0ENGINE1' });

describe('what is owed', () => {
  it.each<[string, Decide, RequestFile, string[]]>([
    ['a claim', claim(by(ENGINEER)), file(), ['card:R-1', 'update:R-1']],
    ['a release', release(by(ENGINEER)), file({ claimedBy: 'U0ENGINE2' }), ['card:R-1', 'update:R-1']],
    [
      'a reassignment',
      reassign(by(ENGINEER), SECOND),
      file(),
      ['card:R-1', 'update:R-1', 'direct:R-1:U0ENGINE2:leads:key'],
    ],
    ['a reassignment to oneself', reassign(by(ENGINEER), ENGINEER), file(), ['card:R-1', 'update:R-1']],
    [
      'a question to the requester',
      askForInformation(by(ENGINEER), 'Why?'),
      file(),
      ['card:R-1', 'note:key', 'thread:key', 'direct:R-1:U0REQUEST:asked:key', 'direct:R-1:U0CONTACT:asked:key'],
    ],
    [
      'an answer, which whoever asked hears of',
      answerInformation(by(REQUESTER), 'So'),
      asked,
      ['card:R-1', 'note:key', 'thread:key', 'direct:R-1:U0ENGINE1:answered:key'],
    ],
    [
      'an answer to a request that someone leads',
      answerInformation(by(CONTACT), 'So'),
      file({ state: 'needs information', asked: 'Why?', askedBy: 'U0ENGINE1', claimedBy: 'U0ENGINE2' }),
      ['card:R-1', 'note:key', 'thread:key', 'direct:R-1:U0ENGINE2:answered:key'],
    ],
    [
      'a duplicate',
      markDuplicate(by(ENGINEER), file({ id: 2 }), 'x'),
      file(),
      ['card:R-1', 'note:key', 'thread:key', 'direct:R-1:U0REQUEST:duplicate', 'close:R-1'],
    ],
    [
      'a withdrawal by the team',
      withdraw(by(ENGINEER), 'x'),
      file({ claimedBy: 'U0ENGINE2' }),
      [
        'card:R-1',
        'note:key',
        'thread:key',
        'direct:R-1:U0REQUEST:withdrawn:key',
        'direct:R-1:U0ENGINE2:withdrawn:key',
        'close:R-1',
      ],
    ],
    [
      'a withdrawal by the requester',
      withdraw(by(REQUESTER), 'x'),
      file(),
      ['card:R-1', 'note:key', 'thread:key', 'close:R-1'],
    ],
    [
      'a correction',
      correct(by(REQUESTER), {}, 'T', 's'),
      file(),
      ['update:R-1', 'card:R-1', 'note:key', 'thread:key'],
    ],
    [
      'a new contact',
      nameContact(by(REQUESTER), STRANGER),
      file(),
      ['card:R-1', 'update:R-1', 'note:key', 'thread:key', 'direct:R-1:U0STRANGE:contact:key'],
    ],
    ['a comment', comment(by(REQUESTER), 'x'), file(), ['note:key', 'thread:key']],
    ['a recorded message, which the thread has already', recordMessage(by(REQUESTER), SLACK), file(), ['note:key']],
    ['a comment from GitLab, which GitLab has already', commentFromGitLab(GITLAB), file(), ['thread:gitlab:5']],
    [
      'someone who joins',
      joinRequest(by(STRANGER), 'x'),
      file(),
      ['card:R-1', 'update:R-1', 'note:key', 'thread:key', 'direct:R-1:U0REQUEST:joined:key'],
    ],
    [
      'an author who is linked',
      linkRequester(by(ENGINEER), STRANGER),
      file({ requesterId: null }),
      ['card:R-1', 'update:R-1', 'direct:R-1:U0STRANGE:filed'],
    ],
    ['becoming sensitive', markSensitive(by(ENGINEER), true, ['a']), file(), ['card:R-1', 'thread:a', 'update:R-1']],
  ])('for %s', (_, decide, found, keys) => {
    expect(owedBy(decide, found)).toEqual(keys);
  });

  it('of a sensitive request goes to the people concerned by direct message, and never to the one who said it', () => {
    const people = [
      { personId: 'U0STRANGE', role: 'joiner' as const, useCase: null, at: NOW },
      { personId: 'U0CONTACT', role: 'stakeholder' as const, useCase: null, at: NOW },
    ];
    const found = file({ sensitive: true, claimedBy: 'U0ENGINE1' }, { people });
    expect(owedBy(comment(by(CONTACT), 'x'), found)).toEqual([
      'note:key',
      'direct:R-1:U0REQUEST:entry:key',
      'direct:R-1:U0ENGINE1:entry:key',
      'direct:R-1:U0STRANGE:entry:key',
    ]);
    expect(owedBy(commentFromGitLab(GITLAB), found)).not.toContain('thread:gitlab:5');
  });

  it('of a sensitive request that nobody leads goes to the team as well', () => {
    const found = file({ sensitive: true });
    expect(owedBy(comment(by(REQUESTER), 'x'), found)).toEqual([
      'note:key',
      'direct:R-1:U0CONTACT:entry:key',
      'team:key',
    ]);
    expect(owedBy(commentFromGitLab(GITLAB), found)).toContain('team:gitlab:5');
  });

  it('of becoming confidential in GitLab takes back what was said in the thread, once', () => {
    expect(owedBy(becameConfidential(['a', 'b']))).toEqual(['card:R-1', 'thread:a', 'thread:b']);
    expect(becameConfidential([])(file({ sensitive: true })).ok).toBe(false);
  });
});

describe('what is kept', () => {
  it('of a claim is who leads the request', () => {
    expect(change(claim(by(ENGINEER)))).toMatchObject({ request: { claimedBy: 'U0ENGINE1' }, action: 'claimed' });
    expect(change(release(by(SECOND)), file({ claimedBy: 'U0ENGINE1' }))).toMatchObject({
      request: { claimedBy: null },
    });
  });

  it('of a question is what was asked and by whom, until it is answered', () => {
    const question = change(askForInformation(by(ENGINEER), 'Why?'));
    expect(question.request).toEqual({ state: 'needs information', asked: 'Why?', askedBy: 'U0ENGINE1' });
    expect(change(answerInformation(by(REQUESTER), 'So'), asked).request).toEqual({
      state: 'new',
      asked: null,
      askedBy: null,
    });
  });

  it('of a question to someone unknown in Slack is that it stands on the work item only', () => {
    const { answer } = change(askForInformation(by(ENGINEER), 'Why?'), file({ requesterId: null, contactId: null }));
    expect(answer).toContain('its author is not linked to anyone in Slack yet');
  });

  it('of a correction is also what it said before, with contact and stakeholders as they are named now', () => {
    const people = [{ personId: 'U0STRANGE', role: 'stakeholder' as const, useCase: null, at: NOW }];
    const answers = { contact: 'U0ENGINE2', stakeholders: ['U0LEADER1'] };
    const corrected = change(correct(by(REQUESTER), answers, 'New', 'title'), file({ answers: { a: 1 } }, { people }));
    expect(corrected).toMatchObject({
      detail: { before: { title: 'Scan container images', answers: { a: 1 } }, after: { title: 'New', answers } },
      request: { title: 'New', answers, contactId: 'U0ENGINE2' },
      join: [{ personId: 'U0LEADER1', role: 'stakeholder' }],
      leave: [{ personId: 'U0STRANGE', role: 'stakeholder' }],
    });
    expect(corrected.owed.map(({ key }) => key)).toContain('direct:R-1:U0ENGINE2:contact:key');
  });

  it('of what someone says is who said it, when, and under the key of the act', () => {
    const said = { kind: 'comment', authorId: 'U0REQUEST', authorName: 'Requester', text: 'x', saidAt: NOW, key: 'k9' };
    expect(change(comment(by(REQUESTER, 'k9'), 'x')).entries).toMatchObject([said]);
    expect(change(recordMessage(by(REQUESTER, 'k9'), SLACK)).entries).toMatchObject([{ ...SLACK, key: 'k9' }]);
    expect(change(commentFromGitLab(GITLAB)).entries).toMatchObject([
      { kind: 'gitlab', authorId: null, key: 'gitlab:5' },
    ]);
  });

  it('of a duplicate is what it is a duplicate of, with the use case', () => {
    const marked = change(markDuplicate(by(ENGINEER), file({ id: 2 }), 'For mobile.'), asked);
    expect(marked.request).toEqual({ state: 'duplicate', duplicateOf: 2, asked: null, askedBy: null });
    expect(marked.entries?.[0]?.text).toBe('Duplicate of R-2. For mobile.');
  });
});
