import type { KnownBlock, ModalView } from '@slack/types';
import { askedBy, type Feedback, type FeedbackItem, type Group, hurtsOf, pieces } from '../../domain/feedback.ts';
import { type Answers, type Form, fieldsOf } from '../../domain/form.ts';
import { EVIDENCE_FORM, FEEDBACK_FORM, featureForm, ITEM_FORM, teamForm } from '../../domain/forms/interlock-forms.ts';
import type { Feature, Shows, Workstream } from '../../domain/interlock.ts';
import { input, textInput } from '../../slack/ask.ts';
import { actions, button, context, divider, modal, option, section } from '../../slack/blocks.ts';
import { inline, plain, truncate } from '../../slack/escape.ts';
import { fieldBlocks, quiet } from '../../slack/fields.ts';
import { groupFacts } from './feature-view.ts';
import { ACTIONS, VIEWS } from './ids.ts';

const blocksOf = (form: Form, answers: Answers, errors: Record<string, string> = {}): KnownBlock[] =>
  fieldBlocks(fieldsOf(form), answers, { errors }).map(quiet);

const backTo = (feature: Pick<Feature, 'id'>): KnownBlock =>
  actions([button({ text: 'Back', actionId: ACTIONS.feature, value: String(feature.id) })], 'back');

const nameOf = (feature: Pick<Feature, 'name'>): string => `*${inline(truncate(feature.name, 150))}*`;

/** A target feature to add to a workstream. `third`: a reason is asked for; `errors` are shown above their fields. */
export const addView = (
  { id, label, shows }: Workstream,
  { third, answers = {}, errors = {} }: { third: boolean; answers?: Answers; errors?: Record<string, string> },
): ModalView =>
  modal({
    ...{ title: 'Add a feature', callbackId: VIEWS.feature, submit: 'Add', close: 'Close' },
    privateMetadata: JSON.stringify({ workstream: id, third: third ? 'yes' : 'no' }),
    blocks: [
      section(`A target feature of *${label}*.`, { blockId: 'what' }),
      actions([button({ text: 'Back', actionId: ACTIONS.overview, value: 'back' })], 'back'),
      ...blocksOf(featureForm(shows, { third }), answers, errors),
    ],
  });

export const changeView = (feature: Feature, shows: Shows, answers: Answers): ModalView =>
  modal({
    ...{ title: 'Change a feature', callbackId: VIEWS.feature, submit: 'Save', close: 'Close' },
    privateMetadata: JSON.stringify({ feature: String(feature.id) }),
    blocks: [
      section(nameOf(feature), { blockId: 'what' }),
      backTo(feature),
      ...blocksOf(featureForm(shows, { third: false }), answers),
    ],
  });

/** A piece of evidence, new or changed (`answers`). */
export const evidenceView = (feature: Feature, evidenceId: number | null, answers: Answers): ModalView =>
  modal({
    ...{ title: 'Customer Zero', callbackId: VIEWS.evidence, submit: 'Save', close: 'Close' },
    privateMetadata: JSON.stringify({ feature: String(feature.id), evidence: String(evidenceId ?? '') }),
    blocks: [section(nameOf(feature), { blockId: 'what' }), backTo(feature), ...blocksOf(EVIDENCE_FORM, answers)],
  });

export const teamView = (feature: Feature, shows: Shows, answers: Answers): ModalView =>
  modal({
    ...{ title: 'Your team and it', callbackId: VIEWS.team, submit: 'Save', close: 'Close' },
    privateMetadata: JSON.stringify({ feature: String(feature.id) }),
    blocks: [
      section(`How does your team get on with ${nameOf(feature)}?`, { blockId: 'what' }),
      backTo(feature),
      ...blocksOf(teamForm(shows), answers),
    ],
  });

/** What the modal of feedback carries: its draft, the feature, and what it is the same as. */
export type Carried = { feature: number; draft: string; joins: number | null };

const carriedText = ({ feature, draft, joins }: Carried): string =>
  JSON.stringify({ feature: String(feature), draft, joins: joins === null ? '' : String(joins) });

/** Feedback on a feature (LOCK-4). What is typed is kept as it is typed. `joins`: what it is the same as. */
export const feedbackView = (feature: Feature, carried: Carried, answers: Answers, joins: Feedback | null): ModalView =>
  modal({
    ...{
      title: 'Give feedback',
      callbackId: VIEWS.feedback,
      submit: joins === null ? 'Send' : 'Me too',
      close: 'Close',
    },
    privateMetadata: carriedText(carried),
    blocks: [
      section(
        `Feedback on ${nameOf(feature)}. It is told to the product team together with what others say alike, and what becomes of it is told to you.`,
        { blockId: 'what' },
      ),
      ...(joins === null
        ? []
        : [section(`*The same as:* ${inline(truncate(joins.useCase, 500))}`, { blockId: 'joins' })]),
      backTo(feature),
      context('What you type is kept until you send it.', 'kept'),
      ...fieldBlocks(fieldsOf(FEEDBACK_FORM), answers),
    ],
  });

