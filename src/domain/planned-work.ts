import type { Owed } from './owed.ts';
import { toolNumber } from './tool.ts';

/** Work that a decision plans, or that closes a gap of a tool (`criterion`). */
export type PlannedWork = {
  id: number;
  kind: 'planned' | 'improvement';
  requestId: number | null;
  toolId: number | null;
  decisionId: number | null;
  criterion: string | null;
  title: string;
  acceptance: string;
  weight: number | null;
  milestone: string | null;
  /** GitLab's id of that milestone, where it was picked from GitLab's. */
  milestoneId: number | null;
  /** Where its issue is, once it is filed. */
  projectId: number | null;
  iid: number | null;
  url: string | null;
  state: 'opened' | 'closed';
  at: Date;
};

export type NewPlannedWork = Pick<PlannedWork, 'kind' | 'title' | 'acceptance'> &
  Partial<
    Pick<PlannedWork, 'requestId' | 'toolId' | 'decisionId' | 'criterion' | 'weight' | 'milestone' | 'milestoneId'>
  >;

/** The GitLab issue of an improvement: created unless it is there. */
export function oweImprovement(toolId: number, workId: number): Owed {
  const lane = `${toolNumber(toolId)}/gitlab`;
  return { kind: 'improvement', lane, key: `improvement:${workId}`, payload: { workId } };
}
