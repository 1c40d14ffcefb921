import type { InputBlock, KnownBlock, ModalView } from '@slack/types';
import { requestNumber } from '../../domain/owed.ts';
import type { RequestFile } from '../../domain/request.ts';
import { enteredIn, lineInput, personInput, textInput } from '../../slack/ask.ts';
import { context, modal, said, section } from '../../slack/blocks.ts';
import { inline, truncate } from '../../slack/escape.ts';
import type { Submitted } from '../../slack/listen.ts';
import { type Ask, askView } from './ids.ts';

/** What one of the small modals asks for, in the words of whoever fills it in. */
type Asking = {
  title: string;
  submit: string;
  /** None: it only asks whether it is meant. */
  inputs: readonly Input[];
  /** Stands above the inputs. */
  intro?: (file: RequestFile) => KnownBlock[];
};

type Input =
  | { id: 'text'; label: string; hint: string; empty: string }
  | { id: 'number'; label: string; hint: string; empty: string }
  /** Without `empty` it can be left open. */
  | { id: 'person'; label: string; hint: string; empty?: string };

/** As many characters as a person counts them. */
const TEXT_MAX = 3_000;

const text = (label: string, hint: string, empty: string): Input => ({ id: 'text', label, hint, empty });
const person = (label: string, hint: string): Input => ({ id: 'person', label, hint, empty: 'Choose a person.' });

const ASKINGS: Record<Ask, Asking> = {
  ask: {
    title: 'Ask for information',
    submit: 'Ask',
    inputs: [
      text(
        'What do you need to know?',
        'The requester gets it by direct message and answers there. It is kept on the work item.',
        'Say what you need to know.',
      ),
    ],
  },
  answer: {
    title: 'Answer',
    submit: 'Send answer',
    intro: ({ request }) =>
      request.asked === null ? [] : [section('*ProdSecEng asks*'), said(request.asked, 'asked')],
    inputs: [text('Your answer', 'It is kept on the work item with your name.', 'Write an answer.')],
  },
  comment: {
    title: 'Comment',
    submit: 'Comment',
    inputs: [text('Your comment', 'It goes to the work item, with your name.', 'Write a comment.')],
  },
  withdraw: {
    title: 'Withdraw',
    submit: 'Withdraw',
    intro: () => [section('The request ends, and its work item is closed. This cannot be taken back.')],
    inputs: [
      text('Reason', 'Every member may read it. For example: “Another team has solved it.”', 'Give the reason.'),
    ],
  },
  duplicate: {
    title: 'Mark duplicate',
    submit: 'Mark duplicate',
    intro: ({ request }) => [
      section('This request ends, and its requester joins the other one with the use case below.'),
      ...(request.sensitive
        ? [context('This request is sensitive: what stands below is shown on the other request.')]
        : []),
    ],
    inputs: [
      {
        id: 'number',
        label: 'Duplicate of',
        hint: 'The number of the request that stays, such as R-12.',
        empty: 'Type a number such as R-12.',
      },
      text(
        'Use case',
        'What the requester needs it for, as the other request should tell it.',
        'Say what the requester needs it for.',
      ),
    ],
  },
  reassign: {
    title: 'Reassign',
    submit: 'Reassign',
    inputs: [person('Who leads it now?', 'Someone of ProdSecEng. They are told by direct message.')],
  },
  contact: {
    title: 'Name a contact',
    submit: 'Name',
    inputs: [
      person(
        'Who is the contact?',
        'They answer for the request beside the requester, and are told by direct message.',
      ),
    ],
  },
  join: {
    title: 'Join',
    submit: 'Join',
    intro: () => [section('You hear what becomes of it, and may read and comment on all of it.')],
    inputs: [
      text(
        'Your use case',
        'What you need it for. It is added to the work item with your name.',
        'Say what you need it for.',
      ),
    ],
  },
  not_me: {
    title: 'This is not me',
    submit: 'Remove me',
    intro: () => [section('You are not named on it any more. Who leads it, or else who asked for it, is told.')],
    inputs: [{ id: 'person', label: 'Who is it instead?', hint: 'They are named in your place, and told. Or nobody.' }],
  },
  author: {
    title: 'Link the author',
    submit: 'Link',
    intro: ({ request }) => [
      section(
        `${inline(request.gitlabAuthor ?? request.authorName)} opened this in GitLab. The person you choose becomes the requester, here and for what this author opens later.`,
      ),
    ],
    inputs: [
      person(
        'Who is this in Slack?',
        'Only link someone you know to be the same person: they may read everything about it.',
      ),
    ],
  },
  sensitive: {
    title: 'Mark sensitive',
    submit: 'Make it sensitive',
    intro: () => [
      section(
        'Its card then shows number, door and state only, and the conversation goes to the people concerned by direct message.',
      ),
      context('What people wrote in the thread themselves stays: they can delete it.'),
    ],
    inputs: [],
  },
  not_sensitive: {
    title: 'Mark not sensitive',
    submit: 'Show it to everyone',
    intro: () => [
      section('Its card shows the title again, and what is said from now on stands in its thread.'),
      context('What was said in direct messages stays there.'),
    ],
    inputs: [],
  },
};

/** The modal of an act. `from`: it lies over the request's own modal, which is drawn anew afterwards. */
export function askModal(ask: Ask, file: RequestFile, settings: { from: boolean; useCase?: string }): ModalView {
  const { title, submit, inputs, intro } = ASKINGS[ask];
  const { id } = file.request;
  return modal({
    title: `${title}: ${requestNumber(id)}`.length > 24 ? title : `${title}: ${requestNumber(id)}`,
    callbackId: askView(ask),
    submit,
    privateMetadata: JSON.stringify({ request: String(id), ...(settings.from ? { from: 'request' } : {}) }),
    blocks: [
      section(`*${requestNumber(id)}* ${inline(truncate(file.request.title, 200))}`, { blockId: 'request' }),
      ...(intro?.(file) ?? []),
      ...inputs.map((input) => inputBlock(input, settings.useCase)),
    ],
  });
}

function inputBlock({ id, label, hint, empty }: Input, useCase = ''): InputBlock {
  const asked = { id, label, hint, optional: empty === undefined };
  if (id === 'person') return personInput(asked);
  return id === 'text' ? textInput(asked, TEXT_MAX, truncate(useCase, TEXT_MAX)) : lineInput(asked, 20);
}

export type Given = { text: string; number: string; person: string };

/** The input that a refusal stands under where it is about none in particular; null where there is none. */
export const lastInput = (ask: Ask): keyof Given | null => ASKINGS[ask].inputs.at(-1)?.id ?? null;

/** What was given, or an error for each field that lacks something or holds too much. */
export function readGiven(ask: Ask, view: Submitted['view']): { given: Given } | { errors: Record<string, string> } {
  const given = { text: enteredIn(view, 'text'), number: enteredIn(view, 'number'), person: enteredIn(view, 'person') };
  const errors = ASKINGS[ask].inputs.flatMap(({ id, empty }): [string, string][] => {
    const length = [...given[id]].length;
    if (length === 0) return empty === undefined ? [] : [[id, empty]];
    return length > TEXT_MAX
      ? [[id, `This has ${length} characters; at most ${TEXT_MAX} fit. Shorten it, or add the rest as a comment.`]]
      : [];
  });
  return errors.length === 0 ? { given } : { errors: Object.fromEntries(errors) };
}
