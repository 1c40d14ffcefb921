import type { KnownBlock } from '@slack/types';
import { isUserId } from '../../domain/form.ts';
import { context, section } from '../../slack/blocks.ts';
import { date, inline, mentionPerson, truncate } from '../../slack/escape.ts';
import type { AuditLine } from '../../storage/audit.ts';

const VALUE = 60;
const WHY = 300;
const FIELDS_SHOWN = 6;

/** An instant, for readers in any time zone. */
export const moment = (at: Date): string => date(at, `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`);

/** What is told of a change: not the scores and the places, which are for the team (INV-2). */
const NOT_TOLD = ['scores', 'placed', 'placedReason'];

/** INV-12: who changed what when, from what to what, and why; the newest first. */
export function historyBlocks(lines: readonly AuditLine[], most: number): KnownBlock[] {
  if (lines.length === 0) return [];
  const more = lines.length > most ? [context('Older changes are kept, too.', 'history_more')] : [];
  return [
    section('*History*', { blockId: 'history' }),
    ...lines.slice(0, most).map((line, index) => context(told(line), `history:${index}`)),
    ...more,
  ];
}

function told({ at, actor, action, detail }: AuditLine): string {
  const who = isUserId(actor) ? mentionPerson(actor) : inline(actor);
  const secret = action === 'placed by hand' || action === 'back to its scores';
  const why = typeof detail.why === 'string' && !secret ? `: ${inline(truncate(detail.why, WHY))}` : '';
  const changes = Object.entries(changesIn(detail)).filter(([field]) => !NOT_TOLD.includes(field));
  const shown = changes
    .flatMap(([field, each]) => (field === 'health' ? healthChanges(each) : [[field, each] as const]))
    .slice(0, FIELDS_SHOWN)
    .map(([field, { from, to }]) => `${inline(inWords(field))} ${value(from)} → ${value(to)}`);
  return [`${moment(at)} · ${who} · ${inline(action)}${why}`, ...shown].join('\n');
}

/** Each criterion that was answered otherwise than before. */
function healthChanges({ from, to }: Change): (readonly [string, Change])[] {
  const [before, after] = [answersIn(from), answersIn(to)];
  const changed = Object.keys(after).filter((id) => before[id] !== after[id]);
  return changed.map((id) => [id, { from: before[id], to: after[id] }]);
}

function answersIn(health: unknown): Record<string, string> {
  const entries = typeof health === 'object' && health !== null ? Object.entries(health) : [];
  return Object.fromEntries(entries.map(([id, given]) => [id, String((given as { answer?: unknown }).answer)]));
}

const inWords = (field: string): string => field.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

type Change = { from?: unknown; to?: unknown };

function changesIn(detail: Record<string, unknown>): Record<string, Change> {
  const { changes } = detail;
  return typeof changes === 'object' && changes !== null ? { ...changes } : {};
}

function value(raw: unknown): string {
  if (raw === null || raw === undefined || raw === '') return '–';
  if (typeof raw === 'string' && isUserId(raw)) return mentionPerson(raw);
  return inline(truncate(typeof raw === 'string' ? raw : JSON.stringify(raw), VALUE));
}
