import type { DecideOn, Decision, DecisionChange, DecisionFile, Signature, SignatureChange } from './decision.ts';
import { consequences, type Known } from './decision-final.ts';
import { progressOf, roleLabel } from './decision-words.ts';
import { outcomeOf, type SignerRole } from './outcome.ts';
import {
  awareKey,
  oweCard,
  oweDirect,
  oweNote,
  oweSignOff,
  oweWorkItemUpdate,
  requestNumber,
  signKey,
} from './owed.ts';
import type { Roles } from './people.ts';
import { type Act, entryBy, kept as keptEntry } from './request-act.ts';
import { no, type Verdict, yes } from './verdict.ts';

/** Which decision, and as what of it: a button of an old message names one that is over by now. */
export type Signing = { decisionId: number; role: SignerRole };

type Mine = { decision: Decision; mine: Signature };

/** The signature that this person is asked for right now, or why there is none. Whoever left leadership decides nothing for it. */
function mineIn(at: DecisionFile, act: Act, { decisionId, role }: Signing, kind: Signature['kind']): Verdict<Mine> {
  const { decision, signatures, file } = at;
  const number = requestNumber(file.request.id);
  if (decision === null || decision.id !== decisionId)
    return no(`That proposal on ${number} is over: there is a newer one.`);
  const over = kind === 'agreement' ? notProposed(at) : null;
  if (over !== null) return no(over);
  const me = act.roles.person.id;
  const mine = signatures.find((each) => each.kind === kind && each.role === role && each.personId === me);
  if (mine === undefined) return no('You are not asked about this decision.');
  if (mine.state !== 'open') return no(ANSWERED[mine.state]);
  if (role === 'leadership' && !act.roles.leadership)
    return no('You are not leadership any more, so you cannot answer for it.');
  return yes({ decision, mine });
}

const ANSWERED: Record<Exclude<Signature['state'], 'open'>, string> = {
  given: 'You have answered this already.',
  declined: 'You have answered this already.',
  'not needed': 'Someone else has answered for your side, so your answer is not needed any more.',
  replaced: 'Somebody else is asked in your place.',
};

function notProposed({ decision, file }: DecisionFile): string | null {
  const number = requestNumber(file.request.id);
  if (decision?.state === 'proposed' && file.request.state === 'proposed') return null;
  const now = decision?.state === 'final' ? 'final already' : 'not proposed any more';
  return `The decision on ${number} is ${now}.`;
}

const asChange = ({ decisionId: _, ...rest }: Signature): SignatureChange => rest;

/**
 * Someone agrees for their side; of several the first counts. When every agreement is in, the decision is final (section 4). Refused for
 * the proposer, and for whoever is not asked.
 */
export function agree(act: Act, signing: Signing, known: Known): DecideOn {
  return (at) => {
    const found = mineIn(at, act, signing, 'agreement');
    if (!found.ok) return found;
    const { decision, mine } = found.value;
    if (decision.proposedBy === act.roles.person.id)
      return no('You proposed this decision, so someone else has to agree to it.');
    const signed = at.signatures.map((each) => afterAgreement(each, mine, act));
    const keys = keysOf(at.signatures.filter(({ kind, role }) => kind === 'agreement' && role === mine.role));
    const ends = { endPromises: { keys, state: 'kept' as const } };
    const open = progressOf(decision, signed).some(({ givenBy }) => givenBy === null);
    if (open) return yes({ ...oneAgreed(at, act, mine, signed), ...ends });
    const last = consequences(at, decision, act, signed.map(asChange), known);
    return yes({ ...last, ...ends, signatures: changedOf(at.signatures, signed) });
  };
}

function afterAgreement(each: Signature, mine: Signature, act: Act): Signature {
  if (each === mine) return { ...each, state: 'given', at: act.now };
  // Who decides it is aware of it.
  const aware = each.kind === 'awareness' && each.role === mine.role && each.personId === mine.personId;
  if (aware && each.state === 'open') return { ...each, state: 'given', at: act.now };
  const same = each.kind === 'agreement' && each.role === mine.role && each.state === 'open';
  return same ? { ...each, state: 'not needed', at: act.now } : each;
}

const changedOf = (before: readonly Signature[], after: readonly Signature[]): SignatureChange[] =>
  after.filter((each, index) => each !== before[index]).map(asChange);

const keysOf = (signatures: readonly Signature[]): string[] =>
  signatures.map((each) => promiseKey(each.decisionId, each));

const promiseKey = (decisionId: number, { kind, role, personId }: SignatureChange): string =>
  (kind === 'awareness' ? awareKey : signKey)(decisionId, role, personId);

function oneAgreed(at: DecisionFile, act: Act, mine: Signature, signed: readonly Signature[]): DecisionChange {
  const { request } = at.file;
  const changed = changedOf(at.signatures, signed);
  const said = entryBy(act, 'agreed', `For ${roleLabel(mine.role, request.door)}.`);
  return {
    ...{
      actor: act.roles.person.id,
      action: 'agreed',
      detail: { role: mine.role },
      entries: [said],
      signatures: changed,
    },
    owed: () => [oweCard(request.id), ...keptEntry(said, at.file), ...updates(at, mine.decisionId, changed)],
    answer: 'You agreed. The decision is final once the others have agreed too.',
  };
}