/** What looks like the feedback that was written: it is joined, or sent as new. Nothing joins by itself. */
export const alikeView = (feature: Feature, carried: Carried, alike: readonly Feedback[]): ModalView =>
  modal({
    ...{ title: 'Is it one of these?', callbackId: VIEWS.alike, submit: 'None: send as new', close: 'Close' },
    privateMetadata: carriedText(carried),
    blocks: [
      section(
        `*It is not sent yet.* Others said something alike of ${nameOf(feature)}. If it is the same, join it: your own use case goes with it.`,
        { blockId: 'what' },
      ),
      ...alike.map(({ id, useCase, happened, hurts, itemId }) =>
        section(
          `${inline(truncate(useCase, 500))}\n${inline(truncate(happened, 300))} · ${hurtsOf(hurts)}${itemId === null ? '' : ' · in a work item already'}`,
          {
            blockId: `alike:${id}`,
            accessory: button({
              text: 'Me too',
              actionId: ACTIONS.join,
              value: String(id),
              label: 'Me too: join this',
            }),
          },
        ),
      ),
      divider('line'),
      actions([button({ text: 'Back to what I wrote', actionId: ACTIONS.give, value: String(feature.id) })], 'back'),
    ],
  });

export const NEW_ITEM = 'new';
/** Slack takes as many choices in a menu. */
const CHOICES = 100;

/** Step 1 of consolidating: which feedback says the same, and which work item it goes into. */
export function pickView(
  feature: Feature,
  groups: readonly Group[],
  items: readonly FeedbackItem[],
  draft: string,
): ModalView {
  const choices = groups
    .slice(0, CHOICES)
    .map((group) =>
      option(
        truncate(`${group.people}× ${group.first.useCase.replace(/\s+/g, ' ')}`, 75),
        String(group.first.sameAs ?? group.first.id),
        groupFacts(group),
      ),
    );
  const fresh = option('A new work item', NEW_ITEM);
  const open = items.slice(0, CHOICES - 1).map(({ id, title }) => option(truncate(title, 75), String(id)));
  return modal({
    ...{ title: 'Consolidate feedback', callbackId: VIEWS.pick, submit: 'Next', close: 'Close' },
    privateMetadata: JSON.stringify({ feature: String(feature.id), draft }),
    blocks: [
      section(
        `Feedback on ${nameOf(feature)} becomes one work item for the product team. Whoever gave it is told how it goes on.`,
        { blockId: 'what' },
      ),
      backTo(feature),
      input(
        { id: 'picked', label: 'Feedback that says the same', hint: 'Each choice stands for everyone who joined it.' },
        { type: 'multi_static_select', action_id: 'picked', options: choices, placeholder: plain('Choose') },
      ),
      ...(open.length === 0
        ? []
        : [
            input(
              { id: 'item', label: 'Into which work item' },
              { type: 'static_select', action_id: 'item', options: [fresh, ...open], initial_option: fresh },
            ),
          ]),
    ],
  });
}

export type Picked = {
  feature: Feature;
  roots: readonly number[];
  picked: readonly Feedback[];
  alike: readonly Feedback[];
  draft: string;
};

/** Step 2 of consolidating: the work item, which begins with the use cases. `alike`: what looks the same and was not picked. */
export function itemView(
  { feature, roots, picked, alike, draft }: Picked,
  counts: { people: number; teams: number },
  answers: Answers,
): ModalView {
  const others = alike.map(({ useCase }) => `• ${inline(truncate(useCase, 200))}`);
  return modal({
    ...{ title: 'Consolidate feedback', callbackId: VIEWS.item, submit: 'File it', close: 'Close' },
    privateMetadata: JSON.stringify({ feature: String(feature.id), roots: roots.join(','), draft }),
    blocks: [
      section(
        `${pieces(picked.length)} on ${nameOf(feature)}, asked for by *${askedBy(counts)}*. The issue says how many asked and keeps count; it names nobody.`,
        { blockId: 'what' },
      ),
      ...(others.length === 0
        ? []
        : [context(['Looks alike and is not picked (go back to add it):', ...others], 'alike')]),
      actions([button({ text: 'Back', actionId: ACTIONS.consolidate, value: String(feature.id) })], 'back'),
      ...blocksOf(ITEM_FORM, answers),
    ],
  });
}

/** What is missing in what shipped. */
export const missingView = (feedback: Feedback, title: string): ModalView =>
  modal({
    ...{ title: 'What is missing?', callbackId: VIEWS.missing, submit: 'Send' },
    privateMetadata: JSON.stringify({ feedback: String(feedback.id) }),
    blocks: [
      section(`*${inline(truncate(title, 200))}*\nYour use case: ${inline(truncate(feedback.useCase, 500))}`, {
        blockId: 'what',
      }),
      textInput(
        {
          id: 'missing',
          label: 'What is missing for your use case?',
          hint: 'It stands on the work item, and the leaders of the Interlock are told.',
        },
        1_000,
        feedback.note ?? '',
      ),
    ],
  });
