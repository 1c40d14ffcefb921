import type { Deps, Job, Tick } from '../../deps.ts';
import { dayIn } from '../../domain/day.ts';
import { currentAndNext } from '../../domain/milestone.ts';

/** Past milestones whose work is read: the last three say what is usual. */
const RECENT = 3;
/** Enough upcoming ones to find the two with a last day. */
const UPCOMING = 20;
const HALF_A_YEAR_MS = 183 * 24 * 3_600_000;
const READ = 'milestones:read';

/** GitLab's milestones and the team's work in those that say how much fits: read every half hour. Closed ones of the last half year only. */
export const milestonesRead: Job = {
  name: 'milestones',
  when: ({ calendar }) => ({ cron: '*/30 * * * *', timeZone: calendar.homeTimeZone }),
  catchUp: 'once, if still the same day',
  async run(deps) {
    await readMilestones(deps);
    return [];
  },
};

/** The first time ever nobody waits for the half hour. Tried once: what fails is read by the job. */
export const firstMilestones: Tick = {
  name: 'first milestones',
  async run(deps) {
    const { facts } = deps.storage;
    if ((await facts.fact(READ)) !== null) return;
    await facts.keepFact(READ, deps.now().toISOString());
    await readMilestones(deps);
  },
};

async function readMilestones(deps: Deps): Promise<void> {
  const { gitlab, storage, now } = deps;
  const readAt = now();
  const closedAfter = new Date(readAt.getTime() - HALF_A_YEAR_MS);
  const { gitlabGroup: group, gitlabProject: project } = deps;
  for (const place of [{ project }, ...(group === null ? [] : [{ group }])]) {
    await storage.milestones.keepMilestones(await gitlab.milestones(place, { closedAfter }), readAt);
    await storage.milestones.keepMilestones(await gitlab.milestones(place, 'active'), readAt);
  }
  await storage.milestones.closeMilestonesNotSeen(readAt);
  await readLoads(deps, dayIn(readAt, deps.settings.calendar.homeTimeZone));
}

/** Of the current and the next milestone, and of the newest past ones: a bounded number, whatever there is. */
async function readLoads({ gitlab, gitlabProject, storage: { milestones } }: Deps, today: string): Promise<void> {
  const planned = currentAndNext(await milestones.upcomingMilestones(today, UPCOMING));
  for (const each of [...planned, ...(await milestones.pastMilestones(today, RECENT))])
    await milestones.keepMilestoneLoad(each.id, await gitlab.milestoneLoad(gitlabProject, each));
}
