/**
 * Something owed to Slack or GitLab. Order holds within a `lane`. Of several alike (same `key`) that wait, one is enough: each
 * is rendered from the state as it is when it is sent. `needs` is the key of what must be done before.
 */
export type Owed = {
  kind: string;
  lane: string;
  key: string;
  needs?: string;
  payload: Record<string, string | number>;
};

export const requestNumber = (id: number): string => `R-${id}`;

/** Reads `R-12`, `r-12` or `12`; null for anything else. */
export function readRequestNumber(typed: string): number | null {
  const match = /^(?:r-)?0*(\d{1,9})$/i.exec(typed.trim());
  const id = match?.[1] === undefined ? 0 : Number(match[1]);
  return id > 0 ? id : null;
}

/** What something owed is about: the `R-12` of its lane, under which the audit keeps it too. */
export const subjectOf = ({ lane }: Pick<Owed, 'lane'>): string => lane.split('/', 1)[0] ?? lane;

export const workItemKey = (requestId: number) => `work-item:${requestNumber(requestId)}`;
export const cardKey = (requestId: number) => `card:${requestNumber(requestId)}`;

/** The request's card in the intake channel, posted or brought up to date. */
export function oweCard(requestId: number): Owed {
  return { kind: 'card', lane: `${requestNumber(requestId)}/slack`, key: cardKey(requestId), payload: { requestId } };
}

/** The request's GitLab work item: created unless it is there, then kept equal to the request. */
export function oweWorkItem(requestId: number): Owed {
  const key = workItemKey(requestId);
  return { kind: 'work-item', lane: `${requestNumber(requestId)}/gitlab`, key, payload: { requestId } };
}

/** The work item brought in line with the request: its own part of the description, labels, assignee, confidentiality. */
export function oweWorkItemUpdate(requestId: number): Owed {
  const [lane, needs] = [`${requestNumber(requestId)}/gitlab`, workItemKey(requestId)];
  return { kind: 'work-item-update', lane, needs, key: `update:${requestNumber(requestId)}`, payload: { requestId } };
}

/** The work item closed, because the request ended. */
export function oweWorkItemClosing(requestId: number): Owed {
  const [lane, needs] = [`${requestNumber(requestId)}/gitlab`, workItemKey(requestId)];
  return { kind: 'work-item-closing', lane, needs, key: `close:${requestNumber(requestId)}`, payload: { requestId } };
}

/** The work item opened again, because the request was. */
export function oweWorkItemReopening(requestId: number): Owed {
  const [lane, needs] = [`${requestNumber(requestId)}/gitlab`, workItemKey(requestId)];
  return {
    kind: 'work-item-reopening',
    lane,
    needs,
    key: `reopen:${requestNumber(requestId)}`,
    payload: { requestId },
  };
}

/** An entry of the conversation as a note on the work item. */
export function oweNote(requestId: number, entry: string): Owed {
  const [lane, needs] = [`${requestNumber(requestId)}/gitlab`, workItemKey(requestId)];
  return { kind: 'note', lane, needs, key: `note:${entry}`, payload: { requestId, entry } };
}

/** An entry of the conversation as a message in the request's thread. */
export function oweThread(requestId: number, entry: string): Owed {
  const [lane, needs] = [`${requestNumber(requestId)}/slack`, cardKey(requestId)];
  return { kind: 'thread', lane, needs, key: `thread:${entry}`, payload: { requestId, entry } };
}

/** An entry told to each of the team, because nobody leads the request yet. */
export function oweTeam(requestId: number, entry: string): Owed {
  const lane = `${requestNumber(requestId)}/team`;
  return { kind: 'team', lane, key: `team:${entry}`, payload: { requestId, entry } };
}

/** A direct message about a request. `what` is the occasion: said once per person. */
export function oweDirect(requestId: number, personId: string, what: string, entry?: string): Owed {
  const key = `direct:${requestNumber(requestId)}:${personId}:${what}${entry === undefined ? '' : `:${entry}`}`;
  const payload = { requestId, personId, what, ...(entry === undefined ? {} : { entry }) };
  return { kind: 'direct', lane: `${requestNumber(requestId)}/${personId}`, key, payload };
}

export const decisionNumber = (id: number): string => `D-${id}`;

/** The key of what one person is asked for in a decision: of its message, and of the promise that it is answered. */
export const signKey = (decisionId: number, role: string, personId: string): string =>
  `sign:${decisionNumber(decisionId)}:${role}:${personId}`;

/** The key of the promise that they say they are aware: someone who was asked to agree may be asked that too. */
export const awareKey = (decisionId: number, role: string, personId: string): string =>
  `aware:${decisionNumber(decisionId)}:${role}:${personId}`;

/** The message that asks one person to agree, or to be aware; brought up to date in place. */
export function oweSignOff(requestId: number, decisionId: number, role: string, personId: string): Owed {
  const payload = { requestId, decisionId, role, personId };
  return {
    kind: 'sign-off',
    lane: `${requestNumber(requestId)}/${personId}`,
    key: signKey(decisionId, role, personId),
    payload,
  };
}

/** The metric label that the decision in force says, on the work item (NEW-2). */
export function oweDecisionLabel(requestId: number): Owed {
  const [lane, needs] = [`${requestNumber(requestId)}/gitlab`, workItemKey(requestId)];
  return { kind: 'decision-label', lane, needs, key: `label:${requestNumber(requestId)}`, payload: { requestId } };
}

/** The net-new request that an alternative opens (HAND-9). */
export function oweAlternative(requestId: number, decisionId: number): Owed {
  const key = `alternative:${decisionNumber(decisionId)}`;
  return {
    kind: 'alternative',
    lane: `${requestNumber(requestId)}/alternative`,
    key,
    payload: { requestId, decisionId },
  };
}

