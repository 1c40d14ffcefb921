import type { KnownBlock } from '@slack/types';
import type { Delivery, Deps } from '../../deps.ts';
import { type AdoptionDay, readPosted, trendOf } from '../../domain/adoption.ts';
import { dayIn } from '../../domain/day.ts';
import type { Owed } from '../../domain/owed.ts';
import { readToolNumber, type Tool, toolNumber } from '../../domain/tool.ts';
import { mayReadTools } from '../../domain/tool-sight.ts';
import { context, message, section } from '../../slack/blocks.ts';
import { inline, truncate } from '../../slack/escape.ts';
import { isTokenOf } from '../../storage/tool-tokens.ts';

/** How many posts of one tool are taken in a minute: a year of days can be handed in within a quarter of an hour. */
const IN_A_MINUTE = 30;
const MINUTE_MS = 60_000;

type Answer = { status: 204 | 400 | 401 | 409 | 429; body?: string };

/**
 * Takes adoption numbers that a tool posts with its own token: 204; 401 for anything else, whether there is such a tool or not; 429 for more
 * than 30 in a minute; 400 for a body that says something else; 409 once the tool is retired or transferred. `id`: `T-1` or `1`.
 */
export function adoptionDesk(deps: Deps) {
  const taken = new Map<number, { from: number; count: number }>();

  /** Only tools with the right token get so far, so that nobody else can use up what is theirs. */
  function isTooMany(toolId: number): boolean {
    const now = deps.now().getTime();
    const before = taken.get(toolId);
    const fresh = before === undefined || now - before.from >= MINUTE_MS;
    const next = fresh ? { from: now, count: 1 } : { from: before.from, count: before.count + 1 };
    taken.set(toolId, next);
    return next.count > IN_A_MINUTE;
  }

  return async ({ id, token, body }: { id: string; token: string; body: Buffer }): Promise<Answer> => {
    const toolId = readToolNumber(/^\d+$/.test(id) ? `T-${id}` : id) ?? 0;
    if (!(await isTokenOf(deps, toolId, token))) return { status: 401 };
    if (isTooMany(toolId)) return { status: 429 };
    const now = deps.now();
    const read = readPosted(body.toString('utf8'), dayIn(now, deps.settings.calendar.homeTimeZone));
    if (!read.ok) return { status: 400, body: read.text };
    const tool = await deps.storage.tools.tool(toolId);
    if (tool === null || tool.state === 'retired' || tool.state === 'transferred')
      return { status: 409, body: 'nothing is counted of this tool any more' };
    await deps.storage.adoption.keepAdoption(toolId, read.value, null, now);
    return { status: 204 };
  };
}

/** As many days as a chart of Slack's holds. */
export const CHARTED = 20;

/** The numbers as a table of plain text, the last day at the end. */
export function adoptionTable(days: readonly AdoptionDay[]): string {
  const cell = (count: number | null) => (count === null ? '–' : String(count)).padStart(8);
  const rows = days.map(({ day, tool, feature }) => `${day}${cell(tool)}${cell(feature)}`);
  return ['```', `Day       ${'Tool'.padStart(8)}${'Feature'.padStart(8)}`, ...rows, '```'].join('\n');
}

/** A block of Slack's that its types do not know yet. */
type Chart = { type: 'data_visualization'; block_id: string; title: string; chart: unknown };

/** The trend as Slack draws it: a line for each, over the days on which both were counted. Null where there are fewer than two. */
function chartOf(days: readonly AdoptionDay[]): Chart | null {
  const both = days.filter(({ tool, feature }) => tool !== null && feature !== null);
  const drawn = both.length >= 2 ? both : [];
  if (drawn.length === 0) return null;
  const line = (name: string, which: 'tool' | 'feature') => ({
    name,
    data: drawn.map((each) => ({ label: each.day, value: each[which] ?? 0 })),
  });
  const axis = { categories: drawn.map(({ day }) => day), x_label: 'Day', y_label: 'People who use it' };
  return {
    ...{ type: 'data_visualization', block_id: 'trend', title: 'Adoption: tool against feature' },
    chart: { type: 'line', series: [line('Tool', 'tool'), line('Feature', 'feature')], axis_config: axis },
  };
}

/** The trend, sent to one person: asked for twice on a day it is brought up to date. */
export function oweTrend(toolId: number, personId: string, today: string): Owed {
  const key = `adoption:${toolNumber(toolId)}:${personId}:${today}`;
  return { kind: 'adoption-trend', lane: `${toolNumber(toolId)}/${personId}`, key, payload: { toolId, personId } };
}

/** The trend of a tool drawn, with its numbers as text below for whoever does not see the drawing. */
export const adoptionTrend: Delivery = {
  to: 'slack',
  async render(deps, payload) {
    const tool = await deps.storage.tools.tool(Number(payload.toolId));
    const who = await deps.access.who(String(payload.personId), '');
    if (tool === null || !who.ok || !mayReadTools(who.roles, deps.settings.inventory.visibleTo)) return null;
    return { to: { person: who.roles.person.id }, message: trendMessage(tool, await daysOf(deps, tool)) };
  },
};

const daysOf = ({ storage }: Deps, { id }: Tool): Promise<AdoptionDay[]> => storage.adoption.adoptionOf(id, CHARTED);

function trendMessage(tool: Tool, days: readonly AdoptionDay[]) {
  const head = `Adoption of *${toolNumber(tool.id)}* ${inline(truncate(tool.name, 150))}: ${trendOf(days)}`;
  const chart = chartOf(days);
  return message(head, [
    section(head, { blockId: 'head' }),
    // Slack has it; the types of its library do not yet.
    ...(chart === null ? [] : [chart as unknown as KnownBlock]),
    ...(days.length === 0 ? [] : [section(adoptionTable(days), { blockId: 'numbers' })]),
    context('Tool: people who used the tool that day. Feature: people who used what takes its place.', 'what'),
  ]);
}
