import type { Deps, RequestPart } from '../../deps.ts';
import type { Roles } from '../../domain/people.ts';
import type { RequestFile } from '../../domain/request.ts';
import { maySeeRisks, referenceIn } from '../../domain/risk.ts';
import { truncate } from '../../slack/escape.ts';
import { ACTIONS } from './ids.ts';

const ORDER = 40;

/** From a request that names a risk to its page; one that is not recorded here can be added by the team (CHA-4). */
export async function riskOfRequest(
  { storage }: Deps,
  { request }: RequestFile,
  roles: Roles,
): Promise<RequestPart | null> {
  const reference = maySeeRisks(roles) ? referenceIn(request.answers) : null;
  if (reference === null) return null;
  const known = await storage.risks.riskNamed(reference);
  if (known === null && !roles.team) return null;
  const text = `${known === null ? 'Add risk' : 'Risk'} ${truncate(reference, 60)}`;
  return { order: ORDER, blocks: [], offers: [{ text, actionId: ACTIONS.riskOfRequest }] };
}
