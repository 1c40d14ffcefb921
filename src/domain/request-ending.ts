import { oweCard, oweDirect, oweWorkItemClosing, requestNumber } from './owed.ts';
import type { RequestFile } from './request.ts';
import { type Act, type Decide, ended, entryBy, kept, TEAM_ONLY } from './request-act.ts';
import { no, yes } from './verdict.ts';

/** The request ends as a duplicate; its requester joins the other one with the use case that they gave. */
export function markDuplicate(act: Act, named: RequestFile, useCase: string): Decide {
  return (file, look = () => named) => {
    const { request } = file;
    const other = look(named.request.id) ?? named;
    if (!act.roles.team) return no(TEAM_ONLY);
    const over = ended(file);
    if (over !== null) return no(over);
    if (other.request.id === request.id) return no('A request cannot be a duplicate of itself.');
    if (other.request.state === 'duplicate') {
      return no(`${requestNumber(other.request.id)} is a duplicate itself. Name the request that it points to.`);
    }
    if (other.request.state === 'withdrawn') {
      return no(`${requestNumber(other.request.id)} is withdrawn: nothing goes on there. Name one that does.`);
    }
    const where = other.request.sensitive ? null : (other.workItem?.url ?? null);
    const told = entryBy(act, 'duplicate', `Duplicate of ${requestNumber(other.request.id)}. ${useCase}`.trim(), where);
    const people = [request.requesterId].filter((id) => id !== null);
    return yes({
      actor: act.roles.person.id,
      action: 'marked duplicate',
      detail: { duplicateOf: other.request.id },
      request: { state: 'duplicate', duplicateOf: other.request.id, asked: null, askedBy: null },
      entries: [told],
      owed: [
        oweCard(request.id),
        ...kept(told, file),
        ...people.map((id) => oweDirect(request.id, id, 'duplicate')),
        oweWorkItemClosing(request.id),
      ],
      answer: `${requestNumber(request.id)} is marked a duplicate of ${requestNumber(other.request.id)}.`,
    });
  };
}

/** The team, or the requester of it, withdraws a request with a reason. */
export function withdraw(act: Act, reason: string): Decide {
  return (file) => {
    const { request } = file;
    const { person, team } = act.roles;
    if (!team && request.requesterId !== person.id)
      return no('Only the requester or ProdSecEng can withdraw a request.');
    const over = ended(file);
    if (over !== null) return no(over);
    const said = entryBy(act, 'withdrawn', reason);
    const others = [request.requesterId, request.claimedBy].filter((id) => id !== null && id !== person.id);
    return yes({
      actor: person.id,
      action: 'withdrew',
      request: { state: 'withdrawn', reason, asked: null, askedBy: null },
      entries: [said],
      owed: [
        oweCard(request.id),
        ...kept(said, file),
        ...others.flatMap((id) => (id === null ? [] : [oweDirect(request.id, id, 'withdrawn', said.key)])),
        oweWorkItemClosing(request.id),
      ],
      answer: `${requestNumber(request.id)} is withdrawn.`,
    });
  };
}
