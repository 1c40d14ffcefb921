import { describe, expect, it } from 'vitest';
import type { Roles } from '../../src/domain/people.ts';
import {
  chaseIsDue,
  isOverdue,
  type Review,
  type ReviewFile,
  type ReviewVerdict,
  speakInReview,
} from '../../src/domain/review.ts';
import { endReview } from '../../src/domain/review-end.ts';
import { evidenceInWords, lastActivity, needsLook, weighEvidence } from '../../src/domain/review-zombie.ts';
import type { Tool } from '../../src/domain/tool.ts';
import { ENGINEER, NOW, REQUESTER } from './people-fixtures.ts';
import { acting, tool } from './tool-fixtures.ts';

const dayOf = (at: Date): string => at.toISOString().slice(0, 10);
const daysAgo = (days: number): Date => new Date(NOW.getTime() - days * 86_400_000);
const review = (more: Partial<Review> = {}): Review => ({
  ...{ id: 7, toolId: 1, ownerId: 'U0ENGINE1', dueAt: daysAgo(20), state: 'open', answers: {}, evidence: null },
  ...{ zombieAt: null, chasedAt: null, openedAt: daysAgo(20), endedAt: null, endedBy: null },
  ...more,
});
const file = (
  more: Partial<Review> = {},
  about: Partial<Tool> = {},
  voices: ReviewFile['voices'] = [],
): ReviewFile => ({
  ...{ review: review(more), tool: tool(about), voices },
});
const needed = { reviewId: 7, personId: 'U0REQUEST', still: 'needed' as const, text: '', at: NOW };
const NONE = { lastCommit: null, lastPipeline: null, lastIssue: null };

describe('an overdue review (REV-3)', () => {
  it('is one that is open a week after it was due, and is chased a week after it was last asked for', () => {
    expect(isOverdue(review({ dueAt: daysAgo(7) }), NOW)).toBe(true);
    expect(isOverdue(review({ dueAt: daysAgo(6) }), NOW)).toBe(false);
    expect(isOverdue(review({ state: 'confirmed' }), NOW)).toBe(false);
    expect(chaseIsDue(review({ openedAt: daysAgo(30), chasedAt: daysAgo(6) }), NOW)).toBe(false);
    // The hour of a day's job may vary by some seconds.
    expect(chaseIsDue(review({ openedAt: new Date(daysAgo(7).getTime() + 5_000) }), NOW)).toBe(true);
  });
});

describe('a zombie (REV-2)', () => {
  const flagged = (evidence: Parameters<typeof weighEvidence>[0], about = file()): boolean => {
    const verdict = weighEvidence(evidence, ['U0ENGINE1', 'U0MANAGER'], NOW)(about);
    return verdict.ok && verdict.value.edit.zombieAt === NOW;
  };

  it('is a tool unconfirmed for 14 days, that no stakeholder needs, with nothing done for 90 days', () => {
    expect(flagged(NONE)).toBe(true);
    expect(flagged({ ...NONE, lastIssue: '2025-12-01' })).toBe(true);
    expect(flagged({ ...NONE, lastIssue: '2025-12-02' })).toBe(false);
    expect(flagged({ ...NONE, lastCommit: '2025-01-01', lastPipeline: '2026-02-01' })).toBe(false);
    expect(flagged(NONE, file({ dueAt: daysAgo(13) }))).toBe(false);
    expect(flagged(NONE, file({ dueAt: daysAgo(14) }))).toBe(true);
    expect(flagged(NONE, file({}, {}, [needed]))).toBe(false);
    expect(flagged(NONE, file({}, {}, [{ ...needed, still: 'moved' }]))).toBe(true);
  });

  it('is none for want of evidence, and none twice', () => {
    expect(flagged({ ...NONE, trouble: 'GitLab could not be reached.' })).toBe(false);
    expect(flagged(NONE, file({ zombieAt: daysAgo(1) }))).toBe(false);
    expect(weighEvidence(NONE, [], NOW)(file({ state: 'confirmed' })).ok).toBe(false);
  });

  it('tells each of whom it concerns once, in the transaction that flags it', () => {
    const verdict = weighEvidence(NONE, ['U0MANAGER', 'U0MANAGER'], NOW)(file());
    expect(verdict.ok && verdict.value.owed.map(({ key }) => key)).toEqual(['review-zombie:7:U0MANAGER']);
  });

  it('is looked for again only where that can say something new', () => {
    expect(needsLook(file(), NOW)).toBe(true);
    expect(needsLook(file({ evidence: { ...NONE, lastCommit: '2026-02-20' } }), NOW)).toBe(false);
    expect(needsLook(file({ evidence: { ...NONE, lastCommit: '2025-11-01' } }), NOW)).toBe(true);
    expect(needsLook(file({ evidence: { ...NONE, trouble: 'GitLab could not be reached.' } }), NOW)).toBe(true);
    expect(needsLook(file({ dueAt: daysAgo(2) }), NOW)).toBe(false);
    expect(needsLook(file({ zombieAt: NOW }), NOW)).toBe(false);
    expect(needsLook(file({}, {}, [needed]), NOW)).toBe(false);
  });

  it('has its evidence in words', () => {
    expect(lastActivity({ lastCommit: '2025-01-01', lastPipeline: '2025-03-01', lastIssue: null })).toBe('2025-03-01');
    expect(evidenceInWords({ ...NONE, lastCommit: '2025-01-01' })).toBe(
      'In its project: last commit on 2025-01-01, no pipeline, no issue.',
    );
    expect(evidenceInWords({ ...NONE, trouble: 'GitLab could not be reached.' })).toContain('is not known: GitLab');
  });
});

