import type { Deps } from '../../deps.ts';
import { CLOCK_LABELS, type OutageClock, type OutageFile, outageNumber } from '../../domain/outage.ts';
import { asOf } from '../../domain/outage-clocks.ts';
import type { Tool } from '../../domain/tool.ts';
import { inline, link, mentionPerson, moment } from '../../slack/escape.ts';

const NO_DUE = {
  'no-commitment': 'no commitment is in force',
  'best-effort': 'best effort',
  'empty-calendar': 'best effort: nobody’s hours are known',
  stopped: 'stopped',
} as const;

/** Where a clock stands, in a line of markup. */
export function clockLine(clock: OutageClock): string {
  return `*${CLOCK_LABELS[clock.clock]}* ${standing(clock)}`;
}

function standing({ state, dueAt, breachedAt, endedAt, noDue }: OutageClock): string {
  if (state === 'breached') {
    const ended = endedAt === null ? '' : `, given ${moment(endedAt)}`;
    return `:red_circle: breached since ${moment(breachedAt ?? dueAt ?? new Date(0))}${ended}`;
  }
  if (state === 'met') return `:white_check_mark: met${endedAt === null ? '' : ` ${moment(endedAt)}`}`;
  if (dueAt !== null && state === 'running') return `due ${moment(dueAt)}`;
  return noDue === null ? state : NO_DUE[noDue];
}

/** What an outage is called where everyone who reads may know the tool. */
export const headLine = ({ outage }: OutageFile, tool: Tool | null): string =>
  `*${outageNumber(outage.id)}* · ${tool === null ? '*tool?*' : `*${inline(tool.name)}*`}`;

/** What has become of it, in plain words. */
export function stateLine({ outage }: OutageFile): string {
  if (outage.state === 'closed') return ':white_check_mark: Restored';
  if (outage.notBlocking !== null) return `Does not count: ${inline(outage.notBlocking)}`;
  if (outage.assignees.length === 0) return 'Nobody is assigned';
  const who =
    outage.assigneeId === null
      ? outage.assignees.map((name) => inline(`@${name}`)).join(', ')
      : mentionPerson(outage.assigneeId);
  return `Assigned to ${who}${outage.triaged ? ', triaged' : ', not triaged yet'}`;
}

export const issueLine = ({ outage }: OutageFile): string =>
  outage.url === null ? ':hourglass_flowing_sand: The GitLab issue follows.' : link(outage.url, 'GitLab issue');

export const toolOf = async ({ storage }: Deps, { outage }: OutageFile): Promise<Tool | null> =>
  outage.toolId === null ? null : storage.tools.tool(outage.toolId);

/** The outage with its clocks as they stand now. */
export async function asOfNow(deps: Deps, file: OutageFile): Promise<OutageFile> {
  const inForce = await deps.storage.calendars.calendarInForce();
  return asOf(file, { ...inForce, shares: deps.settings.reminders.shares }, deps.now());
}

/** Time and shares that clocks are worked out with. */
export const clockTime = ({ settings, now }: Deps) => ({ shares: settings.reminders.shares, now: now() });
