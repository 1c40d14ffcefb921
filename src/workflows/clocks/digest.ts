import type { Deps, DigestPart } from '../../deps.ts';
import { ageInWords } from '../../domain/age.ts';
import { isSensitiveOutage, type OutageFile, outageNumber } from '../../domain/outage.ts';
import { asOf, isAtRisk } from '../../domain/outage-clocks.ts';
import { inline, link, mentionPerson, moment, truncate } from '../../slack/escape.ts';

const AT_ONCE = 500;

/** At-risk tools: running out, breached, unassigned, and outages whose tool is not known, with age, due time, owner and link (SLO-13). */
export async function outagesInDigest(deps: Deps): Promise<DigestPart[]> {
  const now = deps.now();
  const basis = { ...(await deps.storage.calendars.calendarInForce()), shares: deps.settings.reminders.shares };
  const files = (await deps.storage.outages.openOutages(AT_ONCE)).map((file) => asOf(file, basis, now));
  const urgent = files.filter((file) => isAtRisk(file, now));
  const unassigned = files.filter((file) => !urgent.includes(file) && needsSomebody(file));
  return [await part(deps, 10, 'At-risk tools', urgent), await part(deps, 11, 'Outages nobody has taken', unassigned)];
}

const needsSomebody = ({ outage }: OutageFile): boolean =>
  outage.assignees.length === 0 || outage.toolId === null || !outage.triaged;

async function part(deps: Deps, order: number, title: string, files: readonly OutageFile[]): Promise<DigestPart> {
  return {
    ...{ order, where: 'channel', title, calls: files.length > 0 },
    lines: await Promise.all(files.map((file) => lineOf(deps, file))),
    hidden: files.map((file) => `*${outageNumber(file.outage.id)}*: ${standing(file)}. ${todo(file)}`),
  };
}

async function lineOf({ storage, now }: Deps, file: OutageFile): Promise<string> {
  const { outage } = file;
  const tool = outage.toolId === null ? null : await storage.tools.tool(outage.toolId);
  const name = isSensitiveOutage(outage) ? '' : ` *${tool === null ? 'tool?' : inline(truncate(tool.name, 60))}*`;
  const issue = outage.url === null ? '' : ` · ${link(outage.url, 'issue')}`;
  return `*${outageNumber(outage.id)}*${name}: ${standing(file)} · ${ageInWords(outage.openedAt, now())} old · ${ownerOf(file)}${issue}. ${todo(file)}`;
}

function ownerOf({ outage }: OutageFile): string {
  if (outage.assignees.length === 0) return 'nobody assigned';
  return outage.assigneeId === null ? inline(`@${outage.assignees[0] ?? ''}`) : mentionPerson(outage.assigneeId);
}

const NAMES = { slo: 'response', rto: 'recovery' } as const;

function standing({ clocks }: OutageFile): string {
  const open = clocks.filter(({ endedAt, state }) => endedAt === null && (state === 'breached' || state === 'running'));
  const told = open.map(({ clock, state, dueAt, breachedAt }) =>
    state === 'breached'
      ? `:red_circle: ${NAMES[clock]} breached since ${moment(breachedAt ?? dueAt ?? new Date(0))}`
      : `${NAMES[clock]} due ${dueAt === null ? 'at some time' : moment(dueAt)}`,
  );
  return told.length === 0 ? 'best effort' : told.join(', ');
}

function todo({ outage }: OutageFile): string {
  if (outage.toolId === null) return 'Say which tool it is.';
  if (outage.assignees.length === 0) return 'Assign somebody.';
  return outage.triaged ? 'Restore it.' : 'Triage it.';
}
