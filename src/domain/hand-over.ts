import type { DecideOn } from './decision.ts';
import { handOn, type Signing } from './decision-sign.ts';
import { type Owed, requestNumber } from './owed.ts';
import type { Roles } from './people.ts';
import { type DecidePromise, handOver } from './promise-act.ts';
import type { Act, Decide } from './request-act.ts';
import { reassign } from './request-claim.ts';
import { toolNumber } from './tool.ts';
import { change, type DecideTool, mayNotChange, refuse, type ToolAct } from './tool-act.ts';
import { no, yes } from './verdict.ts';

/** Who held it, who holds it from now on, and the message that tells them (none where they do it themselves). */
export type Taking = { from: string; to: Roles; told: Owed[] };

export const MANAGER_ONLY = 'Only the manager hands over what somebody held.';
const TEAM_MEMBER = 'Choose someone of ProdSecEng.';

/** Null where this act may hand something of the team to that person. */
export function mayNotHandOver({ roles }: Pick<Act, 'roles'>, to: Roles): string | null {
  if (!roles.manager) return MANAGER_ONLY;
  return to.team ? null : TEAM_MEMBER;
}

/** The claim of someone who is gone goes to another team member. Refused once they do not hold it any more. */
export function handOverClaim(act: Act, { from, to, told }: Taking): Decide {
  return (file) => {
    const { claimedBy, id } = file.request;
    const refused = mayNotHandOver(act, to);
    if (refused !== null) return no(refused);
    if (claimedBy !== from)
      return no(`${requestNumber(id)} is led by ${claimedBy === null ? 'nobody' : `<@${claimedBy}>`} now.`);
    const verdict = reassign(act, to)(file);
    if (!verdict.ok) return verdict;
    // One message tells all that was handed over.
    const owed = [...verdict.value.owed.filter(({ kind }) => kind !== 'direct'), ...told];
    return yes({ ...verdict.value, action: 'handed over', detail: { from, to: to.person.id }, owed });
  };
}

/** The tool of someone who is gone gets another owner; its history says so (INV-12). */
export function handOverTool(act: ToolAct, { from, to, told }: Taking): DecideTool {
  return (tool) => {
    const refused = mayNotHandOver(act, to) ?? mayNotChange(act, tool);
    if (refused !== null) return refuse(refused);
    if (tool.ownerId !== from)
      return refuse(
        `${toolNumber(tool.id)} is owned by ${tool.ownerId === null ? 'nobody' : `<@${tool.ownerId}>`} now.`,
      );
    return change(act, tool, 'Its owner is gone', {
      action: 'handed over',
      fields: { ownerId: to.person.id },
      answer: `<@${to.person.id}> owns ${tool.name} now.`,
      owed: () => told,
    });
  };
}

/** The promise of someone who is gone goes to a team member, who is reminded of it from now on. */
export function handOverPromise(act: Act, { from, to, told }: Taking): DecidePromise {
  return (promise) => {
    const refused = mayNotHandOver(act, to);
    if (refused !== null) return no(refused);
    if (promise.ownerId !== from)
      return no(`“${promise.what}” is with ${promise.ownerId === null ? 'the team' : `<@${promise.ownerId}>`} now.`);
    const verdict = handOver(act, to)(promise);
    return verdict.ok ? yes({ ...verdict.value, owed: [...verdict.value.owed, ...told] }) : verdict;
  };
}

/** DEC-14: the manager puts someone in the place of a signer who is gone; who may stand for a role is as for any delegation. */
export function handOverSignature(act: Act, signing: Signing, { from, to }: Pick<Taking, 'from' | 'to'>): DecideOn {
  return (at) => (act.roles.manager ? handOn(act, { ...signing, from }, to)(at) : no(MANAGER_ONLY));
}
