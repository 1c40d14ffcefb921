import { randomUUID } from 'node:crypto';
import type { Deps } from '../../deps.ts';
import { type Answers, answersSchema, type Form, fieldsOf, startingAnswers, titleOf } from '../../domain/form.ts';
import { intakeForm } from '../../domain/intake-forms.ts';
import type { IntakeRequest } from '../../domain/request.ts';
import type { Draft } from '../../storage/drafts.ts';

/** A draft as the forms see it: its answers read by the form, however old they are. `step` past the last one is the preview. */
export type OpenDraft = {
  id: string;
  form: Form;
  step: number;
  /** The step it was last kept at: another window may be further on. */
  keptStep: number;
  answers: Answers;
  origin: Record<string, string>;
  /** The request that is added to or corrected, where it is not a new one. */
  correcting: number | null;
  /** Sets the fields of this draft apart from those of another draft of the same form in the same modal. */
  round: string;
};

/** Text that came out of a message waits in a draft of this name until the door is chosen; it is listed nowhere. */
export const CARRIED = 'carried';

const START = { step: 0, keptStep: 0, origin: {}, correcting: null, round: '' };

/** A draft that is not kept yet: the first thing typed keeps it. */
export function freshDraft(form: Form, requesterId: string): OpenDraft {
  return { ...START, id: randomUUID(), form, answers: startingAnswers(form, requesterId) };
}

/** A kept draft; null when its form is not known any more. */
export function readDraft(draft: Draft): OpenDraft | null {
  const form = intakeForm(draft.form);
  return form === undefined ? null : readAs(draft, form, null);
}

function readAs(draft: Draft, form: Form, correcting: number | null): OpenDraft {
  const step = Math.min(draft.step, form.steps.length);
  const answers = answersSchema(form).parse(draft.answers);
  return { ...START, id: draft.id, form, step, keptStep: step, answers, origin: draft.origin, correcting };
}

/** Sets fields that start from other answers apart from those shown before. */
export const nextRound = (round = ''): string => String(Number(round) + 1);

/** What a modal of the intake carries, all of it ours, and all of it text. */
export function carriedBy({ id, form, step, round, correcting }: OpenDraft): Record<string, string> {
  const request: Record<string, string> = correcting === null ? {} : { request: String(correcting) };
  return { draft: id, form: form.id, step: String(step), ...(round === '' ? {} : { round }), ...request };
}

/**
 * The draft that a modal is about: what is kept of it; where nothing is kept yet, what it began with. Null where it was sent or
 * deleted elsewhere, or is another person's.
 */
export async function draftOf(
  deps: Deps,
  carried: Record<string, string>,
  personId: string,
): Promise<OpenDraft | null> {
  const form = intakeForm(carried.form ?? '');
  const id = carried.draft;
  if (form === undefined || id === undefined) return null;
  const place = { step: Number(carried.step ?? 0), round: carried.round ?? '' };
  const correcting = carried.request === undefined ? null : Number(carried.request);
  const kept = await deps.storage.drafts.draft(id);
  if (kept === null) {
    if (correcting !== null) return correctionOf(deps, correcting, id, place);
    return place.step === 0 ? { ...freshDraft(form, personId), id, ...place } : null;
  }
  const same = kept.personId === personId && kept.form === keptName(form, correcting);
  return same ? { ...readAs(kept, form, correcting), ...place } : null;
}

const keptName = (form: Form, correcting: number | null): string =>
  correcting === null ? form.id : `correct:${form.id}`;

async function correctionOf(
  deps: Deps,
  requestId: number,
  id: string,
  place: { step: number; round: string },
): Promise<OpenDraft | null> {
  const request = (await deps.storage.requests.request(requestId))?.request;
  const form = intakeForm(request?.door ?? '');
  if (request === undefined || form === undefined) return null;
  const answers = answersNow(form, request);
  // What the request said when the correction began: only what differs from that is changed in the end.
  const origin = { base: JSON.stringify(answers) };
  const begun = { ...START, id, form, answers, origin, correcting: requestId };
  return { ...begun, ...place, keptStep: place.step };
}

/** What was typed of a correction and not saved last time, else what the request says; null where there is no form for it. */
export async function correctionDraft(deps: Deps, request: IntakeRequest, personId: string): Promise<OpenDraft | null> {
  const id = `correct:${request.id}:${personId}`;
  const kept = await deps.storage.drafts.draft(id);
  const form = intakeForm(request.door);
  const read = kept === null || form === undefined ? null : readAs(kept, form, request.id);
  if (read !== null) return { ...read, step: Math.min(read.step, read.form.steps.length - 1) };
  return correctionOf(deps, request.id, id, { step: 0, round: '' });
}

/** What a request says, as its form asks it. */
export function answersNow(form: Form, request: IntakeRequest): Answers {
  const answers = answersSchema(form).parse(request.answers);
  const { titleField } = form;
  return titleField === null || answers[titleField] !== undefined
    ? answers
    : { ...answers, [titleField]: request.title };
}

/** Keeps a draft as it is now; false when it was sent already. */
export async function keepDraft(deps: Deps, open: OpenDraft, personId: string): Promise<boolean> {
  const { id, form, step, answers, origin, correcting } = open;
  const updatedAt = deps.now();
  return deps.storage.drafts.keepDraft({
    id,
    personId,
    form: keptName(form, correcting),
    step,
    answers,
    origin,
    updatedAt,
  });
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
  return `${titleOf(form, answers)}\n${typeof body === 'string' ? body : ''}`.trim();
}
