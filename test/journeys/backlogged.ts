import type { Sandbox } from '../../src/sandbox/start.ts';
import { GITLAB } from '../../src/sandbox/world.ts';

export const CANDIDATE = 'ProdSecEng Candidate';
export const OTHER_PROJECT = 202;

/** A project of the group beside the team's, with the process's labels unless others are given; the bot can write there. */
export function addProject({ gitlabStandIn }: Sandbox, labels?: string[]): void {
  const members = [501, 502, 503, 504, 505, 900];
  gitlabStandIn.addProject({ id: OTHER_PROJECT, path: 'security/scanner', memberIds: members });
  gitlabStandIn.addLabels(OTHER_PROJECT, labels ?? PROCESS_LABELS);
}

const METRICS = ['ProdSecRequirement', 'Defense in Depth', 'Paved Road', 'Custom Tooling'];
const STEPS = ['validation backlog', 'ready for development', 'in dev', 'in review', 'complete'];
const PROCESS_LABELS = [
  CANDIDATE,
  ...STEPS.map((step) => `workflow::${step}`),
  ...METRICS.map((metric) => `ProdSecEngMetric::${metric}`),
];

export type Made = {
  title: string;
  labels?: string[];
  description?: string;
  weight?: number;
  milestoneId?: number;
  confidential?: boolean;
  project?: number;
};

/** Issues in GitLab, filed by the colleague, one after another. Gives their numbers. */
export function makeIssues({ gitlabStandIn, clock }: Sandbox, made: readonly Made[]): number[] {
  return made.map(({ project = OTHER_PROJECT, labels = [CANDIDATE], ...rest }) => {
    clock.advance(1_000);
    return gitlabStandIn.createIssue({ as: 'requester', project, labels, ...rest }).iid;
  });
}

/** GitLab is read, as at every minute. */
export async function read(sandbox: Sandbox): Promise<void> {
  sandbox.clock.advance(61_000);
  await sandbox.tick();
  await sandbox.settled();
}

export const TEAM_PROJECT = GITLAB.project.id;
