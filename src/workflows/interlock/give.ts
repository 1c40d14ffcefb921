import { randomUUID } from 'node:crypto';
import type { App } from '@slack/bolt';
import type { Deps } from '../../deps.ts';
import { type FeedbackGiven, giveFeedback } from '../../domain/feedback.ts';
import { type Answers, answersSchema, fieldsOf, textOf } from '../../domain/form.ts';
import { checkForm } from '../../domain/form-check.ts';
import { FEEDBACK_FORM } from '../../domain/forms/interlock-forms.ts';
import type { Feature } from '../../domain/interlock.ts';
import type { Roles } from '../../domain/people.ts';
import { FIELD_BLOCK, mergeValues, readValues, viewErrors } from '../../slack/fields.ts';
import {
  type Listening,
  metadataOf,
  onPressed,
  onSubmitted,
  type Pressed,
  type SubmitAnswer,
  type Submitted,
} from '../../slack/listen.ts';
import { alikeView, type Carried, feedbackView } from './forms-view.ts';
import { ACTIONS, VIEWS } from './ids.ts';
import { draftName } from './page.ts';
import { doing, featureScreen, GONE, refusal, show, targetMeant } from './screens.ts';

const ALIKE_SHOWN = 3;
const FIELDS = fieldsOf(FEEDBACK_FORM);

/** LOCK-4: feedback on a feature. What is typed is kept until it is sent; what others said alike is joined, or not, by the person. */
export function listenToGiving(app: App, deps: Deps): void {
  const listening: Listening = { app, access: deps.access, client: deps.slack.waiting };
  onPressed(listening, ACTIONS.give, (pressed) => start(deps, pressed));
  onPressed(listening, ACTIONS.meToo, (pressed) => startMeToo(deps, pressed));
  onPressed(listening, { block_id: FIELD_BLOCK, view: new RegExp(`^${VIEWS.feedback}$`) }, (pressed) =>
    keepTyped(deps, pressed),
  );
  onPressed(listening, ACTIONS.join, (pressed) => join(deps, pressed));
  onSubmitted(listening, VIEWS.feedback, (submitted) => finish(deps, submitted));
  onSubmitted(listening, VIEWS.alike, (submitted) => sendAsNew(deps, submitted));
}

type Kept = { draft: string; answers: Answers };

/** What this person has typed on a feature and not sent; else a new draft, with the team that they named last. */
async function keptDraft({ storage }: Deps, featureId: number, roles: Roles): Promise<Kept> {
  const kept = await storage.drafts.draft(draftName(featureId, roles));
  const id = kept?.origin.draft;
  if (kept !== null && id !== undefined)
    return { draft: id, answers: answersSchema(FEEDBACK_FORM).parse(kept.answers) };
  const team = await storage.feedback.teamNamedBy(roles.person.id);
  return { draft: randomUUID(), answers: team === '' ? {} : { team } };
}

async function keepDraft(deps: Deps, { feature, draft }: Carried, answers: Answers, roles: Roles): Promise<void> {
  // What comes late, after it was sent, would stand there as a draft again.
  if (await deps.storage.feedback.isFeedbackSent(draft)) return;
  await deps.storage.drafts.keepDraft({
    ...{ id: draftName(feature, roles), personId: roles.person.id, form: FEEDBACK_FORM.id, step: 0 },
    ...{ answers: { ...answers }, origin: { draft }, updatedAt: deps.now() },
  });
}

async function start(deps: Deps, pressed: Pressed): Promise<void> {
  const feature = await targetMeant(deps, pressed);
  if (feature === null) return;
  const { draft, answers } = await keptDraft(deps, feature.id, pressed.roles);
  await show(pressed, feedbackView(feature, { feature: feature.id, draft, joins: null }, answers, null));
}

async function startMeToo(deps: Deps, pressed: Pressed): Promise<void> {
  const same = await deps.storage.feedback.feedback(Number(pressed.value));
  const feature = same === null ? null : await deps.storage.interlock.feature(same.featureId);
  if (same === null || feature === null || feature.state === 'ended') return pressed.tell(GONE);
  const { draft, answers } = await keptDraft(deps, feature.id, pressed.roles);
  await show(pressed, feedbackView(feature, { feature: feature.id, draft, joins: same.id }, answers, same));
}

