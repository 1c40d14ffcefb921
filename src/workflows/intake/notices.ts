import type { ActionsBlockElement, KnownBlock, ModalView } from '@slack/types';
import { EMERGENCY_NOTE } from '../../domain/doors.ts';
import { requestNumber } from '../../domain/owed.ts';
import { actions, button, context, modal, section } from '../../slack/blocks.ts';
import { escapeText, mentionPerson } from '../../slack/escape.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';

/** DOOR-4: stands on every screen of the intake. */
export const emergency = (): KnownBlock =>
  context(`:rotating_light: ${escapeText(EMERGENCY_NOTE).replace('/security', '`/security`')}`, 'emergency');

/** A screen that only says something, with buttons to go on from there. */
export function intakeNotice(title: string, text: string, buttons: readonly ActionsBlockElement[] = []): ModalView {
  const row = buttons.length === 0 ? [] : [actions(buttons, 'notice_buttons')];
  const blocks = [section(text, { blockId: 'notice' }), ...row, emergency()];
  return modal({ title, callbackId: 'notice', close: 'Close', blocks });
}

export const openButton = (requestId: number): ActionsBlockElement =>
  button({ text: `Open ${requestNumber(requestId)}`, actionId: SHARED_ACTIONS.openRequest, value: String(requestId) });

/** The draft of this modal was sent or deleted in another window. */
export const goneView = (): ModalView =>
  intakeNotice(
    'Sent or deleted',
    'This draft was sent or deleted elsewhere. `/prodseceng requests` shows what you sent; `/prodseceng intake` begins anew.',
    [button({ text: 'Back to the start', actionId: SHARED_ACTIONS.openIntake })],
  );

/** The number, at once; what follows comes by direct message. `filedFor`: someone else, for whom it was filed. */
export function sentView(id: number, already: boolean, filedFor: string | null): ModalView {
  const number = requestNumber(id);
  if (already) return intakeNotice(`${number} was sent`, `This was sent already: it is *${number}*.`, [openButton(id)]);
  const whose = filedFor === null ? 'You get' : `${mentionPerson(filedFor)} is its requester and gets`;
  const text = [
    `:white_check_mark: *${number}* is filed. Nothing more is needed from you now.`,
    `• Its GitLab work item is made in a moment. ${whose} the link by direct message.`,
    '• ProdSecEng sees it in the intake channel, and asks if something is missing.',
    `• See it any time with \`/prodseceng request ${number}\`.`,
  ];
  return intakeNotice(`${number} is filed`, text.join('\n'), [openButton(id)]);
}
