/** The value of each is the stage's id; of those about one claim `STAGE/CLAIM`. */
export const TRANSFER_ACTIONS = {
  claim: 'transfer_claim',
  withdraw: 'transfer_withdraw',
  accept: 'transfer_accept',
  decline: 'transfer_decline',
  until: 'transfer_until',
} as const;

export const TRANSFER_VIEWS = {
  claim: 'transfer_claim_form',
  decline: 'transfer_decline_form',
  until: 'transfer_until_form',
} as const;

export const claimValue = (stageId: number, claimId: number): string => `${stageId}/${claimId}`;

export function readClaimValue(value: string): { stageId: number; claimId: number } {
  const [stageId = '', claimId = ''] = value.split('/');
  return { stageId: Number(stageId), claimId: Number(claimId) };
}