function carriedIn(metadata: Record<string, string>): Carried {
  const { feature, draft = '', joins } = metadata;
  return { feature: Number(feature), draft, joins: joins === undefined || joins === '' ? null : Number(joins) };
}

/** A field told of itself while it is typed in. */
async function keepTyped(deps: Deps, { view, roles }: Pressed): Promise<void> {
  if (view === null) return;
  const carried = carriedIn(metadataOf(view));
  await keepDraft(deps, carried, mergeValues({}, view.state.values, FIELDS), roles);
}

async function finish(deps: Deps, submitted: Submitted): Promise<SubmitAnswer> {
  const { roles, view, metadata } = submitted;
  const { values } = view.state;
  const carried = carriedIn(metadata);
  const raw = readValues(values, FIELDS);
  await keepDraft(deps, carried, raw, roles);
  const checked = checkForm(FEEDBACK_FORM, raw);
  if (!checked.ok) return { errors: viewErrors(checked.errors, values) ?? {} };
  const feature = await deps.storage.interlock.feature(carried.feature);
  const alike = carried.joins !== null || feature === null ? [] : await alikeTo(deps, feature, checked.answers, roles);
  if (feature !== null && alike.length > 0) return { view: alikeView(feature, carried, alike) };
  return send(deps, carried, checked.answers, submitted);
}

function alikeTo({ storage }: Deps, { id }: Feature, answers: Answers, { person }: Roles) {
  const typed = `${textOf(answers, 'useCase')} ${textOf(answers, 'happened')}`;
  return storage.feedback.feedbackLike({ featureId: id, personId: person.id, typed }, ALIKE_SHOWN);
}

async function sendAsNew(deps: Deps, submitted: Submitted): Promise<SubmitAnswer> {
  const carried = { ...carriedIn(submitted.metadata), joins: null };
  const { answers } = await keptDraft(deps, carried.feature, submitted.roles);
  return send(deps, carried, answers, submitted);
}

/** Joined from what looks alike. */
async function join(deps: Deps, pressed: Pressed): Promise<void> {
  const { view, roles, value, tell } = pressed;
  if (view === null) return;
  const carried = { ...carriedIn(metadataOf(view)), joins: Number(value) };
  const { answers } = await keptDraft(deps, carried.feature, roles);
  const kept = await keep(deps, carried, answers, roles);
  if (!kept.ok) return tell(kept.text);
  await show(pressed, await featureScreen(deps, carried.feature, roles, kept.text));
}

async function send(deps: Deps, carried: Carried, answers: Answers, submitted: Submitted): Promise<SubmitAnswer> {
  const kept = await keep(deps, carried, answers, submitted.roles);
  if (!kept.ok) return refusal(submitted, kept);
  return { view: await featureScreen(deps, carried.feature, submitted.roles, kept.text) };
}

/** Keeps it, once for its draft. */
async function keep(
  deps: Deps,
  carried: Carried,
  answers: Answers,
  roles: Roles,
): Promise<{ ok: boolean; text: string }> {
  const checked = checkForm(FEEDBACK_FORM, answers);
  const sent = await deps.storage.feedback.isFeedbackSent(carried.draft);
  if (!checked.ok && !sent) return { ok: false, text: 'What you wrote is not kept any more. Please write it again.' };
  const given: FeedbackGiven = {
    ...{ team: textOf(answers, 'team'), useCase: textOf(answers, 'useCase'), happened: textOf(answers, 'happened') },
    ...{ hurts: textOf(answers, 'hurts'), evidence: textOf(answers, 'evidence') },
  };
  const { feature: featureId, draft: draftId, joins } = carried;
  const about = { featureId, joins, draftId, keptAs: draftName(featureId, roles) };
  const verdict = await deps.storage.feedback.giveFeedback(about, giveFeedback(roles, given), doing(deps, roles));
  if (!verdict.ok) return { ok: false, text: verdict.text };
  const text = joins === null ? 'Your feedback is kept.' : 'Your use case is kept with theirs.';
  return { ok: true, text: `${text} You are told what becomes of it.` };
}
