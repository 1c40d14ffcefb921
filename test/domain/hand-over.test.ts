import { describe, expect, it } from 'vitest';
import { propose } from '../../src/domain/decision-propose.ts';
import { handOverClaim, handOverPromise, handOverSignature, handOverTool } from '../../src/domain/hand-over.ts';
import { goneBecause, mayHold, mayHoldPromise } from '../../src/domain/held.ts';
import type { Roles } from '../../src/domain/people.ts';
import type { Promised } from '../../src/domain/promise.ts';
import { sightOf } from '../../src/domain/request.ts';
import { afterwards, byEngineer, KNOWN, proposal, ready } from './decision-fixtures.ts';
import { by, ENGINEER, file, MANAGER, NOW, REQUESTER, SECOND } from './people-fixtures.ts';
import { acting, NOTHING, tool } from './tool-fixtures.ts';

const FROM = 'U0GONE';
const taking = (to: Roles = SECOND) => ({ from: FROM, to, told: [] });
const claimed = file({ claimedBy: FROM });
const owned = tool({ ownerId: FROM });
const promised: Promised = {
  ...{ id: 1, kind: 'planned-tool', key: 'k', requestId: 1, toolId: null, decisionId: null, ownerId: FROM },
  ...{ what: 'Make it run', dueAt: NOW, watch: null, state: 'open', acknowledgedBy: FROM, snoozedUntil: NOW },
  ...{ remindedAt: null, createdAt: NOW, endedAt: null, endedBy: null },
};

describe('what someone held who is gone', () => {
  it('goes to a team member by the manager, with who held it before', () => {
    const claim = handOverClaim(by(MANAGER), taking())(claimed);
    expect(claim).toMatchObject({ ok: true, value: { request: { claimedBy: 'U0ENGINE2' }, detail: { from: FROM } } });
    const toolTaken = handOverTool(acting(MANAGER), taking())(owned, NOTHING);
    expect(toolTaken).toMatchObject({ ok: true, value: { change: { fields: { ownerId: 'U0ENGINE2' } } } });
    const promise = handOverPromise(by(MANAGER), taking())(promised);
    const kept = { ownerId: 'U0ENGINE2', acknowledgedBy: null, snoozedUntil: null };
    expect(promise).toMatchObject({ ok: true, value: { promise: kept } });
  });

  it.each([
    ['by anyone but the manager', ENGINEER, SECOND],
    ['to someone outside the team', MANAGER, REQUESTER],
  ])('does not go %s', (_, actor, to) => {
    expect(handOverClaim(by(actor), taking(to))(claimed).ok).toBe(false);
    expect(handOverTool(acting(actor), taking(to))(owned, NOTHING).ok).toBe(false);
    expect(handOverPromise(by(actor), taking(to))(promised).ok).toBe(false);
  });

  it('goes once: whoever is second is told who holds it now', () => {
    const text = (verdict: { ok: boolean }) => JSON.stringify(verdict);
    expect(text(handOverClaim(by(MANAGER), taking())(file({ claimedBy: 'U0OTHER' })))).toContain('<@U0OTHER>');
    expect(text(handOverTool(acting(MANAGER), taking())(tool({ ownerId: 'U0OTHER' }), NOTHING))).toContain('U0OTHER');
    expect(text(handOverPromise(by(MANAGER), taking())({ ...promised, ownerId: null }))).toContain('with the team');
  });

  it('DEC-14: a sign-off goes by the rules of its role, by the manager only', () => {
    const proposed = afterwards(ready('build-product'), propose(byEngineer, proposal('build-product'), KNOWN));
    const signing = { decisionId: 1, role: 'product' as const };
    const from = 'U0PRODUCT';
    expect(handOverSignature(by(MANAGER), signing, { from, to: REQUESTER })(proposed).ok).toBe(true);
    expect(handOverSignature(by(ENGINEER), signing, { from, to: REQUESTER })(proposed).ok).toBe(false);
    expect(handOverSignature(by(MANAGER), signing, { from, to: ENGINEER })(proposed).ok).toBe(false);
    expect(handOverSignature(by(MANAGER), signing, { from: 'U0OTHER', to: REQUESTER })(proposed).ok).toBe(false);
  });
});

describe('who can hold what', () => {
  const left: Roles = { ...ENGINEER, team: false };
  it('the team its claims, tools and promises; leadership what is asked of it; anyone a sign-off', () => {
    const held = (kind: 'claim' | 'tool' | 'signature' | 'promise', sort = '', requestId: number | null = 1) =>
      mayHold({ kind, sort, requestId }, left);
    expect([held('claim'), held('tool'), held('promise', 'planned-tool'), held('promise', 'documentation')]).toEqual(
      Array(4).fill(false),
    );
    expect([held('promise', 'adrs'), held('promise', 'adrs', null)]).toEqual([true, false]);
    expect([held('signature', 'product'), held('signature', 'leadership')]).toEqual([true, false]);
    const asked = { kind: 'sign-off' as const, key: 'sign:D-1:leadership:U0ENGINE1', requestId: 1 };
    expect(mayHoldPromise(asked, left)).toBe(false);
    expect(mayHoldPromise(asked, { ...left, leadership: true })).toBe(true);
  });

  it('INV-2: who led a request and left the team does not read its answers any more', () => {
    expect(sightOf(file({ claimedBy: left.person.id }), left)).toBe('headline');
    expect(sightOf(file({ claimedBy: left.person.id, sensitive: true }), left)).toBe('number');
    expect(sightOf(file({ claimedBy: left.person.id, contactId: left.person.id }), left)).toBe('answers');
  });

  it('says why someone is not there any more', () => {
    expect(goneBecause(null)).toBe('deactivated');
    expect(goneBecause({ ...left.person, kind: 'guest' })).toBe('no full member any more');
    expect(goneBecause(left.person)).toBe('left the group');
  });
});
