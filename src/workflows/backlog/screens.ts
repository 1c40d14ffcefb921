import type { ModalView } from '@slack/types';
import type { Deps } from '../../deps.ts';
import { type BacklogIssue, isMilestoneOf } from '../../domain/backlog.ts';
import { dayIn } from '../../domain/day.ts';
import type { Milestone } from '../../domain/milestone.ts';
import { issueView } from './issue-view.ts';
import { listView, ON_A_PAGE } from './list-view.ts';

const CHOICES = 100;
/** Kept by the copy of GitLab while it is filled for the first time. */
const COPY = { fact: 'counted:state', filled: 'filled' } as const;

/** The day it is for the team. */
export const today = ({ now, settings }: Deps): string => dayIn(now(), settings.calendar.homeTimeZone);

/** The backlog from there on; a page that is gone meanwhile gives the last one that is left. */
export async function backlogScreen(deps: Deps, wanted: number, done?: string): Promise<ModalView> {
  const { backlog, facts } = deps.storage;
  let offset = Math.max(0, Number.isInteger(wanted) ? wanted : 0);
  let page = await backlog.candidates(offset, ON_A_PAGE);
  if (page.issues.length === 0 && page.count > 0) {
    offset = Math.floor((page.count - 1) / ON_A_PAGE) * ON_A_PAGE;
    page = await backlog.candidates(offset, ON_A_PAGE);
  }
  const state = await facts.fact(COPY.fact);
  const shown = { ...page, offset, candidateLabel: deps.settings.gitlab.labels.candidate, now: deps.now() };
  return listView({ ...shown, filling: state !== null && state !== COPY.filled }, done);
}

/** One issue, or null where it is not known. */
export async function issueScreen(
  deps: Deps,
  gitlabId: number,
  offset: number,
  done?: string,
): Promise<ModalView | null> {
  const issue = await deps.storage.backlog.backlogIssue(gitlabId);
  return issue === null ? null : issueView(issue, offset, deps.now(), done);
}

/** GitLab's milestones that are not over and that this issue's project has. */
export async function milestonesFor(deps: Deps, { work }: BacklogIssue): Promise<Milestone[]> {
  const upcoming = await deps.storage.milestones.upcomingMilestones(today(deps), CHOICES);
  return upcoming.filter((each) => isMilestoneOf(work.reference, each));
}

/** GitLab's id of the milestone that is under way; null where none is. */
export async function milestoneNow(deps: Deps): Promise<number | null> {
  const day = today(deps);
  const upcoming = await deps.storage.milestones.upcomingMilestones(day, CHOICES);
  const begun = upcoming.find(({ startDate, dueDate }) => dueDate !== null && startDate !== null && startDate <= day);
  return begun?.id ?? null;
}
