import type { Button, KnownBlock } from '@slack/types';
import { type ChecklistProgress, progressText } from '../../domain/checklist.ts';
import { engagementOfKey } from '../../domain/engagement.ts';
import { requestNumber } from '../../domain/owed.ts';
import { type Promised, promiseKind } from '../../domain/promise.ts';
import { whyIntegrateIsDue } from '../../domain/promise-category.ts';
import { toolNumber } from '../../domain/tool.ts';
import { actions, button, context, section } from '../../slack/blocks.ts';
import { date, inline, mentionPerson, truncate } from '../../slack/escape.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';
import { ACTIONS } from './ids.ts';

/** A promise with what its screens show beside it; `progress`: of its checklist, absent where it has none. */
export type Shown = { promise: Promised; progress?: ChecklistProgress | undefined };

/** A reminder for the person who gets it: what is promised, when it was due, whose it is, what to do, and the buttons. */
export function reminderBlocks(shown: Shown, now: Date): KnownBlock[] {
  const { promise, progress } = shown;
  const { label } = promiseKind(promise.kind);
  const about = promise.requestId === null ? '' : ` (*${requestNumber(promise.requestId)}*)`;
  const trouble = promise.watch?.trouble === undefined ? [] : [inline(promise.watch.trouble)];
  const facts = [
    ...dueLine(promise),
    promise.ownerId === null ? 'Promised by ProdSecEng' : `Held by ${mentionPerson(promise.ownerId)}`,
    ...(progress === undefined ? [] : [progressText(progress)]),
    ...reasonLine(promise, now),
    ...trouble,
    stateLine(promise),
  ];
  return [
    section(`*${label}*${about}\n${inline(truncate(promise.what, 1_000))}`, { blockId: 'what' }),
    context(facts.filter(Boolean).join(' · '), 'state'),
    ...howLine(promise),
    ...buttonsFor(shown),
  ];
}

/** The same for the thread of a request that nobody leads, which everyone reads: nothing of what it is about (INV-2). */
export function threadBlocks(shown: Shown, text: string): KnownBlock[] {
  const { promise } = shown;
  return [
    section(text, { blockId: 'what' }),
    context([...dueLine(promise), stateLine(promise)].filter(Boolean).join(' · ')),
    ...howLine(promise),
    ...buttonsFor(shown),
  ];
}

const dueLine = ({ dueAt }: Promised): string[] => (dueAt === null ? [] : [`Due ${moment(dueAt)}`]);

export function reasonLine(promise: Promised, now: Date): string[] {
  const why = promise.state === 'open' ? whyIntegrateIsDue(promise, now) : null;
  return why === null ? [] : [why];
}

/** What to do about it, and what the two buttons do that every promise has but one that is told once. */
function howLine({ kind, state, acknowledgedBy }: Promised): KnownBlock[] {
  if (state !== 'open') return [];
  const { how, again, once = false } = promiseKind(kind);
  if (once) return how === undefined ? [] : [context(how, 'how')];
  const seen = acknowledgedBy === null ? [`*Acknowledge*: it comes up again in ${again} days.`] : [];
  const buttons = [...seen, '*Snooze*: no reminder before a time that you choose.'].join(' ');
  return [context([...(how === undefined ? [] : [how]), buttons].join('\n'), 'how')];
}

/** What has become of it, in a line of markup; empty while nothing has. */
export function stateLine({ state, endedBy, acknowledgedBy }: Promised): string {
  const by = (id: string | null) => (id === null || id === 'app' ? '' : ` by ${mentionPerson(id)}`);
  if (state === 'kept') return `:white_check_mark: Done${by(endedBy)}`;
  if (state === 'dropped') return `Not needed any more${by(endedBy)}`;
  return acknowledgedBy === null ? '' : `Acknowledged${by(acknowledgedBy)}`;
}

/** An instant for readers in any time zone. */
export const moment = (at: Date): string => date(at, `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`);

/** What can be done with a promise that is open; its request, tool and checklist can be opened always. */
function buttonsFor(shown: Shown): KnownBlock[] {
  const { promise, progress } = shown;
  const ended = progress === undefined ? [] : [checklistButton(promise)];
  const elements = [...openButtons(promise), ...(promise.state === 'open' ? promiseButtons(shown) : ended)];
  return elements.length === 0 ? [] : [actions(elements, 'buttons')];
}