const updates = (at: DecisionFile, decisionId: number, changed: readonly SignatureChange[]) =>
  changed.map(({ role, personId }) => oweSignOff(at.file.request.id, decisionId, role, personId));

/** Agreement is withheld with a reason: the request goes back to assessment (section 4). */
export function decline(act: Act, signing: Signing, reason: string): DecideOn {
  return (at) => {
    const found = mineIn(at, act, signing, 'agreement');
    if (!found.ok) return found;
    const said = entryBy(act, 'disagreed', `For ${roleLabel(signing.role, at.file.request.door)}. ${reason}`.trim());
    const back = backToAssessment(at, act, found.value.decision, 'declined', reason, found.value.mine);
    return yes({
      ...{ ...back, action: 'declined', entries: [said] },
      owed: () => [...back.owed, ...keptEntry(said, at.file), ...toldProposer(at, act, 'declined', said.key)],
      answer: 'You did not agree. The request goes back to assessment, with your reason.',
    });
  };
}

/** Proposer, while in the team, or manager take a proposal back before it is final; the request goes back to assessment (DEC-14). */
export function withdrawProposal(act: Act, decisionId: number, reason: string): DecideOn {
  return (at) => {
    const { decision } = at;
    const over = decision?.id === decisionId ? notProposed(at) : `That proposal is over.`;
    if (over !== null || decision === null) return no(over ?? 'That proposal is over.');
    const { person, manager, team } = act.roles;
    if (!manager && !(team && decision.proposedBy === person.id))
      return no('Only the proposer or the manager can withdraw a proposal.');
    const said = entryBy(act, 'unproposed', reason);
    const back = backToAssessment(at, act, decision, 'withdrawn', reason, null);
    return yes({
      ...{ ...back, action: 'withdrew a proposal', entries: [said] },
      owed: () => [...back.owed, ...keptEntry(said, at.file), ...toldProposer(at, act, 'unproposed', said.key)],
      answer: `The proposal is withdrawn. ${requestNumber(at.file.request.id)} is in assessment again.`,
    });
  };
}

function backToAssessment(
  at: DecisionFile,
  act: Act,
  decision: Decision,
  state: 'declined' | 'withdrawn',
  reason: string,
  mine: Signature | null,
) {
  const { id } = at.file.request;
  const after = at.signatures.map((each): Signature => {
    if (each === mine) return { ...each, state: 'declined', text: reason, at: act.now };
    return each.state === 'open' ? { ...each, state: 'not needed', at: act.now } : each;
  });
  const asked = at.signatures.filter(({ kind, state: was }) => kind === 'agreement' && was === 'open');
  return {
    actor: act.roles.person.id,
    detail: { reason },
    request: { state: 'in assessment' as const },
    decision: { state, endedReason: reason },
    signatures: changedOf(at.signatures, after),
    endPromises: { keys: keysOf(at.signatures), state: 'dropped' as const },
    owed: [oweCard(id), oweWorkItemUpdate(id), ...updates(at, decision.id, asked.map(asChange))],
  };
}

/** Who proposed it, and who leads the request, are told what became of it. */
function toldProposer({ file, decision }: DecisionFile, act: Act, what: string, entry: string) {
  const ids = [decision?.proposedBy ?? null, file.request.claimedBy].filter((id) => id !== null);
  const others = [...new Set(ids)].filter((id) => id !== act.roles.person.id);
  return others.map((personId) => oweDirect(file.request.id, personId, what, entry));
}

/** Someone asks the proposer about it before they answer. */
export function askProposer(act: Act, signing: Signing, text: string): DecideOn {
  return (at) => {
    const found = mineIn(at, act, signing, 'agreement');
    if (!found.ok) return found;
    const said = entryBy(act, 'signer asked', text);
    return yes({
      ...{ actor: act.roles.person.id, action: 'asked about a decision', entries: [said] },
      owed: () => [...keptEntry(said, at.file), ...toldProposer(at, act, 'signer-asked', said.key)],
      answer: 'Asked. The answer comes as a comment on the request.',
    });
  };
}

/** "I am aware": an acknowledgement, for which nothing waits. */
export function acknowledge(act: Act, signing: Signing): DecideOn {
  return (at) => {
    const found = mineIn(at, act, signing, 'awareness');
    if (!found.ok) return found;
    const { mine } = found.value;
    if (at.decision?.state === 'proposed') return no('It is only proposed: you are asked again once it is final.');
    const said = entryBy(act, 'aware', `For ${roleLabel(mine.role, at.file.request.door)}.`);
    const given = asChange({ ...mine, state: 'given', at: act.now });
    return yes({
      ...{ actor: act.roles.person.id, action: 'is aware', entries: [said], signatures: [given] },
      endPromises: { keys: keysOf([mine]), state: 'kept' },
      owed: () => [
        oweCard(at.file.request.id),
        oweNote(at.file.request.id, said.key),
        ...updates(at, mine.decisionId, [given]),
      ],
      answer: 'Thank you: it is on record that you are aware.',
    });
  };
}

