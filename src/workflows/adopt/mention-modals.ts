import type { InputBlock, ModalView } from '@slack/types';
import type { Mention } from '../../domain/mention.ts';
import { context, modal } from '../../slack/blocks.ts';
import { plain } from '../../slack/escape.ts';
import { mentionBlocks } from './mention-messages.ts';

export const VIEWS = { answer: 'mention_answer', name: 'mention_name', dismiss: 'mention_dismiss' } as const;

type Input = { id: string; label: string; hint: string; optional?: boolean; line?: boolean; maxLength?: number };

function input({ id, label, hint, optional = false, line = false, maxLength = 3_000 }: Input): InputBlock {
  return {
    type: 'input',
    block_id: id,
    optional,
    label: plain(label),
    hint: plain(hint),
    element: { type: 'plain_text_input', action_id: id, multiline: !line, max_length: maxLength },
  };
}

const form = (mention: Mention, callbackId: string, title: string, submit: string, inputs: InputBlock[]): ModalView =>
  modal({
    title,
    callbackId,
    submit,
    privateMetadata: JSON.stringify({ mention: String(mention.id) }),
    blocks: [...mentionBlocks(mention), ...inputs],
  });

/** The team's answer, which becomes a note where the team was mentioned. */
export function answerModal(mention: Mention): ModalView {
  const hint = 'It is written on the issue as a comment, with your name.';
  return form(mention, VIEWS.answer, 'Answer in GitLab', 'Send', [input({ id: 'text', label: 'Your answer', hint })]);
}

/** Which team the work belongs to. */
export function nameModal(mention: Mention): ModalView {
  const team = {
    id: 'team',
    label: 'Owning team',
    hint: 'As it is called in the handbook, such as “AppSec”.',
    line: true,
  };
  const hint = 'Why it is theirs, and whom to ask. It is written on the issue as a comment, with your name.';
  const text = { id: 'text', label: 'What they should know', hint, optional: true };
  return form(mention, VIEWS.name, 'Name the owning team', 'Send', [input({ ...team, maxLength: 100 }), input(text)]);
}

/** Nothing is to be done; nothing is written in GitLab. */
export function dismissModal(mention: Mention): ModalView {
  const hint = 'Kept here only. Nothing is written in GitLab.';
  const reason = input({ id: 'text', label: 'Reason', hint, optional: true, maxLength: 500 });
  const view = form(mention, VIEWS.dismiss, 'Dismiss this mention', 'Dismiss', [reason]);
  return { ...view, blocks: [...view.blocks, context('The author is not told.')] };
}