function openButtons({ requestId, toolId }: Promised): Button[] {
  const open = (number: string, actionId: string, value: number) =>
    button({ text: `Open ${number}`, actionId, value: String(value) });
  return [
    ...(requestId === null ? [] : [open(requestNumber(requestId), SHARED_ACTIONS.openRequest, requestId)]),
    ...(toolId === null ? [] : [open(toolNumber(toolId), SHARED_ACTIONS.openTool, toolId)]),
  ];
}

const checklistButton = ({ id, what, state }: Promised): Button =>
  button({
    ...{ text: 'Open checklist', actionId: ACTIONS.checklist, value: String(id), label: `Open checklist: ${what}` },
    ...(state === 'open' ? { style: 'primary' } : {}),
  });

/** What answers it (its checklist, another category), Acknowledge, Snooze, and Done where people end it by hand. */
export function promiseButtons({ promise, progress }: Shown): Button[] {
  const value = String(promise.id);
  const { byHand, once = false } = promiseKind(promise.kind);
  const one = (text: string, actionId: string) => button({ text, actionId, value, label: `${text}: ${promise.what}` });
  return [
    ...(progress === undefined ? [] : [checklistButton(promise)]),
    ...categoryButtons(promise),
    ...reviewButtons(promise),
    ...signalButtons(promise),
    ...engagementButtons(promise),
    ...transferButtons(promise),
    ...(promise.acknowledgedBy === null && !once ? [one('Acknowledge', ACTIONS.acknowledge)] : []),
    ...(once ? [] : [one('Snooze', ACTIONS.snooze)]),
    ...(byHand ? [one(progress === undefined ? 'Done' : 'Not needed', ACTIONS.end)] : []),
  ];
}

/** The evidence, and the two ways out: they open the tool's own forms, and the promise ends by what is chosen there (SLO-11). */
function signalButtons({ kind, toolId }: Promised): Button[] {
  if (toolId === null || kind !== 'signal') return [];
  const one = (text: string, actionId: string) =>
    button({ text, actionId, value: String(toolId), label: `${text}: ${toolNumber(toolId)}` });
  return [
    one('Show evidence', SHARED_ACTIONS.showEvidence),
    one('Move to an Improve category', SHARED_ACTIONS.moveToImprove),
    one('Lower its criticality', SHARED_ACTIONS.lowerCriticality),
  ];
}

/** It opens the engagement with its agenda; keeping the meeting ends the promise (CHA-3). */
function engagementButtons({ key, what }: Promised): Button[] {
  const id = engagementOfKey(key);
  if (id === null) return [];
  const settings = { text: 'Open the agenda', actionId: SHARED_ACTIONS.openEngagement, value: String(id) };
  return [button({ ...settings, style: 'primary', label: `Open the agenda: ${what}` })];
}

/** It opens the transfer or hand-off; a transfer that nobody claimed offers the sunset instead (SUN-6). */
function transferButtons({ kind, key, toolId, what }: Promised): Button[] {
  const [, stageId, topic] = /^transfer:(\d+):(\w+)/.exec(key) ?? [];
  if (kind !== 'transfer' || stageId === undefined) return [];
  const open = { text: 'Open it', actionId: SHARED_ACTIONS.openStage, value: stageId, style: 'primary' as const };
  const sunset = { text: 'Start the sunset', actionId: SHARED_ACTIONS.startSunset, value: String(toolId) };
  return [
    button({ ...open, label: `Open it: ${what}` }),
    ...(topic === 'over' && toolId !== null ? [button(sunset)] : []),
  ];
}

/** It opens the review, which ends the promise by its answer (REV-1). */
function reviewButtons({ kind, toolId, what }: Promised): Button[] {
  if (toolId === null || kind !== 'review') return [];
  const settings = { text: 'Review', actionId: SHARED_ACTIONS.reviewTool, value: String(toolId) };
  return [button({ ...settings, label: `Review: ${what}` })];
}

/** They open the tool's category form, and the promise ends by what is chosen there (INV-4, INV-7). */
function categoryButtons({ kind, toolId }: Promised): Button[] {
  if (toolId === null || (kind !== 'integrate' && kind !== 'category')) return [];
  const value = String(toolId);
  const milestone = button({
    ...{ text: 'New milestone', actionId: SHARED_ACTIONS.newMilestone, value, style: 'primary' },
    label: `New milestone or epic of ${toolNumber(toolId)}`,
  });
  const other = button({
    ...{ text: 'Another category', actionId: SHARED_ACTIONS.changeCategory, value },
    label: `Another category for ${toolNumber(toolId)}`,
  });
  return kind === 'integrate' ? [milestone, other] : [other];
}
