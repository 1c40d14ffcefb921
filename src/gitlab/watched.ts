import { z } from 'zod';
import type { Seen } from '../domain/promise.ts';
import type { WatchedPlace } from '../domain/watched-work.ts';
import { type Connection, read } from './connection.ts';
import { GitLabError } from './errors.ts';

const day = z.string().nullish();
const Planned = z
  .object({ state: z.string(), due_date: day, end_date: day })
  // An epic is due on its end date; an open milestone is called active.
  .transform(({ state, due_date, end_date }) => ({
    state: state === 'closed' ? 'closed' : 'opened',
    due: due_date ?? end_date ?? null,
  }));

/** Work that a request waits for: its state, `opened` or `closed`, and when it is due. */
export function watchCalls({ issues, epics, groupMilestones, projectMilestones }: Connection) {
  return {
    /** Epics are refused with 403 or 404 on GitLab's free tier. */
    async watchedWork(place: WatchedPlace): Promise<Seen> {
      const { iid } = place;
      if (place.kind === 'issue') return read(Planned, () => issues.show(iid, { projectId: place.path }));
      if (place.kind === 'epic') return read(Planned, () => epics.show(place.path, iid));
      const milestones = place.of === 'group' ? groupMilestones : projectMilestones;
      const [found] = await read(z.array(Planned), () => milestones.all(place.path, { iids: [iid] } as never));
      if (found === undefined) throw new GitLabError('not-found', `GitLab shows no milestone ${iid} in ${place.path}`);
      return found;
    },
  };
}
