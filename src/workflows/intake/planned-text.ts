import type { PlannedWork } from '../../domain/planned-work.ts';
import { inlineForGitLab, linkForGitLab } from '../../gitlab/markdown.ts';

/** How much planned work a work item lists. */
export const PLANNED_LISTED = 50;

/** The work that is planned for a request, as it stands on its work item (NEW-6); nothing while none is. Given newest first. */
export function plannedSections(work: readonly PlannedWork[]): string[] {
  if (work.length === 0) return [];
  return ['## Planned work', [...work].reverse().map(plannedLine).join('\n')];
}

function plannedLine({ title, url, state, weight, milestone }: PlannedWork): string {
  const facts = [
    inlineForGitLab(title),
    url === null ? 'its issue follows' : linkForGitLab(url),
    weight === null ? 'no weight yet' : `weight ${weight}`,
    milestone === null ? 'no milestone yet' : inlineForGitLab(`milestone ${milestone}`),
    state === 'closed' ? 'closed' : 'open',
  ];
  return `- ${facts.join(' · ')}`;
}
