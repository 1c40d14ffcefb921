import type { Button, KnownBlock, ModalView } from '@slack/types';
import type { Deps } from '../../deps.ts';
import { ATTAINMENT_DAYS, attainmentLines } from '../../domain/attainment.ts';
import { categoryOf } from '../../domain/category.ts';
import { criticalityLabel } from '../../domain/criticality.ts';
import type { Promised } from '../../domain/promise.ts';
import { daysBefore, type Miss, missInWords, waysOut } from '../../domain/signal.ts';
import { type Tool, toolNumber } from '../../domain/tool.ts';
import { actions, button, context, modal, section } from '../../slack/blocks.ts';
import { date, inline } from '../../slack/escape.ts';
import { SHARED_ACTIONS } from '../../slack/ids.ts';

const VIEW = 'signal_evidence';
const SHOWN = 12;

/** The misses of a tool in the settings' days, the newest first. */
export function missesNow({ storage, settings, now }: Deps, toolId: number): Promise<Miss[]> {
  return storage.signals.missesOfTool(toolId, daysBefore(now(), settings.reminders.signalAfter.days));
}

/** Which outages, which clocks, by how much; and while it is a signal the two ways out, for who may change the tool (SLO-11). */
export async function evidenceBlocks(deps: Deps, tool: Tool, changes: boolean): Promise<KnownBlock[]> {
  const [misses, [signal]] = await Promise.all([
    missesNow(deps, tool.id),
    deps.storage.signals.openSignalsOfTool(tool.id),
  ]);
  const { days } = deps.settings.reminders.signalAfter;
  const count = misses.length === 1 ? '1 commitment' : `${misses.length} commitments`;
  const lines = misses.slice(0, SHOWN).map(missLine);
  const rest = misses.length - lines.length;
  const more = rest > 0 ? [`…and ${rest} more`] : [];
  const buttons = changes && signal !== undefined ? wayButtons(tool, signal) : [];
  return [
    section(`:warning: *${count} missed in ${days} days*\n${[...lines, ...more].join('\n')}`, { blockId: 'signal' }),
    ...(buttons.length === 0
      ? []
      : [
          context(
            'Nothing is changed by itself: a way out opens the normal change, with this as its reason. *Dismiss* asks why nothing has to be done.',
            'signal_how',
          ),
          actions(buttons, 'signal_ways'),
        ]),
  ];
}

function missLine(miss: Miss): string {
  const level = miss.level === null ? '' : ` · ${criticalityLabel(miss.level)}`;
  const due = miss.dueAt === null ? '' : ` · due ${moment(miss.dueAt)}`;
  return `• ${inline(missInWords(miss))}${level}${due}`;
}

const moment = (at: Date): string => date(at, `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`);

function wayButtons(tool: Tool, signal: Promised): Button[] {
  const { improve, lower } = waysOut(tool);
  const value = String(tool.id);
  const one = (text: string, actionId: string) =>
    button({ text, actionId, value, label: `${text}: ${toolNumber(tool.id)}` });
  return [
    ...(improve === null ? [] : [one('Move to an Improve category', SHARED_ACTIONS.moveToImprove)]),
    ...(lower === null ? [] : [one('Lower its criticality', SHARED_ACTIONS.lowerCriticality)]),
    button({
      text: 'Dismiss',
      actionId: SHARED_ACTIONS.endPromise,
      value: String(signal.id),
      label: 'Dismiss, with a reason',
    }),
  ];
}

/** The evidence by itself, over a reminder. */
export async function evidenceModal(deps: Deps, tool: Tool, changes: boolean): Promise<ModalView> {
  const head = `*${inline(tool.name)}* (${toolNumber(tool.id)}) · ${categoryOf(tool.category).label} · ${criticalityLabel(tool.criticality)}`;
  return modal({
    ...{ title: 'Missed commitments', callbackId: VIEW, close: 'Close' },
    blocks: [section(head, { blockId: 'tool' }), ...(await evidenceBlocks(deps, tool, changes))],
  });
}

/** How often commitments were kept lately, of one tool or (null) of all; nothing where none was due. */
export async function attainmentBlocks(deps: Deps, toolId: number | null): Promise<KnownBlock[]> {
  const counts = await deps.storage.signals.attainmentSince(daysBefore(deps.now(), ATTAINMENT_DAYS), toolId);
  if (counts.length === 0) return [];
  const of = toolId === null ? ' of all tools' : '';
  const text = `*Commitments${of} due in the last ${ATTAINMENT_DAYS} days*\n${attainmentLines(counts).join('\n')}`;
  return [section(text, { blockId: 'attainment' })];
}
