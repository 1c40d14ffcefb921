import { add } from 'date-fns';
import type { Deps } from '../../deps.ts';
import { dayIn } from '../../domain/day.ts';
import { type Criterion, criteriaFrom } from '../../domain/health.ts';
import type { Roles } from '../../domain/people.ts';
import type { ToolAct } from '../../domain/tool-act.ts';
import { mayReadTools } from '../../domain/tool-sight.ts';

/** The act as the rules take it: now, today in the team's home zone, and the weights of the settings. */
export function actOf({ settings, now }: Deps, { roles, key }: { roles: Roles; key: string }): ToolAct {
  const at = now();
  return {
    ...{ roles, key, now: at, weights: settings.priorities.weights },
    today: dayIn(at, settings.calendar.homeTimeZone),
  };
}

export const criteriaOf = ({ settings }: Deps): Criterion[] => criteriaFrom(settings.health.criteria);

/** When a tool that is operational from now on is reviewed first (REV-1). */
export function firstReview({ settings, now }: Deps): Date {
  const { amount, unit } = settings.reviews.every;
  return add(now(), { [unit]: amount });
}

/** INV-2, and what whoever may not read is told: nothing of what there is. */
export const NOT_FOR_YOU =
  'The inventory is kept to ProdSecEng and ProdSec leadership. Ask in `/prodseceng intake question`, or name the tool in `/prodseceng intake other`.';

export const mayRead = ({ settings }: Deps, roles: Roles): boolean => mayReadTools(roles, settings.inventory.visibleTo);
