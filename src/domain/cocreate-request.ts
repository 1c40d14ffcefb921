import type { DecisionFile } from './decision.ts';
import { outcomeOf } from './outcome.ts';
import { requestNumber } from './owed.ts';
import type { Act } from './request-act.ts';
import { TEAM_ONLY } from './request-act.ts';
import type { NewStage } from './stage.ts';

/**
 * A co-creation of a request that has no tool (COC-3): of one that is decided as *build directly into the product*, by the team. Of a sensitive
 * one only the number is its name (INV-2).
 */
export function cocreateOfRequest(
  act: Pick<Act, 'roles'>,
  { file: { request }, inForce }: Pick<DecisionFile, 'file' | 'inForce'>,
): { ok: true; made: NewStage } | { ok: false; text: string } {
  const number = requestNumber(request.id);
  if (!act.roles.team) return { ok: false, text: TEAM_ONLY };
  if (inForce?.outcome !== 'build-product') {
    const { label } = outcomeOf('build-product');
    return {
      ok: false,
      text: `Co-create starts for a request that is decided as *${label}*, or for a tool in Integrate. ${number} is not.`,
    };
  }
  const details = request.sensitive ? { sensitive: true } : {};
  const name = request.sensitive ? number : request.title;
  const ownerId = act.roles.person.id;
  return { ok: true, made: { kind: 'cocreate', name, phase: 'loop-1', requestId: request.id, ownerId, details } };
}
