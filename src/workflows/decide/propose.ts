import type { App } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { Deps } from '../../deps.ts';
import { pathOf } from '../../domain/assessment.ts';
import type { DecisionFile } from '../../domain/decision.ts';
import { factsOf, offeredOutcomes, refusalOf } from '../../domain/decision-offers.ts';
import { cannotPropose, propose } from '../../domain/decision-propose.ts';
import { decisionThere } from '../../domain/decision-words.ts';
import { textOf } from '../../domain/form.ts';
import { checkForm } from '../../domain/form-check.ts';
import { decideForm } from '../../domain/forms/decide-forms.ts';
import { OUTCOMES, type OutcomeId } from '../../domain/outcome.ts';
import { requestNumber } from '../../domain/owed.ts';
import type { Roles } from '../../domain/people.ts';
import { readRoom } from '../../domain/room.ts';
import { actions, button } from '../../slack/blocks.ts';
import { mentionPerson } from '../../slack/escape.ts';
import { FIELD_BLOCK, fieldBlockId } from '../../slack/fields.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import {
  metadataOf,
  onPressed,
  onSubmitted,
  type Pressed,
  type SubmitAnswer,
  type Submitted,
} from '../../slack/listen.ts';
import { ACTIONS, VIEWS } from './ids.ts';
import { knownFor, signersFor } from './known.ts';
import { loadBlocks } from './load.ts';
import { knownMilestones, readProposal } from './milestones.ts';
import { answersSoFar, dropProposalDraft, keepProposalDraft, type Typed } from './proposal-draft.ts';
import { problemsOf } from './proposal-problems.ts';
import { chooseView, chosenIn, fillView } from './propose-view.ts';
import { offerRoom, recordedWith, roomModal } from './room.ts';
import { pickedIn, slipBlocks } from './room-view.ts';
import { previewOf } from './slips.ts';

/** Proposing a decision: which outcome, then what it needs; a draft of that is kept while it is typed. */
export function listenToProposing(app: App, deps: Deps): void {
  const listening = { app, access: deps.access, client: deps.slack.waiting };
  onPressed(listening, ACTIONS.propose, (pressed) => start(deps, pressed));
  onPressed(listening, ACTIONS.back, (pressed) => goBack(deps, pressed));
  onPressed(listening, { block_id: FIELD_BLOCK, view: /^decision_fill$/ }, (pressed) => keepTyped(deps, pressed));
  onSubmitted(listening, VIEWS.choose, (submitted) => choose(deps, submitted));
  onSubmitted(listening, VIEWS.room, (submitted) => pickRoom(deps, submitted));
  offerRoom(listening, deps);
  onSubmitted(listening, VIEWS.fill, (submitted) => send(deps, submitted));
}

async function start(deps: Deps, pressed: Pressed): Promise<void> {
  const at = await deps.storage.decisions.decisionFile(Number(pressed.value));
  if (at === null) return pressed.tell('That request is not known any more.');
  const refusal = cannotPropose(pressed, at);
  if (refusal !== null) return pressed.tell(refusal);
  await pressed.open(await chooser(deps, at));
}

async function chooser(deps: Deps, at: DecisionFile, chosen?: OutcomeId) {
  const offered = offeredOutcomes(factsOf(at, await knownFor(deps, at)));
  return chooseView(at, offered, chosen ?? pathOf(at.assessment) ?? undefined);
}

async function goBack(deps: Deps, pressed: Pressed): Promise<void> {
  await keepTyped(deps, pressed);
  const at = await deps.storage.decisions.decisionFile(Number(pressed.value));
  const { outcome } = pressed.view === null ? {} : metadataOf(pressed.view);
  if (at !== null) await pressed.update(await chooser(deps, at, readOutcome(outcome)));
}

const readOutcome = (typed: string | undefined): OutcomeId | undefined => OUTCOMES.find(({ id }) => id === typed)?.id;

async function keepTyped(deps: Deps, { view, roles }: Pick<Pressed, 'view' | 'roles'>): Promise<void> {
  const carried = view === null ? {} : metadataOf(view);
  const outcome = readOutcome(carried.outcome);
  const at = await deps.storage.decisions.decisionFile(Number(carried.request));
  if (view === null || outcome === undefined || at === null || cannotPropose({ roles }, at) !== null) return;
  const before = await answersSoFar(deps, at, outcome, roles);
  const answers = await readProposal(deps, outcome, before, view.state.values);
  await keepProposalDraft(deps, at, { outcome, answers }, roles);
}

const gone = (text: string): SubmitAnswer => ({ notice: { title: 'Not possible', text } });

/** A form sent when it cannot be any more, as by a second press or a moment after someone else: it answers with what is there. */
async function tooLate(deps: Deps, requestId: number, { person }: Roles, refusal: string): Promise<SubmitAnswer> {
  const at = await deps.storage.decisions.decisionFile(requestId);
  const there = at === null ? null : decisionThere(at, person.id);
  if (there !== refusal) return gone(refusal);
  const number = requestNumber(requestId);
  const open = button({ text: `Open ${number}`, actionId: SHARED_ACTIONS.openRequest, value: String(requestId) });
  return { notice: { title: number, text: there, blocks: [actions([open], 'there')] } };
}

