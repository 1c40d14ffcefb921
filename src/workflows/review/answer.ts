import type { Deps } from '../../deps.ts';
import { type Answers, fieldsOf, textOf } from '../../domain/form.ts';
import { checkForm } from '../../domain/form-check.ts';
import { reviewForm } from '../../domain/forms/review-form.ts';
import type { Roles } from '../../domain/people.ts';
import { mayAnswerReview, ONLY_OWNER } from '../../domain/review.ts';
import { endReview } from '../../domain/review-end.ts';
import { type Tool, toolNumber } from '../../domain/tool.ts';
import { mayReadScores } from '../../domain/tool-sight.ts';
import { actions } from '../../slack/blocks.ts';
import { inline } from '../../slack/escape.ts';
import { readValues, viewErrors } from '../../slack/fields.ts';
import {
  type Listening,
  onPressed,
  onSubmitted,
  type Pressed,
  type SubmitAnswer,
  type Submitted,
} from '../../slack/listen.ts';
import { actOf, managerOf, nextReview } from './asked.ts';
import { ACTIONS, VIEWS } from './ids.ts';
import { reviewModal } from './view.ts';
import { sunsetButton } from './zombie.ts';

/** Why this person cannot review this tool; null where they can. */
export function mayNotReview(roles: Roles, tool: Tool): string | null {
  if (!mayAnswerReview(roles, tool)) return ONLY_OWNER;
  return tool.state === 'operational' ? null : `${toolNumber(tool.id)} is ${tool.state}: there is nothing to review.`;
}

/** The modal of a review, and its three ends. */
export function listenToReviews(listening: Listening, deps: Deps): void {
  onPressed(listening, ACTIONS.open, (pressed) => openReview(deps, pressed));
  onSubmitted(listening, VIEWS.review, (submitted) => end(deps, submitted));
}

async function openReview(deps: Deps, { roles, value, open, tell }: Pressed): Promise<void> {
  const tool = await deps.storage.tools.tool(Number(value));
  if (tool === null) return tell('That tool is not known any more.');
  const not = mayNotReview(roles, tool);
  await (not === null ? open(await reviewModal(deps, tool, roles)) : tell(not));
}

const refused = (text: string): SubmitAnswer => ({ notice: { title: 'Not possible', text } });

async function end(deps: Deps, submitted: Submitted): Promise<SubmitAnswer> {
  const { roles, view, metadata } = submitted;
  const { values } = view.state;
  const tool = await deps.storage.tools.tool(Number(metadata.tool));
  const not = tool === null ? 'That tool is not known any more.' : mayNotReview(roles, tool);
  if (tool === null || not !== null) return refused(not ?? '');
  const form = reviewForm(tool, mayReadScores(roles));
  const checked = checkForm(form, readValues(values, fieldsOf(form)));
  if (!checked.ok) return { errors: viewErrors(checked.errors, values) ?? {} };
  const how = { nextAt: nextReview(deps), managerId: await managerOf(deps) };
  const decide = endReview(actOf(deps, submitted), checked.answers, how);
  const verdict = await deps.storage.reviews.endReview(tool.id, Number(metadata.after), decide, deps.now());
  if (verdict.ok) return done(verdict.value.answer, tool, checked.answers, roles);
  const errors = verdict.field === undefined ? null : viewErrors({ [verdict.field]: verdict.text }, values);
  return errors === null ? refused(verdict.text) : { errors };
}

/** What was done; an unused tool can be proposed for Sunset at once (REV-2). */
function done(answer: string, tool: Tool, given: Answers, roles: Roles): SubmitAnswer {
  const proposes = textOf(given, 'end') === 'unused' && roles.team && tool.category !== 'sunset';
  const blocks = proposes ? [actions([sunsetButton(tool.id)], 'sunset')] : [];
  return { notice: { title: 'Review', text: inline(answer), blocks } };
}
