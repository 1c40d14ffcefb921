import { assessedAnswers } from './assessment.ts';
import type { DecideOn, DecisionChange, DecisionFile, SignatureChange } from './decision.ts';
import { consequences, type Finishing, type Known } from './decision-final.ts';
import { type DecideFacts, factsOf, refusalOf } from './decision-offers.ts';
import { asked as askedCriteria } from './decision-tool.ts';
import { awareRoles, decisionText, decisionThere, neededRoles, readTransfer, roleLabel } from './decision-words.ts';
import { type Answers, isNone, textOf } from './form.ts';
import { METRICS, type MetricId } from './metric-label.ts';
import { type OutcomeId, outcomeOf, type SignerRole } from './outcome.ts';
import { oweCard, oweSignOff, oweWorkItemUpdate, requestNumber, signKey } from './owed.ts';
import type { RequestDoor } from './request.ts';
import { type Act, ended, entryBy, kept as keptEntry, TEAM_ONLY } from './request-act.ts';
import { no, yes } from './verdict.ts';

/** Who stands for each role that an outcome asks something of (DEC-14). */
export type Signers = Partial<Record<SignerRole, readonly string[]>>;

export type Proposal = { outcome: OutcomeId; answers: Answers; signers: Signers };

/**
 * A decision is proposed by the team. Where nobody has to agree it is final at once; otherwise everyone who has to is asked. Refused when
 * the outcome is not possible now, when one is proposed already, and where nobody but the proposer stands for a role.
 */
export function propose(act: Act, proposal: Proposal, known: Known): DecideOn {
  return (at) => {
    const refusal = cannotPropose(act, at) ?? refused(proposal, factsOf(at, known), at, act);
    if (refusal !== null) return no(refusal);
    const decided = asProposed(act, proposal, at, known);
    const asked = signaturesFor(proposal, act);
    const joined = { join: signersJoining(at, asked) };
    if (neededRoles(outcomeOf(proposal.outcome)).length > 0)
      return yes({ ...proposed(act, at, decided, asked, known), ...joined });
    const all = { ...decided, state: 'final' as const, decidedBy: act.roles.person.id, finalAt: act.now };
    return yes({ ...consequences(at, decided, act, asked, known), ...joined, propose: all, signatures: asked });
  };
}

/** Why this person cannot propose a decision about this request now; null where they can. Where one is there, it is named. */
export function cannotPropose({ roles }: Pick<Act, 'roles'>, at: DecisionFile): string | null {
  if (!roles.team) return TEAM_ONLY;
  return decisionThere(at, roles.person.id) ?? ended(at.file);
}

function refused(
  { outcome, answers, signers }: Proposal,
  facts: DecideFacts,
  at: DecisionFile,
  act: Act,
): string | null {
  const possible = refusalOf(outcome, facts);
  if (possible !== null) return possible;
  const transfer = outcome === 'reprioritise' ? refusalOf(readTransfer(answers), facts) : null;
  if (transfer !== null) return transfer;
  const name = textOf(answers, 'toolName');
  if (name !== '' && at.toolId === null && at.nameTaken(name)) return nameTaken(name);
  const problem = Object.values(signerProblems(outcome, signers, act, at.file.request.door))[0];
  return problem ?? null;
}

/** What is said at the name of a tool that another one has. */
export const nameTaken = (name: string): string =>
  `The inventory has a tool named “${name}” already. Choose another name.`;

/** What is wrong with who is to agree, by role: nobody is named, or only the proposer, who may not agree to their own proposal. */
export function signerProblems(
  id: OutcomeId,
  signers: Signers,
  { roles }: Pick<Act, 'roles'>,
  door: RequestDoor,
): Partial<Record<SignerRole, string>> {
  const problems = neededRoles(outcomeOf(id)).flatMap((role): [SignerRole, string][] => {
    const named = signers[role] ?? [];
    const label = roleLabel(role, door);
    if (named.length === 0) return [[role, `Nobody is named for ${label}, whose agreement is needed. Name someone.`]];
    const others = named.filter((personId) => personId !== roles.person.id);
    const alone = `You propose this, so you cannot agree to it for ${label}. Name someone else.`;
    return others.length === 0 ? [[role, alone]] : [];
  });
  return Object.fromEntries(problems);
}

