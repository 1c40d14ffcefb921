import type { SectionBlock } from '@slack/types';
import { ageInWords } from '../domain/age.ts';
import { doorFor } from '../domain/doors.ts';
import { requestNumber } from '../domain/owed.ts';
import { type IntakeRequest, isOpen } from '../domain/request.ts';
import { button, section } from './blocks.ts';
import { inline, mentionPerson, truncate } from './escape.ts';
import { SHARED_ACTIONS } from './ids.ts';

const TITLE_SHOWN = 150;

/**
 * A request in a list for someone who may read it: number, title, state, age, who leads it, and a button that opens it. `awaited`: a
 * line of markup below.
 */
export function requestRow(request: IntakeRequest, now: Date, list: string, awaited?: string): SectionBlock {
  const { id } = request;
  const open = button({
    text: 'Open',
    actionId: SHARED_ACTIONS.openRequest,
    value: String(id),
    label: `Open ${requestNumber(id)}`,
  });
  const markup = [requestLines(request, now), ...(awaited === undefined ? [] : [awaited])].join('\n');
  return section(markup, { blockId: `${list}:${id}`, accessory: open });
}

/** Two lines of markup about a request. */
function requestLines(request: IntakeRequest, now: Date): string {
  const sensitive = request.sensitive ? ' :lock:' : '';
  const first = `*${requestNumber(request.id)}*${sensitive} ${inline(truncate(request.title, TITLE_SHOWN))}`;
  const age = ageInWords(request.createdAt, now);
  const facts = [
    doorLabel(request),
    `_${stateOf(request)}_`,
    isOpen(request) ? `waiting for ${age}` : `filed ${age} ago`,
  ];
  const led = request.claimedBy === null ? 'nobody has claimed it' : `claimed by ${mentionPerson(request.claimedBy)}`;
  return `${first}\n${[...facts, ...(isOpen(request) || request.claimedBy !== null ? [led] : [])].join(' · ')}`;
}

export const doorLabel = ({ door }: Pick<IntakeRequest, 'door'>): string => doorFor(door)?.label ?? door;

/** The state, with the request that a duplicate points to. */
export function stateOf({ state, duplicateOf }: Pick<IntakeRequest, 'state' | 'duplicateOf'>): string {
  return duplicateOf === null ? state : `${state} of ${requestNumber(duplicateOf)}`;
}
