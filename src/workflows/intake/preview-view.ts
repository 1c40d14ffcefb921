import type { InputBlock, KnownBlock, ModalView } from '@slack/types';
import { type Form, fieldsOf } from '../../domain/form.ts';
import { type PreviewLine, previewLines } from '../../domain/work-item-text.ts';
import { actions, button, divider, modal, option, said, section } from '../../slack/blocks.ts';
import { escapeText, mentionPerson, plain, truncate } from '../../slack/escape.ts';
import { type Alike, alikeBlocks, alikeKey } from './alike-view.ts';
import { carriedBy, type OpenDraft } from './drafts.ts';
import { ACTIONS, SENSITIVE_BLOCK, VIEWS } from './ids.ts';
import { emergency } from './notices.ts';

export type PreviewExtras = {
  alike: readonly Alike[];
  /** Where the card goes. */
  channel: string;
  /** Someone else, for whom it is filed. */
  filedFor: string | null;
};

/** Everything as it will be sent, the look-alikes once more (DOOR-8), and whether the request is sensitive. */
export function previewView(draft: OpenDraft, { alike, channel, filedFor }: PreviewExtras): ModalView {
  const { form, answers, origin } = draft;
  const lines = previewLines(form, answers, (id) => mentionPerson(id));
  const requester = filedFor === null ? '' : `\nIts requester is ${mentionPerson(filedFor)}.`;
  return modal({
    title: 'Check and send',
    callbackId: VIEWS.preview,
    submit: 'Send request',
    privateMetadata: JSON.stringify({ ...carriedBy({ ...draft, step: form.steps.length }), alike: alikeKey(alike) }),
    blocks: [
      section(
        `*Nothing is sent yet.* Check your answers, then press *Send request*: it becomes a GitLab work item, and a card in #${escapeText(channel.replace(/^#/, ''))} tells the team.${requester}`,
        { blockId: 'what_happens' },
      ),
      ...alikeBlocks(alike),
      ...form.steps.flatMap((step, index) => [
        ...stepHead(step.title, index),
        ...lines.filter(({ stepId }) => stepId === step.id).flatMap((line) => answerBlocks(form, line)),
      ]),
      divider('answers_end'),
      sensitiveBlock(origin.sensitive === 'yes'),
      actions([button({ text: 'Back', actionId: ACTIONS.back })], 'back:preview'),
      emergency(),
    ],
  });
}

function stepHead(title: string, index: number): KnownBlock[] {
  const change = button({ text: 'Change', actionId: ACTIONS.change, value: String(index), label: `Change: ${title}` });
  return [
    divider(`step_line:${index}`),
    section(`*${escapeText(title)}*`, { blockId: `step:${index}`, accessory: change }),
  ];
}

const IN_ONE_BLOCK = 2_900;
/** What would be drawn otherwise than it was typed. */
const MARKUP = /[*_~`]|^\s*(?:>|&gt;|[-•]\s|\d+\.\s)/mu;

/** The whole answer, whatever its length, and as it was typed. */
function answerBlocks(form: Form, { fieldId, label, text }: PreviewLine): KnownBlock[] {
  const kind = fieldsOf(form).find(({ id }) => id === fieldId)?.kind;
  const shown = kind === 'person' || kind === 'people' ? text : escapeText(text);
  const typed = kind === 'text' || kind === 'line';
  const [heading, blockId] = [`*${escapeText(label)}*`, `answer:${fieldId}`];
  const whole = shown.length <= IN_ONE_BLOCK && !(typed && MARKUP.test(text));
  if (whole) return [section(`${heading}\n${shown}`, { blockId })];
  return [section(heading, { blockId }), said(truncate(text, 3_000), `${blockId}:text`)];
}

function sensitiveBlock(sensitive: boolean): InputBlock {
  const choice = option('This request is sensitive', 'yes', 'Its card then shows number, door and state only');
  return {
    type: 'input',
    block_id: SENSITIVE_BLOCK,
    optional: true,
    dispatch_action: true,
    label: plain('Who may see it'),
    hint: plain(
      'Tick this if the title alone says too much. The conversation then comes by direct message, not in the thread.',
    ),
    element: {
      type: 'checkboxes',
      action_id: ACTIONS.sensitive,
      options: [choice],
      ...(sensitive ? { initial_options: [choice] } : {}),
    },
  };
}
