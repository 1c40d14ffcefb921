import type { KnownBlock } from '@slack/types';
import type { Deps } from '../../deps.ts';
import { dayIn } from '../../domain/day.ts';
import { kpiLines } from '../../domain/kpi-glance.ts';
import { loadOf } from '../../domain/load.ts';
import { requestNumber } from '../../domain/owed.ts';
import type { Roles } from '../../domain/people.ts';
import { type Promised, promiseKind } from '../../domain/promise.ts';
import { toolNumber } from '../../domain/tool.ts';
import { header, section } from '../../slack/blocks.ts';
import { inline, mentionPerson, moment, truncate, truncateMarkup } from '../../slack/escape.ts';
import { constraintLines, milestoneLines } from '../../slack/load-lines.ts';

const SHOWN = 5;
const COUNTED = 100;
const UPCOMING = 20;
const RECENT = 3;

/** For leadership and the manager: promises at risk, capacity, and the KPIs of the newest report. Nothing for anyone else. */
export async function glanceBlocks(deps: Deps, roles: Roles): Promise<KnownBlock[]> {
  if (!roles.manager && !roles.leadership) return [];
  const parts = [await promisesAtRisk(deps), await capacityNow(deps), await kpis(deps)];
  const ids = ['promises', 'capacity', 'kpis'];
  return [
    header('At a glance', 'glance'),
    ...parts.map((text, nth) => section(truncateMarkup(text, 2_900), { blockId: `glance:${ids[nth]}` })),
  ];
}

/** Promises whose date is over, and tools whose response or recovery runs out or is breached. */
async function promisesAtRisk(deps: Deps): Promise<string> {
  const { storage, settings } = deps;
  const now = deps.now();
  const overdue = await storage.promises.overduePromises(now, COUNTED);
  const outages = await storage.outages.countAtRisk(now, Math.min(...settings.reminders.shares));
  const count = overdue.length === COUNTED ? `${COUNTED} or more` : String(overdue.length);
  const promises = overdue.length === 0 ? 'No promise is overdue.' : `${count} overdue, the longest first:`;
  const tools =
    outages === 0
      ? 'No tool is at risk.'
      : `:red_circle: At-risk tools: ${outages}${outages === COUNTED ? ' or more' : ''}. \`/prodseceng digest\` lists them.`;
  return ['*Promises at risk*', promises, ...overdue.slice(0, SHOWN).map(promiseLine), tools].join('\n');
}

function promiseLine({ kind, requestId, toolId, ownerId, dueAt, what }: Promised): string {
  const number = requestId !== null ? requestNumber(requestId) : toolId === null ? null : toolNumber(toolId);
  const about = number === null ? '' : ` · ${number}`;
  const whose = ownerId === null ? 'the team’s' : mentionPerson(ownerId);
  const since = dueAt === null ? '' : `, due since ${moment(dueAt)}`;
  return `• *${promiseKind(kind).label}*${about}: ${inline(truncate(what, 120))} (${whose}${since})`;
}

/** Constraints in force, and what is open in the milestones against what is usually completed. */
async function capacityNow({ storage, settings, now }: Deps): Promise<string> {
  const today = dayIn(now(), settings.calendar.homeTimeZone);
  const load = loadOf({
    ...{ committed: [], improvements: 0 },
    upcoming: await storage.milestones.upcomingMilestones(today, UPCOMING),
    past: await storage.milestones.pastMilestones(today, RECENT),
    constraints: await storage.capacity.constraintsInForce(today),
  });
  return ['*Capacity*', ...constraintLines(load), ...milestoneLines(load)].join('\n');
}

async function kpis({ storage }: Deps): Promise<string> {
  const newest = await storage.charter.newestReport();
  const lines = newest === null ? [] : kpiLines(newest.figures);
  if (newest === null || lines.length === 0) return '*KPIs*\nThe first report has not been made yet.';
  const told = lines.map(({ label, text }) => `• ${inline(truncate(label, 100))}: ${inline(truncate(text, 200))}`);
  return [
    `*KPIs*, report of ${inline(newest.period)}`,
    ...told,
    '`/prodseceng metrics` shows them with their formulas.',
  ].join('\n');
}