async function choose(deps: Deps, { view, roles, metadata }: Submitted): Promise<SubmitAnswer> {
  const at = await deps.storage.decisions.decisionFile(Number(metadata.request));
  if (at === null) return gone('That request is not known any more.');
  const over = cannotPropose({ roles }, at);
  if (over !== null) return tooLate(deps, at.file.request.id, roles, over);
  const outcome = readOutcome(chosenIn(view.state.values));
  if (outcome === undefined) return { errors: { outcome: 'Choose an outcome.' } };
  const refusal = refusalOf(outcome, factsOf(at, await knownFor(deps, at)));
  if (refusal !== null) return { errors: { outcome: refusal } };
  const answers = await answersSoFar(deps, at, outcome, roles);
  return {
    view: outcome === 'reprioritise' ? await roomModal(deps, at, answers) : await form(deps, at, { outcome, answers }),
  };
}

/** What the outcome needs to be said of it, below the load and what slips. */
async function form(deps: Deps, at: DecisionFile, { outcome, answers }: Typed, changed = false): Promise<ModalView> {
  const more = [
    ...(await loadBlocks(deps, outcome)),
    ...(outcome === 'reprioritise' ? slipBlocks(answers, changed) : []),
  ];
  return fillView(at, outcome, answers, {
    ...{ names: await standing(deps, at, outcome), more },
    milestones: await knownMilestones(deps),
  });
}

/** What makes room was picked: what slips by it is shown, above the rest of the form. */
async function pickRoom(deps: Deps, { view, roles, metadata }: Submitted): Promise<SubmitAnswer> {
  const at = await deps.storage.decisions.decisionFile(Number(metadata.request));
  const over = at === null ? 'That request is not known any more.' : cannotPropose({ roles }, at);
  if (at === null || over !== null) return gone(over ?? '');
  const outcome = 'reprioritise';
  const picked = { ...(await answersSoFar(deps, at, outcome, roles)), ...pickedIn(view.state.values) };
  const { lines, problems } = await previewOf(deps, readRoom(picked));
  if (Object.keys(problems).length > 0) return { errors: problems };
  const answers = { ...picked, slips: lines.join('\n') };
  await keepProposalDraft(deps, at, { outcome, answers }, roles);
  return { view: await form(deps, at, { outcome, answers }) };
}

/** Who stands for the roles that the form does not ask for. */
async function standing(deps: Deps, at: DecisionFile, outcome: OutcomeId): Promise<Record<string, string>> {
  const signers = await signersFor(deps, outcome, {}, at);
  const shown = (['leadership', 'stakeholders'] as const).flatMap((role) => {
    const ids = signers[role];
    return ids === undefined
      ? []
      : [[role, ids.length === 0 ? 'nobody named' : ids.slice(0, 10).map(mentionPerson).join(', ')]];
  });
  return Object.fromEntries(shown);
}

async function send(deps: Deps, submitted: Submitted): Promise<SubmitAnswer> {
  const { view, roles, metadata, key } = submitted;
  const at = await deps.storage.decisions.decisionFile(Number(metadata.request));
  const outcome = readOutcome(metadata.outcome);
  if (at === null || outcome === undefined) return gone('That request is not known any more.');
  const over = cannotPropose({ roles }, at);
  if (over !== null) return tooLate(deps, at.file.request.id, roles, over);
  const before = await answersSoFar(deps, at, outcome, roles);
  const answers = await readProposal(deps, outcome, before, view.state.values);
  await keepProposalDraft(deps, at, { outcome, answers }, roles);
  const known = await knownFor(deps, at, answers);
  const checked = checkForm(decideForm(outcome), answers, { today: known.today });
  const signers = await signersFor(deps, outcome, answers, at);
  const problems = checked.ok
    ? await problemsOf(deps, at, { outcome, answers: checked.answers }, signers, roles)
    : checked.errors;
  if (!checked.ok || Object.keys(problems).length > 0) return { errors: atBlocks(problems) };
  const recorded = await recordedWith(deps, outcome, answers);
  if (recorded.slips !== undefined && recorded.slips !== textOf(answers, 'slips')) {
    const anew = { outcome, answers: { ...answers, slips: recorded.slips } };
    await keepProposalDraft(deps, at, anew, roles);
    return { view: await form(deps, at, anew, true) };
  }
  const proposal = { outcome, answers: { ...checked.answers, ...recorded }, signers };
  const act = { roles, key, now: deps.now() };
  const verdict = await deps.storage.decisions.changeDecision(
    at.file.request.id,
    propose(act, proposal, known),
    act.now,
  );
  if (!verdict.ok) return tooLate(deps, at.file.request.id, roles, verdict.text);
  await dropProposalDraft(deps, at.file.request.id, outcome, roles);
  return { notice: { title: requestNumber(at.file.request.id), text: `:white_check_mark: ${verdict.value}` } };
}

const atBlocks = (problems: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(problems).map(([id, text]) => [fieldBlockId(id), text]));
