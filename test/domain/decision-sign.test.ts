import { describe, expect, it } from 'vitest';
import type { DecisionFile } from '../../src/domain/decision.ts';
import { cannotPropose, propose } from '../../src/domain/decision-propose.ts';
import {
  acknowledge,
  agree,
  askProposer,
  decideAnew,
  decline,
  handOn,
  type Signing,
  withdrawProposal,
} from '../../src/domain/decision-sign.ts';
import { neededRoles } from '../../src/domain/decision-words.ts';
import { OUTCOMES, type OutcomeId, outcomeOf, type SignerRole } from '../../src/domain/outcome.ts';
import type { Roles } from '../../src/domain/people.ts';
import { afterwards, byEngineer, KNOWN, proposal, ready } from './decision-fixtures.ts';
import { by, CONTACT, ENGINEER, LEADER, MANAGER, REQUESTER, SECOND, STRANGER } from './people-fixtures.ts';

const as = (id: string, more: Partial<Roles> = {}): Roles => ({
  ...STRANGER,
  ...more,
  person: { ...STRANGER.person, id, name: id },
});
const PRODUCT = as('U0PRODUCT');
const ENGINEERING = as('U0ENGCOUN');
const WHO: Record<SignerRole, Roles> = {
  requesting: REQUESTER,
  product: PRODUCT,
  engineering: ENGINEERING,
  leadership: LEADER,
  stakeholders: as('U0STAKEHO'),
};

const proposed = (outcome: OutcomeId, signers = {}) =>
  afterwards(ready(outcome), propose(byEngineer, proposal(outcome, {}, signers), KNOWN));
const sign = (role: SignerRole, decisionId = 1): Signing => ({ decisionId, role });
const says = (rule: ReturnType<typeof agree>, at: DecisionFile): string => {
  const verdict = rule(at);
  return verdict.ok ? `yes: ${verdict.value.answer}` : verdict.text;
};

/** Who must agree, by outcome; where the team only suggests it, the role that decides is among them. */
const NEEDED: Record<OutcomeId, SignerRole[]> = {
  'build-product': ['product', 'engineering'],
  'build-internal': [],
  wait: ['requesting'],
  redirect: [],
  defer: [],
  'self-serve': ['requesting'],
  accept: [],
  'accept-improve': [],
  'best-effort': [],
  alternative: ['requesting', 'leadership'],
  reprioritise: ['leadership'],
};

describe('section 4, who decides: DEC-1, DEC-2, DEC-3, DEC-4, DEC-5, DEC-6, DEC-7, DEC-8, DEC-9, DEC-10, DEC-11', () => {
  it.each(OUTCOMES)(
    '$rule $id is final as soon as all that it needs have agreed, and not before',
    ({ id, awareness }) => {
      expect(neededRoles(outcomeOf(id))).toEqual(NEEDED[id]);
      let at: DecisionFile = proposed(id);
      for (const [index, role] of NEEDED[id].entries()) {
        expect([at.decision?.state, at.file.request.state, at.inForce]).toEqual(['proposed', 'proposed', null]);
        at = afterwards(at, agree(by(WHO[role], `agree${index}`), sign(role), KNOWN));
      }
      expect([at.decision?.state, at.file.request.state]).toEqual(['final', 'decided']);
      const asked = at.signatures.filter(({ kind }) => kind === 'awareness');
      expect(asked.map(({ role, state }) => [role, state])).toEqual(awareness.map((role) => [role, 'open']));
    },
  );

  it.each(OUTCOMES)(
    '$rule $id: nothing but the last agreement brings a tool or promises of the decision',
    ({ id, tool }) => {
      const { change, decision } = proposed(id);
      if (decision?.state === 'final') return expect(change.tool !== undefined).toBe(tool !== null);
      expect(change.tool).toBeUndefined();
      const kinds = change.promises?.({ decisionId: 1, toolId: null }).map(({ kind }) => kind);
      expect(new Set(kinds)).toEqual(new Set(['sign-off']));
    },
  );

  it('DEC-5, DEC-9: awareness never holds a decision up; acknowledgements are promises, and end by being given', () => {
    for (const id of ['defer', 'best-effort'] as const) {
      const at = proposed(id);
      const made = at.change.promises?.({ decisionId: 1, toolId: 1 }) ?? [];
      expect(made.filter(({ kind }) => kind === 'acknowledge').map(({ ownerId }) => ownerId)).toEqual([
        'U0LEADER1',
        'U0STAKEHO',
      ]);
      const aware = afterwards(at, acknowledge(by(LEADER, 'aware'), sign('leadership')));
      expect(aware.decision?.state).toBe('final');
      expect(aware.change.endPromises).toEqual({ keys: ['aware:D-1:leadership:U0LEADER1'], state: 'kept' });
      expect(says(acknowledge(by(LEADER, 'aware2'), sign('leadership')), aware)).toContain('already');
    }
  });

  it('DEC-6: the guidance of one engineer is on record, and the requesting team decides', () => {
    const at = proposed('self-serve');
    expect(at.signatures.find(({ kind }) => kind === 'guidance')).toMatchObject({
      state: 'given',
      personId: 'U0ENGINE1',
      text: 'Guidance of the proposal',
    });
    expect(afterwards(at, agree(by(REQUESTER, 'a'), sign('requesting'), KNOWN)).decision?.decidedBy).toBe('U0REQUEST');
    const none = afterwards(
      ready('self-serve'),
      propose(byEngineer, proposal('self-serve', { guidance: 'none' }), KNOWN),
    );
    expect(none.signatures.find(({ kind }) => kind === 'guidance')?.text).toBe('No advice needed');
  });

  it('DEC-11: a reprioritisation is leadership’s, and final together with the transfer it makes room for (HAND-8)', () => {
    const at = proposed('reprioritise');
    expect(says(agree(by(ENGINEER, 'a'), sign('leadership'), KNOWN), at)).toContain('not asked');
    const done = afterwards(at, agree(by(LEADER, 'a'), sign('leadership'), KNOWN));
    expect(done.decision?.decidedBy).toBe('U0LEADER1');
    expect(done.change.tool?.tool).toMatchObject({ state: 'operational', support: 'standard' });
  });
});

