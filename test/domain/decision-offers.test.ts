import { describe, expect, it } from 'vitest';
import { BELOW_GOOD, factsOf, offeredOutcomes, refusalOf } from '../../src/domain/decision-offers.ts';
import { cannotPropose, propose } from '../../src/domain/decision-propose.ts';
import { fieldsOf } from '../../src/domain/form.ts';
import { decideForm } from '../../src/domain/forms/decide-forms.ts';
import { OUTCOMES, outcomesFor } from '../../src/domain/outcome.ts';
import { asAssessment, assessedAnswers, health } from '../assessed.ts';
import { answersFor, byEngineer, KNOWN, proposal, ready } from './decision-fixtures.ts';
import { by, ENGINEER, LEADER, REQUESTER } from './people-fixtures.ts';

const handover = (level: Parameters<typeof health>[0]) =>
  factsOf(ready('accept', {}, { assessment: asAssessment(assessedAnswers('handover', health(level))) }), KNOWN);

describe('the table of outcomes against the screens', () => {
  it('has six outcomes of a net-new request and five of a handover, each once, in the order of the rules', () => {
    expect(outcomesFor('new')).toHaveLength(6);
    expect(outcomesFor('handover')).toHaveLength(5);
    expect(outcomesFor('other')).toEqual([]);
    expect(OUTCOMES.map(({ rule }) => rule)).toEqual(OUTCOMES.map((_, index) => `DEC-${index + 1}`));
    expect(new Set(OUTCOMES.map(({ id }) => id)).size).toBe(OUTCOMES.length);
  });

  it.each(OUTCOMES)(
    '$id fits a choice in Slack, and has a form with basis and conditions',
    ({ id, label, means, metric }) => {
      expect(label.length).toBeLessThanOrEqual(75);
      expect(means.length).toBeLessThanOrEqual(75);
      const ids = fieldsOf(decideForm(id)).map((field) => field.id);
      expect(ids[0]).toBe('basis');
      expect(ids.at(-1)).toBe('conditions');
      expect(ids.includes('metric')).toBe(metric === null);
      for (const field of fieldsOf(decideForm(id))) {
        expect(field.label.length).toBeLessThanOrEqual(48);
        expect(field.hint.length).toBeLessThanOrEqual(150);
        for (const option of field.options ?? []) expect(option.label.length).toBeLessThanOrEqual(75);
      }
    },
  );
});

describe('which outcomes are possible now', () => {
  it('none, and it says what is missing, while the assessment is not complete', () => {
    const facts = factsOf(ready('wait', {}, { assessment: {} }), KNOWN);
    for (const { refusal } of offeredOutcomes(facts)) expect(refusal).toContain('The assessment is not complete');
  });

  it('NEW-4: internal tooling needs the path that asks for step 3; the others do not', () => {
    const facts = factsOf(ready('wait'), KNOWN);
    const refused = offeredOutcomes(facts).filter(({ refusal }) => refusal !== null);
    expect(refused.map(({ outcome }) => outcome.id)).toEqual(['build-internal']);
    expect(refused[0]?.refusal).toContain('step 3');
    expect(refusalOf('build-internal', factsOf(ready('build-internal'), KNOWN))).toBeNull();
  });

  it('NEW-4: internal tooling is refused as long as step 3 is not answered', () => {
    const { assessment } = ready('build-internal');
    const { language: _, ...rest } = assessment;
    expect(refusalOf('build-internal', factsOf(ready('build-internal', {}, { assessment: rest }), KNOWN))).toContain(
      'Language',
    );
  });

  it('HAND-7: a tool below Good is not accepted, and what is possible instead is said', () => {
    expect(refusalOf('accept', handover('below-good'))).toBe(BELOW_GOOD);
    expect(refusalOf('accept', handover('unknown'))).toBe(BELOW_GOOD);
    expect(refusalOf('accept', handover('good'))).toBeNull();
    for (const id of ['accept-improve', 'best-effort', 'alternative', 'reprioritise'] as const)
      expect(refusalOf(id, handover('below-good'))).toBeNull();
  });

  it('HAND-5: an improvement plan needs known gaps, and a tool that is below Good', () => {
    expect(refusalOf('accept-improve', handover('good'))).toContain('accept the transfer');
    expect(refusalOf('accept-improve', handover('unknown'))).toContain('best-effort support');
  });

  it('HAND-8: room is made for a transfer only that is possible itself', () => {
    const at = ready('accept', {}, { assessment: asAssessment(assessedAnswers('handover', health('below-good'))) });
    const wanted = proposal('reprioritise', { transfer: 'accept' });
    expect(propose(byEngineer, wanted, KNOWN)(at)).toEqual({ ok: false, text: BELOW_GOOD });
    expect(
      propose(byEngineer, { ...wanted, answers: answersFor('reprioritise', { transfer: 'best-effort' }) }, KNOWN)(at)
        .ok,
    ).toBe(true);
  });

  it('DEC-14: what needs leadership is refused while nobody is named as leadership', () => {
    const facts = { ...handover('good'), leadershipNamed: false };
    const refused = offeredOutcomes(facts).filter(({ refusal }) => refusal?.includes('people.leadership'));
    expect(refused.map(({ outcome }) => outcome.id)).toEqual(['best-effort', 'alternative', 'reprioritise']);
    expect(refusalOf('defer', { ...factsOf(ready('wait'), KNOWN), leadershipNamed: false })).toContain(
      'people.leadership',
    );
  });

  it('an outcome of another kind of request is none of this one', () => {
    expect(refusalOf('accept', factsOf(ready('wait'), KNOWN))).toContain('no outcome of this kind of request');
  });
});

describe('who can propose', () => {
  it('only the team, and leadership is not the team', () => {
    for (const roles of [REQUESTER, LEADER])
      expect(cannotPropose(by(roles), ready('wait'))).toContain('Only ProdSecEng');
    expect(cannotPropose(by(ENGINEER), ready('wait'))).toBeNull();
  });

  it.each(['withdrawn', 'duplicate', 'decided'] as const)('nobody, of a request that is %s', (state) => {
    expect(cannotPropose(by(ENGINEER), ready('wait', { state }))).toContain(state);
  });

  it('INV-1: a name that another tool has is refused', () => {
    const at = ready('accept', {}, { nameTaken: () => true });
    const verdict = propose(byEngineer, proposal('accept', { toolName: 'Keeper' }), KNOWN)(at);
    expect(verdict).toMatchObject({ ok: false, text: expect.stringContaining('“Keeper” already') });
  });
});