describe('a stakeholder’s voice (REV-1)', () => {
  const say = (still: 'needed' | 'moved', text = '', about = file()): ReviewVerdict =>
    speakInReview({ roles: REQUESTER, now: NOW, dayOf }, still, text)(about);

  it('takes back a flag as zombie when it says needed', () => {
    const verdict = say('needed', '', file({ zombieAt: daysAgo(1) }));
    expect(verdict.ok && verdict.value.edit).toEqual({ zombieAt: null });
    const moved = say('moved', 'A spreadsheet', file({ zombieAt: daysAgo(1) }));
    expect(moved.ok && moved.value.edit).toEqual({});
  });

  it('is refused without a word on where to, said twice, and after the end', () => {
    expect(say('moved', ' ')).toMatchObject({ ok: false, field: 'to' });
    expect(say('needed', '', file({}, {}, [needed]))).toMatchObject({ ok: false, text: 'You have said so already.' });
    expect(say('needed', '', file({ state: 'confirmed' }))).toMatchObject({ ok: false });
  });
});

describe('the end of a review (REV-1)', () => {
  const KNOWN = { stillUsed: 'yes', users: 'Vulnerability Management', category: 'maintain' };
  const how = { nextAt: new Date('2026-06-02T10:00:00Z'), managerId: 'U0MANAGER' };
  const end = (given: Record<string, string>, about = file(), roles: Roles = ENGINEER): ReviewVerdict =>
    endReview({ ...acting(roles), dayOf }, { ...KNOWN, ...given }, how)(about);

  it('keeps what was answered, and dates the next one', () => {
    const verdict = end({ end: 'confirm' });
    expect(verdict).toMatchObject({
      ok: true,
      value: { edit: { state: 'confirmed', zombieAt: null }, rules: [], ...{ nextAt: how.nextAt } },
    });
  });

  it('is for the owner and the team, of a tool that is operational', () => {
    expect(end({ end: 'confirm' }, file(), REQUESTER).ok).toBe(false);
    expect(end({ end: 'confirm' }, file({}, { ownerId: 'U0REQUEST' }), REQUESTER).ok).toBe(true);
    expect(end({ end: 'confirm' }, file({}, { state: 'retired' })).ok).toBe(false);
  });

  it('of somebody who owns it without being of the team corrects nothing by itself: the rules of the inventory decide', () => {
    const verdict = end({ end: 'correct', users: 'AppSec' }, file({}, { ownerId: 'U0REQUEST' }), REQUESTER);
    const [rule] = verdict.ok ? (verdict.value.rules ?? []) : [];
    const look = { named: () => null, planned: () => false, closedWork: () => [], told: () => [] };
    expect(rule?.(tool(), look)).toMatchObject({ ok: false, text: 'Only ProdSecEng can do this.' });
  });

  it.each([
    [{ end: 'confirm', users: 'AppSec' }, 'end', 'You changed who uses it.'],
    [{ end: 'confirm', category: 'sunset' }, 'end', 'You changed the category.'],
    [{ end: 'confirm', stillUsed: 'no' }, 'end', 'It is not used'],
    [{ end: 'correct' }, 'end', 'Nothing was changed.'],
    [{ end: 'unused' }, 'stillUsed', 'say that it is not used'],
  ])('refuses what does not fit together: %j', (given, field, text) => {
    expect(end(given)).toMatchObject({ ok: false, field, text: expect.stringContaining(text) });
  });

  it('flags at once what is not used any more, and tells the manager, not who said so', () => {
    const verdict = end({ end: 'unused', stillUsed: 'no' });
    expect(verdict).toMatchObject({ ok: true, value: { edit: { state: 'unused', zombieAt: NOW }, rules: [] } });
    const told = verdict.ok ? verdict.value.owed.filter(({ kind }) => kind === 'review-zombie') : [];
    expect(told.map(({ payload }) => payload.personId)).toEqual(['U0MANAGER']);
  });
});
