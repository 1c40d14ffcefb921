import type { KnownBlock, ModalView } from '@slack/types';
import { DOORS, EMERGENCY_NOTE, OUT_OF_SCOPE, SELF_SERVICE } from '../../domain/doors.ts';
import type { Form } from '../../domain/form.ts';
import { requestNumber } from '../../domain/owed.ts';
import { previewLines } from '../../domain/work-item-text.ts';
import {
  actions,
  button,
  confirmation,
  context,
  divider,
  header,
  modal,
  option,
  section,
} from '../../slack/blocks.ts';
import { date, escapeText, inline, mentionPerson, plain, truncate } from '../../slack/escape.ts';
import { fieldBlocks } from '../../slack/fields.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import type { Draft } from '../../storage/drafts.ts';
import type { AlikeRequest } from '../../storage/search.ts';
import { draftTitle, type OpenDraft, readDraft } from './drafts.ts';

export const VIEWS = {
  choose: 'intake_choose',
  step: 'intake_step',
  preview: 'intake_preview',
  join: 'intake_join',
  correct: 'intake_correct',
} as const;

export const ACTIONS = {
  back: 'intake_back',
  outOfScope: 'intake_out_of_scope',
  advice: 'intake_advice',
  helps: 'alike_helps',
  join: 'alike_join',
  sensitive: 'intake_sensitive',
} as const;

const DRAFTS_SHOWN = 3;
const emergency = (): KnownBlock => context(`:rotating_light: ${escapeText(EMERGENCY_NOTE)}`, 'emergency');

/** The first screen: which door (DOOR-1), drafts that wait, and topics that belong to someone else (DOOR-3). */
export function chooserView(drafts: readonly Draft[], metadata: Record<string, string> = {}): ModalView {
  const doors = DOORS.map((door) => option(door.label, door.id, truncate(door.useWhen, 75)));
  return modal({
    title: 'ProdSecEng intake',
    callbackId: VIEWS.choose,
    submit: 'Continue',
    privateMetadata: JSON.stringify(metadata),
    blocks: [
      ...draftBlocks(drafts),
      {
        type: 'input',
        block_id: 'door',
        label: plain('What brings you here?'),
        element: { type: 'radio_buttons', action_id: 'door', options: doors },
      },
      {
        type: 'section',
        block_id: 'out_of_scope',
        text: { type: 'mrkdwn', text: '*Is it about one of these?* Another team is responsible then.', verbatim: true },
        accessory: {
          type: 'static_select',
          action_id: ACTIONS.outOfScope,
          placeholder: plain('Choose a topic'),
          options: OUT_OF_SCOPE.map(({ id, label }) => option(label, id)),
        },
      },
      emergency(),
    ],
  });
}

function draftBlocks(drafts: readonly Draft[]): KnownBlock[] {
  const open = drafts.slice(0, DRAFTS_SHOWN).flatMap((draft) => {
    const read = readDraft(draft);
    return read === null ? [] : [draftRow(draft, read)];
  });
  return open.length === 0 ? [] : [section('*Continue where you stopped*'), ...open.flat(), divider()];
}

function draftRow(draft: Draft, read: OpenDraft): KnownBlock[] {
  const when = date(draft.updatedAt, draft.updatedAt.toISOString());
  return [
    section(`*${inline(draftTitle(read))}*\n${read.form.title} · last changed ${when}`, { blockId: `draft:${draft.id}` }),
    actions(
      [
        button({ text: 'Continue', actionId: SHARED_ACTIONS.openDraft, value: draft.id, style: 'primary' }),
        button({
          text: 'Delete draft',
          actionId: SHARED_ACTIONS.dropDraft,
          value: draft.id,
          confirm: confirmation({
            title: 'Delete this draft?',
            text: 'What you typed in it is gone then.',
            yes: 'Delete',
            no: 'Keep',
            danger: true,
          }),
        }),
      ],
      `draft_buttons:${draft.id}`,
    ),
  ];
}

