import type { Assessment } from './assessment.ts';
import type { Answers } from './form.ts';
import type { MetricId } from './metric-label.ts';
import type { OutcomeId, SignerRole } from './outcome.ts';
import type { Owed } from './owed.ts';
import type { NewPlannedWork } from './planned-work.ts';
import type { NewPromise } from './promise.ts';
import type { RequestChange, RequestFile } from './request.ts';
import type { NewTool, Tool, ToolPerson } from './tool.ts';
import type { Verdict } from './verdict.ts';

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

/** A request with the decision at hand (the newest) and what everyone was asked in it. `inForce`: the final one that holds. */
export type DecisionFile = {
  file: RequestFile;
  decision: Decision | null;
  signatures: Signature[];
  inForce: Decision | null;
  /** The assessment as it is now. */
  assessment: Assessment;
  /** The tool that an earlier decision about this request brought into the inventory. */
  toolId: number | null;
  /** Whether another tool has this name. */
  nameTaken(name: string): boolean;
};

/** What is known only once it is kept. */
export type Kept = { decisionId: number; toolId: number | null };

export type SignatureChange = Omit<Signature, 'decisionId'>;

/** What a rule about a decision wants kept: all of it is one transaction. */
export type DecisionChange = Omit<RequestChange, 'owed' | 'entries' | 'leave'> & {
  entries?: RequestChange['entries'];
  propose?: Omit<Decision, 'id' | 'requestId'>;
  decision?: Partial<Pick<Decision, 'state' | 'decidedBy' | 'finalAt' | 'endedReason'>>;
  signatures?: SignatureChange[];
  /** The final decision that held so far is superseded by this one. */
  supersedes?: boolean;
  /** The tool enters the inventory, or the one of an earlier decision is brought in line. */
  tool?: {
    tool: NewTool;
    priority: (kept: Pick<Tool, 'scores' | 'placed'>) => number;
    people: Pick<ToolPerson, 'personId' | 'role'>[];
    why: string;
  };
  /** The tool that an earlier decision brought in is not taken on after all. */
  toolLeaves?: ToolLeaving;
  /** Work that is filed for that tool. */
  work?: NewPlannedWork[];
  promises?: (kept: Kept) => NewPromise[];
  endPromises?: { keys: string[]; state: 'kept' | 'dropped' };
  owed: (kept: Kept) => Owed[];
};

/** `transferred`: the transferring team (`owningTeam`) keeps it. `retired`: what was only planned is not built; what runs already stays. */
export type ToolLeaving = { state: 'transferred' | 'retired'; owningTeam: string | null; why: string };

export type DecideOn = (at: DecisionFile) => Verdict<DecisionChange>;