describe('agreeing', () => {
  it('of several for one role the first counts, and the others are not needed (DEC-14)', () => {
    const at = proposed('build-product', { product: ['U0PRODUCT', 'U0CONTACT'] });
    const once = afterwards(at, agree(by(PRODUCT, 'a'), sign('product'), KNOWN));
    expect(once.signatures.find(({ personId }) => personId === 'U0CONTACT')?.state).toBe('not needed');
    expect(once.change.endPromises?.keys).toEqual(['sign:D-1:product:U0PRODUCT', 'sign:D-1:product:U0CONTACT']);
    expect(says(agree(by(CONTACT, 'b'), sign('product'), KNOWN), once)).toContain('Someone else has answered');
  });

  it('is refused twice, for another role, to whoever is not asked, and by the button of an old message', () => {
    const at = proposed('build-product');
    const once = afterwards(at, agree(by(PRODUCT, 'a'), sign('product'), KNOWN));
    expect(says(agree(by(PRODUCT, 'b'), sign('product'), KNOWN), once)).toContain('answered this already');
    expect(says(agree(by(PRODUCT, 'b'), sign('engineering'), KNOWN), once)).toContain('not asked');
    for (const roles of [STRANGER, REQUESTER, ENGINEER, SECOND, MANAGER])
      expect(says(agree(by(roles, 'b'), sign('product'), KNOWN), at)).toContain('not asked');
    expect(says(agree(by(PRODUCT, 'b'), sign('product', 7), KNOWN), at)).toContain('is over');
    const ended = afterwards(at, withdrawProposal(by(ENGINEER, 'w'), 1, 'Wrong'));
    expect(says(agree(by(PRODUCT, 'b'), sign('product'), KNOWN), ended)).toContain('not proposed any more');
  });

  it('DEC-14: leadership that has left the group answers for it no more', () => {
    const left = as('U0LEADER1');
    const at = proposed('reprioritise');
    expect(says(agree(by(left, 'a'), sign('leadership'), KNOWN), at)).toContain('not leadership any more');
    expect(says(decline(by(left, 'a'), sign('leadership'), 'No'), at)).toContain('not leadership any more');
  });

  it('DEC-14: the proposer never gives an agreement that their own proposal needs', () => {
    const alone = propose(byEngineer, proposal('wait', {}, { requesting: ['U0ENGINE1'] }), KNOWN)(ready('wait'));
    expect(alone).toMatchObject({ ok: false, text: expect.stringContaining('you cannot agree to it') });
    const among = proposed('build-product', { product: ['U0ENGINE1', 'U0PRODUCT'] });
    expect(among.signatures.map(({ personId }) => personId)).toEqual(['U0PRODUCT', 'U0ENGCOUN']);
    const handed = handOn(by(PRODUCT, 'h'), { ...sign('product'), from: 'U0PRODUCT' }, ENGINEER)(among);
    expect(handed).toMatchObject({ ok: false, text: expect.stringContaining('proposed it') });
  });

  it('DEC-14: nobody named for a role is refused', () => {
    const verdict = propose(
      byEngineer,
      proposal('build-product', {}, { engineering: [] }),
      KNOWN,
    )(ready('build-product'));
    expect(verdict).toMatchObject({ ok: false, text: expect.stringContaining('Nobody is named for Engineering') });
  });
});