/** What the out-of-scope choice or a wrong turn leads to: a text, and a way back to the doors. */
export function outOfScopeView(text: string): ModalView {
  return modal({
    title: 'Someone else does this',
    callbackId: VIEWS.choose,
    close: 'Close',
    blocks: [
      section(escapeText(text)),
      actions([button({ text: 'Back to the doors', actionId: SHARED_ACTIONS.openIntake })], 'back_to_doors'),
      emergency(),
    ],
  });
}

/** DOOR-7: how to do it without us; nothing is recorded. */
export function selfServiceView(): ModalView {
  return modal({
    title: SELF_SERVICE.title,
    callbackId: 'intake_self_service',
    close: 'Close',
    blocks: [
      ...SELF_SERVICE.paragraphs.map((text) => section(escapeText(text))),
      actions([button({ text: SELF_SERVICE.askAdvice, actionId: ACTIONS.advice, style: 'primary' })], 'advice'),
      emergency(),
    ],
  });
}

export type StepExtras = {
  alike?: readonly AlikeRequest[];
  errors?: Record<string, string>;
  otherDraft?: Draft | undefined;
  /** The request that is added to or corrected, instead of one that is filed. */
  correcting?: number;
};

/** One step of a form. The ids of what looks alike ride along, so that the view is drawn anew only when they change. */
export function stepView(draft: OpenDraft, extras: StepExtras = {}): ModalView {
  const { form, step, answers } = draft;
  const found = form.steps[step] ?? form.steps[0];
  const fields = found?.fields ?? [];
  const last = step >= form.steps.length - 1;
  const metadata = {
    draft: draft.id,
    form: form.id,
    step: String(step),
    alike: alikeKey(extras.alike ?? []),
    ...(extras.correcting === undefined ? {} : { request: String(extras.correcting) }),
  };
  const submit = submitLabel(form, last, extras.correcting !== undefined);
  return modal({
    title: extras.correcting === undefined ? form.title : `Correct ${requestNumber(extras.correcting)}`,
    callbackId: extras.correcting === undefined ? VIEWS.step : VIEWS.correct,
    submit,
    privateMetadata: JSON.stringify(metadata),
    blocks: [
      ...(extras.otherDraft === undefined ? [] : otherDraftBlocks(extras.otherDraft)),
      ...progress(form, step),
      ...(found?.intro === undefined ? [] : [section(escapeText(found.intro), { blockId: 'intro' })]),
      ...fieldBlocks(fields, answers, extras.errors === undefined ? {} : { errors: extras.errors }),
      ...alikeBlocks(extras.alike ?? []),
      ...backBlocks(step),
      emergency(),
    ],
  });
}

function submitLabel(form: Form, last: boolean, correcting: boolean): string {
  if (!last) return 'Next';
  if (correcting) return 'Save';
  return form.id === 'question' ? 'Ask' : 'Preview';
}

function progress(form: Form, step: number): KnownBlock[] {
  if (form.steps.length === 1) return [];
  const title = form.steps[step]?.title ?? '';
  return [context(`Step ${step + 1} of ${form.steps.length}`, 'progress'), header(title, 'step_title')];
}

function otherDraftBlocks(draft: Draft): KnownBlock[] {
  const read = readDraft(draft);
  return read === null ? [] : [section('*You have a draft that was not sent:*'), ...draftRow(draft, read), divider()];
}

const backBlocks = (step: number): KnownBlock[] =>
  step === 0 ? [] : [actions([button({ text: '← Back', actionId: ACTIONS.back, label: 'Back' })], `back:${step}`)];

export const alikeKey = (alike: readonly AlikeRequest[]): string => alike.map(({ id }) => id).join(',');

