import { z } from 'zod';
import { type Connection, type ProjectRef, read } from './connection.ts';

const MergeRequest = z.object({ title: z.string(), state: z.enum(['opened', 'closed', 'locked', 'merged']) });
type MergeRequest = z.infer<typeof MergeRequest>;

/** Merge requests, as far as contributions are followed. */
export function mergeRequestCalls({ mergeRequests }: Connection) {
  return {
    /** Its title and state. One that the token may not see is `not-found`. */
    mergeRequest(project: ProjectRef, iid: number): Promise<MergeRequest> {
      return read(MergeRequest, () => mergeRequests.show(project, iid));
    },
  };
}
