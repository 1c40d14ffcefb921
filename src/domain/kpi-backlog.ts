import type { CountedWork } from './counted-work.ts';
import { type Figure, percent, type Scope } from './kpi.ts';

/** Who took part in refining an issue, and by what: a Slack person's id, or a GitLab username. */
export type Refinement = { gitlabId: number; person: string; what: string };

/** What an open issue lacks to be refined (KPI-4). */
export function lacksOf({ weight, acceptance, metric, workflow }: CountedWork): string[] {
  return [
    ...(weight === null ? ['weight'] : []),
    ...(acceptance ? [] : ['acceptance criteria']),
    ...(metric === null ? ['metric label'] : []),
    ...(workflow === null || workflow === 'validationBacklog'
      ? ['a workflow label beyond the validation backlog']
      : []),
  ];
}

export const isRefined = (work: CountedWork): boolean => lacksOf(work).length === 0;

/**
 * KPI-4: of the open candidates, how many are refined; how many issues are ready for development; who of the team took part.
 * `people`: a team member's Slack id by each name that they go by, usernames in lower case.
 */
export function backlogHealth(
  open: readonly CountedWork[],
  refined: readonly Refinement[],
  { scope, people, teamSize }: { scope: Scope; people: ReadonlyMap<string, string>; teamSize: number },
): Figure {
  const issues = open.filter(({ kind, state, sameAs }) => kind === 'issue' && state === 'opened' && sameAs === null);
  const candidates = issues.filter(({ candidate }) => candidate);
  const done = candidates.filter(isRefined);
  const ours = (work: CountedWork) =>
    work.candidate ||
    work.projectId === scope.projectId ||
    work.assignees.some((name) => scope.team.has(name.toLowerCase()));
  const ready = issues.filter((work) => work.workflow === 'readyForDevelopment' && ours(work));
  const took = new Set(refined.flatMap(({ person }) => people.get(person) ?? people.get(person.toLowerCase()) ?? []));
  const value = percent(done.length, candidates.length);
  return {
    value,
    text: value === null ? 'no open candidate' : `${done.length} of ${candidates.length} refined (${value} %)`,
    notes: [`${ready.length} ready for development`, `${took.size} of ${teamSize} in the team took part in refinement`],
    counted: [...new Set([...candidates, ...ready])].map((work) => ['issue', work.gitlabId, work.metric]),
  };
}
