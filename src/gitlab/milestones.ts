import { z } from 'zod';
import type { MilestoneLoad, MilestoneRead } from '../domain/milestone.ts';
import { type Connection, findInPages, PER_PAGE, type ProjectRef, readPage } from './connection.ts';

const day = z.string().nullish();
const MilestoneRow = z
  .object({
    id: z.number(),
    title: z.string(),
    state: z.string(),
    start_date: day,
    due_date: day,
    web_url: z.string().nullish(),
  })
  .transform(
    (row): MilestoneRead => ({
      id: row.id,
      title: row.title,
      state: row.state === 'closed' ? 'closed' : 'active',
      startDate: row.start_date ?? null,
      dueDate: row.due_date ?? null,
      url: row.web_url ?? '',
    }),
  );

/** GitLab's free tier says nothing of weights. */
const PlannedIssue = z.object({
  state: z.string(),
  weight: z.number().nullish(),
  milestone: z.object({ id: z.number() }).nullish(),
});
type PlannedIssue = z.output<typeof PlannedIssue>;

/** A group's milestones, or a project's; those of the groups above are among them. */
export type MilestonePlace = { group: ProjectRef } | { project: ProjectRef };

/** More than this are not read. */
const MOST = 1_000;

/** Milestones, and the work that is in them. */
export function milestoneCalls({ groupMilestones, projectMilestones, issues }: Connection) {
  const list = (place: MilestonePlace, query: Record<string, unknown>, page: number) => {
    const options = { ...query, includeAncestors: true, perPage: PER_PAGE, page, showExpanded: true } as never;
    return readPage(MilestoneRow, () =>
      'group' in place ? groupMilestones.all(place.group, options) : projectMilestones.all(place.project, options),
    );
  };

  return {
    /** Every one that is open, or every closed one that changed after an instant (an older GitLab may give more). */
    async milestones(place: MilestonePlace, which: 'active' | { closedAfter: Date }): Promise<MilestoneRead[]> {
      const query =
        which === 'active' ? { state: 'active' } : { state: 'closed', updatedAfter: which.closedAfter.toISOString() };
      const found: MilestoneRead[] = [];
      await findInPages(
        (page) => list(place, query, page),
        (items) => (found.push(...items) < MOST ? undefined : items),
      );
      return found;
    },

    /** What a project has in a milestone: its issues and their weight, open and done. */
    async milestoneLoad(
      project: ProjectRef,
      { id, title }: Pick<MilestoneRead, 'id' | 'title'>,
    ): Promise<MilestoneLoad> {
      const query = { projectId: project, scope: 'all', milestone: title, perPage: PER_PAGE, showExpanded: true };
      let load: MilestoneLoad = { openIssues: 0, openWeight: 0, doneIssues: 0, doneWeight: 0 };
      await findInPages(
        (page) => readPage(PlannedIssue, () => issues.all({ ...query, page } as never)),
        (items) => {
          // Titles are asked for; a project and a group above it may have the same one.
          load = items.filter(({ milestone }) => milestone?.id === id).reduce(plus, load);
        },
      );
      return load;
    },
  };
}

function plus(load: MilestoneLoad, { state, weight }: PlannedIssue): MilestoneLoad {
  const by = weight ?? 0;
  return state === 'closed'
    ? { ...load, doneIssues: load.doneIssues + 1, doneWeight: load.doneWeight + by }
    : { ...load, openIssues: load.openIssues + 1, openWeight: load.openWeight + by };
}
