import type { DecideOn, Decision, DecisionChange, DecisionFile, Signature } from '../../src/domain/decision.ts';
import type { Known } from '../../src/domain/decision-final.ts';
import type { Proposal, Signers } from '../../src/domain/decision-propose.ts';
import { neededRoles } from '../../src/domain/decision-words.ts';
import { type Answer, type Answers, type Field, fieldsOf, isList } from '../../src/domain/form.ts';
import { decideForm } from '../../src/domain/forms/decide-forms.ts';
import { type OutcomeId, outcomeOf } from '../../src/domain/outcome.ts';
import type { IntakeRequest } from '../../src/domain/request.ts';
import { asAssessment, assessedAnswers, CRITERIA, health } from '../assessed.ts';
import { by, ENGINEER, file, NOW } from './people-fixtures.ts';

export const KNOWN: Known = {
  criteria: CRITERIA,
  leadershipNamed: true,
  weights: { criticality: 1, productFit: 1, maintainability: 1, strategicAlignment: 1, customerValue: 1 },
  today: '2026-03-02',
  nameOf: (id) => id,
};

/** Who stands for each role, where a test does not say otherwise. */
export const SIGNERS: Required<Signers> = {
  requesting: ['U0REQUEST'],
  product: ['U0PRODUCT'],
  engineering: ['U0ENGCOUN'],
  leadership: ['U0LEADER1'],
  stakeholders: ['U0STAKEHO'],
};

const WATCHED = 'https://gitlab.example.com/group/project/-/issues/12';

function answerTo(field: Field): Answer {
  const one = (): string => {
    if (field.kind === 'date') return '2099-12-31';
    if (field.kind === 'link') return WATCHED;
    if (field.kind === 'person' || field.kind === 'people') return 'U0ENGINE1';
    return field.options?.[0]?.id ?? `${field.label} of the proposal`;
  };
  return isList(field) ? [one()] : one();
}

/** Complete answers to what an outcome asks. */
export function answersFor(outcome: OutcomeId, own: Answers = {}): Answers {
  return { ...Object.fromEntries(fieldsOf(decideForm(outcome)).map((each) => [each.id, answerTo(each)])), ...own };
}

export function proposal(outcome: OutcomeId, own: Answers = {}, signers: Signers = {}): Proposal {
  const { awareness } = outcomeOf(outcome);
  const roles = [...neededRoles(outcomeOf(outcome)), ...awareness];
  const named = Object.fromEntries(roles.map((role) => [role, signers[role] ?? SIGNERS[role]]));
  return { outcome, answers: answersFor(outcome, own), signers: named };
}

/** The assessment that lets an outcome be proposed. */
export function assessmentFor(outcome: OutcomeId): Answers {
  if (outcomeOf(outcome).door === 'new') return assessedAnswers('new', { path: outcome });
  return assessedAnswers('handover', health(outcome === 'accept-improve' ? 'below-good' : 'good'));
}

/** R-1 in assessment, complete, as far as this outcome needs it. */
export function ready(outcome: OutcomeId, change: Partial<IntakeRequest> = {}, more: Partial<DecisionFile> = {}) {
  const { door } = outcomeOf(outcome);
  const at: DecisionFile = {
    file: file({ door, state: 'in assessment', claimedBy: 'U0ENGINE1', ...change }),
    decision: null,
    signatures: [],
    inForce: null,
    assessment: asAssessment(assessmentFor(outcome)),
    toolId: null,
    nameTaken: () => false,
    ...more,
  };
  return at;
}

/** The file after a rule has said yes, as storage keeps it; its refusal as an error. */
export function afterwards(at: DecisionFile, rule: DecideOn): DecisionFile & { change: DecisionChange } {
  const verdict = rule(at);
  if (!verdict.ok) throw new Error(verdict.text);
  const { value: change } = verdict;
  const decision = nextDecision(at, change);
  return {
    ...at,
    change,
    file: {
      ...at.file,
      request: { ...at.file.request, ...change.request },
      people: [...at.file.people, ...(change.join ?? []).map((each) => ({ ...each, at: NOW }))],
    },
    decision,
    signatures: nextSignatures(at, change, decision?.id ?? 0),
    inForce: decision?.state === 'final' ? decision : at.inForce,
  };
}

function nextDecision(at: DecisionFile, { propose, decision }: DecisionChange): Decision | null {
  if (propose !== undefined) return { ...propose, id: (at.decision?.id ?? 0) + 1, requestId: 1 };
  return at.decision === null ? null : { ...at.decision, ...decision };
}

function nextSignatures(
  at: DecisionFile,
  { propose, signatures = [] }: DecisionChange,
  decisionId: number,
): Signature[] {
  const before = propose === undefined ? at.signatures : [];
  const same = (a: Omit<Signature, 'decisionId'>, b: Omit<Signature, 'decisionId'>) =>
    a.kind === b.kind && a.role === b.role && a.personId === b.personId;
  const stay = before.map((each) => ({ ...each, ...signatures.find((changed) => same(changed, each)) }));
  const added = signatures.filter((changed) => !before.some((each) => same(each, changed)));
  return [...stay, ...added.map((each) => ({ ...each, decisionId }))];
}

export const byEngineer = by(ENGINEER, 'proposing');
