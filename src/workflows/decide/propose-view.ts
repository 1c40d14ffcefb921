import type { InputBlock, KnownBlock, ModalView } from '@slack/types';
import type { DecisionFile } from '../../domain/decision.ts';
import type { OfferedOutcome } from '../../domain/decision-offers.ts';
import { neededRoles, roleLabel } from '../../domain/decision-words.ts';
import { type Answers, fieldsOf } from '../../domain/form.ts';
import { decideForm } from '../../domain/forms/decide-forms.ts';
import { type KnownMilestone, startingMilestone, withMilestoneMenu } from '../../domain/forms/milestone-choice.ts';
import { type Outcome, type OutcomeId, outcomeOf } from '../../domain/outcome.ts';
import { requestNumber } from '../../domain/owed.ts';
import { actions, button, context, modal, option, section } from '../../slack/blocks.ts';
import { inline, plain, truncate } from '../../slack/escape.ts';
import { fieldBlocks } from '../../slack/fields.ts';
import { ACTIONS, VIEWS } from './ids.ts';

const OUTCOME_BLOCK = 'outcome';

/** Which outcome: those that are possible now as choices, and for each other one why it is not. */
export function chooseView(at: DecisionFile, offered: readonly OfferedOutcome[], chosen?: OutcomeId): ModalView {
  const { id } = at.file.request;
  const possible = offered.filter(({ refusal }) => refusal === null).map(({ outcome }) => outcome);
  const rest = offered.filter(({ refusal }) => refusal !== null);
  return modal({
    title: `Decide on ${requestNumber(id)}`,
    callbackId: VIEWS.choose,
    ...(possible.length === 0 ? { close: 'Close' } : { submit: 'Next' }),
    privateMetadata: JSON.stringify({ request: String(id) }),
    blocks: [
      titleBlock(at),
      ...(possible.length === 0
        ? [section('No outcome is possible yet.', { blockId: 'none' })]
        : [outcomeInput(possible, chosen)]),
      ...(rest.length === 0 || possible.length === 0 ? [] : [section('*Not possible now*', { blockId: 'not_now' })]),
      ...notPossible(rest),
    ],
  });
}

/** Where one thing stands in the way of all, it is said once. */
function notPossible(rest: readonly OfferedOutcome[]): KnownBlock[] {
  const reasons = [...new Set(rest.map(({ refusal }) => refusal ?? ''))];
  return reasons.map((reason, index) => {
    const labels = rest.filter(({ refusal }) => refusal === reason).map(({ outcome }) => outcome.label);
    return context(`*${labels.join(' · ')}*\n${inline(truncate(reason, 1_500))}`, `not_now:${index}`);
  });
}

export const titleBlock = ({ file: { request } }: DecisionFile) =>
  section(`*${requestNumber(request.id)}* ${inline(truncate(request.title, 200))}`, { blockId: 'request' });

function outcomeInput(possible: readonly Outcome[], chosen: OutcomeId | undefined): InputBlock {
  const options = possible.map(({ id, label, means }) => option(label, id, means));
  const initial = options.find(({ value }) => value === chosen);
  return {
    type: 'input',
    block_id: OUTCOME_BLOCK,
    label: plain('Outcome'),
    element: {
      type: 'radio_buttons',
      action_id: OUTCOME_BLOCK,
      options,
      ...(initial === undefined ? {} : { initial_option: initial }),
    },
  };
}

/** The outcome that was chosen, as Slack gives it back; empty where none was. */
export const chosenIn = (
  values: Record<string, Record<string, { selected_option?: { value: string } | null }>>,
): string => values[OUTCOME_BLOCK]?.[OUTCOME_BLOCK]?.selected_option?.value ?? '';

/** What the outcome needs to be said of it, and who will have to agree or to be aware. `more`: what to weigh, before the fields. */
export function fillView(
  at: DecisionFile,
  id: OutcomeId,
  answers: Answers,
  {
    errors = {},
    names,
    milestones,
    more = [],
  }: {
    errors?: Readonly<Record<string, string>>;
    names: Readonly<Record<string, string>>;
    milestones: readonly KnownMilestone[];
    more?: readonly KnownBlock[];
  },
): ModalView {
  const { request } = at.file;
  const outcome = outcomeOf(id);
  const fields = withMilestoneMenu(fieldsOf(decideForm(id)), milestones);
  return modal({
    title: `Decide on ${requestNumber(request.id)}`,
    callbackId: VIEWS.fill,
    submit: neededRoles(outcome).length === 0 ? 'Decide' : 'Propose',
    privateMetadata: JSON.stringify({ request: String(request.id), outcome: id }),
    blocks: [
      titleBlock(at),
      section(`*${outcome.label}*\n${outcome.means}`, { blockId: 'outcome' }),
      context(whoIsAsked(outcome, request.door, names), 'asked'),
      actions([button({ text: 'Back to the outcomes', actionId: ACTIONS.back, value: String(request.id) })], 'back'),
      ...more,
      ...fieldBlocks(fields, startingMilestone(answers, milestones), { errors }),
    ],
  });
}

/** `names`: who stands for a role, where that is known before the form is filled in. */
function whoIsAsked(
  outcome: Outcome,
  door: DecisionFile['file']['request']['door'],
  names: Readonly<Record<string, string>>,
): string[] {
  const named = (role: Outcome['awareness'][number]) =>
    `${roleLabel(role, door)}${names[role] === undefined ? '' : ` (${names[role]})`}`;
  const needed = neededRoles(outcome);
  const agreeing =
    needed.length === 0
      ? 'Nobody else has to agree: *Decide* makes it final.'
      : `It is final once these agree: ${needed.map(named).join(', ')}.`;
  const aware =
    outcome.awareness.length === 0 ? [] : [`Asked to acknowledge: ${outcome.awareness.map(named).join(', ')}.`];
  const withTransfer =
    outcome.id === 'reprioritise'
      ? ['Where it makes room for best-effort support, leadership and stakeholders are asked to acknowledge that too.']
      : [];
  return [agreeing, ...aware, ...withTransfer];
}
