import type { Deps } from '../../deps.ts';
import { dayIn } from '../../domain/day.ts';
import type { Roles } from '../../domain/people.ts';
import type { StageFile } from '../../domain/stage.ts';
import type { ToolAct } from '../../domain/tool-act.ts';
import { mayReadTools } from '../../domain/tool-sight.ts';

/** The act as the rules take it: now, and today in the team's home zone. */
export function actOf({ settings, now }: Deps, { roles, key }: { roles: Roles; key: string }): ToolAct {
  const at = now();
  return {
    ...{ roles, key, now: at, weights: settings.priorities.weights },
    today: dayIn(at, settings.calendar.homeTimeZone),
  };
}

export const NOT_FOR_YOU = 'This is kept to ProdSecEng and those it was asked of.';

/** Who reads tools reads their stages (INV-2); whoever was asked at a gate does too. */
export const mayRead = ({ settings }: Deps, roles: Roles, { stage, voices }: StageFile): boolean =>
  mayReadTools(roles, settings.inventory.visibleTo) ||
  stage.ownerId === roles.person.id ||
  voices.some(({ personId }) => personId === roles.person.id);
