import type { Signing } from '../../domain/decision-sign.ts';
import { SIGNER_ROLES, type SignerRole } from '../../domain/outcome.ts';

/** What the button of a sign-off carries: the request, the decision and the side that is asked. */
export const signingValue = (requestId: number, decisionId: number, role: string): string =>
  `${requestId}:${decisionId}:${role}`;

/** Reads such a value; a button of the request itself carries its id alone, and names no decision (0). */
export function readSigning(value: string): Signing & { requestId: number } {
  const [requestId, decisionId, typed] = value.split(':');
  const role = (Object.keys(SIGNER_ROLES) as SignerRole[]).find((each) => each === typed) ?? 'requesting';
  return { requestId: Number(requestId), decisionId: Number(decisionId ?? 0), role };
}