/** Who is asked hands it on to a colleague, or the manager puts someone in the place of a signer who left or is away (DEC-14). */
export function handOn(act: Act, signing: Signing & { from: string }, to: Roles): DecideOn {
  return (at) => {
    const { from, role } = signing;
    const me = act.roles.person.id;
    if (from !== me && !act.roles.manager)
      return no('Only the person who is asked, or the manager, can name someone else.');
    const standing = signatureOf(at, signing);
    if (!standing.ok) return standing;
    const refusal = cannotStandIn(at, role, to);
    if (refusal !== null) return no(refusal);
    const label = roleLabel(role, at.file.request.door);
    const said = entryBy(act, 'delegated', `${to.person.name} is asked for ${label} now.`);
    const before = asChange({ ...standing.value, state: 'replaced', at: act.now });
    const after: SignatureChange = { ...before, personId: to.person.id, state: 'open', askedAt: act.now, at: null };
    return yes(handedOn(at, act, { before, after, said, decisionId: signing.decisionId }));
  };
}

function signatureOf(at: DecisionFile, { decisionId, role, from }: Signing & { from: string }): Verdict<Signature> {
  if (at.decision?.id !== decisionId) return no('That proposal is over.');
  // Of an agreement and an awareness of the same person, what is asked for first comes first.
  const open = at.signatures.filter((each) => each.role === role && each.personId === from && each.state === 'open');
  const found = open.find(({ kind }) => kind === 'agreement') ?? open[0];
  if (found === undefined) return no('Nothing is asked of that person any more.');
  const over = found.kind === 'agreement' ? notProposed(at) : null;
  return over === null ? yes(found) : no(over);
}

function cannotStandIn({ decision, signatures }: DecisionFile, role: SignerRole, to: Roles): string | null {
  if (to.person.id === decision?.proposedBy)
    return 'That person proposed it, so they cannot agree to it. Choose someone else.';
  if (role === 'leadership' && !to.leadership) return `<@${to.person.id}> is not leadership. Choose someone who is.`;
  const asked = signatures.some(
    (each) => each.role === role && each.personId === to.person.id && each.state === 'open',
  );
  return asked ? `<@${to.person.id}> is asked already.` : null;
}

type HandedOn = {
  before: SignatureChange;
  after: SignatureChange;
  said: ReturnType<typeof entryBy>;
  decisionId: number;
};

function handedOn(at: DecisionFile, act: Act, { before, after, said, decisionId }: HandedOn): DecisionChange {
  const { id } = at.file.request;
  const outcome = outcomeOf(at.decision?.outcome ?? 'wait').label;
  const join = at.file.people.some(({ personId, role }) => personId === after.personId && role === 'signer');
  return {
    ...{
      actor: act.roles.person.id,
      action: 'named another signer',
      detail: { from: before.personId, to: after.personId },
    },
    ...{ entries: [said], signatures: [before, after] },
    join: join ? [] : [{ personId: after.personId, role: 'signer', useCase: null }],
    endPromises: { keys: [promiseKey(decisionId, before)], state: 'dropped' },
    promises: () => [
      {
        kind: after.kind === 'awareness' ? 'acknowledge' : 'sign-off',
        key: promiseKey(decisionId, after),
        ...{ requestId: id, decisionId, ownerId: after.personId },
        what: `Answer the decision on ${requestNumber(id)}: ${outcome}`,
        dueAt: new Date(act.now.getTime() + 2 * 24 * 3_600_000),
      },
    ],
    owed: () => [oweCard(id), ...keptEntry(said, at.file), ...updates(at, decisionId, [before, after])],
    answer: `<@${after.personId}> is asked now.`,
  };
}

/**
 * The team takes a decided request back to assessment, for a decision that supersedes this one (DEC-12). Nobody is asked to acknowledge
 * any more what may not stay.
 */
export function decideAnew(act: Act, reason: string): DecideOn {
  return (at) => {
    const { request } = at.file;
    if (!act.roles.team) return no('Only ProdSecEng can do this.');
    if (request.state !== 'decided' || at.inForce === null) return no(`${requestNumber(request.id)} is not decided.`);
    const said = entryBy(act, 'reopened', reason);
    const open = at.signatures.filter(({ state }) => state === 'open');
    const changed = open.map((each) => asChange({ ...each, state: 'not needed', at: act.now }));
    const { id } = at.inForce;
    return yes({
      ...{ actor: act.roles.person.id, action: 'took back to assessment', detail: { reason }, entries: [said] },
      request: { state: 'in assessment', reason: null },
      signatures: changed,
      endPromises: { keys: keysOf(open), state: 'dropped' },
      owed: () => [
        oweCard(request.id),
        oweWorkItemUpdate(request.id),
        ...keptEntry(said, at.file),
        ...updates(at, id, changed),
      ],
      answer: `${requestNumber(request.id)} is in assessment again. The decision holds until a new one is final.`,
    });
  };
}
