import type { InputBlock, ModalView } from '@slack/types';
import type { DecisionFile } from '../../domain/decision.ts';
import { roleLabel } from '../../domain/decision-words.ts';
import { outcomeOf, type SignerRole } from '../../domain/outcome.ts';
import { requestNumber } from '../../domain/owed.ts';
import { enteredIn, input, personInput, textInput } from '../../slack/ask.ts';
import { modal, option, section } from '../../slack/blocks.ts';
import { inline, truncate } from '../../slack/escape.ts';
import type { Submitted } from '../../slack/listen.ts';
import { type Ask, askView } from './ids.ts';

type Input = { id: 'text' | 'person' | 'signer'; label: string; hint: string; empty: string };
type Asking = { title: string; submit: string; intro: string; inputs: readonly Input[] };

const TEXT_MAX = 3_000;

const text = (label: string, hint: string, empty: string): Input => ({ id: 'text', label, hint, empty });
const person = (label: string, hint: string): Input => ({ id: 'person', label, hint, empty: 'Choose a person.' });

const ASKINGS: Record<Ask, Asking> = {
  decline: {
    title: 'Decline',
    submit: 'Decline',
    intro: 'The request goes back to assessment, with your reason on record.',
    inputs: [text('Reason', 'What stands in the way, and what would change your mind.', 'Give the reason.')],
  },
  ask: {
    title: 'Ask the proposer',
    submit: 'Ask',
    intro: 'Who proposed it gets your question, and answers on the request. You can still agree or decline.',
    inputs: [text('Your question', 'It is kept on the work item with your name.', 'Write your question.')],
  },
  delegate: {
    title: 'Delegate',
    submit: 'Delegate',
    intro: 'Someone else of your side is asked in your place.',
    inputs: [person('Who answers instead?', 'They get the same message, and read the request.')],
  },
  withdraw: {
    title: 'Withdraw proposal',
    submit: 'Withdraw proposal',
    intro: 'The proposal ends, and the request is in assessment again. Everyone who was asked sees it.',
    inputs: [text('Reason', 'Why it is taken back.', 'Give the reason.')],
  },
  replace: {
    title: 'Replace a signer',
    submit: 'Replace',
    intro: 'For someone who left or is away.',
    inputs: [
      { id: 'signer', label: 'In the place of', hint: 'Who has not answered yet.', empty: 'Choose who is replaced.' },
      person('Who answers instead?', 'They get the same message, and read the request.'),
    ],
  },
  anew: {
    title: 'Decide anew',
    submit: 'Back to assessment',
    intro:
      'The request goes back to assessment. The decision holds until a new one is final, and stays readable after it.',
    inputs: [text('Reason', 'What has changed. Every member may read it.', 'Give the reason.')],
  },
};

export type AskAbout = { decisionId: number; role?: SignerRole };

/** The small modal of an act on a decision. */
export function askModal(
  ask: Ask,
  at: DecisionFile,
  { decisionId, role }: AskAbout,
  nameOf: (id: string) => string,
): ModalView {
  const { title, submit, intro, inputs } = ASKINGS[ask];
  const { request } = at.file;
  const outcome = at.decision === null ? '' : `\n*${outcomeOf(at.decision.outcome).label}*`;
  return modal({
    ...{ title, submit, callbackId: askView(ask) },
    privateMetadata: JSON.stringify({
      request: String(request.id),
      decision: String(decisionId),
      ...(role === undefined ? {} : { role }),
    }),
    blocks: [
      section(`*${requestNumber(request.id)}* ${inline(truncate(request.title, 200))}${outcome}`, {
        blockId: 'request',
      }),
      section(intro, { blockId: 'intro' }),
      ...inputs.map((input) => inputBlock(input, at, nameOf)),
    ],
  });
}

function inputBlock({ id, label, hint }: Input, at: DecisionFile, nameOf: (id: string) => string): InputBlock {
  const asked = { id, label, hint };
  if (id === 'person') return personInput(asked);
  if (id === 'text') return textInput(asked, TEXT_MAX);
  const open = at.signatures.filter(({ state }) => state === 'open');
  const once = [...new Map(open.map((each) => [`${each.role}:${each.personId}`, each])).values()].slice(0, 100);
  const options = once.map(({ role, personId }) =>
    option(`${nameOf(personId)} (${roleLabel(role, at.file.request.door)})`, `${role}:${personId}`),
  );
  return input(asked, { type: 'static_select', action_id: id, options });
}

export type Given = { text: string; person: string; signer: string };

/** What was given, or an error at each field that lacks something. */
export function readGiven(ask: Ask, view: Submitted['view']): { given: Given } | { errors: Record<string, string> } {
  const given = { text: enteredIn(view, 'text'), person: enteredIn(view, 'person'), signer: enteredIn(view, 'signer') };
  const errors = ASKINGS[ask].inputs.flatMap(({ id, empty }) => (given[id] === '' ? [[id, empty] as const] : []));
  return errors.length === 0 ? { given } : { errors: Object.fromEntries(errors) };
}

/** The field at which a refusal stands that is about none in particular. */
export const lastInput = (ask: Ask): string => ASKINGS[ask].inputs.at(-1)?.id ?? 'text';
