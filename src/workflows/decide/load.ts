import type { KnownBlock } from '@slack/types';
import type { Deps } from '../../deps.ts';
import { constraintNumber } from '../../domain/capacity.ts';
import { criticalityLabel } from '../../domain/criticality.ts';
import { dayIn } from '../../domain/day.ts';
import { type Load, loadOf, WEIGHS_LOAD } from '../../domain/load.ts';
import type { OutcomeId } from '../../domain/outcome.ts';
import { section } from '../../slack/blocks.ts';
import { inline, truncate, truncateMarkup } from '../../slack/escape.ts';

/** Enough upcoming ones to find the two with a last day. */
const UPCOMING = 20;
const RECENT = 3;
const MOST = 1_000;
const SHOWN = 3;

/** The load, before an outcome that adds to it (HAND-5); nothing for any other. For the team's eyes: constraints are named. */
export async function loadBlocks(deps: Deps, outcome: OutcomeId): Promise<KnownBlock[]> {
  if (!WEIGHS_LOAD.includes(outcome)) return [];
  const { load, milestones, capacity } = deps.storage;
  const today = dayIn(deps.now(), deps.settings.calendar.homeTimeZone);
  const [committed, upcoming, past, constraints, improvements] = await Promise.all([
    load.committedTools(),
    milestones.upcomingMilestones(today, UPCOMING),
    milestones.pastMilestones(today, RECENT),
    capacity.constraintsInForce(today),
    load.openImprovements(MOST),
  ]);
  const lines = loadLines(loadOf({ committed, upcoming, past, constraints, improvements }));
  return [section(truncateMarkup(['*The load now*', ...lines].join('\n'), 2_900), { blockId: 'load' })];
}

const counted = (count: number): string => (count >= MOST ? '1,000+' : String(count));

function loadLines(load: Load): string[] {
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

function milestoneLines({ milestones, unit, usual, completed, overfull }: Load): string[] {
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

function constraintLines({ constraints }: Load): string[] {
  if (constraints.length === 0) return ['Capacity constraints: none in force'];
  const shown = constraints
    .slice(0, SHOWN)
    .map(({ id, what, until }) => `${constraintNumber(id)} “${inline(truncate(what, 150))}” until ${until}`);
  const more = constraints.length > SHOWN ? ` · and ${constraints.length - SHOWN} more` : '';
  return [`Capacity constraints: ${shown.join(' · ')}${more}`];
}
