/** A milestone of GitLab as it was read last. Days are YYYY-MM-DD. */
export type Milestone = {
  /** GitLab's own id. */
  id: number;
  title: string;
  state: 'active' | 'closed';
  startDate: string | null;
  dueDate: string | null;
  url: string;
  /** Its issues and their weight, open and done; null until they were read. An issue without a weight counts in the issues alone. */
  openIssues: number | null;
  openWeight: number | null;
  doneIssues: number | null;
  doneWeight: number | null;
  seenAt: Date;
};

export type MilestoneRead = Omit<Milestone, 'openIssues' | 'openWeight' | 'doneIssues' | 'doneWeight' | 'seenAt'>;
export type MilestoneLoad = { openIssues: number; openWeight: number; doneIssues: number; doneWeight: number };

/** Whether work can be planned for it: it is open, and its last day is not over. One without a last day is never over. */
export const isUpcoming = ({ state, dueDate }: Pick<Milestone, 'state' | 'dueDate'>, today: string): boolean =>
  state === 'active' && (dueDate === null || dueDate >= today);

/** The work of a milestone as it counts: by weight, or by issues where GitLab says no weights (free tier). */
export type Unit = 'weight' | 'issues';

/** The milestone that is under way, and the one after it. `upcoming`: by their last day; those without one are for no time in particular. */
export function currentAndNext<T extends Pick<Milestone, 'dueDate'>>(upcoming: readonly T[]): T[] {
  return upcoming.filter(({ dueDate }) => dueDate !== null).slice(0, 2);
}
