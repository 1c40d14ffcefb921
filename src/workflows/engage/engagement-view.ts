import type { Button, KnownBlock, ModalView } from '@slack/types';
import type { AgendaPart } from '../../domain/agenda.ts';
import { everyText } from '../../domain/cadence.ts';
import type { Agreed, Engagement, Meeting } from '../../domain/engagement.ts';
import { requestNumber } from '../../domain/owed.ts';
import { actions, button, confirmation, context, divider, header, modal, said, section } from '../../slack/blocks.ts';
import { inline, mentionPerson, truncate } from '../../slack/escape.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import type { EngagementFile } from '../../storage/engagements.ts';
import { ACTIONS, VIEWS } from './ids.ts';

const MEETINGS = 3;
const HALF_DAY_MS = 12 * 3_600_000;

/** Who and when, in a line of markup. `day`: that of the next meeting; `today` tells whether it is over. */
export function factsOf({ every, ownerId, contactId }: Engagement, day: string | null, today: string): string {
  const next = day === null ? 'no date' : day < today ? `:warning: due since ${day}` : `next on ${day}`;
  const owner = ownerId === null ? 'nobody owns it' : `owner ${mentionPerson(ownerId)}`;
  return [everyText(every), next, owner, ...(contactId === null ? [] : [`contact ${mentionPerson(contactId)}`])].join(
    ' · ',
  );
}

export type Shown = { file: EngagementFile; agenda: readonly AgendaPart[]; facts: string; acts: boolean };

/** An engagement: its agenda as it is now, what can be done, and the last meetings with what was agreed (CHA-3). */
export function engagementModal({ file, agenda, facts, acts }: Shown, metadata: string, done?: string): ModalView {
  const { engagement, meetings } = file;
  const open = acts && engagement.state === 'open';
  return modal({
    ...{ title: 'Engagement', callbackId: VIEWS.engagement, close: 'Close', privateMetadata: metadata },
    blocks: [
      ...(done === undefined ? [] : [context(`:white_check_mark: ${inline(done)}`, 'done')]),
      section(`*${inline(engagement.team)}*\n${engagement.state === 'ended' ? 'It has ended.' : facts}`, {
        blockId: 'what',
      }),
      ...(open ? [actions(engagementButtons(engagement), 'buttons')] : []),
      header('Agenda of the next meeting', 'agenda'),
      ...agenda.map(agendaBlock),
      divider('meetings_line'),
      header('Meetings', 'meetings'),
      ...(meetings.length === 0 ? [context('None was held yet.', 'meetings:none')] : []),
      ...meetings.slice(0, MEETINGS).flatMap((meeting) => meetingBlocks(meeting, acts)),
      ...(meetings.length > MEETINGS ? [context(`…and ${meetings.length - MEETINGS} before.`, 'meetings:more')] : []),
    ],
  });
}

function agendaBlock({ title, lines, none }: AgendaPart, nth: number): KnownBlock {
  const shown = lines.map((line) => `• ${inline(truncate(line, 220))}`);
  return section(`*${title}*\n${shown.length === 0 ? `_${none}_` : shown.join('\n')}`, { blockId: `agenda:${nth}` });
}

function engagementButtons({ id, team }: Engagement): Button[] {
  const value = String(id);
  const confirm = confirmation({
    title: 'End this engagement?',
    text: `Nobody is reminded to meet ${truncate(team, 100)} any more. What was kept of it stays.`,
    yes: 'End it',
    no: 'Keep it',
  });
  return [
    button({ text: 'Record a meeting', actionId: ACTIONS.record, value, style: 'primary' }),
    button({ text: 'Edit', actionId: ACTIONS.edit, value }),
    button({ text: 'End', actionId: ACTIONS.end, value, confirm }),
  ];
}

function meetingBlocks(meeting: Meeting, acts: boolean): KnownBlock[] {
  const { id, heldAt, outcomes, by, agreed } = meeting;
  const day = dayOf(heldAt);
  const agenda = { text: 'Its agenda', actionId: ACTIONS.agenda, value: String(id), label: `The agenda of ${day}` };
  return [
    section(`*${day}* · recorded by ${mentionPerson(by)}`, { blockId: `meeting:${id}`, accessory: button(agenda) }),
    said(truncate(outcomes, 1_500), `outcomes:${id}`),
    ...agreed.flatMap((each, index) => agreedBlocks(meeting, each, index, acts)),
  ];
}

/** A meeting's day: it is kept as its morning, wherever the team is at home. */
const dayOf = (heldAt: Date): string => new Date(heldAt.getTime() + HALF_DAY_MS).toISOString().slice(0, 10);

/** The agenda of a meeting as it was when it was recorded. */
export function agendaModal({ heldAt, agenda }: Meeting, { team }: Engagement): ModalView {
  const lines = agenda.map((line, nth) => section(`• ${inline(truncate(line, 500))}`, { blockId: `line:${nth}` }));
  return modal({
    ...{ title: 'Agenda', callbackId: VIEWS.agenda, close: 'Close' },
    blocks: [
      section(`*${inline(team)}*, ${dayOf(heldAt)}: the agenda as it was then`, { blockId: 'what' }),
      ...(lines.length === 0 ? [context('It had no lines.', 'none')] : lines.slice(0, 95)),
    ],
  });
}

/** What was agreed, with the request that it opened; or the two doors by which the team opens one. */
function agreedBlocks({ id }: Meeting, { what, requestId }: Agreed, index: number, acts: boolean): KnownBlock[] {
  const blockId = `agreed:${id}:${index}`;
  const text = `:handshake: Agreed: ${inline(what)}`;
  if (requestId !== null) {
    const open = {
      text: `Open ${requestNumber(requestId)}`,
      actionId: SHARED_ACTIONS.openRequest,
      value: String(requestId),
    };
    return [section(text, { blockId, accessory: button(open) })];
  }
  const door = (label: string, name: string) =>
    button({
      ...{ text: label, actionId: SHARED_ACTIONS.openAgreed, value: `${id} ${index} ${name}` },
      label: truncate(`${label}: ${what}`, 75),
    });
  const buttons = [door('Open as net-new request', 'new'), door('Open as other request', 'other')];
  return [section(text, { blockId }), ...(acts ? [actions(buttons, `${blockId}:buttons`)] : [])];
}
