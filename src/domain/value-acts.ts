import { webAddress } from './links.ts';
import type { Act } from './request-act.ts';
import { TEAM_ONLY } from './request-act.ts';
import type { Stage } from './stage.ts';
import { type Tool, toolNumber } from './tool.ts';
import { isSettled, type ValueProposition, valueStateLabel } from './value-proposition.ts';

/** What somebody says of a value proposition. Empty texts are nothing. */
export type ValueGiven = Pick<ValueProposition, 'what' | 'parity' | 'matches' | 'state' | 'links'> & { reason: string };

/** What it hangs on as it is now, and the others there. */
export type ValueLook = {
  tool: Tool | null;
  stage: Stage | null;
  others: readonly Pick<ValueProposition, 'id' | 'what'>[];
};

export type ValueChange = {
  actor: string;
  action: string;
  why: string;
  fields: Pick<ValueProposition, 'what' | 'parity' | 'matches' | 'state' | 'reason' | 'links' | 'shippedAt'>;
  answer: string;
};

/** A refusal names the field that it is about, where there is one. */
export type ValueVerdict = { ok: true; value: ValueChange } | { ok: false; text: string; field?: string };
export type DecideValue = (before: ValueProposition | null, look: ValueLook) => ValueVerdict;

const refuse = (text: string, field?: string): Extract<ValueVerdict, { ok: false }> => ({
  ok: false,
  text,
  ...(field === undefined ? {} : { field }),
});

/** Null where this person may change what this tool, or this co-creation without one, does for people. */
export function mayNotSetValues(
  { roles }: Pick<Act, 'roles'>,
  { tool, stage }: Omit<ValueLook, 'others'>,
): string | null {
  if (!roles.team) return TEAM_ONLY;
  if (tool !== null && (tool.state === 'retired' || tool.state === 'transferred'))
    return `${toolNumber(tool.id)} is ${tool.state}, so what it did stays as it is on record.`;
  if (tool === null && stage?.state !== 'open') return 'Its co-creation is over, so this stays as it is on record.';
  return null;
}

/**
 * Adds a value proposition, or changes it (COC-4, COC-5): shipped needs a link where it can be seen, dropped a reason, and good enough what
 * that means. Refused for anyone but the team, for a tool that is gone, and where the same stands there already.
 */
export const setValue =
  (act: Act, given: ValueGiven): DecideValue =>
  (before, look) => {
    const wrong = mayNotSetValues(act, look);
    if (wrong !== null) return refuse(wrong);
    const not = wrongWith(given, before, look);
    if (not !== null) return not;
    const { what, parity, matches, state, links } = given;
    const reason = state === 'dropped' ? given.reason : null;
    const shippedAt = state === 'shipped' ? (before?.shippedAt ?? act.now) : null;
    return {
      ok: true,
      value: {
        ...{
          actor: act.roles.person.id,
          action: before === null ? 'value proposition added' : 'value proposition changed',
        },
        why: [what, valueStateLabel(state), ...(reason === null ? [] : [reason])].join(': '),
        fields: { what, parity, matches, state, reason, links, shippedAt },
        answer: `${what}: ${valueStateLabel(state)}.`,
      },
    };
  };

function wrongWith(given: ValueGiven, before: ValueProposition | null, { others }: ValueLook) {
  const { what, parity, matches, state, reason, links } = given;
  if (what === '') return refuse('Say what it does for people.', 'what');
  const same = others.find((other) => other.id !== before?.id && other.what.toLowerCase() === what.toLowerCase());
  if (same !== undefined) return refuse('This stands in the list already.', 'what');
  if (parity === 'good-enough' && matches === '') return refuse('Say what is good enough.', 'matches');
  if (state === 'dropped' && reason === '') return refuse('Say why it is dropped: that stays on record.', 'reason');
  const bad = links.find((link) => webAddress(link) === null);
  if (bad !== undefined) return refuse('Give addresses that begin with http:// or https://, one a line.', 'links');
  if (state === 'shipped' && links.length === 0)
    return refuse('Give the merge request, release or documentation where it can be seen.', 'links');
  return null;
}

/** What was found of its issue in GitLab; null where nothing has to be said. An issue that is closed does not settle it by itself. */
export function foundOnIssue(
  value: Pick<ValueProposition, 'state' | 'reason'>,
  issue: 'opened' | 'closed' | 'gone',
): { reason: string | null } | null {
  if (isSettled(value)) return null;
  const reason = issue === 'opened' ? null : issue === 'closed' ? CLOSED : GONE;
  return reason === value.reason ? null : { reason };
}

const CLOSED =
  'Its issue was closed in GitLab. Say here whether it has shipped or is dropped; saving opens the issue again until then.';
const GONE = 'Its issue is gone from GitLab. Saving files another one.';
