import type { KnownBlock } from '@slack/types';
import { answersSchema, type Form, fieldsOf } from '../../domain/form.ts';
import { intakeForm } from '../../domain/intake-forms.ts';
import type { IntakeRequest } from '../../domain/request.ts';
import { previewLines } from '../../domain/work-item-text.ts';
import { said, section } from '../../slack/blocks.ts';
import { escape as escapeMarkup, link, mentionPerson, truncate } from '../../slack/escape.ts';

const IN_ONE_BLOCK = 2_900;

/** Every answer with its label; the title stands above them. A long answer is shown whole, in blocks of its own. */
export function answerBlocks(request: IntakeRequest): KnownBlock[] {
  const form = intakeForm(request.door);
  if (form === undefined) return [];
  const lines = previewLines(form, answersSchema(form).parse(request.answers), mentionPerson);
  const blocks = lines
    .filter(({ fieldId }) => fieldId !== form.titleField)
    .flatMap(({ fieldId, label, text }) => answerBlock(form, fieldId, label, text));
  const raised = request.answers.messageLink;
  if (typeof raised !== 'string') return blocks;
  return [...blocks, section(`*Raised in Slack*\n${link(raised, 'The message')}`, { blockId: 'answer:messageLink' })];
}

function answerBlock(form: Form, fieldId: string, label: string, text: string): KnownBlock[] {
  const kind = fieldsOf(form).find(({ id }) => id === fieldId)?.kind;
  const safe = kind === 'person' || kind === 'people' ? text : escapeMarkup(text);
  const markup = `*${escapeMarkup(label)}*\n${safe}`;
  const blockId = `answer:${fieldId}`;
  if (markup.length <= IN_ONE_BLOCK) return [section(markup, { blockId })];
  return [section(`*${escapeMarkup(label)}*`, { blockId }), said(truncate(text, 3_000), `${blockId}:text`)];
}
