import type { ModalView } from '@slack/types';
import type { Deps } from '../../deps.ts';
import { lateBefore } from '../../domain/feedback.ts';
import { type Answers, type Form, fieldsOf } from '../../domain/form.ts';
import { checkForm } from '../../domain/form-check.ts';
import { type Feature, type Shows, workstreamOf } from '../../domain/interlock.ts';
import type { Roles } from '../../domain/people.ts';
import { readValues, viewErrors } from '../../slack/fields.ts';
import type { Pressed, SubmitAnswer, Submitted } from '../../slack/listen.ts';
import { featureView } from './feature-view.ts';
import { overviewView } from './overview-view.ts';
import { overviewOf, pageOf } from './page.ts';

export const GONE = 'That feature is not known any more.';
const NOT_POSSIBLE = 'Not possible';

/** In a modal the next screen takes the place of this one; from anywhere else it opens. */
export const show = ({ view, update, open }: Pressed, next: ModalView): Promise<void> =>
  view?.type === 'modal' ? update(next) : open(next);

export const overviewScreen = async (deps: Deps, roles: Roles, done?: string): Promise<ModalView> =>
  overviewView(await overviewOf(deps, roles, lateBefore(deps.now())), done);

/** A feature's page; the overview where it is not known. */
export async function featureScreen(deps: Deps, featureId: number, roles: Roles, done?: string): Promise<ModalView> {
  const page = await pageOf(deps, featureId, roles);
  return page === null ? overviewScreen(deps, roles) : featureView(page, done);
}

/** The feature that is meant, where it is still a target; else the person is told. */
export async function targetMeant(deps: Deps, { value, tell }: Pressed): Promise<Feature | null> {
  const feature = await deps.storage.interlock.feature(Number(value.split(':', 1)[0]));
  if (feature !== null && feature.state === 'target') return feature;
  await tell(feature === null ? GONE : 'This feature is no target of the Security Interlock any more.');
  return null;
}

/** A refusal at its field, where the view shows that; else in place of the view. */
export function refusal({ view }: Submitted, { text, field }: { text: string; field?: string }): SubmitAnswer {
  const errors = field === undefined ? null : viewErrors({ [field]: text }, view.state.values);
  return errors === null ? { notice: { title: NOT_POSSIBLE, text } } : { errors };
}

export const doing = (deps: Deps, { person }: Roles): { actor: string; at: Date } => ({
  actor: person.id,
  at: deps.now(),
});

export const showsOf = (workstream: string): Shows => workstreamOf(workstream)?.shows ?? 'teams';

export type Given<T> = { ok: true; value: T } | { ok: false; answer: SubmitAnswer };

/** What was filled in, or the errors at the fields. */
export function answersIn(submitted: Submitted, form: Form): Given<Answers> {
  const { values } = submitted.view.state;
  const checked = checkForm(form, readValues(values, fieldsOf(form)));
  if (checked.ok) return { ok: true, value: checked.answers };
  return { ok: false, answer: { errors: viewErrors(checked.errors, values) ?? {} } };
}
