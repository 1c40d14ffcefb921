import type { Button, ModalView } from '@slack/types';
import type { Roles } from '../../domain/people.ts';
import { receiverOf } from '../../domain/responsibility.ts';
import { itemOf, type StageFile } from '../../domain/stage.ts';
import { type Found, type ItemRow, type ListRow, mayNotWorkOn } from '../../domain/stage-kind.ts';
import { input, lineInput, textInput } from '../../slack/ask.ts';
import { button, modal, option, section } from '../../slack/blocks.ts';
import { inline, link, truncate } from '../../slack/escape.ts';
import { itemValue } from './ids.ts';

export const HANDING_ACTIONS = {
  /** Both open a form for one responsibility; the value is the stage, the list and the key. */
  offer: 'handing_offer',
  answer: 'handing_answer',
  /** In the receiver's message. */
  accept: 'handing_accept',
} as const;

export const HANDING_VIEWS = { offer: 'handing_offer_form', answer: 'handing_answer_form' } as const;

/** What this person can say of a responsibility now; null where nothing. Who may is checked again when it is sent. */
export function responsibilityButton(file: StageFile, list: ListRow, row: ItemRow, roles: Roles): Button | null {
  const { stage } = file;
  const receiver = receiverOf(stage);
  const { state } = itemOf(file, list.id, row.key);
  if (receiver === null || stage.state !== 'open') return null;
  const of = (text: string, actionId: string, style?: 'primary') =>
    button({
      ...{ text, actionId, value: itemValue(stage.id, list.id, row.key), label: truncate(`${text}: ${row.title}`, 75) },
      ...(style && { style }),
    });
  if (receiver.driId === roles.person.id && state === 'offered') return of('Answer', HANDING_ACTIONS.answer, 'primary');
  if (mayNotWorkOn({ roles }, file) !== null || state === 'accepted' || state === 'not doing') return null;
  return of(
    state === 'offered' ? 'Change the offer' : state === 'declined' ? 'Settle' : 'Offer',
    HANDING_ACTIONS.offer,
  );
}

const metadataOf = (file: StageFile, { list, row }: Found): string =>
  JSON.stringify({ stage: String(file.stage.id), list: list.id, key: row.key });

function headOf(file: StageFile, { row }: Found): string {
  const team = receiverOf(file.stage)?.team ?? 'nobody yet';
  const hint = row.hint === undefined ? '' : `\n${inline(row.hint)}`;
  return `*${inline(row.title)}* of ${inline(truncate(file.tool?.name ?? file.stage.name, 150))}, for *${inline(team)}*${hint}`;
}

const OFFER = option('Offer it to the receiver', 'offered');
const SETTLE = option('Settle it without handing it over, with a reason', 'not doing');

/** ProdSecEng's side: what is handed over and where it is; a declined one can be settled with a reason. */
export function offerModal(file: StageFile, found: Found): ModalView {
  const item = itemOf(file, found.list.id, found.row.key);
  const options = item.state === 'declined' ? [OFFER, SETTLE] : [OFFER];
  const said = item.state === 'sent back' || item.state === 'declined' ? item.note : null;
  return modal({
    ...{ title: 'Hand it over', callbackId: HANDING_VIEWS.offer, submit: 'Save' },
    privateMetadata: metadataOf(file, found),
    blocks: [
      section(headOf(file, found), { blockId: 'what' }),
      ...(said === null
        ? []
        : [section(`*The receiver, ${item.state}:* ${inline(truncate(said, 1_000))}`, { blockId: 'said' })]),
      input(
        { id: 'state', label: 'What to do' },
        { type: 'radio_buttons', action_id: 'state', options, initial_option: OFFER },
      ),
      textInput(
        { id: 'note', label: 'Note, or how it is settled', optional: true },
        2_000,
        said === null ? (item.note ?? '') : '',
      ),
      lineInput(
        { id: 'link', label: 'Link', hint: 'Where the receiver finds it.', optional: found.row.link !== true },
        1_000,
        item.link ?? '',
      ),
    ],
  });
}

const ANSWERS = [
  option('Accept', 'accepted'),
  option('Send back, with what is missing', 'sent back'),
  option('Decline, with a reason', 'declined'),
];

/** The receiver's side. */
export function answerModal(file: StageFile, found: Found): ModalView {
  const [accept] = ANSWERS;
  return modal({
    ...{ title: 'Take it over', callbackId: HANDING_VIEWS.answer, submit: 'Send' },
    privateMetadata: metadataOf(file, found),
    blocks: [
      section([headOf(file, found), ...offeredLines(file, found)].join('\n'), { blockId: 'what' }),
      input(
        { id: 'state', label: 'Your answer' },
        { type: 'radio_buttons', action_id: 'state', options: ANSWERS, ...(accept && { initial_option: accept }) },
      ),
      textInput({ id: 'note', label: 'What is missing, or why not', optional: true }, 2_000),
    ],
  });
}

/** What ProdSecEng said with it, and where it is. */
export function offeredLines(file: StageFile, { list, row }: Found): string[] {
  const { note, link: address } = itemOf(file, list.id, row.key);
  return [
    ...(note === null ? [] : [inline(truncate(note, 1_000))]),
    ...(address === null ? [] : [link(address, 'Where it is')]),
  ];
}