/** What a reprioritisation makes room with is done (HAND-8): commitments lowered, work moved, those affected told. */
export function oweReprioritised(requestId: number, decisionId: number): Owed {
  const key = `reprioritised:${decisionNumber(decisionId)}`;
  const payload = { requestId, decisionId };
  return { kind: 'reprioritised', lane: `${requestNumber(requestId)}/reprioritised`, key, payload };
}

/** One person is told what slips of theirs by a reprioritisation. */
export function oweSlipped(requestId: number, decisionId: number, personId: string): Owed {
  const key = `slipped:${decisionNumber(decisionId)}:${personId}`;
  return {
    kind: 'slipped',
    lane: `${requestNumber(requestId)}/${personId}`,
    key,
    payload: { requestId, decisionId, personId },
  };
}

/** The issue of planned work is in the milestone that it is planned for. */
export function oweWorkMilestone(workId: number): Owed {
  return { kind: 'work-milestone', lane: `W-${workId}/gitlab`, key: `work-milestone:${workId}`, payload: { workId } };
}

type AboutPromise = { id: number; requestId: number | null };

const promisePayload = ({ id, requestId }: AboutPromise) => ({
  promiseId: id,
  ...(requestId === null ? {} : { requestId }),
});

/** All reminders of a promise have keys that begin so. */
export const reminderKeys = (promiseId: number): string => `reminder:P-${promiseId}:`;

/** A reminder of a promise: one for each instant it was due at. `to`: a person; null: the team, in the request's thread. */
export function oweReminder(promise: AboutPromise, to: string | null, at: Date): Owed {
  const who = to ?? 'team';
  const key = `${reminderKeys(promise.id)}${who}:${at.toISOString()}`;
  return {
    kind: 'promise-reminder',
    lane: `P-${promise.id}/${who}`,
    key,
    payload: { ...promisePayload(promise), key },
  };
}

/** The reminders that were posted of a promise, brought up to date in place. */
export function owePromiseTold(promise: AboutPromise): Owed {
  const key = `promise-told:P-${promise.id}`;
  return { kind: 'promise-told', lane: `P-${promise.id}/told`, key, payload: promisePayload(promise) };
}

/** The requester is asked whether what shipped meets the need (NEW-8). */
export function oweShipped(promise: AboutPromise, personId: string): Owed {
  const key = `shipped:P-${promise.id}:${personId}`;
  const payload = { ...promisePayload(promise), personId };
  return { kind: 'promise-shipped', lane: `P-${promise.id}/${personId}`, key, payload };
}

/** A request that nobody leads came back: the team is told in its thread. */
export function oweReturned(requestId: number, entry: string): Owed {
  const [lane, needs] = [`${requestNumber(requestId)}/slack`, cardKey(requestId)];
  return { kind: 'returned', lane, needs, key: `returned:${entry}`, payload: { requestId, entry } };
}

/** Leadership is told of a capacity constraint, or that it ended (REV-5). */
export function oweConstraint(constraintId: number, personId: string): Owed {
  const key = `constraint:C-${constraintId}:${personId}`;
  return { kind: 'constraint', lane: `C-${constraintId}/${personId}`, key, payload: { constraintId, personId } };
}

const outageLane = (id: number, where: string): string => `O-${id}/${where}`;
const outageIssueKey = (id: number): string => `outage-issue:O-${id}`;
export const outageCardKey = (id: number): string => `outage:O-${id}`;

/** The card of an outage in the intake channel, posted or brought up to date. */
export const oweOutageCard = (outageId: number): Owed => ({
  ...{ kind: 'outage-card', lane: outageLane(outageId, 'slack'), key: outageCardKey(outageId), payload: { outageId } },
});

/** The GitLab issue of an outage that was reported in Slack: created unless it is there. */
export const oweOutageIssue = (outageId: number): Owed => ({
  kind: 'outage-issue',
  ...{ lane: outageLane(outageId, 'gitlab'), key: outageIssueKey(outageId), payload: { outageId } },
});

/** The GitLab issue of an outage brought in line with what was done in Slack. */
export const oweOutageUpdate = (outageId: number): Owed => ({
  ...{ kind: 'outage-update', lane: outageLane(outageId, 'gitlab'), needs: outageIssueKey(outageId) },
  ...{ key: `outage-update:O-${outageId}`, payload: { outageId } },
});

/** What is promised for a tool has changed: its open outages are told. */
export const oweCommitted = (toolId: number): Owed => ({
  ...{ kind: 'tool-committed', lane: `T-${toolId}/commitment`, key: `committed:T-${toolId}`, payload: { toolId } },
});

export const signAskKey = (signId: number, at: Date): string => `sign-ask:${signId}:${at.toISOString()}`;

/** Whoever is asked about a missing sign of life: one message per absence, brought up to date in place (REV-6). */
export const oweSignAsk = (signId: number, askedAt: Date): Owed => ({
  ...{ kind: 'sign-ask', lane: `sign/${signId}`, key: signAskKey(signId, askedAt) },
  payload: { signId, at: askedAt.toISOString() },
});

/** One message that tells someone what they hold now that somebody else held. `things`: `claim:1,tool:2,promise:3`. */
export function oweHandedOver(told: { from: string; to: string; by: string; things: string; at: Date }): Owed {
  const { from, to, by, things, at } = told;
  const key = `handed-over:${from}:${to}:${at.toISOString()}`;
  return { kind: 'handed-over', lane: `${from}/${to}`, key, payload: { from, to, by, things, key } };
}
