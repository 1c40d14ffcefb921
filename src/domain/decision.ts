import type { Answers } from './form.ts';
import type { MetricId } from './metric-label.ts';
import type { OutcomeId, SignerRole } from './outcome.ts';

/** A decision is proposed, and final once every agreement is in. Final ones are never edited, only superseded (DEC-12). */
export type DecisionState = 'proposed' | 'final' | 'declined' | 'withdrawn' | 'superseded';

export type Decision = {
  id: number;
  requestId: number;
  outcome: OutcomeId;
  state: DecisionState;
  /** Why, in the proposer's words. */
  basis: string;
  conditions: string;
  /** What the outcome itself needs (existing solution, until when, what is watched…), by field. */
  details: Answers;
  /** The assessment as it was when the decision was proposed (DEC-13). */
  assessed: Answers;
  metric: MetricId;
  proposedBy: string;
  proposedAt: Date;
  /** Who made it final: the last who agreed, or the proposer where nobody had to. */
  decidedBy: string | null;
  finalAt: Date | null;
  /** Why it was declined or withdrawn. */
  endedReason: string | null;
  supersedes: number | null;
};

export type SignatureKind = 'agreement' | 'awareness' | 'guidance';

/** What one person is asked for. Of several for one agreement the first counts, and the others are `not needed` (DEC-14). */
export type Signature = {
  decisionId: number;
  kind: SignatureKind;
  role: SignerRole | 'team';
  personId: string;
  state: 'open' | 'given' | 'declined' | 'not needed' | 'replaced';
  text: string | null;
  askedAt: Date;
  at: Date | null;
};
