import { randomUUID } from 'node:crypto';
import type { App } from '@slack/bolt';
import type { Deps } from '../../deps.ts';
import {
  addToItem,
  consolidate,
  consolidatedText,
  counted,
  type Feedback,
  type FeedbackItem,
  grouped,
} from '../../domain/feedback.ts';
import { fieldsOf, TEXT_LIMIT, textOf } from '../../domain/form.ts';
import { checkForm } from '../../domain/form-check.ts';
import { ITEM_FORM } from '../../domain/forms/interlock-forms.ts';
import { type Feature, LEADERS_ONLY, mayLead } from '../../domain/interlock.ts';
import { readValues, viewErrors } from '../../slack/fields.ts';
import {
  type Listening,
  onPressed,
  onSubmitted,
  type Pressed,
  type SubmitAnswer,
  type Submitted,
} from '../../slack/listen.ts';
import { itemView, NEW_ITEM, type Picked, pickView } from './forms-view.ts';
import { ACTIONS, VIEWS } from './ids.ts';
import { interlocked } from './leaders.ts';
import { doing, featureScreen, GONE, refusal, show, targetMeant } from './screens.ts';

const MOST = { feedback: 500, items: 100, alike: 3 };

/** LOCK-4: leaders make one actionable work item out of like feedback. */
export function listenToConsolidating(app: App, deps: Deps): void {
  const listening: Listening = { app, access: deps.access, client: deps.slack.waiting };
  onPressed(listening, ACTIONS.consolidate, (pressed) => start(deps, pressed));
  onSubmitted(listening, VIEWS.pick, (submitted) => pick(deps, submitted));
  onSubmitted(listening, VIEWS.item, (submitted) => file(deps, submitted));
}

async function start(deps: Deps, pressed: Pressed): Promise<void> {
  if (!mayLead(await interlocked(deps, pressed.roles))) return pressed.tell(LEADERS_ONLY);
  const feature = await targetMeant(deps, pressed);
  if (feature === null) return;
  const { feedback } = deps.storage;
  const groups = grouped(await feedback.openFeedback(feature.id, MOST.feedback));
  const items = await feedback.itemsOf(feature.id, MOST.items);
  if (groups.length === 0) return show(pressed, await featureScreen(deps, feature.id, pressed.roles));
  await show(pressed, pickView(feature, groups, items.filter(isOpen), randomUUID()));
}

const isOpen = ({ state }: FeedbackItem): boolean => state === 'opened';

async function pick(deps: Deps, submitted: Submitted): Promise<SubmitAnswer> {
  const { roles, view, metadata } = submitted;
  const { picked: chosen, item } = view.state.values;
  const roots = (chosen?.picked?.selected_options ?? []).map(({ value }) => Number(value)).filter(Number.isInteger);
  const by = await interlocked(deps, roles);
  const feature = await deps.storage.interlock.feature(Number(metadata.feature));
  if (!mayLead(by) || feature === null) return refusal(submitted, { text: feature === null ? GONE : LEADERS_ONLY });
  if (roots.length === 0) return { errors: { picked: 'Pick the feedback that says the same.' } };
  const draftId = metadata.draft ?? '';
  const into = item?.item?.selected_option?.value ?? NEW_ITEM;
  if (into === NEW_ITEM) return { view: await itemScreen(deps, feature, roots, draftId) };
  const found = await deps.storage.feedback.feedbackItem(Number(into));
  const decide = addToItem(by, found);
  const picking = { featureId: feature.id, roots, draftId };
  const verdict = await deps.storage.feedback.addFeedbackToItem(picking, decide, doing(deps, roles));
  if (!verdict.ok) return verdict.field === 'item' ? { errors: { item: verdict.text } } : refusal(submitted, verdict);
  return {
    view: await featureScreen(
      deps,
      feature.id,
      roles,
      `It is added to ${verdict.value.title}. Whoever gave it is told.`,
    ),
  };
}

async function itemScreen(deps: Deps, feature: Feature, roots: readonly number[], draft: string) {
  const { feedback } = deps.storage;
  const all = await feedback.openFeedback(feature.id, MOST.feedback);
  const mine = all.filter((each) => roots.includes(each.sameAs ?? each.id));
  const alike = await alikeNotPicked(deps, feature, mine, all);
  const picked: Picked = { feature, roots, picked: mine, alike, draft };
  return itemView(picked, counted(mine), { body: consolidatedText(mine, TEXT_LIMIT) });
}

/** A suggestion only: what looks like the picked and is in no work item. */
async function alikeNotPicked(
  { storage }: Deps,
  feature: Feature,
  picked: readonly Feedback[],
  all: readonly Feedback[],
) {
  const typed = picked.map(({ useCase }) => useCase).join(' ');
  const found = await storage.feedback.feedbackLike({ featureId: feature.id, personId: '', typed }, MOST.feedback);
  const free = new Set(all.filter((each) => !picked.includes(each)).map((each) => each.sameAs ?? each.id));
  for (const { id, sameAs } of picked) free.delete(sameAs ?? id);
  return found.filter(({ id }) => free.has(id)).slice(0, MOST.alike);
}

async function file(deps: Deps, submitted: Submitted): Promise<SubmitAnswer> {
  const { roles, view, metadata } = submitted;
  const { values } = view.state;
  const checked = checkForm(ITEM_FORM, readValues(values, fieldsOf(ITEM_FORM)));
  if (!checked.ok) return { errors: viewErrors(checked.errors, values) ?? {} };
  const { answers } = checked;
  const given = { title: textOf(answers, 'title'), body: textOf(answers, 'body'), url: textOf(answers, 'url') };
  const featureId = Number(metadata.feature);
  const roots = (metadata.roots ?? '').split(',').map(Number).filter(Number.isInteger);
  const decide = consolidate(await interlocked(deps, roles), given, deps.gitlabUrl);
  const picking = { featureId, roots, draftId: metadata.draft ?? '' };
  const verdict = await deps.storage.feedback.consolidateFeedback(picking, decide, doing(deps, roles));
  if (!verdict.ok) return refusal(submitted, verdict);
  const done = `${given.title} is being filed. Whoever gave the feedback is told, and asked to validate it when it ships.`;
  return { view: await featureScreen(deps, featureId, roles, done) };
}