/** DOOR-8: what looks alike, what became of it, and the two ways of not filing the same again. */
export function alikeBlocks(alike: readonly AlikeRequest[]): KnownBlock[] {
  if (alike.length === 0) return [];
  const rows = alike.flatMap((each) => [
    section(`*${requestNumber(each.id)}* ${inline(each.title)}\n${becameOf(each)}`, { blockId: `alike:${each.id}` }),
    actions(
      [
        button({ text: 'That one helps me', actionId: ACTIONS.helps, value: String(each.id) }),
        ...(each.state === 'withdrawn'
          ? []
          : [button({ text: 'Join that request', actionId: ACTIONS.join, value: String(each.id) })]),
        button({ text: 'Open', actionId: SHARED_ACTIONS.openRequest, value: String(each.id) }),
      ],
      `alike_buttons:${each.id}`,
    ),
  ]);
  return [divider('alike_line'), section('*Earlier requests that look alike*', { blockId: 'alike' }), ...rows];
}

function becameOf({ state, reason }: AlikeRequest): string {
  return reason === null ? `_${state}_` : `_${state}_: ${inline(truncate(reason, 200))}`;
}

/** Everything as it will be sent (DOOR-8's look-alikes once more), and whether the request is sensitive. */
export function previewView(draft: OpenDraft, alike: readonly AlikeRequest[], sensitive: boolean): ModalView {
  const { form, answers } = draft;
  const metadata = { draft: draft.id, form: form.id, step: String(form.steps.length - 1), alike: alikeKey(alike) };
  const lines = previewLines(form, answers, (id) => mentionPerson(id));
  return modal({
    title: 'Check and send',
    callbackId: VIEWS.preview,
    submit: 'Send request',
    privateMetadata: JSON.stringify(metadata),
    blocks: [
      section('This becomes a GitLab work item, and a card in the intake channel. Nothing is sent until you press *Send request*.'),
      ...alikeBlocks(alike),
      divider('answers'),
      ...lines.map(({ label, text, fieldId }) => answerBlock(form, fieldId, label, text)),
      sensitiveBlock(sensitive),
      actions([button({ text: '← Back', actionId: ACTIONS.back, label: 'Back' })], 'back:preview'),
      emergency(),
    ],
  });
}

function answerBlock(form: Form, fieldId: string, label: string, text: string): KnownBlock {
  const kind = form.steps.flatMap(({ fields }) => fields).find(({ id }) => id === fieldId)?.kind;
  const shown = kind === 'person' || kind === 'people' ? text : escapeText(truncate(text, 2_700));
  return section(`*${escapeText(label)}*\n${shown}`, { blockId: `answer:${fieldId}` });
}

function sensitiveBlock(sensitive: boolean): KnownBlock {
  const choice = option('This request is sensitive', 'yes', 'The card shows its number, door and state only');
  return {
    type: 'input',
    block_id: 'sensitive',
    optional: true,
    label: plain('Who may see it'),
    hint: plain('Tick this if the title alone says too much. You hear of it by direct message instead of the thread.'),
    element: {
      type: 'checkboxes',
      action_id: ACTIONS.sensitive,
      options: [choice],
      ...(sensitive ? { initial_options: [choice] } : {}),
    },
  };
}

/** Joining an earlier request instead of filing: with one's own use case. */
export function joinView(requestId: number, title: string, back: Record<string, string>, useCase: string): ModalView {
  return modal({
    title: `Join ${requestNumber(requestId)}`,
    callbackId: VIEWS.join,
    submit: 'Join',
    privateMetadata: JSON.stringify({ ...back, request: String(requestId) }),
    blocks: [
      section(`*${requestNumber(requestId)}* ${inline(title)}\nYou join it instead of filing your own, and hear what becomes of it.`),
      {
        type: 'input',
        block_id: 'use_case',
        label: plain('Your use case'),
        hint: plain('What you need it for, and who on your side. It is added to the work item with your name.'),
        element: {
          type: 'plain_text_input',
          action_id: 'use_case',
          multiline: true,
          max_length: 3_000,
          ...(useCase === '' ? {} : { initial_value: truncate(useCase, 3_000) }),
        },
      },
      ...(back['form'] === undefined ? [] : [actions([button({ text: '← Back', actionId: ACTIONS.back, label: 'Back' })], 'back:join')]),
      emergency(),
    ],
  });
}
