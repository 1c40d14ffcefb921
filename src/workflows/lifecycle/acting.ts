import type { Deps } from '../../deps.ts';
import { dayIn } from '../../domain/day.ts';
import type { Roles } from '../../domain/people.ts';
import { partiesOf } from '../../domain/responsibility.ts';
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

/**
 * Who reads tools reads their stages, of a sensitive request only the team and leadership do (INV-2); whoever was asked at a gate does too,
 * and whoever takes over.
 */
export const mayRead = ({ settings }: Deps, roles: Roles, { stage, voices }: StageFile): boolean =>
  (stage.details.sensitive === true
    ? roles.team || roles.manager || roles.leadership
    : mayReadTools(roles, settings.inventory.visibleTo)) ||
  stage.ownerId === roles.person.id ||
  partiesOf(stage).includes(roles.person.id) ||
  voices.some(({ personId }) => personId === roles.person.id);
