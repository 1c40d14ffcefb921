import type { App } from '@slack/bolt';
import type { Deps } from '../../deps.ts';
import type { DecideOn, DecisionFile } from '../../domain/decision.ts';
import {
  acknowledge,
  agree,
  askProposer,
  decideAnew,
  decline,
  handOn,
  type Signing,
  withdrawProposal,
} from '../../domain/decision-sign.ts';
import { SIGNER_ROLES, type SignerRole } from '../../domain/outcome.ts';
import { requestNumber } from '../../domain/owed.ts';
import type { Act } from '../../domain/request-act.ts';
import { no, type Verdict, yes } from '../../domain/verdict.ts';
import { plainError } from '../../slack/ask.ts';
import { onPressed, onSubmitted, type Pressed, type SubmitAnswer, type Submitted } from '../../slack/listen.ts';
import { askModal, type Given, lastInput, readGiven } from './asks-view.ts';
import { ACTIONS, ASKS, type Ask, askAction, askView } from './ids.ts';
import { knownFor, namesIn } from './known.ts';
import { readSigning } from './signing-value.ts';

/** What people do with a proposal: agree, decline, ask, hand on, acknowledge; and the team with a decision that is over. */
export function listenToSigning(app: App, deps: Deps): void {
  const listening = { app, access: deps.access, client: deps.slack.waiting };
  onPressed(listening, ACTIONS.agree, (pressed) => answerAtOnce(deps, pressed, 'agree'));
  onPressed(listening, ACTIONS.aware, (pressed) => answerAtOnce(deps, pressed, 'aware'));
  for (const ask of ASKS) {
    onPressed(listening, askAction(ask), (pressed) => startAsking(deps, ask, pressed));
    onSubmitted(listening, askView(ask), (submitted) => finishAsking(deps, ask, submitted));
  }
}

const actOf = (deps: Deps, { roles, key }: Pick<Pressed, 'roles' | 'key'>): Act => ({ roles, key, now: deps.now() });
const GONE = 'That request is not known any more.';

async function answerAtOnce(deps: Deps, pressed: Pressed, what: 'agree' | 'aware'): Promise<void> {
  const { requestId, ...signing } = readSigning(pressed.value);
  const at = await deps.storage.decisions.decisionFile(requestId);
  if (at === null) return pressed.tell(GONE);
  const act = actOf(deps, pressed);
  const rule = what === 'agree' ? agree(act, signing, await knownFor(deps, at)) : acknowledge(act, signing);
  const verdict = await deps.storage.decisions.changeDecision(requestId, rule, act.now);
  await pressed.tell(verdict.ok ? verdict.value : verdict.text);
}

/** Whether the rule would say yes before anything is asked. */
function mayStart(ask: Ask, act: Act, at: DecisionFile, signing: Signing): Verdict<unknown> {
  switch (ask) {
    case 'withdraw':
      return withdrawProposal(act, signing.decisionId, '')(at);
    case 'anew':
      return decideAnew(act, '')(at);
    case 'replace':
      return mayReplace(act, at);
    default:
      return askProposer(act, signing, '')(at);
  }
}

function mayReplace(act: Act, { signatures }: DecisionFile): Verdict<unknown> {
  if (!act.roles.manager) return no('Only the manager can replace a signer.');
  return signatures.some(({ state }) => state === 'open') ? yes(null) : no('Nobody is asked for anything any more.');
}

async function startAsking(deps: Deps, ask: Ask, pressed: Pressed): Promise<void> {
  const { requestId, ...signing } = readSigning(pressed.value);
  const at = await deps.storage.decisions.decisionFile(requestId);
  if (at === null) return pressed.tell(GONE);
  // From the request itself a button names the request only.
  const about = signing.decisionId === 0 ? { ...signing, decisionId: at.decision?.id ?? 0 } : signing;
  const may = mayStart(ask, actOf(deps, pressed), at, about);
  if (!may.ok) return pressed.tell(may.text);
  await pressed.open(askModal(ask, at, about, await namesIn(deps, at)));
}

async function finishAsking(deps: Deps, ask: Ask, submitted: Submitted): Promise<SubmitAnswer> {
  const { view, metadata } = submitted;
  const read = readGiven(ask, view);
  if ('errors' in read) return read;
  const requestId = Number(metadata.request);
  const signing = { decisionId: Number(metadata.decision), role: readRole(metadata.role) };
  const act = actOf(deps, submitted);
  const rule = await ruleOf(deps, ask, act, signing, read.given);
  const verdict = rule.ok ? await deps.storage.decisions.changeDecision(requestId, rule.value, act.now) : rule;
  if (!verdict.ok) return { errors: { [lastInput(ask)]: await plainError(verdict.text, deps.storage.people.person) } };
  return { notice: { title: requestNumber(requestId), text: verdict.value } };
}

const readRole = (typed: string | undefined): SignerRole =>
  (Object.keys(SIGNER_ROLES) as SignerRole[]).find((role) => role === typed) ?? 'requesting';

async function ruleOf(deps: Deps, ask: Ask, act: Act, signing: Signing, given: Given): Promise<Verdict<DecideOn>> {
  const rule = (value: DecideOn): Verdict<DecideOn> => ({ ok: true, value });
  switch (ask) {
    case 'decline':
      return rule(decline(act, signing, given.text));
    case 'ask':
      return rule(askProposer(act, signing, given.text));
    case 'withdraw':
      return rule(withdrawProposal(act, signing.decisionId, given.text));
    case 'anew':
      return rule(decideAnew(act, given.text));
    case 'delegate':
      return handing(deps, act, { ...signing, from: act.roles.person.id }, given.person);
    case 'replace': {
      const [role, from = ''] = given.signer.split(':');
      return handing(deps, act, { ...signing, role: readRole(role), from }, given.person);
    }
  }
}

async function handing(
  deps: Deps,
  act: Act,
  signing: Signing & { from: string },
  to: string,
): Promise<Verdict<DecideOn>> {
  const who = await deps.access.who(to, '');
  if (!who.ok) return no('Choose a full member of this workspace: no guest, no app, nobody from outside.');
  return { ok: true, value: handOn(act, signing, who.roles) };
}
