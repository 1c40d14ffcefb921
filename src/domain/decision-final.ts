import type { Decision, DecisionChange, DecisionFile, Kept, SignatureChange } from './decision.ts';
import { promisesOf } from './decision-promises.ts';
import { improvementsOf, leavingOf, toolOf } from './decision-tool.ts';
import { decisionText } from './decision-words.ts';
import type { Criterion } from './health.ts';
import { outcomeOf } from './outcome.ts';
import {
  awareKey,
  oweAlternative,
  oweCard,
  oweDecisionLabel,
  oweDirect,
  oweReprioritised,
  oweSignOff,
  oweWorkItemUpdate,
  requestNumber,
} from './owed.ts';
import type { Weights } from './prioritization.ts';
import type { NewPromise } from './promise.ts';
import { peopleTold } from './request.ts';
import { type Act, entryBy, kept as keptEntry } from './request-act.ts';

/** A decision as it stands when it becomes final. */
export type Finishing = Omit<Decision, 'id' | 'requestId'>;

/** What the rules know beside the request: the settings' criteria, who is who, and what day it is (YYYY-MM-DD). */
export type Known = {
  criteria: readonly Criterion[];
  leadershipNamed: boolean;
  weights: Weights;
  today: string;
  nameOf: (id: string) => string;
};

/**
 * Everything that follows when the last agreement is in, or where none is needed (NEW-6, HAND-6, HAND-9): the request is decided, the
 * tool enters the inventory, what was promised is kept, everyone concerned is told. `asked`: all that were asked for anything in it.
 */
export function consequences(
  at: DecisionFile,
  finishing: Finishing,
  act: Act,
  asked: readonly SignatureChange[],
  known: Known,
): DecisionChange {
  const { request } = at.file;
  const outcome = outcomeOf(finishing.outcome);
  const aware = asked.filter(({ kind, state }) => kind === 'awareness' && state === 'open');
  const said = entryBy(act, 'decided', decisionText(finishing, known.nameOf));
  const tool = toolOf(at, finishing, { ...known, now: act.now });
  const leaving = leavingOf(at, finishing);
  return {
    actor: act.roles.person.id,
    action: 'decided',
    detail: { outcome: finishing.outcome, basis: finishing.basis, conditions: finishing.conditions },
    request: { state: 'decided', reason: finishing.basis, asked: null, askedBy: null },
    decision: { state: 'final', decidedBy: act.roles.person.id, finalAt: act.now },
    entries: [said],
    supersedes: at.inForce !== null,
    ...(tool === null ? {} : { tool, work: improvementsOf(finishing, known.criteria) }),
    ...(leaving === null ? {} : { toolLeaves: leaving }),
    promises: (kept) => [...acknowledgements(aware, at, kept, act.now), ...promisesOf(at, finishing, kept, act.now)],
    owed: (kept) => [
      oweCard(request.id),
      ...keptEntry(said, at.file),
      oweWorkItemUpdate(request.id),
      oweDecisionLabel(request.id),
      ...told(at, finishing.proposedBy, act).map((personId) => oweDirect(request.id, personId, 'decided', said.key)),
      ...asked.map(({ role, personId }) => oweSignOff(request.id, kept.decisionId, role, personId)),
      ...(finishing.outcome === 'reprioritise' ? [oweReprioritised(request.id, kept.decisionId)] : []),
      ...(finishing.outcome === 'alternative' ? [oweAlternative(request.id, kept.decisionId)] : []),
    ],
    answer: `${requestNumber(request.id)} is decided: ${outcome.label}. Everyone concerned is told.`,
  };
}

/** Signers get the outcome in the message that asked them, everyone else concerned a message of their own. */
function told({ file }: DecisionFile, proposedBy: string, act: Act): string[] {
  const signers = new Set(file.people.filter(({ role }) => role === 'signer').map(({ personId }) => personId));
  const own = [file.request.requesterId, file.request.contactId, proposedBy];
  const all = [...new Set([...peopleTold(file), proposedBy])];
  return all.filter((id) => id !== act.roles.person.id && (own.includes(id) || !signers.has(id)));
}

const ACKNOWLEDGED_WITHIN_MS = 2 * 24 * 3_600_000;

function acknowledgements(aware: readonly SignatureChange[], at: DecisionFile, kept: Kept, now: Date): NewPromise[] {
  return aware.map(({ role, personId }) => ({
    kind: 'acknowledge',
    key: awareKey(kept.decisionId, role, personId),
    requestId: at.file.request.id,
    decisionId: kept.decisionId,
    ownerId: personId,
    what: `Say that you are aware of the decision on ${requestNumber(at.file.request.id)}`,
    dueAt: new Date(now.getTime() + ACKNOWLEDGED_WITHIN_MS),
  }));
}
