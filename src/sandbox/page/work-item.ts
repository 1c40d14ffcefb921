import { useDesk } from './desk.ts';
import type { Issue } from './wire.ts';

/** Does something with a work item as the person: `act('label', { add })`. */
export function useIssueAct(issue: Issue) {
  const { as, act } = useDesk();
  return (path: string, body: object) =>
    act(`gitlab/${path}`, { as, project: issue.projectId, iid: issue.iid, ...body });
}
