import { expect, it } from 'vitest';
import { propose } from '../../src/domain/decision-propose.ts';
import { agree } from '../../src/domain/decision-sign.ts';
import type { OutcomeId, SignerRole } from '../../src/domain/outcome.ts';
import { asAssessment, assessedAnswers, health } from '../assessed.ts';
import { afterwards, byEngineer, KNOWN, proposal, ready } from './decision-fixtures.ts';
import { by, STRANGER } from './people-fixtures.ts';

const as = (id: string) => by({ ...STRANGER, leadership: true, person: { ...STRANGER.person, id } }, id);
const KEPT = { decisionId: 1, toolId: 1 };

/** Proposed, and agreed to by these. */
function decided(outcome: OutcomeId, signers: [string, SignerRole][], own = {}, more = {}) {
  let at = afterwards(ready(outcome, {}, more), propose(byEngineer, proposal(outcome, own), KNOWN));
  for (const [id, role] of signers) at = afterwards(at, agree(as(id), { decisionId: 1, role }, KNOWN));
  return at;
}

it('NEW-7: build directly into the product leaves a promise to start co-create, and no tool', () => {
  const agreed: [string, SignerRole][] = [
    ['U0PRODUCT', 'product'],
    ['U0ENGCOUN', 'engineering'],
  ];
  const { change, decision } = decided('build-product', agreed);
  expect(decision).toMatchObject({ state: 'final', metric: 'toolingIntegration' });
  expect(change.promises?.(KEPT).map(({ kind }) => kind)).toEqual(['start-cocreate']);
  expect(change.tool).toBeUndefined();
});

it('NEW-10: redirect names the existing solution, and offers help or says that none is needed', () => {
  const { change } = decided('redirect', [], { help: 'none' });
  expect(change.entries?.[0]?.text).toContain('Existing solution: Existing solution of the proposal');
  expect(change.entries?.[0]?.text).toContain('Help to adopt it: No help is needed');
  expect(change.owed(KEPT)).toContainEqual(
    expect.objectContaining({
      kind: 'direct',
      payload: expect.objectContaining({ personId: 'U0REQUEST', what: 'decided' }),
    }),
  );
});

it('HAND-9: best-effort carries an evaluation with owner and date; a path of sunset leaves a promise to start it', () => {
  const answers = assessedAnswers('handover', { ...health('below-good'), category: 'sunset' });
  const { change } = decided('best-effort', [], {}, { assessment: asAssessment(answers) });
  const made = change.promises?.(KEPT) ?? [];
  expect(made.find(({ kind }) => kind === 'evaluation')).toMatchObject({
    ownerId: 'U0ENGINE1',
    dueAt: new Date('2100-01-01'),
  });
  expect(made.map(({ kind }) => kind)).toContain('start-sunset');
});
