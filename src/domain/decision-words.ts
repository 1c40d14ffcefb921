import type { Decision, DecisionFile, Signature } from './decision.ts';
import { type Answers, fieldsOf, isNone, listOf, textOf } from './form.ts';
import { decideForm } from './forms/decide-forms.ts';
import { type Outcome, type OutcomeId, outcomeOf, SIGNER_ROLES, type SignerRole } from './outcome.ts';
import { requestNumber } from './owed.ts';
import type { RequestDoor } from './request.ts';

/** The roles whose agreement makes an outcome final; where the team only suggests it, the role that decides is among them. */
export const neededRoles = ({ agreement, decides }: Pick<Outcome, 'agreement' | 'decides'>): SignerRole[] => [
  ...(decides === 'team' ? [] : [decides]),
  ...agreement,
];

/** Who is asked to be aware. A reprioritisation is final together with a transfer, and asks for what that one does (HAND-8, DEC-9). */
export const awareRoles = (id: OutcomeId, details: Answers): readonly SignerRole[] =>
  outcomeOf(id === 'reprioritise' ? readTransfer(details) : id).awareness;

/** The transfer decision that a reprioritisation makes room for (HAND-8). */
export function readTransfer(answers: Answers): OutcomeId {
  const chosen = textOf(answers, 'transfer');
  return chosen === 'accept' || chosen === 'accept-improve' ? chosen : 'best-effort';
}

export const roleLabel = (role: Signature['role'], door: RequestDoor): string =>
  role === 'team' ? 'ProdSecEng' : SIGNER_ROLES[role][door === 'handover' ? 'handover' : 'new'];

/** The agreements of a decision, role by role: who gave it, or who is waited for. */
export type Progress = { role: SignerRole; givenBy: string | null; waitsFor: string[] };

export function progressOf(decision: Pick<Decision, 'outcome'>, signatures: readonly Signature[]): Progress[] {
  return neededRoles(outcomeOf(decision.outcome)).map((role) => {
    const asked = signatures.filter((each) => each.kind === 'agreement' && each.role === role);
    return {
      role,
      givenBy: asked.find(({ state }) => state === 'given')?.personId ?? null,
      waitsFor: asked.filter(({ state }) => state === 'open').map(({ personId }) => personId),
    };
  });
}

/** The decision as text for the work item and the thread: outcome, basis, what it says in detail, conditions. */
export function decisionText(
  decision: Pick<Decision, 'outcome' | 'basis' | 'conditions' | 'details'>,
  nameOf: (id: string) => string,
): string {
  const outcome = outcomeOf(decision.outcome);
  const lines = [
    `${outcome.label}. ${outcome.means}`,
    `Basis: ${decision.basis}`,
    ...detailLines(decision.outcome, decision.details, nameOf).map(({ label, text }) => `${label}: ${text}`),
    `Conditions: ${decision.conditions === '' ? 'none' : decision.conditions}`,
  ];
  return lines.join('\n');
}

/** The details that an outcome has of its own, as label and text. */
export function detailLines(
  id: Decision['outcome'],
  details: Answers,
  nameOf: (id: string) => string,
): { label: string; text: string }[] {
  const own = fieldsOf(decideForm(id)).filter((field) => !['basis', 'conditions', 'metric'].includes(field.id));
  return own
    .flatMap((field) => {
      const text = textFor(field, details, nameOf);
      return text === '' ? [] : [{ label: field.label, text }];
    })
    .concat(
      RECORDED.flatMap(({ id, label }) => {
        const text = textOf(details, id);
        return text === '' ? [] : [{ label, text }];
      }),
    );
}

/** What the app itself wrote down with a proposal: nobody types it. */
const RECORDED = [
  { id: 'slips', label: 'What slips' },
  { id: 'constraints', label: 'Capacity constraints in force' },
] as const;

function textFor(field: ReturnType<typeof fieldsOf>[number], answers: Answers, nameOf: (id: string) => string): string {
  if (isNone(answers, field.id)) return field.none ?? 'none';
  if (field.kind === 'people') return listOf(answers, field.id).map(nameOf).join(', ');
  const text = textOf(answers, field.id);
  if (field.kind === 'person') return text === '' ? '' : nameOf(text);
  return field.options?.find(({ id }) => id === text)?.label ?? text;
}

/** What there is already, for whoever (`me`) is about to propose a decision or has done so a moment ago; null while nothing is. */
export function decisionThere({ file, decision, signatures, inForce }: DecisionFile, me: string): string | null {
  const { id, state, door } = file.request;
  if (state === 'decided' && inForce !== null) {
    const by = inForce.decidedBy === me ? 'you' : `<@${inForce.decidedBy ?? inForce.proposedBy}>`;
    return `${requestNumber(id)} is decided already, by ${by}: *${outcomeOf(inForce.outcome).label}*.`;
  }
  if (state !== 'proposed' || decision === null) return null;
  const by = decision.proposedBy === me ? 'you' : `<@${decision.proposedBy}>`;
  const waits = progressOf(decision, signatures)
    .filter(({ givenBy }) => givenBy === null)
    .map(({ role, waitsFor }) => `${roleLabel(role, door)} (${waitsFor.map((each) => `<@${each}>`).join(' or ')})`);
  const proposed = `A decision on ${requestNumber(id)} is proposed already, by ${by}: *${outcomeOf(decision.outcome).label}*.`;
  return `${proposed} It waits for ${waits.join(' and ')}.`;
}