describe('declining, asking, withdrawing', () => {
  it('a decline with its reason takes the request back to assessment and ends every sign-off', () => {
    const at = afterwards(proposed('alternative'), decline(by(LEADER, 'd'), sign('leadership'), 'Too costly'));
    expect(at.file.request.state).toBe('in assessment');
    expect(at.decision).toMatchObject({ state: 'declined', endedReason: 'Too costly' });
    expect(at.signatures.map(({ role, state }) => [role, state])).toEqual([
      ['requesting', 'not needed'],
      ['leadership', 'declined'],
    ]);
    expect(at.change.endPromises?.state).toBe('dropped');
    expect(cannotPropose(by(SECOND), at)).toBeNull();
  });

  it('a question holds nothing up and ends nothing', () => {
    const at = proposed('wait');
    const asked = afterwards(at, askProposer(by(REQUESTER, 'q'), sign('requesting'), 'Until when?'));
    expect([asked.decision, asked.signatures]).toEqual([at.decision, at.signatures]);
    expect(asked.change.entries?.[0]?.text).toBe('Until when?');
  });

  it('DEC-14: proposer or manager withdraw a proposal until it is final, nobody else', () => {
    const at = proposed('wait');
    expect(says(withdrawProposal(by(SECOND, 'w'), 1, ''), at)).toContain('Only the proposer or the manager');
    expect(afterwards(at, withdrawProposal(by(ENGINEER, 'w'), 1, 'x')).file.request.state).toBe('in assessment');
    expect(afterwards(at, withdrawProposal(by(MANAGER, 'w'), 1, 'x')).decision?.state).toBe('withdrawn');
    const final = afterwards(at, agree(by(REQUESTER, 'a'), sign('requesting'), KNOWN));
    expect(says(withdrawProposal(by(ENGINEER, 'w'), 1, ''), final)).toContain('final already');
  });
});

describe('handing on (DEC-14)', () => {
  it('who is asked names another; they are asked instead, and the first cannot answer any more', () => {
    const handed = afterwards(
      proposed('wait'),
      handOn(by(REQUESTER, 'h'), { ...sign('requesting'), from: 'U0REQUEST' }, CONTACT),
    );
    expect(handed.signatures.map(({ personId, state }) => [personId, state])).toEqual([
      ['U0REQUEST', 'replaced'],
      ['U0CONTACT', 'open'],
    ]);
    expect(says(agree(by(REQUESTER, 'a'), sign('requesting'), KNOWN), handed)).toContain('in your place');
    expect(afterwards(handed, agree(by(CONTACT, 'a'), sign('requesting'), KNOWN)).decision?.state).toBe('final');
  });

  it('the manager replaces a signer; nobody else does, and leadership only by leadership', () => {
    const at = proposed('reprioritise');
    const from = { ...sign('leadership'), from: 'U0LEADER1' };
    const other = as('U0LEADER2', { leadership: true });
    expect(says(handOn(by(SECOND, 'h'), from, other), at)).toContain('or the manager');
    expect(says(handOn(by(MANAGER, 'h'), from, CONTACT), at)).toContain('is not leadership');
    expect(says(handOn(by(MANAGER, 'h'), from, LEADER), at)).toContain('asked already');
    expect(afterwards(at, handOn(by(MANAGER, 'h'), from, other)).signatures.at(-1)).toMatchObject({
      personId: 'U0LEADER2',
      state: 'open',
    });
  });
});

describe('deciding anew (DEC-12)', () => {
  it('keeps the decision as it is until another one is final, which supersedes it', () => {
    const first = proposed('defer');
    expect(says(decideAnew(by(REQUESTER, 'n'), 'x'), first)).toContain('Only ProdSecEng');
    const anew = afterwards(first, decideAnew(by(SECOND, 'n'), 'Capacity is there'));
    expect([anew.file.request.state, anew.inForce?.state]).toEqual(['in assessment', 'final']);
    expect(anew.signatures.every(({ state }) => state === 'not needed')).toBe(true);
    const second = afterwards(anew, propose(by(SECOND, 'p2'), proposal('wait'), KNOWN));
    expect([second.change.supersedes, second.inForce?.id]).toEqual([undefined, 1]);
    const done = afterwards(second, agree(by(REQUESTER, 'a'), sign('requesting', 2), KNOWN));
    expect([done.change.supersedes, done.decision?.supersedes, done.inForce?.id]).toEqual([true, 1, 2]);
  });

  it('is refused of a request that is not decided', () => {
    expect(says(decideAnew(by(SECOND, 'n'), 'x'), ready('wait'))).toContain('is not decided');
  });
});

describe('the record (DEC-13)', () => {
  it.each(OUTCOMES)(
    '$id says outcome, basis, details and conditions, and keeps the assessment it rests on',
    ({ id, label }) => {
      const { change, decision } = proposed(id);
      const text = change.entries?.[0]?.text ?? '';
      expect(text.split('\n')[0]).toContain(label);
      expect(text).toContain('Basis: Basis of the proposal');
      expect(text).toContain('Conditions: Conditions of the proposal');
      expect(Object.keys(decision?.assessed ?? {}).length).toBeGreaterThan(5);
    },
  );
});
