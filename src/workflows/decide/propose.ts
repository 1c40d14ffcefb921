import type { App } from '@slack/bolt';
import type { Deps } from '../../deps.ts';
import { pathOf } from '../../domain/assessment.ts';
import type { DecisionFile } from '../../domain/decision.ts';
import { factsOf, offeredOutcomes, refusalOf } from '../../domain/decision-offers.ts';
import { canBeWatched } from '../../domain/decision-promises.ts';
import { cannotPropose, nameTaken, propose, signerProblems } from '../../domain/decision-propose.ts';
import { readTransfer } from '../../domain/decision-tool.ts';
import { decisionThere } from '../../domain/decision-words.ts';
import { type Answers, answersSchema, fieldsOf, textOf } from '../../domain/form.ts';
import { checkForm } from '../../domain/form-check.ts';
import { decideForm } from '../../domain/forms/decide-forms.ts';
import { OUTCOMES, type OutcomeId } from '../../domain/outcome.ts';
import { requestNumber } from '../../domain/owed.ts';
import type { Roles } from '../../domain/people.ts';
import { actions, button } from '../../slack/blocks.ts';
import { mentionPerson } from '../../slack/escape.ts';
import { FIELD_BLOCK, fieldBlockId, mergeValues } from '../../slack/fields.ts';
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
import { knownFor, signersFor, startingDetails } from './known.ts';
import { chooseView, chosenIn, fillView } from './propose-view.ts';

