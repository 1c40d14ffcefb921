import type { KnownBlock } from '@slack/types';
import type { Deps } from '../../deps.ts';
import { dayIn } from '../../domain/day.ts';
import { loadOf, WEIGHS_LOAD } from '../../domain/load.ts';
import type { OutcomeId } from '../../domain/outcome.ts';
import { section } from '../../slack/blocks.ts';
import { truncateMarkup } from '../../slack/escape.ts';
import { loadLines, MOST_COUNTED } from '../../slack/load-lines.ts';

/** Enough upcoming ones to find the two with a last day. */
const UPCOMING = 20;
const RECENT = 3;

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
    load.openImprovements(MOST_COUNTED),
  ]);
  const lines = loadLines(loadOf({ committed, upcoming, past, constraints, improvements }));
  return [section(truncateMarkup(['*The load now*', ...lines].join('\n'), 2_900), { blockId: 'load' })];
}
