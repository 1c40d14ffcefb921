import type { Deps } from '../../deps.ts';
import type { DecisionFile } from '../../domain/decision.ts';
import { type Answers, answersSchema } from '../../domain/form.ts';
import { decideForm } from '../../domain/forms/decide-forms.ts';
import type { OutcomeId } from '../../domain/outcome.ts';
import { requestNumber } from '../../domain/owed.ts';
import type { Roles } from '../../domain/people.ts';
import { roomAnswers } from '../../domain/room.ts';
import { startingDetails } from './known.ts';

const draftId = (requestId: number, outcome: OutcomeId, { person }: Roles): string =>
  `decide:${requestNumber(requestId)}:${outcome}:${person.id}`;

/** What was typed of this outcome before, and what was picked; else what the request and the settings say already. */
export async function answersSoFar(deps: Deps, at: DecisionFile, outcome: OutcomeId, roles: Roles): Promise<Answers> {
  const kept = await deps.storage.drafts.draft(draftId(at.file.request.id, outcome, roles));
  if (kept === null) return startingDetails(deps, at);
  return { ...roomAnswers(kept.answers), ...answersSchema(decideForm(outcome)).parse(kept.answers) };
}

export type Typed = { outcome: OutcomeId; answers: Answers };

export async function keepProposalDraft(
  deps: Deps,
  at: DecisionFile,
  { outcome, answers }: Typed,
  roles: Roles,
): Promise<void> {
  const id = draftId(at.file.request.id, outcome, roles);
  const form = `decide-${outcome}`;
  await deps.storage.drafts.keepDraft({
    ...{ id, form, answers, step: 0, origin: {}, personId: roles.person.id, updatedAt: deps.now() },
  });
}

export async function dropProposalDraft(
  deps: Deps,
  requestId: number,
  outcome: OutcomeId,
  roles: Roles,
): Promise<void> {
  await deps.storage.drafts.dropDraft(draftId(requestId, outcome, roles), roles.person.id);
}
