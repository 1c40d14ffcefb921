import { oweCard, oweDirect, oweWorkItemUpdate, requestNumber } from './owed.ts';
import type { Roles } from './people.ts';
import type { RequestChange, RequestFile } from './request.ts';
import { type Act, type Decide, ended, TEAM_ONLY } from './request-act.ts';
import { no, yes } from './verdict.ts';

/** A team member leads the request. Refused when someone else does already. */
export function claim({ roles }: Act): Decide {
  return (file) => {
    const { request } = file;
    if (!roles.team) return no(TEAM_ONLY);
    const over = ended(file);
    if (over !== null) return no(over);
    if (request.claimedBy === roles.person.id) return no('You lead this request already.');
    if (request.claimedBy !== null) {
      return no(
        `<@${request.claimedBy}> claimed ${requestNumber(request.id)} already. Reassign it if that has changed.`,
      );
    }
    return yes(ledBy(file, roles.person.id, roles.person.id, 'claimed', `You lead ${requestNumber(request.id)} now.`));
  };
}

function ledBy(
  file: RequestFile,
  claimedBy: string | null,
  actor: string,
  action: string,
  answer: string,
): RequestChange {
  const { id } = file.request;
  const owed = [oweCard(id), oweWorkItemUpdate(id)];
  return { actor, action, detail: { claimedBy }, request: { claimedBy }, owed, answer };
}

/** The claim is given up; any team member may, so that nothing waits for someone who is away. */
export function release({ roles }: Act): Decide {
  return (file) => {
    const { request } = file;
    if (!roles.team) return no(TEAM_ONLY);
    const over = ended(file);
    if (over !== null) return no(over);
    if (request.claimedBy === null) return no(`Nobody has claimed ${requestNumber(request.id)}.`);
    return yes(
      ledBy(file, null, roles.person.id, 'released', `${requestNumber(request.id)} is free to be claimed again.`),
    );
  };
}

/** The claim goes to another team member, who is told. */
export function reassign({ roles, key }: Act, to: Roles): Decide {
  return (file) => {
    const { request } = file;
    if (!roles.team) return no(TEAM_ONLY);
    if (!to.team) return no(`<@${to.person.id}> is not in ProdSecEng. Choose someone of the team.`);
    const over = ended(file);
    if (over !== null) return no(over);
    const answer = `<@${to.person.id}> leads ${requestNumber(request.id)} now.`;
    const change = ledBy(file, to.person.id, roles.person.id, 'reassigned', answer);
    const told = to.person.id === roles.person.id ? [] : [oweDirect(request.id, to.person.id, 'leads', key)];
    return yes({ ...change, owed: [...change.owed, ...told] });
  };
}

/** A team member links the GitLab author to a Slack person, who then is the requester (DOOR-9). */
export function linkRequester({ roles }: Act, to: Roles): Decide {
  return ({ request }) => {
    if (!roles.team) return no(TEAM_ONLY);
    if (request.requesterId !== null) return no(`<@${request.requesterId}> is the requester already.`);
    return yes({
      actor: roles.person.id,
      action: 'linked the author',
      detail: { personId: to.person.id },
      request: { requesterId: to.person.id },
      owed: [oweCard(request.id), oweWorkItemUpdate(request.id), oweDirect(request.id, to.person.id, 'filed')],
      answer: `<@${to.person.id}> is the requester of ${requestNumber(request.id)} now and has been told.`,
    });
  };
}
