import type { Deps } from '../../deps.ts';
import { dayIn } from '../../domain/day.ts';
import { type Answers, type Field, fieldsOf, listOf, type Step, textOf, visibleFields } from '../../domain/form.ts';
import { checkForm, checkStep } from '../../domain/form-check.ts';
import { issueAt } from '../../domain/links.ts';
import { requestNumber } from '../../domain/owed.ts';
import type { Roles } from '../../domain/people.ts';
import { isOpen, peopleConcerned, type RequestFile, sightOf } from '../../domain/request.ts';
import type { Alternative } from './alike-view.ts';
import type { OpenDraft } from './drafts.ts';

export type Checked =
  | { ok: true; answers: Answers }
  | { ok: false; errors: Record<string, string>; taken: Alternative | null };

/** What to check beside the answers: one step only; and what the request said before, where it is corrected. */
export type CheckOptions = { step?: Step; before?: Answers };

/** Checks the answers by the form's rules, then what only the app can know: who the people are, and whose the issue is. */
export async function checkAnswers(
  deps: Deps,
  draft: OpenDraft,
  roles: Roles,
  { step, before }: CheckOptions = {},
): Promise<Checked> {
  const { form } = draft;
  const today = mayBePast(draft, before) ? {} : { today: dayIn(deps.now(), roles.person.timeZone) };
  const checked =
    step === undefined ? checkForm(form, draft.answers, today) : checkStep(form, step.id, draft.answers, today);
  if (!checked.ok) return { ...checked, taken: null };
  const asked = visibleFields(step?.fields ?? fieldsOf(form), checked.answers);
  const errors = await peopleErrors(deps, asked, checked.answers, roles.person.id);
  const taken = await takenIssue(deps, asked, checked.answers, draft);
  if (taken !== null) errors[taken.fieldId] = takenText(taken.file);
  if (Object.keys(errors).length === 0) return checked;
  return { ok: false, errors, taken: taken === null ? null : alternative(taken.file, roles) };
}

/** A date that stood there before may have passed since. */
function mayBePast({ form, answers }: OpenDraft, before: Answers | undefined): boolean {
  const dates = fieldsOf(form).filter(({ kind }) => kind === 'date');
  return before !== undefined && dates.every(({ id }) => textOf(before, id) === textOf(answers, id));
}

const WHAT: Record<string, string> = {
  guest: 'is a guest here',
  external: 'belongs to another organisation',
  bot: 'is an app',
  deleted: 'has left',
};

/** Who acts is a full member: that was checked as they acted. */
async function peopleErrors(
  deps: Deps,
  fields: readonly Field[],
  answers: Answers,
  acting: string,
): Promise<Record<string, string>> {
  const errors: Record<string, string> = {};
  for (const { id, kind } of fields) {
    if (kind !== 'person' && kind !== 'people') continue;
    const ids = kind === 'people' ? listOf(answers, id) : [textOf(answers, id)].filter((one) => one !== '');
    const refused = (await Promise.all(ids.filter((one) => one !== acting).map((one) => whyNot(deps, one)))).filter(
      (why) => why !== null,
    );
    const instead =
      kind === 'people' ? 'Leave them out, or name the colleague who works with them.' : 'Choose a colleague.';
    if (refused.length > 0)
      errors[id] = `Only full members of this workspace can be named here: ${refused.join('; ')}. ${instead}`;
  }
  return errors;
}

async function whyNot(deps: Deps, personId: string): Promise<string | null> {
  if ((await deps.access.who(personId, '')).ok) return null;
  const person = await deps.storage.people.person(personId);
  if (person === null) return 'Slack could not tell who one of them is (try again in a minute)';
  return `${person.name} ${WHAT[person.deleted ? 'deleted' : person.kind] ?? 'is no full member'}`;
}

/** DOOR-5: the existing issue may be another request's already. What GitLab has renamed meanwhile shows when it is adopted. */
async function takenIssue(deps: Deps, fields: readonly Field[], answers: Answers, { correcting }: OpenDraft) {
  const field = fields.find(({ linkTo }) => linkTo === 'gitlab-issue');
  const place = field === undefined ? null : issueAt(textOf(answers, field.id), deps.gitlabUrl);
  if (field === undefined || place === null) return null;
  const file = await deps.storage.requests.requestOfReference(`${place.projectPath}#${place.iid}`);
  return file === null || file.request.id === correcting ? null : { file, fieldId: field.id };
}

function takenText({ request }: RequestFile): string {
  const number = requestNumber(request.id);
  const open = isOpen(request) ? ` Join ${number} instead of filing it again,` : ` See ${number} first,`;
  return `This issue is request ${number} already, which is ${request.state}.${open} or choose another source.`;
}

function alternative(file: RequestFile, roles: Roles): Alternative {
  const { id, title, state, reason } = file.request;
  const readable = sightOf(file, roles) !== 'number';
  const joinable = readable && isOpen(file.request) && !peopleConcerned(file).includes(roles.person.id);
  return { id, state, title: readable ? title : null, reason: readable ? reason : null, joinable };
}
