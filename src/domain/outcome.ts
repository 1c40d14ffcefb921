import type { MetricId } from './metric-label.ts';

/** Who may have to agree to a decision, or to be aware of it. `requesting`: the requesting or transferring team (DEC-14). */
export type SignerRole = 'requesting' | 'product' | 'engineering' | 'leadership' | 'stakeholders';

export type OutcomeId =
  | 'build-product'
  | 'build-internal'
  | 'wait'
  | 'redirect'
  | 'defer'
  | 'self-serve'
  | 'accept'
  | 'accept-improve'
  | 'best-effort'
  | 'alternative'
  | 'reprioritise';

export type Outcome = {
  id: OutcomeId;
  rule: string;
  door: 'new' | 'handover';
  label: string;
  /** What follows from it, in one sentence for everyone; at most 75 characters, as a choice in Slack takes. */
  means: string;
  decides: 'team' | 'requesting' | 'leadership';
  /** Without these it is not final. */
  agreement: readonly SignerRole[];
  /** These are told and asked to acknowledge; nothing waits for them. */
  awareness: readonly SignerRole[];
  /** Needs a text from one engineer, or "no advice needed" (DEC-6). */
  guidance: boolean;
  /** The metric label that the decision sets (NEW-2); null: the proposer chooses. */
  metric: MetricId | null;
  /** The state in which the tool enters the inventory; null where none does. */
  tool: 'planned' | 'operational' | null;
};

const NOTHING = { agreement: [], awareness: [], guidance: false, metric: null, tool: null } as const;

/** Section 4, Who decides: every outcome of a net-new request and of a handover, in the documents' order. */
export const OUTCOMES: readonly Outcome[] = [
  {
    ...{ ...NOTHING, id: 'build-product', rule: 'DEC-1', door: 'new', decides: 'team', metric: 'toolingIntegration' },
    label: 'Build directly into the product',
    means: 'The work enters the co-create workflow; there is no internal tooling phase.',
    agreement: ['product', 'engineering'],
  },
  {
    ...{ ...NOTHING, id: 'build-internal', rule: 'DEC-2', door: 'new', decides: 'team', metric: 'customTooling' },
    label: 'Build as internal tooling',
    means: 'The tool enters the inventory as planned, and maintenance once it runs.',
    tool: 'planned',
  },
  {
    ...{ ...NOTHING, id: 'wait', rule: 'DEC-3', door: 'new', decides: 'team' },
    label: 'Wait for product development',
    means: 'The product work is watched; the request comes back when it changes.',
    agreement: ['requesting'],
  },
  {
    ...{ ...NOTHING, id: 'redirect', rule: 'DEC-4', door: 'new', decides: 'team' },
    label: 'Redirect to an existing solution',
    means: 'The existing solution meets the need; no new tooling is built.',
  },
  {
    ...{ ...NOTHING, id: 'defer', rule: 'DEC-5', door: 'new', decides: 'team' },
    label: 'Defer due to capacity',
    means: 'It is looked at again on its date, or earlier when capacity changes.',
    awareness: ['leadership', 'stakeholders'],
  },
  {
    ...{ ...NOTHING, id: 'self-serve', rule: 'DEC-6', door: 'new', decides: 'requesting' },
    label: 'Requesting team self-serves',
    means: 'The requesting team builds it, with advice from ProdSecEng if they want it.',
    guidance: true,
  },
  {
    ...{ ...NOTHING, id: 'accept', rule: 'DEC-7', door: 'handover', decides: 'team' },
    label: 'Accept the transfer',
    means: 'The tool enters the inventory with the commitment of its criticality.',
    tool: 'operational',
  },
  {
    ...{ ...NOTHING, id: 'accept-improve', rule: 'DEC-8', door: 'handover', decides: 'team' },
    label: 'Accept with improvement plan',
    means: 'The tool enters the inventory; less is promised until its gaps are met.',
    tool: 'operational',
  },
  {
    ...{ ...NOTHING, id: 'best-effort', rule: 'DEC-9', door: 'handover', decides: 'team' },
    label: 'Best-effort support',
    means: 'The tool enters the inventory without promised times, and is evaluated.',
    awareness: ['leadership', 'stakeholders'],
    tool: 'operational',
  },
  {
    ...{ ...NOTHING, id: 'alternative', rule: 'DEC-10', door: 'handover', decides: 'team' },
    label: 'Propose an alternative solution',
    means: 'A linked net-new request opens; the transferring team keeps the tool.',
    agreement: ['requesting', 'leadership'],
  },
  {
    ...{ ...NOTHING, id: 'reprioritise', rule: 'DEC-11', door: 'handover', decides: 'leadership' },
    label: 'Reprioritise existing commitments',
    means: 'Leadership makes room for a transfer; what slips by it is documented.',
  },
];

/** The outcome of that id. Throws for an id that the table lacks: ids come from the database and our own buttons only. */
export function outcomeOf(id: OutcomeId): Outcome {
  const found = OUTCOMES.find((each) => each.id === id);
  if (found === undefined) throw new Error(`there is no outcome ${id}`);
  return found;
}

/** The outcomes of a door, in the documents' order; an other request has none of them (OTHER-1). */
export const outcomesFor = (door: string): readonly Outcome[] => OUTCOMES.filter((each) => each.door === door);

export const SIGNER_ROLES: Record<SignerRole, { new: string; handover: string }> = {
  requesting: { new: 'Requesting team', handover: 'Transferring team' },
  product: { new: 'Product', handover: 'Product' },
  engineering: { new: 'Engineering', handover: 'Engineering' },
  leadership: { new: 'Leadership', handover: 'Leadership' },
  stakeholders: { new: 'Stakeholders', handover: 'Stakeholders' },
};
