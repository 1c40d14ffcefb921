import { constraintNumber } from '../domain/capacity.ts';
import { criticalityLabel } from '../domain/criticality.ts';
import type { Load } from '../domain/load.ts';
import { inline, truncate } from './escape.ts';

/** Improvement work is counted up to this. */
export const MOST_COUNTED = 1_000;
const SHOWN = 3;

const counted = (count: number): string => (count >= MOST_COUNTED ? '1,000+' : String(count));

/** The load in lines of markup, for those who may see constraints (HAND-5). */
export function loadLines(load: Load): string[] {
  const tools = load.commitments.reduce((sum, { count }) => sum + count, 0);
  const levels = load.commitments.map(({ level, count }) => `${criticalityLabel(level)} ${count}`).join(' · ');
  const commitments = tools === 0 ? 'none' : `${tools === 1 ? '1 tool' : `${tools} tools`} (${levels})`;
  const planned = load.improvements === 1 ? '1 work item' : `${counted(load.improvements)} work items`;
  return [
    `Commitments in force: ${commitments}`,
    ...milestoneLines(load),
    `Improvement work planned: ${load.improvements === 0 ? 'none' : planned}`,
    ...constraintLines(load),
  ];
}

/** What is open in the milestones, against what is usually completed. */
export function milestoneLines({ milestones, unit, usual, completed, overfull }: Load): string[] {
  if (milestones.length === 0) return ['Milestones: GitLab shows none with a last day that is to come'];
  const amount = (open: number) => (unit === 'weight' ? `weight ${open}` : `${open} ${open === 1 ? 'item' : 'items'}`);
  const filled = milestones.map(
    ({ title, until, open }) => `*${inline(truncate(title, 60))}* (until ${until ?? '?'}) ${amount(open)}`,
  );
  const recent = completed.length === 1 ? 'The last milestone' : `The last ${completed.length} milestones`;
  const usually =
    usual === null
      ? 'No past milestone is known to compare it with.'
      : `${recent} completed ${completed.join(', ')}${completed.length > 1 ? ` (median ${usual})` : ''}.`;
  const over = overfull.map((title) => inline(truncate(title, 60))).join(' and ');
  return [
    `Open in the current milestone and the next: ${filled.join(' · ')}. ${usually}`,
    ...(over === '' ? [] : [`:warning: More is open in ${over} than is usually completed.`]),
    ...(unit === 'issues' ? ['GitLab says no weights here, so work items are counted.'] : []),
  ];
}

export function constraintLines({ constraints }: Load): string[] {
  if (constraints.length === 0) return ['Capacity constraints: none in force'];
  const shown = constraints
    .slice(0, SHOWN)
    .map(({ id, what, until }) => `${constraintNumber(id)} “${inline(truncate(what, 150))}” until ${until}`);
  const more = constraints.length > SHOWN ? ` · and ${constraints.length - SHOWN} more` : '';
  return [`Capacity constraints: ${shown.join(' · ')}${more}`];
}
