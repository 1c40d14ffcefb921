import type { KnownBlock, ModalView } from '@slack/types';
import { DOORS, OUT_OF_SCOPE, SELF_SERVICE } from '../../domain/doors.ts';
import { actions, button, confirmation, context, divider, modal, option, said, section } from '../../slack/blocks.ts';
import { date, escapeText, inline, mentionPerson, plain, truncate } from '../../slack/escape.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import type { Draft } from '../../storage/drafts.ts';
import { draftTitle, type OpenDraft, readDraft } from './drafts.ts';
import { ACTIONS, VIEWS } from './ids.ts';
import { emergency } from './notices.ts';

/** The newest; Home has them all. */
export const DRAFTS_SHOWN = 3;

/** What is carried into whichever door is chosen: the text of a message, and for whom it is filed if not for who acts. */
export type CarriedText = { text: string; filedFor: string | null };

/** The first screen: which door (DOOR-1), drafts that wait, and topics that belong to someone else (DOOR-3). */
export function chooserView(
  drafts: readonly Draft[],
  carriedId?: string,
  carried: CarriedText | null = null,
): ModalView {
  const doors = carried === null ? DOORS : DOORS.filter(({ id }) => id !== 'question' && id !== 'self-service');
  return modal({
    title: carried === null ? 'ProdSecEng intake' : 'Turn into a request',
    callbackId: VIEWS.choose,
    submit: 'Continue',
    privateMetadata: JSON.stringify(carriedId === undefined ? {} : { carried: carriedId }),
    blocks: [
      ...(carried === null ? draftBlocks(drafts) : carriedBlocks(carried)),
      {
        type: 'input',
        block_id: 'door',
        label: plain(carried === null ? 'What brings you here?' : 'What kind of request is it?'),
        element: {
          type: 'radio_buttons',
          action_id: 'door',
          options: doors.map((door) => option(door.label, door.id, truncate(door.useWhen, 75))),
        },
      },
      {
        type: 'section',
        block_id: 'out_of_scope',
        text: { type: 'mrkdwn', text: '*Is it about something else?* Another team looks after these.', verbatim: true },
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

function carriedBlocks({ text, filedFor }: CarriedText): KnownBlock[] {
  const forWhom =
    filedFor === null ? [] : [context(`You file it for ${mentionPerson(filedFor)}, who is its requester.`, 'for')];
  const shown =
    text.trim() === ''
      ? []
      : [section('*This text is carried in; you can change it*'), said(truncate(text, 300), 'carried')];
  return [...shown, ...forWhom, ...(shown.length + forWhom.length === 0 ? [] : [divider('carried_line')])];
}

function draftBlocks(drafts: readonly Draft[]): KnownBlock[] {
  const open = drafts.flatMap((draft) => {
    const read = readDraft(draft);
    return read === null ? [] : [draftRow(draft, read)];
  });
  if (open.length === 0) return [];
  return [section('*Continue where you stopped*', { blockId: 'drafts' }), ...open.flat(), divider('drafts_line')];
}

/** A draft that was not sent, with the ways to go on with it. */
export function draftRow(draft: Draft, read: OpenDraft): KnownBlock[] {
  const when = date(draft.updatedAt, draft.updatedAt.toISOString());
  const title = inline(truncate(draftTitle(read), 200));
  return [
    section(`*${title}*\n${read.form.title} · last changed ${when}`, { blockId: `draft:${draft.id}` }),
    actions(
      [
        button({ text: 'Continue draft', actionId: SHARED_ACTIONS.openDraft, value: draft.id }),
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

/** DOOR-3: who is responsible; nothing was filed. `carried` leads back to the question, or to the doors. */
export function outOfScopeView(text: string, carried: Record<string, string>): ModalView {
  const toQuestion = carried.draft !== undefined;
  const back = toQuestion
    ? button({ text: 'Back to your question', actionId: ACTIONS.back })
    : button({ text: 'Back to the start', actionId: ACTIONS.doors });
  return modal({
    title: 'Someone else does this',
    callbackId: VIEWS.elsewhere,
    close: 'Close',
    privateMetadata: JSON.stringify(carried),
    blocks: [section(escapeText(text), { blockId: 'who' }), actions([back], 'back_to_doors'), emergency()],
  });
}

/** DOOR-7: how to do it without us; nothing is recorded. */
export function selfServiceView(): ModalView {
  return modal({
    title: SELF_SERVICE.title,
    callbackId: VIEWS.selfService,
    close: 'Close',
    blocks: [
      ...SELF_SERVICE.paragraphs.map((text, index) => section(escapeText(text), { blockId: `paragraph:${index}` })),
      actions(
        [
          button({ text: SELF_SERVICE.askAdvice, actionId: ACTIONS.advice, style: 'primary' }),
          button({ text: 'Back to the start', actionId: ACTIONS.doors }),
        ],
        'advice',
      ),
      emergency(),
    ],
  });
}
