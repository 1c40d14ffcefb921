import { randomUUID } from 'node:crypto';
import type { Deps } from '../../deps.ts';
import { type Answers, answersSchema, type Form, fieldsOf, startingAnswers, titleOf } from '../../domain/form.ts';
import { intakeForm } from '../../domain/intake-forms.ts';
import type { Draft } from '../../storage/drafts.ts';

/** What a modal of the intake carries from step to step; all of it ours. */
export type Carried = { draft: string; form: string; step: string };

/** A draft as the forms see it: its answers read by the form, however old they are. */
export type OpenDraft = { id: string; form: Form; step: number; answers: Answers; origin: Record<string, string> };

/** A draft that is not kept yet: the first thing typed keeps it. */
export function freshDraft(form: Form, personId: string): OpenDraft {
  return { id: randomUUID(), form, step: 0, answers: startingAnswers(form, personId), origin: {} };
}

/** A kept draft; null when its form is not known any more. */
export function readDraft(draft: Draft): OpenDraft | null {
  const form = intakeForm(draft.form);
  if (form === undefined) return null;
  const step = Math.min(draft.step, form.steps.length - 1);
  return { id: draft.id, form, step, answers: answersSchema(form).parse(draft.answers), origin: draft.origin };
}

/** The draft that a modal is about: what is kept of it, else a fresh one under the same id. Another person's is refused. */
export async function draftOf(deps: Deps, carried: Record<string, string>, personId: string): Promise<OpenDraft | null> {
  const form = intakeForm(carried['form'] ?? '');
  if (form === undefined || carried['draft'] === undefined) return null;
  const kept = await deps.storage.drafts.draft(carried['draft']);
  if (kept !== null && kept.personId !== personId) return null;
  const open = kept === null ? null : readDraft(kept);
  if (open !== null && open.form.id === form.id) return { ...open, step: Number(carried['step'] ?? 0) };
  const fresh = freshDraft(form, personId);
  return { ...fresh, id: carried['draft'], step: Number(carried['step'] ?? 0), origin: kept?.origin ?? {} };
}

/** Keeps a draft as it is now. */
export async function keepDraft(deps: Deps, open: OpenDraft, personId: string): Promise<void> {
  const { id, form, step, answers, origin } = open;
  await deps.storage.drafts.keepDraft({ id, personId, form: form.id, step, answers, origin, updatedAt: deps.now() });
}

/** What a draft is called in lists. */
export function draftTitle(draft: OpenDraft): string {
  const title = titleOf(draft.form, draft.answers);
  return title === '' ? `${draft.form.title} without a title yet` : title;
}

/** What is looked for among earlier requests: the title and the first long text. */
export function gist({ form, answers }: Pick<OpenDraft, 'form' | 'answers'>): string {
  const first = fieldsOf(form).find(({ kind }) => kind === 'text');
  const body = first === undefined ? '' : answers[first.id];
  return `${titleOf(form, answers)} ${typeof body === 'string' ? body : ''}`;
}
