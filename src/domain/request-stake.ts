import { oweCard, oweDirect, oweWorkItemUpdate, requestNumber } from './owed.ts';
import type { Roles } from './people.ts';
import type { RequestFile, RequestPerson } from './request.ts';
import { type Act, type Decide, entryBy } from './request-act.ts';
import { no, yes } from './verdict.ts';

/** As what somebody may leave or mute a request; what they are asked to sign off stays with them. */
const staked = ({ people }: RequestFile, id: string): RequestPerson[] =>
  people.filter(({ personId, role }) => personId === id && role !== 'signer');

/** Who leads it, else who asks. Nobody where that is who acts. */
function owner({ request }: RequestFile, me: string): string[] {
  const id = request.claimedBy ?? request.requesterId;
  return id === null || id === me ? [] : [id];
}

/** A stakeholder is not told any more of what is said and decided, or is told again; who leads the request, else who asks, is told. */
export function muteRequest(act: Act, muted: boolean): Decide {
  return (file) => {
    const me = act.roles.person.id;
    const number = requestNumber(file.request.id);
    const mine = staked(file, me);
    if (mine.length === 0) return no(`You are not named on ${number}.`);
    if (mine.every((each) => (each.muted ?? false) === muted))
      return no(muted ? `You have muted ${number} already.` : `You have not muted ${number}.`);
    const change = { actor: me, action: muted ? 'muted' : 'unmuted', mute: { personId: me, muted } };
    if (!muted) return yes({ ...change, owed: [], answer: `You are told again of what becomes of ${number}.` });
    const said = entryBy(act, 'muted', '');
    return yes({
      ...{ ...change, entries: [said] },
      owed: owner(file, me).map((id) => oweDirect(file.request.id, id, 'muted', said.key)),
      answer: `You are not told of ${number} any more, but for what is asked of you yourself.`,
    });
  };
}

/**
 * A stakeholder says that it is not them, and may name who it is (`other`: a full member). Who leads the request, else who asks, is told, and
 * so is who was named. Of a sensitive request nobody is named so: that would let them read it.
 */
export function notMyRequest(act: Act, other: Roles | null): Decide {
  return (file) => {
    const { id, sensitive } = file.request;
    const me = act.roles.person;
    const mine = staked(file, me.id);
    if (mine.length === 0) return no(`You are not named on ${requestNumber(id)}.`);
    if (other?.person.id === me.id) return no('Name someone else, or nobody.');
    if (other !== null && sensitive)
      return no('This request is sensitive: only its requester and ProdSecEng add people. Name nobody.');
    const comes = other !== null && staked(file, other.person.id).length === 0;
    const said = entryBy(act, 'left', other === null ? '' : `It is ${other.person.name} instead.`);
    const told = owner(file, me.id).map((to) => oweDirect(id, to, 'left', said.key));
    return yes({
      ...{ actor: me.id, action: 'is no stakeholder', detail: { other: other?.person.id ?? null } },
      leave: mine.map(({ personId, role }) => ({ personId, role })),
      ...(comes ? { join: [{ personId: other.person.id, role: 'stakeholder', useCase: null }] } : {}),
      entries: [said],
      owed: [
        oweCard(id),
        oweWorkItemUpdate(id),
        ...told,
        ...(comes ? [oweDirect(id, other.person.id, 'named', said.key)] : []),
      ],
      answer: `You are not named on ${requestNumber(id)} any more.`,
    });
  };
}
