import type { KnownBlock, ModalView } from '@slack/types';
import { requestNumber } from '../../domain/owed.ts';
import { actions, button, context, divider, header, modal, section } from '../../slack/blocks.ts';
import { escapeText } from '../../slack/escape.ts';
import { fieldBlockId, fieldBlocks } from '../../slack/fields.ts';
import type { Draft } from '../../storage/drafts.ts';
import { type Alike, type Alternative, alikeBlocks, alikeKey, alternativeRow } from './alike-view.ts';
import { draftRow } from './doors-view.ts';
import { carriedBy, type OpenDraft, readDraft } from './drafts.ts';
import { withFeature } from './feature-view.ts';
import { ACTIONS, VIEWS } from './ids.ts';
import { emergency } from './notices.ts';

export type StepExtras = {
  alike?: readonly Alike[];
  errors?: Record<string, string>;
  otherDraft?: Draft | undefined;
  /** The request that the existing issue belongs to already (DOOR-5). */
  taken?: Alternative | null;
};

/** One step of a form. */
export function stepView(draft: OpenDraft, extras: StepExtras = {}): ModalView {
  const { form, step, answers, correcting, round } = draft;
  const { alike = [], errors = {}, taken = null } = extras;
  const found = form.steps[step] ?? form.steps[0];
  return modal({
    title: correcting === null ? form.title : `Correct ${requestNumber(correcting)}`,
    callbackId: correcting === null ? VIEWS.step : VIEWS.correct,
    submit: submitLabel(draft),
    privateMetadata: JSON.stringify({ ...carriedBy(draft), alike: alikeKey(alike) }),
    blocks: [
      ...otherDraftBlocks(extras.otherDraft),
      ...problems(errors),
      ...progress(draft),
      ...(found?.intro === undefined ? [] : [section(escapeText(found.intro), { blockId: 'intro' })]),
      ...(taken === null ? [] : alternativeRow(taken, 'taken')),
      ...withAlike(
        withFeature(fieldBlocks(found?.fields ?? [], answers, { errors, round }), alike, fieldBlockId('tool', round)),
        alikeBlocks(alike.filter((each) => !('state' in each) || each.id !== taken?.id)),
      ),
      ...backBlocks(draft),
      emergency(),
    ],
  });
}

function submitLabel({ form, step, correcting }: OpenDraft): string {
  if (step < form.steps.length - 1) return 'Next';
  if (correcting !== null) return 'Save';
  return form.id === 'question' ? 'Ask' : 'Preview';
}

function progress({ form, step, correcting }: OpenDraft): KnownBlock[] {
  if (form.steps.length === 1) return [];
  const title = form.steps[step]?.title ?? '';
  const after =
    step === 0 && correcting === null ? ' · then a preview. Your answers are kept as a draft at each step.' : '';
  return [
    header(title, `step_title:${step}`),
    context(`Step ${step + 1} of ${form.steps.length}${after}`, `progress:${step}`),
  ];
}

/** Look-alikes stand under the text that they look like, where the eye is; what is typed in does not move. */
function withAlike(inputs: readonly KnownBlock[], alike: readonly KnownBlock[]): KnownBlock[] {
  const text = inputs.findIndex((block) => {
    return block.type === 'input' && block.element.type === 'plain_text_input' && block.element.multiline === true;
  });
  const at = text === -1 ? inputs.length : text + 1;
  return [...inputs.slice(0, at), ...alike, ...(alike.length > 0 ? [divider('alike_end')] : []), ...inputs.slice(at)];
}

/** Only where errors cannot stand at their inputs, so that the person looks for them. */
function problems(errors: Record<string, string>): KnownBlock[] {
  const count = Object.keys(errors).length;
  if (count === 0) return [];
  return [
    section(`:warning: *${count === 1 ? 'One answer needs' : `${count} answers need`} another look*, see below.`, {
      blockId: 'problems',
    }),
  ];
}

function otherDraftBlocks(draft: Draft | undefined): KnownBlock[] {
  const read = draft === undefined ? null : readDraft(draft);
  if (draft === undefined || read === null) return [];
  return [
    section('*You have a draft that was not sent:*', { blockId: 'other_draft' }),
    ...draftRow(draft, read),
    divider('other_draft_line'),
  ];
}

/** From the first step of a new request back to the doors. */
function backBlocks({ step, correcting }: OpenDraft): KnownBlock[] {
  if (step > 0) return [actions([button({ text: 'Back', actionId: ACTIONS.back })], `back:${step}`)];
  return correcting === null
    ? [actions([button({ text: 'Back to the start', actionId: ACTIONS.doors })], 'back:doors')]
    : [];
}
