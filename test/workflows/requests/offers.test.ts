import { describe, expect, it } from 'vitest';
import type { Roles } from '../../../src/domain/people.ts';
import type { IntakeRequest, RequestFile, RequestPerson, RequestState } from '../../../src/domain/request.ts';
import { IN_MORE_MENU } from '../../../src/slack/blocks.ts';
import { arrange, linkOffer, type Offer, offersFor } from '../../../src/workflows/requests/offers.ts';

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
const shown = (of: RequestFile, team: boolean): string[] =>
  arrange(offersFor(of, rolesOf(team), NOW), of.request).buttons.map(({ text }) => text);

const offer = (actionId: string, more: Partial<Offer> = {}): Offer => ({ text: actionId, actionId, ...more });
const PROPOSE = offer('decision_propose', { style: 'primary' });
const ASSESS = offer('assess_open', { style: 'primary' });
const first = (of: RequestFile, parts: Offer[]): Offer | undefined =>
  arrange([...parts, ...offersFor(of, rolesOf(true), NOW)], of.request).buttons[0];

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
  it('stands in five buttons at most and menus that hold all the rest, whoever looks at whatever request', () => {
    const faults: string[] = [];
    for (const each of everyFile()) {
      for (const [team, parts] of [
        [true, 7],
        [false, 1],
      ] as const) {
        const added = Array.from({ length: parts }, (_, nth) => offer(`part_${nth}`, { style: 'primary' }));
        const all = [...added, ...offersFor(each, rolesOf(team), NOW)];
        const { buttons, menus } = arrange(all, each.request);
        const held = [...buttons, ...menus.flatMap(({ offers }) => offers)].map(({ actionId }) => actionId);
        const wrong = [
          ...(held.toSorted().join() ===
          all
            .map(({ actionId }) => actionId)
            .toSorted()
            .join()
            ? []
            : ['not all']),
          ...(buttons.length <= 5 ? [] : ['too many buttons']),
          ...(menus.every(({ offers }) => offers.length <= IN_MORE_MENU) ? [] : ['too long a menu']),
          ...(menus.every(({ head, offers }) => head !== null || offers.length > 1) ? [] : ['a menu of one']),
          ...(buttons.slice(1).every(({ style }) => style === undefined) ? [] : ['another primary']),
        ];
        faults.push(...wrong.map((fault) => `${fault}: ${JSON.stringify({ ...each.request, team })}`));
      }
    }
    expect(faults).toEqual([]);
  });

  it('shows the next step by the state first, and alone as primary', () => {
    expect(first(file({}), [ASSESS])).toMatchObject({ text: 'Claim', style: 'primary' });
    expect(first(file({ claimedBy: ME }), [ASSESS])).toMatchObject(ASSESS);
    expect(first(file({ state: 'in assessment' }), [PROPOSE])).toMatchObject(PROPOSE);
    const waits = arrange([ASSESS], file({ state: 'needs information' }).request);
    expect(waits.buttons[0]?.style).toBeUndefined();
    const asked = file({ requesterId: ME, state: 'needs information' });
    expect(first(asked, [ASSESS])).toMatchObject({ text: 'Answer', style: 'primary' });
  });

  it('puts what is likeliest first', () => {
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