/** Proposing a decision: which outcome, then what it needs; a draft of that is kept while it is typed. */
export function listenToProposing(app: App, deps: Deps): void {
  const listening = { app, access: deps.access, client: deps.slack.waiting };
  onPressed(listening, ACTIONS.propose, (pressed) => start(deps, pressed));
  onPressed(listening, ACTIONS.back, (pressed) => goBack(deps, pressed));
  onPressed(listening, { block_id: FIELD_BLOCK, view: /^decision_fill$/ }, (pressed) => keepTyped(deps, pressed));
  onSubmitted(listening, VIEWS.choose, (submitted) => choose(deps, submitted));
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

const draftId = (requestId: number, outcome: OutcomeId, { person }: Roles): string =>
  `decide:${requestNumber(requestId)}:${outcome}:${person.id}`;

/** What was typed of this outcome before; else what the request and the settings say already. */
async function answersSoFar(deps: Deps, at: DecisionFile, outcome: OutcomeId, roles: Roles): Promise<Answers> {
  const id = draftId(at.file.request.id, outcome, roles);
  const kept = await deps.storage.drafts.draft(id);
  return kept === null ? startingDetails(deps, at) : answersSchema(decideForm(outcome)).parse(kept.answers);
}

async function keepTyped(deps: Deps, { view, roles }: Pick<Pressed, 'view' | 'roles'>): Promise<void> {
  const carried = view === null ? {} : metadataOf(view);
  const outcome = readOutcome(carried.outcome);
  const at = await deps.storage.decisions.decisionFile(Number(carried.request));
  if (view === null || outcome === undefined || at === null || cannotPropose({ roles }, at) !== null) return;
  const fields = fieldsOf(decideForm(outcome));
  const answers = mergeValues(await answersSoFar(deps, at, outcome, roles), view.state.values, fields);
  await keepDraft(deps, at, { outcome, answers }, roles);
}

type Typed = { outcome: OutcomeId; answers: Answers };

async function keepDraft(deps: Deps, at: DecisionFile, { outcome, answers }: Typed, roles: Roles): Promise<void> {
  const id = draftId(at.file.request.id, outcome, roles);
  const form = `decide-${outcome}`;
  await deps.storage.drafts.keepDraft({
    ...{ id, form, answers, step: 0, origin: {}, personId: roles.person.id, updatedAt: deps.now() },
  });
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
  return { view: fillView(at, outcome, answers, { names: await standing(deps, at, outcome) }) };
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
  const fields = fieldsOf(decideForm(outcome));
  const answers = mergeValues(await answersSoFar(deps, at, outcome, roles), view.state.values, fields);
  await keepDraft(deps, at, { outcome, answers }, roles);
  const known = await knownFor(deps, at, answers);
  const checked = checkForm(decideForm(outcome), answers, { today: known.today });
  const signers = await signersFor(deps, outcome, answers, at);
  const problems = checked.ok
    ? await problemsOf(deps, at, { outcome, answers: checked.answers }, signers, roles)
    : checked.errors;
  if (!checked.ok || Object.keys(problems).length > 0) return { errors: atBlocks(problems) };
  const proposal = { outcome, answers: checked.answers, signers };
  const act = { roles, key, now: deps.now() };
  const verdict = await deps.storage.decisions.changeDecision(
    at.file.request.id,
    propose(act, proposal, known),
    act.now,
  );
  if (!verdict.ok) return tooLate(deps, at.file.request.id, roles, verdict.text);
  await deps.storage.drafts.dropDraft(draftId(at.file.request.id, outcome, roles), roles.person.id);
  return { notice: { title: requestNumber(at.file.request.id), text: `:white_check_mark: ${verdict.value}` } };
}

const atBlocks = (problems: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(problems).map(([id, text]) => [fieldBlockId(id), text]));

/** What only this outcome knows of its fields. A role that no field asks for is told at the basis. */
async function problemsOf(
  deps: Deps,
  at: DecisionFile,
  { outcome, answers }: Typed,
  signers: Awaited<ReturnType<typeof signersFor>>,
  roles: Roles,
): Promise<Record<string, string>> {
  const problems: Record<string, string> = {};
  const asked = new Set(fieldsOf(decideForm(outcome)).map(({ id }) => id));
  for (const [role, text] of Object.entries(signerProblems(outcome, signers, { roles }, at.file.request.door))) {
    problems[asked.has(role) ? role : 'basis'] = text;
  }
  const strangers = await strangersIn(deps, answers);
  for (const field of strangers)
    problems[field] = 'Choose a full member of this workspace: no guest, no app, nobody from outside.';
  const watched = textOf(answers, 'watched');
  if (watched !== '' && !isOurs(deps, watched))
    problems.watched = `Give the address of an epic, issue or milestone in ${deps.gitlabUrl}.`;
  const name = textOf(answers, 'toolName');
  const other = name === '' ? null : await deps.storage.tools.toolNamed(name);
  if (other !== null && other.id !== at.toolId) problems.toolName = nameTaken(name);
  const transfer =
    outcome === 'reprioritise' ? refusalOf(readTransfer(answers), factsOf(at, await knownFor(deps, at))) : null;
  if (transfer !== null) problems.transfer = transfer;
  const owner = textOf(answers, 'owner');
  if (owner !== '' && problems.owner === undefined && !(await isTeam(deps, owner)))
    problems.owner = 'The owner has to be someone of ProdSecEng.';
  return problems;
}

const isOurs = (deps: Deps, address: string): boolean =>
  URL.canParse(address) && new URL(address).origin === new URL(deps.gitlabUrl).origin && canBeWatched(address);

async function isTeam(deps: Deps, personId: string): Promise<boolean> {
  const who = await deps.access.who(personId, '');
  return who.ok && who.roles.team;
}

const PEOPLE_FIELDS = ['product', 'engineering', 'requesting', 'owner', 'evaluator'] as const;

/** Fields that name someone who is no full member. */
async function strangersIn(deps: Deps, answers: Answers): Promise<string[]> {
  const found = await Promise.all(
    PEOPLE_FIELDS.map(async (field) => {
      const named = answers[field];
      const ids = named === undefined ? [] : [named].flat().filter((id) => id !== '');
      const all = await Promise.all(ids.map((id) => deps.access.who(id, '')));
      return all.every(({ ok }) => ok) ? [] : [field];
    }),
  );
  return found.flat();
}
