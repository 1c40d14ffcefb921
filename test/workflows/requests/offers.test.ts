import { describe, expect, it } from 'vitest';
import type { Roles } from '../../../src/domain/people.ts';
import type { IntakeRequest, RequestFile, RequestPerson, RequestState } from '../../../src/domain/request.ts';
import { IN_MORE_MENU } from '../../../src/slack/blocks.ts';
import { inRow, linkOffer, offersFor } from '../../../src/workflows/requests/offers.ts';

const NOW = new Date('2026-11-20T09:00:00Z');
const ME = 'U0ME';
const OTHER = 'U0OTHER';

function rolesOf(team: boolean): Roles {
  const person = { id: ME, teamId: 'T0', name: 'Me', email: null, timeZone: 'UTC', kind: 'member', deleted: false };
  return { person: { ...person, kind: 'member' }, team, manager: false, leadership: false };
}

function file(more: Partial<IntakeRequest>, people: RequestPerson[] = []): RequestFile {
  const request: IntakeRequest = {
    id: 1,
    door: 'new',
    title: 'A wish',
    answers: {},
    state: 'new',
    sensitive: false,
    origin: 'slack',
    requesterId: OTHER,
    authorName: 'Other',
    gitlabAuthor: null,
    contactId: null,
    claimedBy: null,
    reason: null,
    duplicateOf: null,
    asked: null,
    askedBy: null,
    draftId: null,
    createdAt: NOW,
    updatedAt: NOW,
    ...more,
  };
  return { request, people, workItem: null };
}

const offered = (of: RequestFile, team: boolean): string[] => offersFor(of, rolesOf(team), NOW).map(({ text }) => text);
const shown = (of: RequestFile, team: boolean): string[] => [...inRow(offered(of, team)).buttons];

const STATES: RequestState[] = ['new', 'needs information', 'in assessment', 'proposed', 'decided', 'withdrawn'];
const PEOPLE = [null, ME, OTHER];

/** Every request that differs in something a rule looks at. */
function* everyFile(): Generator<RequestFile> {
  for (const state of [...STATES, 'duplicate' as const])
    for (const requesterId of PEOPLE)
      for (const contactId of PEOPLE)
        for (const claimedBy of PEOPLE)
          for (const sensitive of [true, false])
            for (const role of ['joiner', 'stakeholder', null] as const) {
              const people = role === null ? [] : [{ personId: ME, role, useCase: null, at: NOW }];
              yield file({ state, requesterId, contactId, claimedBy, sensitive }, people);
            }
}

describe('what someone can do with a request', () => {
  it('stands in four buttons at most and a menu that holds all the rest, whoever looks at whatever request', () => {
    for (const each of everyFile()) {
      for (const team of [true, false]) {
        const all = offered(each, team);
        const { buttons, more } = inRow(all);
        const of = JSON.stringify({ ...each.request, team });
        expect([...buttons, ...more], of).toEqual(all);
        expect(buttons.length, of).toBeLessThanOrEqual(4);
        expect(more.length, of).toBeLessThanOrEqual(IN_MORE_MENU);
        expect(more, of).not.toHaveLength(1);
      }
    }
  });

  it('puts what is likeliest first, and one primary button at most', () => {
    expect(shown(file({}), true)).toEqual(['Claim', 'Ask for information', 'Comment', 'Mark duplicate']);
    expect(shown(file({ claimedBy: ME }), true)).toEqual([
      'Ask for information',
      'Comment',
      'Mark duplicate',
      'Release',
    ]);
    expect(shown(file({ claimedBy: OTHER }), true).at(-1)).toBe('Reassign');
    const mine = file({ requesterId: ME, state: 'needs information' });
    expect(shown(mine, false)).toEqual(['Answer', 'Comment', 'Add or correct', 'Name a contact']);
    expect(shown(mine, true).slice(0, 2)).toEqual(['Answer', 'Claim']);
    expect(shown(file({}), false)).toEqual(['Join']);
    for (const each of everyFile()) {
      const primary = offersFor(each, rolesOf(true), NOW).filter(({ style }) => style === 'primary');
      expect(primary.length).toBeLessThanOrEqual(1);
    }
  });

  it('asks nobody to ask themselves', () => {
    expect(offered(file({ requesterId: ME }), true)).not.toContain('Ask for information');
  });

  it('links an author whom nobody knows in Slack, beside the name', () => {
    expect(linkOffer(file({ requesterId: null }), rolesOf(true), NOW)?.text).toBe('Link the author');
    expect(linkOffer(file({ requesterId: null }), rolesOf(false), NOW)).toBeNull();
    expect(linkOffer(file({}), rolesOf(true), NOW)).toBeNull();
  });
});
