import type { Delivery, Deps, Job } from '../../deps.ts';
import { onlyMembersRead } from '../../domain/audience.ts';
import { dayIn } from '../../domain/day.ts';
import { currentAndNext, type Milestone } from '../../domain/milestone.ts';
import type { Owed } from '../../domain/owed.ts';
import type { Roles } from '../../domain/people.ts';
import {
  isOver,
  keyBefore,
  periodOf,
  periodOfMilestone,
  type ReportPeriod,
  readPeriod,
} from '../../domain/report-period.ts';
import { message } from '../../slack/blocks.ts';
import type { Answer, Command } from '../../slack/command.ts';
import { inline } from '../../slack/escape.ts';
import { namedChannel } from '../../slack/places.ts';
import { isFilled } from './copy.ts';
import { keptFigures, type ReportShown, reportOf } from './gather.ts';
import { reportAnswer } from './view.ts';

/** `/prodseceng metrics`: for every full member; the titles of confidential work only for those who may read them. */
export const metricsCommand = (deps: Deps): Command => ({
  ...{ word: 'metrics', usage: '[month|quarter|milestone …]' },
  help: 'The KPIs and operational metrics: of this month, or `last month`, `quarter`, `2026-10`, `milestone 12.3`.',
  run: async ({ roles, rest, answer }) => answer(await answerFor(deps, roles, rest)),
});

async function answerFor(deps: Deps, roles: Roles, typed: string): Promise<Answer> {
  const zone = deps.settings.calendar.homeTimeZone;
  const asked = readPeriod(typed, deps.now(), zone);
  if (asked.kind === 'unknown') return { text: asked.text };
  if (asked.kind !== 'milestone') return periodAnswer(deps, roles, periodOf(asked.key, zone));
  const milestone = await milestoneTitled(deps, asked.title);
  const period = milestone === null ? null : periodOfMilestone(milestone, zone);
  if (period !== null) return periodAnswer(deps, roles, period);
  const which = asked.title === '' ? 'No milestone is under way' : `There is no milestone “${inline(asked.title)}”`;
  return { text: `${which} that GitLab says the last day of.` };
}

async function milestoneTitled(
  { storage: { milestones }, now, settings }: Deps,
  title: string,
): Promise<Milestone | null> {
  if (title !== '') return (await milestones.milestonesTitled(title))[0] ?? null;
  const upcoming = await milestones.upcomingMilestones(dayIn(now(), settings.calendar.homeTimeZone), 20);
  return currentAndNext(upcoming)[0] ?? null;
}

/** The period that a key names; null where there is none. */
export async function periodByKey({ storage, settings }: Deps, key: string): Promise<ReportPeriod | null> {
  const zone = settings.calendar.homeTimeZone;
  const id = /^milestone:(\d+)$/u.exec(key)?.[1];
  if (id === undefined) return /^20\d{2}-(0[1-9]|1[0-2]|Q[1-4])$/u.test(key) ? periodOf(key, zone) : null;
  const milestone = await storage.milestones.milestone(Number(id));
  return milestone === null ? null : periodOfMilestone(milestone, zone);
}

/** A period's report for one person. */
export async function periodAnswer(deps: Deps, roles: Roles, period: ReportPeriod): Promise<Answer> {
  return shownAnswer(deps, await reportOf(deps, period), { team: roles.team, named: true });
}

/** One version of a kept report. */
export async function versionAnswer(deps: Deps, roles: Roles, id: number): Promise<Answer | null> {
  const kept = await deps.storage.reports.report(id);
  const figures = kept === null ? null : keptFigures(kept);
  const period = kept === null ? null : await periodByKey(deps, kept.period);
  if (kept === null || figures === null || period === null) return null;
  return shownAnswer(deps, { figures, kept, period }, { team: roles.team, named: true });
}

async function shownAnswer(deps: Deps, shown: ReportShown, sight: { team: boolean; named: boolean }): Promise<Answer> {
  const versions = await deps.storage.reports.reportsOf(shown.period.key);
  return reportAnswer(shown, { ...sight, running: !isOver(shown.period, deps.now()), versions });
}

/** The message about a period in the team's channel: posted once, and brought up to date when the period is worked out again. */
export const oweReport = (period: string): Owed => ({
  ...{ kind: 'metrics-report', lane: 'metrics/report', key: `metrics-report:${period}`, payload: { period } },
});

/** So long the report waits for a GitLab that cannot be read; then it is posted, and says so. */
const WAITS_MS = 24 * 3_600_000;

/** On the first of each month the report of the one before (KPI-7); where nothing ran on that day, within the week. */
export const monthlyReport: Job = {
  name: 'metrics',
  when: ({ calendar }) => ({ cron: '0 9 1 * *', timeZone: calendar.homeTimeZone }),
  catchUp: { each: 1 },
  async run(deps, { at }) {
    const zone = deps.settings.calendar.homeTimeZone;
    const last = periodOf(keyBefore(dayIn(at, zone).slice(0, 7)), zone);
    const { kept } = await reportOf(deps, last);
    if (kept === null && deps.now().getTime() - at.getTime() < WAITS_MS && (await isFilled(deps)))
      throw new Error(`GitLab was not read since ${last.label} ended: its report follows once it was.`);
    return [oweReport(last.key)];
  },
};

export const reportDelivery: Delivery = {
  to: 'slack',
  async render(deps, { period: key }) {
    const period = await periodByKey(deps, String(key));
    if (period === null) return null;
    const channel = await namedChannel(deps, deps.settings.slack.channels.internal);
    const sight = { team: true, named: onlyMembersRead(channel) };
    const { text, blocks = [] } = await shownAnswer(deps, await reportOf(deps, period), sight);
    return { to: { channel: channel.id }, message: message(text, blocks) };
  },
};