/** Who joins the request by it: everyone who is asked for an agreement reads what it is about (INV-2). */
function signersJoining(at: DecisionFile, asked: readonly SignatureChange[]): NonNullable<DecisionChange['join']> {
  const before = new Set(at.file.people.filter(({ role }) => role === 'signer').map(({ personId }) => personId));
  const ids = [...new Set(asked.map(({ personId }) => personId))].filter((id) => !before.has(id));
  return ids.map((personId) => ({ personId, role: 'signer', useCase: null }));
}

function asProposed(act: Act, { outcome, answers }: Proposal, at: DecisionFile, known: Known): Finishing {
  const { basis: _basis, conditions: _conditions, metric, ...details } = answers;
  const chosen = METRICS.find(({ id }) => id === metric)?.id;
  const metricId: MetricId = outcomeOf(outcome).metric ?? chosen ?? 'pending';
  return {
    ...{ outcome, details, metric: metricId, state: 'proposed' },
    basis: textOf(answers, 'basis'),
    conditions: isNone(answers, 'conditions') ? '' : textOf(answers, 'conditions'),
    assessed: assessedAnswers(at.file.request, at.assessment, { criteria: askedCriteria(known.criteria) }),
    ...{ proposedBy: act.roles.person.id, proposedAt: act.now, decidedBy: null, finalAt: null, endedReason: null },
    supersedes: at.inForce?.id ?? null,
  };
}

/** What each person is asked for. Awareness is asked of each; the guidance was given with the proposal (DEC-6). */
function signaturesFor({ outcome: id, answers, signers }: Proposal, act: Act): SignatureChange[] {
  const outcome = outcomeOf(id);
  const me = act.roles.person.id;
  const open = { state: 'open', text: null, askedAt: act.now, at: null } as const;
  const agree = neededRoles(outcome).flatMap((role) =>
    others(signers[role], me).map((personId) => ({ kind: 'agreement' as const, role, personId, ...open })),
  );
  const aware = awareRoles(id, answers).flatMap((role) =>
    others(signers[role], me).map((personId) => ({ kind: 'awareness' as const, role, personId, ...open })),
  );
  const text = isNone(answers, 'guidance') ? 'No advice needed' : textOf(answers, 'guidance');
  const guidance = {
    kind: 'guidance',
    role: 'team',
    personId: me,
    state: 'given',
    text,
    askedAt: act.now,
    at: act.now,
  } as const;
  return [...agree, ...aware, ...(outcome.guidance ? [guidance] : [])];
}

const others = (named: readonly string[] = [], me: string): string[] => [...new Set(named)].filter((id) => id !== me);

const AGREED_WITHIN_MS = 2 * 24 * 3_600_000;

function proposed(
  act: Act,
  at: DecisionFile,
  decision: Finishing,
  asked: readonly SignatureChange[],
  { nameOf }: Known,
): DecisionChange {
  const { id } = at.file.request;
  const agreeing = asked.filter(({ kind }) => kind === 'agreement');
  const said = entryBy(act, 'proposed', decisionText(decision, nameOf));
  return {
    actor: act.roles.person.id,
    action: 'proposed a decision',
    detail: { outcome: decision.outcome },
    propose: decision,
    signatures: [...asked],
    request: { state: 'proposed', asked: null, askedBy: null },
    entries: [said],
    promises: ({ decisionId }) =>
      agreeing.map(({ role, personId }) => ({
        kind: 'sign-off',
        key: signKey(decisionId, role, personId),
        ...{ requestId: id, decisionId, ownerId: personId },
        what: `Answer the decision that is proposed on ${requestNumber(id)}`,
        dueAt: new Date(act.now.getTime() + AGREED_WITHIN_MS),
      })),
    owed: ({ decisionId }) => [
      oweCard(id),
      ...keptEntry(said, at.file),
      oweWorkItemUpdate(id),
      ...agreeing.map(({ role, personId }) => oweSignOff(id, decisionId, role, personId)),
    ],
    answer: `Proposed: ${outcomeOf(decision.outcome).label}. It is final once everyone who has to agree has done so.`,
  };
}
